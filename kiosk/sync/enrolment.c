#include "enrolment.h"

#include "check.h"
#include "request_headers.h"
#include "server_address.h"
#include "sync_message.h"
#include "transfer_client.h"
#include <stdio.h>
#include <string.h>

#define TARGET "/api/v1/kiosk/enrol"

struct attempt {
    const struct enrolment_request *request;
    struct identity *identity;
    struct signing_key *key;
    struct transfer_client *http;
    int64_t offset_us; /* of our clock, as an answer said */
    enum enrolment_fault fault;
};

static bool fail(struct attempt *attempt, enum enrolment_fault fault, struct error *err)
{
    attempt->fault = fault;
    (void)error_prefix(err, "enrolment");
    return false;
}

static bool exchange(struct attempt *attempt, const char *body, struct transfer_answer *ret_answer,
                     struct error *err)
{
    const struct request_subject subject = {
        .method = "POST",
        .target = TARGET,
        .body = body,
        .body_len = strlen(body),
        .time_utc_us = clock_utc_us(attempt->request->clock) + attempt->offset_us,
    };
    struct request_headers headers;
    request_headers_sign(&subject, attempt->key, &headers);
    char url[IDENTITY_URL_MAX + sizeof TARGET];
    (void)snprintf(url, sizeof url, "%s" TARGET, attempt->identity->server_url);
    const struct transfer_request request = {
        .slot = 0,
        .url = url,
        .headers = headers.list,
        .header_count = headers.count,
        .content_type = "application/json",
        .body = body,
        .body_len = subject.body_len,
        .timeout_ms = ENROLMENT_TIMEOUT_MS,
    };
    if (!transfer_client_start(attempt->http, &request, err)) {
        return false;
    }
    while (
        !transfer_client_take(attempt->http, ret_answer)) { /* ends with the request's time-out */
        transfer_client_run(attempt->http, ENROLMENT_TIMEOUT_MS);
    }
    return true;
}

static bool fail_to_reach(struct attempt *attempt, const struct transfer_answer *answer,
                          struct error *err)
{
    static const enum enrolment_fault faults[] = {
        [TRANSFER_FAILURE_UNREACHABLE] = ENROLMENT_FAULT_NETWORK,
        [TRANSFER_FAILURE_TLS] = ENROLMENT_FAULT_TLS,
        [TRANSFER_FAILURE_TIMEOUT] = ENROLMENT_FAULT_NETWORK,
        [TRANSFER_FAILURE_BROKEN] = ENROLMENT_FAULT_NOT_OURS,
    };
    (void)error_set(err, ERROR_IO, "%s", answer->text);
    return fail(attempt, faults[answer->failure], err);
}

static bool read_success(struct attempt *attempt, const struct transfer_answer *answer,
                         struct error *err)
{
    if (strcmp(answer->content_type, "application/json") != 0) {
        (void)error_set(err, ERROR_INVALID, "the answer is not JSON");
        return fail(attempt, ENROLMENT_FAULT_NOT_OURS, err);
    }
    if (!sync_message_read_enrolment(answer->body, answer->body_len, attempt->identity, err)) {
        return fail(attempt, ENROLMENT_FAULT_NOT_OURS, err);
    }
    return true;
}

/* Our clock is far off: once more with the server's time. */
static bool correct_clock(struct attempt *attempt, const struct transfer_answer *answer)
{
    int64_t server_utc_us = request_headers_server_time(answer);
    if (attempt->offset_us != 0 || server_utc_us == 0) {
        return false;
    }
    attempt->offset_us = server_utc_us - clock_utc_us(attempt->request->clock);
    return attempt->offset_us != 0;
}

static bool read_refusal(struct attempt *attempt, const struct transfer_answer *answer,
                         bool *ret_again, struct error *err)
{
    struct problem_message problem;
    if (strcmp(answer->content_type, "application/problem+json") != 0 ||
        !sync_message_read_problem(answer->body, answer->body_len, &problem, NULL)) {
        (void)error_set(err, ERROR_INVALID, "status %d, but no answer of Shoushi's",
                        answer->status);
        return fail(attempt, ENROLMENT_FAULT_NOT_OURS, err);
    }
    if (answer->status == 401 && strcmp(problem.word, "clock") == 0 &&
        correct_clock(attempt, answer)) {
        *ret_again = true;
        return true;
    }
    bool code = answer->status == 403 && strcmp(problem.word, "code") == 0;
    (void)error_set(err, ERROR_DENIED, "%s", problem.text);
    return fail(attempt, code ? ENROLMENT_FAULT_CODE : ENROLMENT_FAULT_REFUSED, err);
}

static bool ask_once(struct attempt *attempt, const char *body, bool *ret_again, struct error *err)
{
    struct transfer_answer answer;
    if (!exchange(attempt, body, &answer, err)) {
        return fail(attempt, ENROLMENT_FAULT_NETWORK, err);
    }
    bool good;
    if (answer.failure != TRANSFER_FAILURE_NONE) {
        good = fail_to_reach(attempt, &answer, err);
    } else if (answer.status == 201) {
        good = read_success(attempt, &answer, err);
    } else {
        good = read_refusal(attempt, &answer, ret_again, err);
    }
    transfer_answer_finish(&answer);
    return good;
}

static bool ask(struct attempt *attempt, struct error *err)
{
    struct public_key key = signing_key_public(attempt->key);
    AUTO(memory) char *body = sync_message_write_enrolment(attempt->request->code, &key);
    if (!body) {
        (void)error_set(err, ERROR_INVALID, "the code is no text");
        return fail(attempt, ENROLMENT_FAULT_CODE, err);
    }
    bool again = false;
    return ask_once(attempt, body, &again, err) && (!again || ask_once(attempt, body, &again, err));
}

/* The key is on the disk before anybody hears of it: an answer that is lost costs nothing. */
static bool prepare(struct attempt *attempt, enum identity_found found, struct error *err)
{
    const struct enrolment_request *request = attempt->request;
    char address[IDENTITY_URL_MAX + 1] = "";
    if (!server_address_check(request->server_url, request->transport, address, err)) {
        return fail(attempt, ENROLMENT_FAULT_ADDRESS, err);
    }
    if (found == IDENTITY_NONE) {
        *attempt->identity = (struct identity){0};
        hash_random(attempt->identity->seed, sizeof attempt->identity->seed);
    }
    memcpy(attempt->identity->server_url, address, sizeof address);
    return identity_file_write(request->folder, attempt->identity, err) ||
           fail(attempt, ENROLMENT_FAULT_DISK, err);
}

static bool enrol(struct attempt *attempt, struct error *err)
{
    AUTO(signing_key) struct signing_key *key = NULL;
    AUTO(transfer_client) struct transfer_client *http = NULL;
    if (!signing_key_create(attempt->identity->seed, &key, err) ||
        !transfer_client_create(attempt->request->ca_file, &http, err)) {
        return fail(attempt, ENROLMENT_FAULT_NETWORK, err);
    }
    attempt->key = key;
    attempt->http = http;
    if (!ask(attempt, err)) {
        return false;
    }
    return identity_file_write(attempt->request->folder, attempt->identity, err) ||
           fail(attempt, ENROLMENT_FAULT_DISK, err);
}

bool enrolment_run(const struct enrolment_request *request, struct identity *ret_identity,
                   enum enrolment_fault *ret_fault, struct error *err)
{
    struct identity identity = {0};
    struct attempt attempt = {.request = request, .identity = &identity};
    enum identity_found found;
    bool good;
    if (!identity_file_read(request->folder, &found, &identity, err)) {
        good = fail(&attempt, ENROLMENT_FAULT_DISK, err);
    } else if (found == IDENTITY_ENROLLED) {
        good = true;
    } else {
        good = prepare(&attempt, found, err) && enrol(&attempt, err);
    }
    *ret_fault = attempt.fault;
    if (good) {
        *ret_identity = identity;
    }
    return good;
}
