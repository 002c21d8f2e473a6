#pragma once
/* POST /api/v1/kiosk/openings: a keeper has opened the service page by name and PIN, since no card
 * could be read. Waits up to twice OPENING_CALL_TIMEOUT_MS. Any thread. */

#include "clock.h"
#include "identity_file.h"
#include <stdbool.h>
#include <stdint.h>

#define OPENING_CALL_TIMEOUT_MS 12000

/* All texts are borrowed. */
struct opening_call {
    const struct identity *identity;
    const char *ca_file;
    const struct clock *clock;
    int64_t offset_us;  /* of the server's clock to ours */
    const char *keeper; /* id */
    int64_t at_utc_us;  /* by the best knowledge of the true time */
};

enum opening_call_result {
    OPENING_CALL_OPEN,    /* no answer, or one that may be another later: to be told again */
    OPENING_CALL_NOTED,   /* the server has written it down */
    OPENING_CALL_REFUSED, /* what was told is at fault: telling it again changes nothing */
};

enum opening_call_result opening_call_run(const struct opening_call *call);
