#pragma once
/* An office of three hundred people for the kiosk's benchmarks: units, names, cards, hours, and a
 * meeting that everybody attends. One thread. */

#include "card_token.h"
#include "facts.h"

#define BENCH_OFFICE_PEOPLE 300

struct card_number bench_office_card(int person);

/* Yours. What cannot be made ends the program. */
struct facts *bench_office_load(const struct site_key *key);
