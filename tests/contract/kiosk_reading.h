#pragma once
/* What the kiosk's own code makes of a body, apart from the server's headers: both sides have words
 * of the same name. Any thread. */

#include "error.h"
#include <stddef.h>
#include <stdint.h>

/* How long an answer may be. */
size_t kiosk_reading_answer_max(void);

/* Takes the answer to a poll since a revision, and makes facts of each document: how many there
 * were, and the bytes of the largest. */
struct kiosk_reading {
    size_t documents, largest;
};
bool kiosk_reading_take_state(const char *text, size_t len, int64_t since,
                              struct kiosk_reading *ret_reading, struct error *err) MUST_USE;
