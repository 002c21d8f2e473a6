#pragma once
/* What is on the screen as a line of JSON, for the control channel: the words that a person reads
 * and the words that a program compares. Main thread. */

#include "display.h"
#include <stddef.h>
#include <stdint.h>

/* taps: how many results the screen has shown since the start, recorded or not. Returns false where
 * there is no memory or the text does not fit. */
bool display_json_write(const struct display *display, uint64_t taps, char *ret_text, size_t size)
    __attribute__((warn_unused_result));
