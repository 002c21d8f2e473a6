#pragma once
/* `shoushi-reader monitor`: prints events as they happen. Called by main, which has no other
 * thread yet. */

#include "reader_options.h"

/* Runs until SIGINT, SIGTERM, the end of --for, or nobody reads standard output any more. */
bool reader_monitor_run(const struct reader_options *options, struct error *err) MUST_USE;
