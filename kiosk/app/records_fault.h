#pragma once
/* The kiosk while its stores cannot be opened: the disk is full, read-only or broken. The whole
 * screen says so, to everybody who comes by, until it is tried again. Main thread. */

#include "clock.h"
#include "error.h"
#include "kiosk_config.h"
#include <stdbool.h>

/* Why they cannot be opened. */
struct records_fault {
    struct error why;
};

/* Whether it is shown and tried again. Not so where a newer version wrote the files, nor where
 * another program has them open: whoever started this one is told. */
bool records_fault_may_pass(const struct records_fault *fault);

/* Shows it for a while. *ret_ended: asked to end meanwhile. */
bool records_fault_show(const struct kiosk_config *config, const struct clock *clock,
                        const struct records_fault *fault, bool *ret_ended, struct error *err)
    MUST_USE;
