#pragma once
/* An office for the kiosk's benchmarks: units, names, cards, hours, and a meeting that everybody
 * attends. One thread. */

#include "card_token.h"
#include "facts.h"
#include <stdbool.h>

#define BENCH_OFFICE_PEOPLE     300 /* the usual number */
#define BENCH_OFFICE_PEOPLE_MAX 5000

struct bench_office {
    int people;
    const char *meeting_kiosk; /* at which one signs in, and which turns to it; NULL: at any */
    const struct hash *photos; /* by person, for every other one; NULL: nobody has any */
};

struct card_number bench_office_card(int person);
bool bench_office_has_photo(int person);

/* Yours. What cannot be made ends the program. */
struct facts *bench_office_load(const struct site_key *key, const struct bench_office *office);
