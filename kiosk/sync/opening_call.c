#include "opening_call.h"

#include "json.h"
#include "kiosk_call.h"
#include <jansson.h>

#define NOTED 204

bool opening_call_run(const struct opening_call *call)
{
    AUTO(json)
    json_t *root =
        json_pack("{s:s, s:I}", "keeper", call->keeper, "at_utc_us", (json_int_t)call->at_utc_us);
    AUTO(memory) char *body = root ? json_dumps(root, JSON_COMPACT) : NULL;
    const struct kiosk_call about = {.identity = call->identity,
                                     .ca_file = call->ca_file,
                                     .clock = call->clock,
                                     .offset_us = call->offset_us,
                                     .target = "/api/v1/kiosk/openings",
                                     .body = body,
                                     .timeout_ms = OPENING_CALL_TIMEOUT_MS};
    struct transfer_answer answer;
    struct error fault;
    if (!body || !kiosk_call_run(&about, &answer, &fault)) {
        return false;
    }
    bool noted = answer.failure == TRANSFER_FAILURE_NONE && answer.status == NOTED;
    transfer_answer_finish(&answer);
    return noted;
}
