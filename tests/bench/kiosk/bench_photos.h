#pragma once
/* Photographs in a kiosk's roster, one for each of many people: of the size and weight of those
 * that the server makes, each with bytes of its own. One thread. What fails ends the program. */

#include "hash.h"
#include "identity_file.h"

/* Into roster.db of the folder; the hashes are yours. */
struct hash *bench_photos_put(const char *folder, const struct identity *identity, int people);
