#pragma once
/* Behind the set-up screen: asks the server about an address and a code, and says what came of it.
 * Waits for the network, so the screen has to say so first. Main thread. */

#include "enrolment.h"
#include "setup.h"

/* What a fault of the enrolment is on the screen. */
enum setup_fault setup_desk_fault(enum enrolment_fault fault);

/* A step of the set-up that setup_begin_check() has begun. request's address and code are those of
 * the set-up. */
void setup_desk_check(struct setup *setup, const struct enrolment_request *request);
