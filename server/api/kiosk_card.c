#include "kiosk_card.h"

#include "check.h"
#include "http_json.h"
#include "json.h"
#include "kiosk_api_parts.h"
#include <string.h>

/* A card issued at a kiosk's service page. */

#define ID_MAX 40 /* as every id of the protocol */

static bool read_token(const json_t *body, struct kiosk_card_request *request, struct error *err)
{
    uint8_t bytes[HASH_BYTES];
    if (!json_get_text(body, "", "token", 2 * (size_t)HASH_BYTES, &request->token, err)) {
        return false;
    }
    bool lower = strspn(request->token, "0123456789abcdef") == strlen(request->token);
    return (lower && hash_hex_decode(request->token, strlen(request->token), bytes, HASH_BYTES)) ||
           error_set(err, ERROR_INVALID, "token: expected 64 hex digits");
}

static bool read_request(const json_t *body, struct kiosk_card_request *request, struct error *err)
{
    static const char *const keys[] = {"keeper", "staff", "token", "others", NULL};
    static const char *const fates[] = {"keep", "lost", "revoked"};
    if (!json_only_keys(body, "", keys, err) ||
        !json_get_text(body, "", "keeper", ID_MAX, &request->keeper, err) ||
        !json_get_text(body, "", "staff", ID_MAX, &request->staff, err) ||
        !read_token(body, request, err) ||
        !json_get_text(body, "", "others", ID_MAX, &request->others, err)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(fates); i++) {
        if (strcmp(fates[i], request->others) == 0) {
            return true;
        }
    }
    return error_set(err, ERROR_INVALID, "others: unknown word");
}

static void answer_refusal(struct http_response *response, const struct kiosk_card_answer *answer)
{
    static const struct http_problem problems[] = {
        [KIOSK_CARD_NO_KEEPER] = {403, "keeper", "Not a keeper of the kiosks", NULL, NULL, NULL},
        [KIOSK_CARD_NO_ACCOUNT] = {403, "account", "No account of the keeper's may issue cards",
                                   NULL, NULL, NULL},
        [KIOSK_CARD_DENIED] = {403, "permission", "Not to people of that unit", NULL, NULL, NULL},
        [KIOSK_CARD_NO_STAFF] = {404, "staff", "Nobody on the roster has this id", NULL, NULL,
                                 NULL},
        [KIOSK_CARD_TAKEN] = {409, "taken", "The card is somebody's already", NULL, NULL, NULL},
        [KIOSK_CARD_WAITED] = {409, "waited", "The office waits for another card at this kiosk",
                               NULL, NULL, NULL},
    };
    struct http_problem problem = problems[answer->result];
    if (answer->result == KIOSK_CARD_TAKEN) {
        problem.more = json_pack("{s:s, s:s}", "holder", answer->holder, "state", answer->state);
    }
    http_response_problem(response, &problem);
}

bool kiosk_handle_card(struct http_request *request, struct http_response *response, void *user,
                       struct error *err)
{
    const struct kiosk_api *api = user;
    const struct kiosk_caller *caller = http_request_caller(request);
    struct kiosk_card_request asked = {.kiosk = caller->kiosk.kiosk,
                                       .address = http_request_peer(request)};
    AUTO(json) json_t *body = NULL;
    struct kiosk_card_answer answer;
    struct error fault;
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    if (!read_request(body, &asked, &fault)) {
        http_json_invalid(response, &fault);
        return true;
    }
    CHECK(api->settings.office); /* every server has one */
    if (!kiosk_card_issue(api->settings.office, &asked, &answer, err)) {
        return false;
    }
    if (answer.result == KIOSK_CARD_ISSUED) {
        http_response_json(
            response, 201,
            json_pack("{s:s, s:i}", "card", answer.card, "taken_back", answer.taken_back));
    } else {
        answer_refusal(response, &answer);
    }
    return true;
}
