#pragma once
/* Who may judge a whole county anew for a question of theirs: one at a time, and one who waits. It
 * takes seconds of a worker for thousands of people, so that whoever asks beyond that is told to
 * come back. Of one server; any thread. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stdint.h>

#define JUDGING_TURN_WAIT_MS 10000

struct judging_turns;

struct judging_turns *judging_turns_create(void); /* NULL: no memory */
void judging_turns_destroy(struct judging_turns *turns);
DEFINE_AUTO(judging_turns);

/* ERROR_BUSY where somebody else is at it for longer than wait_ms, or one waits already. */
bool judging_turns_take(struct judging_turns *turns, int64_t wait_ms, struct error *err) MUST_USE;
void judging_turns_give(struct judging_turns *turns);
