#pragma once
/* The roster of a big county, as a server tells it: people s00000, s00001 … in units, each with a
 * card, a photograph's document and bytes, and the taps of three days at other kiosks. For benches;
 * one thread. What fails ends the program. */

#include "identity_file.h"
#include "roster_store.h"
#include <stddef.h>

/* The kiosk that it is told to. */
struct identity bench_roster_identity(void);

void bench_roster_fill(struct roster_store *roster, const struct identity *identity, int people);

/* How many taps those are. */
size_t bench_roster_taps(int people);
