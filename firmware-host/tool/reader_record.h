#pragma once
/* `shoushi-reader record FOLDER`: monitor, and besides the conversation with the first reader as
 * FOLDER/recording.txt and what was read as FOLDER/expected.txt, which together are a test. Called
 * by main, which has no other thread yet. */

#include "reader_options.h"

bool reader_record_run(const struct reader_options *options, struct error *err) MUST_USE;
