#pragma once
/* `shoushi-reader learn`: one card on a keyboard-wedge reader and on a CCID reader, and the line of
 * the configuration that makes both tell the same number. Called by main, which has no other thread
 * yet. */

#include "reader_options.h"

bool reader_learn_run(const struct reader_options *options, struct error *err) MUST_USE;
