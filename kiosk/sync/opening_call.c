#include "opening_call.h"

#include "json.h"
#include "kiosk_call.h"
#include "sync_message.h"
#include <jansson.h>
#include <string.h>

/* What is wrong with the kiosk's key, time, standing or version may be right again. */
static enum opening_call_result result_of(const struct transfer_answer *answer)
{
    struct problem_message problem;
    if (answer->failure != TRANSFER_FAILURE_NONE) {
        return OPENING_CALL_OPEN;
    }
    if (answer->status == 204) {
        return OPENING_CALL_NOTED;
    }
    bool about_body = answer->status == 400 || answer->status == 413 || answer->status == 422;
    bool refused = about_body && strcmp(answer->content_type, "application/problem+json") == 0 &&
                   sync_message_read_problem(answer->body, answer->body_len, &problem, NULL) &&
                   strcmp(problem.word, "protocol") != 0;
    return refused ? OPENING_CALL_REFUSED : OPENING_CALL_OPEN;
}

enum opening_call_result opening_call_run(const struct opening_call *call)
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
        return OPENING_CALL_OPEN;
    }
    enum opening_call_result result = result_of(&answer);
    transfer_answer_finish(&answer);
    return result;
}
