#pragma once
/* The kiosk before it belongs to anybody: the set-up screen, until a server has enrolled it or
 * somebody ends the program. Main thread. */

#include "clock.h"
#include "error.h"
#include "kiosk_config.h"
#include <stdbool.h>

enum setup_end { SETUP_END_ENROLLED, SETUP_END_ASKED };

/* Does nothing where the kiosk is enrolled already. Where the configuration names a list of kiosks,
 * a line about this machine is tried by itself, again and again. */
bool setup_loop_run(const struct kiosk_config *config, const struct clock *clock,
                    enum setup_end *ret_end, struct error *err) MUST_USE;
