#include "kiosk_call.h"

#include "cleanup.h"
#include "request_headers.h"
#include "signed_exchange.h"
#include "sync_message.h"
#include <string.h>

/* Our clock is too far off: the answer has the right time. */
static bool is_of_clock(const struct transfer_answer *answer)
{
    struct problem_message problem;
    return answer->failure == TRANSFER_FAILURE_NONE && answer->status == 401 &&
           request_headers_server_time(answer) > 0 &&
           sync_message_read_problem(answer->body, answer->body_len, &problem, NULL) &&
           strcmp(problem.word, "clock") == 0;
}

bool kiosk_call_run(const struct kiosk_call *call, struct transfer_answer *ret_answer,
                    struct error *err)
{
    AUTO(signing_key) struct signing_key *key = NULL;
    AUTO(transfer_client) struct transfer_client *http = NULL;
    if (!signing_key_create(call->identity->seed, &key, err) ||
        !transfer_client_create(call->ca_file, call->clock, &http, err)) {
        return false;
    }
    struct signed_exchange exchange = {.server_url = call->identity->server_url,
                                       .target = call->target,
                                       .kiosk = call->identity->kiosk,
                                       .body = call->body,
                                       .key = key,
                                       .clock = call->clock,
                                       .offset_us = call->offset_us,
                                       .timeout_ms = call->timeout_ms};
    if (!signed_exchange_run(http, &exchange, ret_answer, err)) {
        return false;
    }
    if (is_of_clock(ret_answer)) {
        exchange.offset_us = request_headers_server_time(ret_answer) - clock_utc_us(call->clock);
        transfer_answer_finish(ret_answer);
        return signed_exchange_run(http, &exchange, ret_answer, err);
    }
    return true;
}
