#pragma once
/* What is on the screen as a line of JSON, for the control channel: the words that a person reads
 * and the words that a program compares. Main thread. */

#include "display.h"
#include <stddef.h>
#include <stdint.h>

/* What no person sees, for whoever waits for it. */
struct display_counts {
    uint64_t taps; /* results that the screen has shown since the start, recorded or not */
    int64_t roster_revision; /* of what cards are judged by; 0: nobody is known */
};

/* counts: NULL where no cards are taken. Returns false where there is no memory or the text does
 * not fit. */
bool display_json_write(const struct display *display, const struct display_counts *counts,
                        char *ret_text, size_t size) __attribute__((warn_unused_result));
