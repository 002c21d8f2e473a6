#pragma once
/* `shoushi-reader beep [PORT]`: lets a reader beep and light up, so that a person finds it. Called
 * by main, which has no other thread. */

#include "reader_options.h"

bool reader_beep_run(const struct reader_options *options, struct error *err) MUST_USE;
