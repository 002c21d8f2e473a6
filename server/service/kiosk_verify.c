#include "kiosk_verify.h"

#include "chain.h"
#include "chain_store.h"
#include "signed_request.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORDS_TARGET "/api/v1/kiosk/records"

struct body {
    int64_t batch; /* 0: none */
    size_t lines, len, size;
    char *text;
    bool waited; /* a line of it came out of quarantine: the batch's body had others */
};

struct verifying {
    struct database *database;
    const struct kiosk *kiosk;
    struct hasher *hasher;
    struct kiosk_verdict *verdict;
    struct chain_head head; /* epoch 0 before the first line */
    struct body body;       /* the lines of one batch, as they stand one behind the other */
};

static void note_line(struct verifying *verifying, uint32_t epoch, uint64_t seq, const char *what)
{
    struct kiosk_verdict *verdict = verifying->verdict;
    verdict->good = false;
    verdict->bad_epoch = epoch;
    verdict->bad_seq = seq;
    (void)snprintf(verdict->what, sizeof verdict->what, "%s", what);
}

static void note_batch(struct verifying *verifying, int64_t batch, const char *what)
{
    note_line(verifying, 0, 0, what);
    verifying->verdict->bad_batch = batch;
}

/* Lines */

static const char *look_at_line(struct verifying *verifying, const struct chain_line *line,
                                size_t len, struct hash *ret_hash)
{
    struct tap_record record;
    struct error fault;
    *ret_hash = chain_hash_line(verifying->hasher, line->line, len);
    if (!tap_record_decode(line->line, len, &record, &fault)) {
        return "is no record";
    }
    if (strcmp(record.kiosk, verifying->kiosk->kiosk) != 0 || record.epoch != line->epoch ||
        record.seq != line->seq) {
        return "says another place than where it stands";
    }
    return chain_compare(&verifying->head, &record, ret_hash) == CHAIN_NEXT
               ? NULL
               : "does not hold the hash of the line before it: one of the two was changed";
}

/* Bodies */

static bool compare_body(const struct record_batch *batch, void *user, struct error *err)
{
    (void)err; /* a body that differs is a verdict */
    struct verifying *verifying = user;
    struct body *body = &verifying->body;
    if (body->lines != batch->lines || body->waited) {
        return true; /* others of its lines were there already, or are in quarantine */
    }
    const struct hash whole = hasher_sha256(verifying->hasher, body->text, body->len);
    const struct hash cut = hasher_sha256(verifying->hasher, body->text, body->len - 1);
    if (!hash_equal(&whole, &batch->body_hash) && !hash_equal(&cut, &batch->body_hash)) {
        note_batch(verifying, batch->batch, "is not what the kiosk signed: its lines were changed");
    }
    return true;
}

static bool end_body(struct verifying *verifying, struct error *err)
{
    struct body *body = &verifying->body;
    bool found = true;
    if (body->batch != 0 && verifying->verdict->good &&
        !chain_store_read_batch(verifying->database, verifying->kiosk->kiosk, body->batch, &found,
                                compare_body, verifying, err)) {
        return false;
    }
    if (!found) {
        note_batch(verifying, body->batch, "is missing: nothing proves who sent its lines");
    }
    body->batch = 0;
    body->lines = body->len = 0;
    body->waited = false;
    return true;
}

static bool add_to_body(struct verifying *verifying, const struct chain_line *line,
                        const struct hash *hash, struct error *err)
{
    struct body *body = &verifying->body;
    size_t len = strlen(line->line);
    if (line->batch != body->batch && !end_body(verifying, err)) {
        return false;
    }
    if (body->len + len + 1 > body->size) {
        size_t size = 2 * body->size + len + 65536;
        char *text = realloc(body->text, size);
        if (!text) {
            return error_set(err, ERROR_NO_MEMORY, "verify: out of memory");
        }
        body->text = text;
        body->size = size;
    }
    bool waited;
    if (!chain_store_was_quarantined(verifying->database, verifying->kiosk->kiosk, hash, &waited,
                                     err)) {
        return false;
    }
    memcpy(body->text + body->len, line->line, len);
    body->text[body->len + len] = '\n';
    body->len += len + 1;
    body->lines++;
    body->batch = line->batch;
    body->waited |= waited;
    return true;
}

static bool visit_line(const struct chain_line *line, void *user, struct error *err)
{
    struct verifying *verifying = user;
    struct chain_head *head = &verifying->head;
    if (!verifying->verdict->good) {
        return true;
    }
    if (head->epoch != line->epoch) {
        *head = (struct chain_head){.epoch = line->epoch,
                                    .hash = chain_genesis(verifying->kiosk->kiosk, line->epoch)};
    }
    if (line->seq != head->seq + 1) {
        note_line(verifying, line->epoch, head->seq + 1, "is missing");
        return true;
    }
    struct hash hash;
    const char *what = look_at_line(verifying, line, strlen(line->line), &hash);
    if (what) {
        note_line(verifying, line->epoch, line->seq, what);
        return true;
    }
    head->seq = line->seq;
    head->hash = hash;
    verifying->verdict->lines++;
    return add_to_body(verifying, line, &hash, err);
}

/* The end of a chain that was noted with its last line: what is behind it was cut off, or never
 * taken in. */
static bool visit_end(const struct chain_end *end, void *user, struct error *err)
{
    struct verifying *verifying = user;
    if (!verifying->verdict->good) {
        return true;
    }
    char line[TAP_RECORD_LINE_MAX + 1];
    size_t len;
    bool found;
    const struct record_place last = {verifying->kiosk->kiosk, end->epoch, end->seq};
    const struct record_place next = {verifying->kiosk->kiosk, end->epoch, end->seq + 1};
    if (!received_store_read(verifying->database, &last, &found, line, &len, err)) {
        return false;
    }
    if (end->seq > 0 && !found) {
        note_line(verifying, end->epoch, end->seq, "is missing: the end of the chain is cut off");
        return true;
    }
    const struct hash hash = chain_hash_line(verifying->hasher, line, found ? len : 0);
    if (end->seq > 0 && !hash_equal(&hash, &end->hash)) {
        note_line(verifying, end->epoch, end->seq, "is not the one that the chain ended with");
        return true;
    }
    if (!received_store_read(verifying->database, &next, &found, line, &len, err)) {
        return false;
    }
    if (found) {
        note_line(verifying, end->epoch, end->seq + 1, "stands behind the end of the chain");
    }
    return true;
}

/* Batches */

static bool visit_batch(const struct record_batch *batch, void *user, struct error *err)
{
    (void)err; /* a bad batch is a verdict */
    struct verifying *verifying = user;
    if (!verifying->verdict->good) {
        return true;
    }
    const struct signed_request request = {.method = "POST",
                                           .target = batch->signed_target,
                                           .time_utc_us = batch->signed_utc_us,
                                           .body_hash = batch->body_hash};
    struct signature signature;
    memcpy(signature.bytes, batch->signature, SIGNATURE_BYTES);
    if (strcmp(batch->signed_target, RECORDS_TARGET) != 0 ||
        !signed_request_verify(&request, &verifying->kiosk->public_key, &signature)) {
        note_batch(verifying, batch->batch, "is not signed with the kiosk's key");
        return true;
    }
    verifying->verdict->batches++;
    return true;
}

bool kiosk_verify_run(struct database *database, const struct kiosk *kiosk,
                      struct kiosk_verdict *ret_verdict, struct error *err)
{
    AUTO(hasher) struct hasher *hasher = NULL;
    struct kiosk_verdict verdict = {.good = true};
    struct verifying verifying = {.database = database, .kiosk = kiosk, .verdict = &verdict};
    if (!hasher_create(&hasher, err)) {
        return false;
    }
    verifying.hasher = hasher;
    bool good = chain_store_each_line(database, kiosk->kiosk, visit_line, &verifying, err) &&
                end_body(&verifying, err) &&
                chain_store_each_end(database, kiosk->kiosk, visit_end, &verifying, err) &&
                chain_store_each_batch(database, kiosk->kiosk, visit_batch, &verifying, err);
    free(verifying.body.text);
    if (good) {
        *ret_verdict = verdict;
    }
    return good;
}
