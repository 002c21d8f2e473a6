#pragma once
/* `shoushi-reader replay FOLDER`: plugs a recorded reader in, on a clock of its own that runs as
 * fast as it can, and prints what is read. Called by main, which has no other thread. */

#include "reader_options.h"

bool reader_replay_run(const struct reader_options *options, struct error *err) MUST_USE;
