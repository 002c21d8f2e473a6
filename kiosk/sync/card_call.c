#include "card_call.h"

#include "cleanup.h"
#include "json.h"
#include "request_headers.h"
#include "signed_exchange.h"
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

/* The clock may be off by more than the server takes: its answer has the right time. */
static bool corrects_clock(const struct card_call *call, const struct transfer_answer *answer,
                           const struct card_call_answer *read, int64_t *offset_us)
{
    int64_t server_utc_us = request_headers_server_time(answer);
    if (read->result != CARD_CALL_REFUSED || strcmp(read->word, "clock") != 0 ||
        server_utc_us == 0) {
        return false;
    }
    *offset_us = server_utc_us - clock_utc_us(call->clock);
    return true;
}

static bool run(const struct card_call *call, struct card_call_answer *ret_answer,
                struct error *err)
{
    AUTO(signing_key) struct signing_key *key = NULL;
    AUTO(transfer_client) struct transfer_client *http = NULL;
    AUTO(memory) char *body = write_body(call);
    struct signed_exchange exchange = {.server_url = call->identity->server_url,
                                       .target = "/api/v1/kiosk/cards",
                                       .kiosk = call->identity->kiosk,
                                       .body = body,
                                       .clock = call->clock,
                                       .offset_us = call->offset_us,
                                       .timeout_ms = CARD_CALL_TIMEOUT_MS};
    bool again = true;
    bool good = false;
    if (!body) {
        return error_set(err, ERROR_NO_MEMORY, "card: out of memory");
    }
    if (!signing_key_create(call->identity->seed, &key, err) ||
        !transfer_client_create(call->ca_file, call->clock, &http, err)) {
        return false;
    }
    exchange.key = key;
    for (int i = 0; again && i < 2; i++) {
        struct transfer_answer answer;
        *ret_answer = (struct card_call_answer){.result = CARD_CALL_NO_ANSWER};
        if (!signed_exchange_run(http, &exchange, &answer, err)) {
            return false;
        }
        good = read_answer(&answer, ret_answer, err);
        again = good && corrects_clock(call, &answer, ret_answer, &exchange.offset_us);
        transfer_answer_finish(&answer);
    }
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
