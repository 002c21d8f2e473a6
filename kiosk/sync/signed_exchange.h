#pragma once
/* One signed POST and its answer, waited for: what a kiosk says before it has a sync thread, and
 * what somebody at the screen waits for. Any thread; the client and the key are that thread's. */

#include "clock.h"
#include "error.h"
#include "signature.h"
#include "transfer_client.h"
#include <stdbool.h>
#include <stdint.h>

/* All are borrowed. */
struct signed_exchange {
    const char *server_url, *target;
    const char *kiosk; /* NULL before the enrolment */
    const char *body;  /* JSON */
    const struct signing_key *key;
    const struct clock *clock;
    int64_t offset_us; /* of the server's clock to ours, as far as is known */
    int timeout_ms;
};

/* False: it could not even be begun. An answer is to be finished, also one of a failure. */
bool signed_exchange_run(struct transfer_client *http, const struct signed_exchange *exchange,
                         struct transfer_answer *ret_answer, struct error *err) MUST_USE;
