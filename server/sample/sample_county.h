#pragma once
/* The sample county of the demo, the benchmarks and the screenshots: 12 units, 300 people with
 * cards, two kinds of working day, leave, trips, meetings and a substitute, all a function of the
 * moment that it is made for. Nothing here is stored: shoushi-server sample puts these facts in
 * through the same services as any other. Pure, any thread. */

#include "card_number.h"
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#define SAMPLE_STAFF_COUNT   300
#define SAMPLE_UNIT_COUNT    12
#define SAMPLE_KIOSK_COUNT   3
#define SAMPLE_STAFF_ID_SIZE 8
#define SAMPLE_DAY_TAPS_MAX  8

/* The moment the county is made for. Last month's and this month's taps end here; where `today` is
 * a rest day it is a swapped working day, and its hours are moved so that the working day begins
 * shortly after. */
struct sample_county {
    int64_t now_ms;     /* local */
    int32_t today;      /* civil date */
    int32_t first_date; /* of last month: the first day with taps */
    int32_t start_min;  /* today's begin of work, in minutes from midnight */
    int32_t end_min;
};

void sample_county_init(struct sample_county *county, int64_t now_local_ms);

/* Every fact but the taps as [{"kind", "id", "value"}, …] in the documents' forms of
 * docs/sync-protocol.md, in an order in which each names only what came before it. Cards are left
 * out: see sample_county_card. NULL when out of memory. */
json_t *sample_county_documents(const struct sample_county *county);

/* Today the units with a service counter begin so many minutes before the others: who taps there
 * now is late. */
int32_t sample_county_counter_lead_min(const struct sample_county *county);

/* index from 0 */
void sample_county_staff_id(size_t index, char ret_id[static SAMPLE_STAFF_ID_SIZE]);
struct card_number sample_county_card(size_t index);
const char *sample_county_kiosk_place(size_t kiosk);

/* Moves the given sequence of pseudo-random numbers on; the same seed gives the same county. */
uint32_t sample_county_random(uint64_t *seed);
