#include "enrolment.h"

#include "check.h"
#include "request_headers.h"
#include "server_address.h"
#include "signed_exchange.h"
#include "sync_message.h"
#include "transfer_client.h"
#include "trusted_time.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define TARGET "/api/v1/kiosk/enrol"

struct attempt {
    const struct enrolment_request *request;
    struct identity *identity;
    struct signing_key *key;
    struct transfer_client *http;
    int64_t offset_us; /* added to our clock, after an answer has said that it is far off */
    struct enrolment_finding finding;
};

static bool fail(struct attempt *attempt, enum enrolment_fault fault, struct error *err)
{
    attempt->finding.fault = fault;
    (void)error_prefix(err, "enrolment");
    return false;
}

static bool exchange(struct attempt *attempt, const char *body, struct transfer_answer *ret_answer,
                     struct error *err)
{
    const struct signed_exchange once = {.server_url = attempt->identity->server_url,
                                         .target = TARGET,
                                         .body = body,
                                         .key = attempt->key,
                                         .clock = attempt->request->clock,
                                         .offset_us = attempt->offset_us,
                                         .timeout_ms = ENROLMENT_TIMEOUT_MS};
    if (!signed_exchange_run(attempt->http, &once, ret_answer, err)) {
        return false;
    }
    int64_t server_utc_us = request_headers_server_time(ret_answer);
    if (ret_answer->failure == TRANSFER_FAILURE_NONE && server_utc_us > 0) {
        attempt->finding.clock_off_us = server_utc_us - clock_utc_us(attempt->request->clock);
    }
    return true;
}

static bool fail_to_reach(struct attempt *attempt, const struct transfer_answer *answer,
                          struct error *err)
{
    static const enum enrolment_fault faults[] = {
        [TRANSFER_FAILURE_UNREACHABLE] = ENROLMENT_FAULT_NETWORK,
        [TRANSFER_FAILURE_UNRESOLVED] = ENROLMENT_FAULT_NAME,
        [TRANSFER_FAILURE_REFUSED] = ENROLMENT_FAULT_NOBODY,
        [TRANSFER_FAILURE_TLS] = ENROLMENT_FAULT_TLS,
        [TRANSFER_FAILURE_TIMEOUT] = ENROLMENT_FAULT_NETWORK,
        [TRANSFER_FAILURE_BROKEN] = ENROLMENT_FAULT_NOT_OURS,
        [TRANSFER_FAILURE_TOO_LARGE] = ENROLMENT_FAULT_NOT_OURS,
    };
    bool before = clock_utc_us(attempt->request->clock) < TRUSTED_TIME_FLOOR_US;
    bool clock = before && answer->failure == TRANSFER_FAILURE_TLS;
    (void)error_set(err, ERROR_IO, "%s", answer->text);
    return fail(attempt, clock ? ENROLMENT_FAULT_CLOCK : faults[answer->failure], err);
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

static enum enrolment_fault fault_of_word(const char *word)
{
    static const struct {
        const char *word;
        enum enrolment_fault fault;
    } words[] = {{"code", ENROLMENT_FAULT_CODE},
                 {"locked", ENROLMENT_FAULT_LOCKED},
                 {"key", ENROLMENT_FAULT_KEY},
                 {"protocol", ENROLMENT_FAULT_PROTOCOL}};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (strcmp(word, words[i].word) == 0) {
            return words[i].fault;
        }
    }
    return ENROLMENT_FAULT_REFUSED;
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
    (void)error_set(err, ERROR_DENIED, "%s", problem.text);
    return fail(attempt, fault_of_word(problem.word), err);
}

/* Answers that there is one; *ret_answer is then to be finished. */
static bool reach(struct attempt *attempt, const char *body, struct transfer_answer *ret_answer,
                  struct error *err)
{
    if (!exchange(attempt, body, ret_answer, err)) {
        return fail(attempt, ENROLMENT_FAULT_NETWORK, err);
    }
    if (ret_answer->failure == TRANSFER_FAILURE_NONE) {
        return true;
    }
    bool good = fail_to_reach(attempt, ret_answer, err);
    transfer_answer_finish(ret_answer);
    return good;
}

static bool ask_once(struct attempt *attempt, const char *body, bool *ret_again, struct error *err)
{
    struct transfer_answer answer;
    if (!reach(attempt, body, &answer, err)) {
        return false;
    }
    bool good;
    if (answer.status == 201) {
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

static bool check_address(struct attempt *attempt, char ret_address[IDENTITY_URL_MAX + 1],
                          struct error *err)
{
    const struct enrolment_request *request = attempt->request;
    struct error fault = {0};
    if (server_address_check(request->server_url, request->transport, ret_address, &fault)) {
        return true;
    }
    (void)error_set(err, fault.code, "%s", fault.text);
    return fail(attempt,
                fault.code == ERROR_DENIED ? ENROLMENT_FAULT_PLAIN : ENROLMENT_FAULT_ADDRESS, err);
}

/* The key is on the disk before anybody hears of it: an answer that is lost costs nothing. */
static bool prepare(struct attempt *attempt, enum identity_found found, struct error *err)
{
    const struct enrolment_request *request = attempt->request;
    char address[IDENTITY_URL_MAX + 1] = "";
    if (!check_address(attempt, address, err)) {
        return false;
    }
    if (mkdir(request->folder, 0700) != 0 && errno != EEXIST) {
        (void)error_set_errno(err, errno, "cannot make the data folder %s", request->folder);
        return fail(attempt, ENROLMENT_FAULT_DISK, err);
    }
    if (found == IDENTITY_NONE) {
        *attempt->identity = (struct identity){0};
        hash_random(attempt->identity->seed, sizeof attempt->identity->seed);
    }
    memcpy(attempt->identity->server_url, address, sizeof address);
    return identity_file_write(request->folder, attempt->identity, err) ||
           fail(attempt, ENROLMENT_FAULT_DISK, err);
}

static bool open_http(struct attempt *attempt, struct signing_key **key,
                      struct transfer_client **http, struct error *err)
{
    if (!signing_key_create(attempt->identity->seed, key, err) ||
        !transfer_client_create(attempt->request->ca_file, attempt->request->clock, http, err)) {
        return fail(attempt, ENROLMENT_FAULT_NETWORK, err);
    }
    attempt->key = *key;
    attempt->http = *http;
    return true;
}

static bool enrol(struct attempt *attempt, struct error *err)
{
    AUTO(signing_key) struct signing_key *key = NULL;
    AUTO(transfer_client) struct transfer_client *http = NULL;
    if (!open_http(attempt, &key, &http, err) || !ask(attempt, err)) {
        return false;
    }
    return identity_file_write(attempt->request->folder, attempt->identity, err) ||
           fail(attempt, ENROLMENT_FAULT_DISK, err);
}

/* A body without a code is refused by its form, and so by nobody but a server of ours. */
static bool knock(struct attempt *attempt, struct error *err)
{
    struct transfer_answer answer;
    if (!reach(attempt, "{}", &answer, err)) {
        return false;
    }
    struct problem_message problem;
    bool ours = strcmp(answer.content_type, "application/problem+json") == 0 &&
                sync_message_read_problem(answer.body, answer.body_len, &problem, NULL) &&
                request_headers_server_time(&answer) > 0;
    int status = answer.status;
    transfer_answer_finish(&answer);
    if (!ours) {
        (void)error_set(err, ERROR_INVALID, "status %d, but no answer of Shoushi's", status);
        return fail(attempt, ENROLMENT_FAULT_NOT_OURS, err);
    }
    if (strcmp(problem.word, "invalid") == 0) {
        return true;
    }
    (void)error_set(err, ERROR_DENIED, "%s", problem.text);
    return fail(attempt, fault_of_word(problem.word), err);
}

bool enrolment_probe(const struct enrolment_request *request, struct enrolment_finding *ret_finding,
                     struct error *err)
{
    struct identity stranger = {0}; /* a key that signs this one question */
    struct attempt attempt = {.request = request, .identity = &stranger};
    AUTO(signing_key) struct signing_key *key = NULL;
    AUTO(transfer_client) struct transfer_client *http = NULL;
    hash_random(stranger.seed, sizeof stranger.seed);
    bool good = check_address(&attempt, stranger.server_url, err) &&
                open_http(&attempt, &key, &http, err) && knock(&attempt, err);
    *ret_finding = attempt.finding;
    return good;
}

bool enrolment_run(const struct enrolment_request *request, struct identity *ret_identity,
                   struct enrolment_finding *ret_finding, struct error *err)
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
    *ret_finding = attempt.finding;
    if (good) {
        *ret_identity = identity;
    }
    return good;
}
