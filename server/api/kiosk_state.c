#include "card_issue.h"
#include "kiosk_api_parts.h"
#include "state_feed.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define WAIT_MAX_S 30

static bool read_number(const struct http_request *request, const char *name, int64_t max,
                        int64_t *ret_number)
{
    const char *text = http_request_query(request, name);
    if (!text || *text < '0' || *text > '9') {
        return false;
    }
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    *ret_number = value;
    return errno == 0 && *end == '\0' && value <= max;
}

/* False with the response filled. */
static bool read_query(const struct http_request *request, struct http_response *response,
                       struct state_query *ret_query, int *ret_wait_ms)
{
    int64_t wait_s = 0;
    if (!read_number(request, "since", INT64_MAX, &ret_query->since)) {
        http_response_invalid(response, "since", "expected a revision");
        return false;
    }
    ret_query->taps_since = STATE_NO_TAPS;
    if (http_request_query(request, "taps") &&
        !read_number(request, "taps", INT64_MAX, &ret_query->taps_since)) {
        http_response_invalid(response, "taps", "expected a revision");
        return false;
    }
    if (http_request_query(request, "wait") && !read_number(request, "wait", WAIT_MAX_S, &wait_s)) {
        http_response_invalid(response, "wait", "expected seconds from 0 to 30");
        return false;
    }
    /* A kiosk from before takes no member that it does not know, so it is told none. */
    ret_query->fingerprint = http_request_query(request, "fingerprint");
    ret_query->taps_fingerprint = http_request_query(request, "taps_fingerprint");
    *ret_wait_ms = (int)(wait_s * 1000);
    return true;
}

/* Whether the kiosk waits for another card than the office does, or for none, or for one in vain;
 * asked by a kiosk that says whose card it waits for. */
static bool find_commands(const struct http_request *request, const struct kiosk_api *api,
                          const char *kiosk, enum state_commands *ret_commands, struct error *err)
{
    const char *card_for = http_request_query(request, "card_for");
    char waited_for[OFFICE_ID_MAX + 1] = "";
    *ret_commands = STATE_COMMANDS_NOT_ASKED;
    if (!card_for) {
        return true;
    }
    if (api->settings.office &&
        !card_issue_waited_for(api->settings.office, kiosk, waited_for, err)) {
        return false;
    }
    *ret_commands = strcmp(card_for, waited_for) == 0 ? STATE_COMMANDS_KNOWN : STATE_COMMANDS_NEW;
    return true;
}

static void answer_ahead(struct http_response *response)
{
    const struct http_problem problem = {
        .status = 409,
        .type = "revision",
        .title = "This revision was never reached here, or was another: begin again at 0",
    };
    http_response_problem(response, &problem);
}

bool kiosk_handle_state(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    const struct kiosk_api *api = user;
    const struct kiosk_caller *caller = http_request_caller(request);
    struct state_query query = {.kiosk = caller->kiosk.kiosk,
                                .now_utc_us = clock_utc_us(api->settings.clock)};
    int wait_ms;
    if (!read_query(request, response, &query, &wait_ms)) {
        return true;
    }
    uint64_t seen = http_topic_seen(api->state_changed); /* before looking: nothing is missed */
    struct state_answer answer;
    if (!find_commands(request, api, query.kiosk, &query.commands, err) ||
        !state_feed_look(api->settings.storage, &query, &answer, err)) {
        return false;
    }
    if (answer.standing != KIOSK_ACTIVE) {
        kiosk_answer_revoked(response);
    } else if (answer.result == STATE_AHEAD) {
        answer_ahead(response);
    } else if (answer.result == STATE_NOTHING_NEW && http_request_may_wait(request, wait_ms)) {
        free(answer.json);
        http_response_wait(response, api->state_changed, seen, wait_ms);
    } else {
        http_response_take(response, 200, "application/json", answer.json, answer.len);
    }
    return true;
}
