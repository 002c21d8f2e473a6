#include "check.h"
#include "kiosk_api_parts.h"
#include "log.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RESULT_MAX 112 /* bytes of one result, with its comma */
#define HEAD_MAX   512

static char *write_result(char *out, const struct ingest_line *line)
{
    out +=
        sprintf(out, "{\"epoch\":%u,\"seq\":%llu,\"answer\":\"%s\"", (unsigned)line->record.epoch,
                (unsigned long long)line->record.seq, ingest_answer_name(line->answer));
    if (line->answer == INGEST_QUARANTINED) {
        out += sprintf(out, ",\"reason\":\"%s\"", ingest_reason_name(line->reason));
    }
    *out++ = '}';
    return out;
}

static char *write_head(char *out, const struct ingest_batch *batch)
{
    char hash[HASH_HEX_SIZE];
    char signature[2 * SIGNATURE_BYTES + 1];
    hash_hex_encode(batch->head.hash.bytes, HASH_BYTES, hash);
    hash_hex_encode(batch->head_signature.bytes, SIGNATURE_BYTES, signature);
    return out + sprintf(out,
                         "],\"head\":{\"epoch\":%u,\"seq\":%llu,\"hash\":\"%s\","
                         "\"signature\":\"%s\"}}",
                         (unsigned)batch->head.epoch, (unsigned long long)batch->head.seq, hash,
                         signature);
}

/* Nothing in it can need an escape, and 500 results through a JSON tree would cost the writer's
 * thread as much as storing them. */
static void answer_done(struct http_response *response, const struct ingest_batch *batch)
{
    char *text = malloc(batch->line_count * RESULT_MAX + HEAD_MAX);
    if (!text) {
        http_response_json(response, 200, NULL); /* 500 */
        return;
    }
    char *out = text + sprintf(text, "{\"results\":[");
    for (size_t i = 0; i < batch->line_count; i++) {
        if (i > 0) {
            *out++ = ',';
        }
        out = write_result(out, &batch->lines[i]);
    }
    out = write_head(out, batch);
    CHECK((size_t)(out - text) < batch->line_count * RESULT_MAX + HEAD_MAX);
    http_response_take(response, 200, "application/json", text, (size_t)(out - text));
}

static void answer_failed(struct http_response *response, const struct error *failure)
{
    bool later = failure->code == ERROR_BUSY || failure->code == ERROR_FULL ||
                 failure->code == ERROR_GONE; /* PostgreSQL, which comes back */
    const struct http_problem problem = {
        .status = later ? 503 : 500,
        .type = later ? "busy" : "internal",
        .title = later ? "Nothing was stored; send again later" : "Nothing was stored",
    };
    log_event(LOG_WARNING, "batch_failed", "error=%s", LOG_TEXT(failure->text));
    http_response_problem(response, &problem);
}

/* On the writer's thread, after the commit. */
static void on_batch_done(struct ingest_batch *batch, const struct error *failure, void *user)
{
    struct http_deferred *deferred = user;
    struct http_response *response = http_deferred_response(deferred);
    if (failure) {
        answer_failed(response, failure);
    } else if (batch->outcome == INGEST_OUTCOME_REVOKED) {
        kiosk_answer_revoked(response);
    } else {
        answer_done(response, batch);
    }
    ingest_batch_destroy(batch);
    http_deferred_send(deferred);
}

static struct ingest_proof proof_of(const struct http_request *request)
{
    const struct kiosk_caller *caller = http_request_caller(request);
    struct ingest_proof proof = {
        .signed_utc_us = caller->headers.signed_utc_us,
        .body_hash = caller->headers.body_hash,
        .signature = caller->headers.signature,
    };
    memcpy(proof.kiosk, caller->kiosk.kiosk, sizeof proof.kiosk);
    (void)snprintf(proof.target, sizeof proof.target, "%s", http_request_target(request));
    return proof;
}

/* Is it a body of records under the plain path? False with the response filled otherwise. */
static bool is_good_request(const struct http_request *request, struct http_response *response)
{
    if (strchr(http_request_target(request), '?')) {
        http_response_invalid(response, NULL, "this call has no query");
        return false;
    }
    if (!http_request_has_type(request, "application/x-ndjson")) {
        const struct http_problem problem = {
            .status = 415, .type = "media_type", .title = "Expected application/x-ndjson"};
        http_response_problem(response, &problem);
        return false;
    }
    return true;
}

bool kiosk_handle_records(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    const struct kiosk_api *api = user;
    AUTO(ingest_batch) struct ingest_batch *batch = NULL;
    enum ingest_parse_result parsed;
    if (!is_good_request(request, response)) {
        return true;
    }
    struct ingest_proof proof = proof_of(request);
    struct http_bytes body = http_request_body(request);
    if (!ingest_batch_create(&proof, body.data, body.len, &parsed, &batch, err)) {
        return false;
    }
    if (parsed == INGEST_TOO_MANY_LINES) {
        const struct http_problem problem = {
            .status = 413, .type = "limit", .title = "More than 500 records in a batch"};
        http_response_problem(response, &problem);
        return true;
    }
    struct http_deferred *deferred;
    struct error fault;
    if (!http_response_defer(response, &deferred, err)) {
        return false;
    }
    if (ingest_submit(api->settings.ingest, batch, on_batch_done, deferred, &fault)) {
        (void)TAKE(batch); /* on_batch_done's now */
        return true;
    }
    answer_failed(http_deferred_response(deferred), &fault);
    http_deferred_send(deferred);
    return true;
}
