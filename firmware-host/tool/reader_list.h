#pragma once
/* `shoushi-reader list`: the supported readers that are plugged in, without touching them. Called
 * by main, which has no other thread. */

#include "reader_options.h"

bool reader_list_run(const struct reader_options *options, struct error *err) MUST_USE;
