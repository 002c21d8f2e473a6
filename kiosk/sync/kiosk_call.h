#pragma once
/* One call of an enrolled kiosk that somebody waits for, or that is made once in a while: signed,
 * with a client of its own, and once more with the server's time where ours was too far off. Waits
 * up to twice the time-out. Any thread. */

#include "clock.h"
#include "error.h"
#include "identity_file.h"
#include "transfer_client.h"
#include <stdbool.h>
#include <stdint.h>

/* All are borrowed. */
struct kiosk_call {
    const struct identity *identity;
    const char *ca_file; /* certificates to trust; "" for the system's */
    const struct clock *clock;
    int64_t offset_us; /* of the server's clock to ours, as far as is known */
    const char *target;
    const char *body; /* JSON */
    int timeout_ms;
};

/* The answer is to be finished. False: there is none, and err says why. */
bool kiosk_call_run(const struct kiosk_call *call, struct transfer_answer *ret_answer,
                    struct error *err) MUST_USE;
