#pragma once
/* Taps the demonstration's cards: a thread that types their numbers into the reader in software, at
 * the level of USB transfers, through the emulator's socket. Typing takes a tenth of a second,
 * which main has not got. create, tap and destroy: main. */

#include "cleanup.h"
#include "error.h"

#define SAMPLE_TAPS_MAX 32 /* waiting to be typed; further ones are lost */

struct sample_tapper;

/* Plugs a wedge reader in unless there is one. socket_path is the emulator's. */
bool sample_tapper_create(const char *socket_path, struct sample_tapper **ret_tapper,
                          struct error *err) MUST_USE;
void sample_tapper_destroy(struct sample_tapper *tapper);
DEFINE_AUTO(sample_tapper);

/* Never waits. */
void sample_tapper_tap(struct sample_tapper *tapper, const char *number);
