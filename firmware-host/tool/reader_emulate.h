#pragma once
/* `shoushi-reader emulate`: readers in software for a peer that speaks the usbredir protocol, such
 * as a guest under QEMU. Called by main, which has no other thread. */

#include "emulate_options.h"

/* Runs until SIGINT, SIGTERM or the script's "quit". A script that fails is an error with its line.
 */
bool reader_emulate_run(const struct emulate_options *options, struct error *err) MUST_USE;
