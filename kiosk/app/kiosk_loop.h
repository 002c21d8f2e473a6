#pragma once
/* The running kiosk: waits for readers, network, people at the screen and the control channel, lets
 * the state machine decide, and shows what it says. Main thread. */

#include "error.h"
#include "kiosk_parts.h"
#include <stdbool.h>

/* Runs until asked to end. False: the window is lost, and nothing could be shown any more. */
bool kiosk_loop_run(struct kiosk_parts *parts, struct error *err) MUST_USE;
