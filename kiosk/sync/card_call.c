#include "card_call.h"

#include "cleanup.h"
#include "json.h"
#include "kiosk_call.h"
#include "sync_message.h"
#include "transfer_client.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define TAKEN_BACK_MAX 100000

static char *write_body(const struct card_call *call)
{
    char token[HASH_HEX_SIZE];
    hash_hex_encode(call->token.hash.bytes, HASH_BYTES, token);
    AUTO(json)
    json_t *root = json_pack("{s:s, s:s, s:s, s:s}", "keeper", call->keeper, "staff", call->staff,
                             "token", token, "others", call->others);
    return root ? json_dumps(root, JSON_COMPACT) : NULL;
}

static bool read_issued(const struct transfer_answer *answer, struct card_call_answer *ret_answer,
                        struct error *err)
{
    static const char *const keys[] = {"card", "taken_back", NULL};
    AUTO(json) json_t *root = NULL;
    int64_t taken_back;
    if (strcmp(answer->content_type, "application/json") != 0) {
        return error_set(err, ERROR_INVALID, "the answer is not JSON");
    }
    if (!json_parse(answer->body, answer->body_len, "card", &root, err) ||
        !json_only_keys(root, "", keys, err) ||
        !json_get_int(root, "", "taken_back", 0, TAKEN_BACK_MAX, &taken_back, err)) {
        return false;
    }
    ret_answer->result = CARD_CALL_ISSUED;
    ret_answer->taken_back = (int)taken_back;
    return true;
}

static bool read_holder(const struct transfer_answer *answer, struct card_call_answer *ret_answer,
                        struct error *err)
{
    AUTO(json) json_t *root = NULL;
    const char *holder;
    const char *state;
    if (!json_parse(answer->body, answer->body_len, "problem", &root, err) ||
        !json_get_text(root, "", "holder", TAP_RECORD_ID_MAX, &holder, err) ||
        !json_get_text(root, "", "state", sizeof ret_answer->state - 1, &state, err)) {
        return false;
    }
    (void)snprintf(ret_answer->holder, sizeof ret_answer->holder, "%s", holder);
    (void)snprintf(ret_answer->state, sizeof ret_answer->state, "%s", state);
    return true;
}

/* A fault of the server's own is no refusal: it may have been done, and may be asked again. */
static bool read_refusal(const struct transfer_answer *answer, struct card_call_answer *ret_answer,
                         struct error *err)
{
    struct problem_message problem;
    if (strcmp(answer->content_type, "application/problem+json") != 0 ||
        !sync_message_read_problem(answer->body, answer->body_len, &problem, NULL)) {
        return error_set(err, ERROR_INVALID, "status %d, but no answer of Shoushi's",
                         answer->status);
    }
    if (answer->status >= 500) {
        return error_set(err, ERROR_IO, "%s", problem.text);
    }
    memcpy(ret_answer->word, problem.word, sizeof ret_answer->word);
    memcpy(ret_answer->text, problem.text, sizeof ret_answer->text);
    ret_answer->result = CARD_CALL_REFUSED;
    return strcmp(problem.word, "taken") != 0 || read_holder(answer, ret_answer, err);
}

static bool read_answer(const struct transfer_answer *answer, struct card_call_answer *ret_answer,
                        struct error *err)
{
    if (answer->failure != TRANSFER_FAILURE_NONE) {
        return error_set(err, ERROR_IO, "%s", answer->text);
    }
    return answer->status == 201 ? read_issued(answer, ret_answer, err)
                                 : read_refusal(answer, ret_answer, err);
}

static bool run(const struct card_call *call, struct card_call_answer *ret_answer,
                struct error *err)
{
    AUTO(memory) char *body = write_body(call);
    const struct kiosk_call about = {.identity = call->identity,
                                     .ca_file = call->ca_file,
                                     .clock = call->clock,
                                     .offset_us = call->offset_us,
                                     .target = "/api/v1/kiosk/cards",
                                     .body = body,
                                     .timeout_ms = CARD_CALL_TIMEOUT_MS};
    struct transfer_answer answer;
    if (!body) {
        return error_set(err, ERROR_NO_MEMORY, "card: out of memory");
    }
    if (!kiosk_call_run(&about, &answer, err)) {
        return false;
    }
    bool good = read_answer(&answer, ret_answer, err);
    transfer_answer_finish(&answer);
    return good;
}

void card_call_run(const struct card_call *call, struct card_call_answer *ret_answer)
{
    struct error fault = {0};
    *ret_answer = (struct card_call_answer){.result = CARD_CALL_NO_ANSWER};
    if (!run(call, ret_answer, &fault)) {
        *ret_answer = (struct card_call_answer){.result = CARD_CALL_NO_ANSWER};
        (void)snprintf(ret_answer->text, sizeof ret_answer->text, "%.127s", fault.text);
    }
}
