#pragma once
/* `shoushi-reader monitor`: prints events as they happen. Called by main, which has no other
 * thread yet. */

#include "reader_event.h"
#include "reader_options.h"

/* Runs until SIGINT, SIGTERM, the end of --for, or nobody reads standard output any more. */
bool reader_monitor_run(const struct reader_options *options, struct error *err) MUST_USE;

/* One event on standard output, flushed at once. */
bool reader_monitor_print(const struct reader_event *event, enum reader_output output,
                          struct error *err) MUST_USE;
