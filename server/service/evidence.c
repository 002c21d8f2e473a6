#include "evidence.h"

#include "chain.h"
#include "chain_store.h"
#include "civil.h"
#include "json.h"
#include "kiosk_store.h"
#include "person_tap_store.h"
#include "signed_request.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAPS_MAX  200 /* of one person on one date */
#define LINES_MAX 500

/* Making */

struct tap_place {
    char kiosk[TAP_RECORD_ID_MAX + 1];
    uint32_t epoch;
    uint64_t seq;
};

struct making {
    struct database *database;
    const struct signing_key *server_key;
    size_t count;
    struct tap_place places[TAPS_MAX];
    json_t *kiosks, *records, *batches;
};

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "evidence: out of memory");
}

static void note_place(const struct person_tap *tap, void *user)
{
    struct making *making = user;
    if (making->count < TAPS_MAX) {
        struct tap_place *place = &making->places[making->count++];
        *place = (struct tap_place){.epoch = tap->epoch, .seq = tap->seq};
        (void)snprintf(place->kiosk, sizeof place->kiosk, "%s", tap->kiosk);
    }
}

static json_t *hex_json(const uint8_t *bytes, size_t len)
{
    char hex[2 * SIGNATURE_BYTES + 1];
    hash_hex_encode(bytes, len, hex);
    return json_string(hex);
}

static bool add_kiosk(struct making *making, const char *id, struct error *err)
{
    struct kiosk kiosk;
    if (json_object_get(making->kiosks, id)) {
        return true;
    }
    if (!kiosk_store_find(making->database, id, &kiosk, err)) {
        return false;
    }
    json_t *object = json_pack("{s:s, s:o}", "place", kiosk.place, "public_key",
                               hex_json(kiosk.public_key.bytes, PUBLIC_KEY_BYTES));
    return json_object_set_new(making->kiosks, id, object) == 0 || no_memory(err);
}

static bool add_record(struct making *making, const struct tap_place *place, struct error *err)
{
    const struct record_place where = {place->kiosk, place->epoch, place->seq};
    char line[TAP_RECORD_LINE_MAX + 1];
    size_t len;
    bool found;
    if (!received_store_read(making->database, &where, &found, line, &len, err)) {
        return false;
    }
    if (!found) {
        return error_set(err, ERROR_INVALID, "record %s:%u:%" PRIu64 " is missing", place->kiosk,
                         (unsigned)place->epoch, place->seq);
    }
    const struct chain_head head = {place->epoch, place->seq, hash_sha256(line, len)};
    const struct signature signature =
        signed_request_sign_head(place->kiosk, &head, making->server_key);
    json_t *record = json_pack("{s:s, s:i, s:I, s:s, s:o, s:o}", "kiosk", place->kiosk, "epoch",
                               (int)place->epoch, "seq", (json_int_t)place->seq, "line", line,
                               "hash", hex_json(head.hash.bytes, HASH_BYTES), "head_signature",
                               hex_json(signature.bytes, SIGNATURE_BYTES));
    return json_array_append_new(making->records, record) == 0 || no_memory(err);
}

static bool add_line(const struct chain_line *line, void *user, struct error *err)
{
    return json_array_append_new(user, json_string(line->line)) == 0 || no_memory(err);
}

static bool add_proof(const struct record_batch *batch, void *user, struct error *err)
{
    json_t *object = user;
    bool good =
        json_object_set_new(object, "kiosk", json_string(batch->kiosk)) == 0 &&
        json_object_set_new(object, "batch", json_integer(batch->batch)) == 0 &&
        json_object_set_new(object, "target", json_string(batch->signed_target)) == 0 &&
        json_object_set_new(object, "time_utc_us", json_integer(batch->signed_utc_us)) == 0 &&
        json_object_set_new(object, "body_hash", hex_json(batch->body_hash.bytes, HASH_BYTES)) ==
            0 &&
        json_object_set_new(object, "signature", hex_json(batch->signature, SIGNATURE_BYTES)) == 0;
    return good || no_memory(err);
}

static bool has_batch(const json_t *batches, const char *kiosk, int64_t batch)
{
    size_t i;
    json_t *each;
    json_array_foreach((json_t *)(uintptr_t)batches, i, each)
    {
        if (json_integer_value(json_object_get(each, "batch")) == batch &&
            strcmp(json_string_value(json_object_get(each, "kiosk")), kiosk) == 0) {
            return true;
        }
    }
    return false;
}

/* The body of the request is made again from the lines that are kept; where that is not what was
 * signed (some were there before, or are in quarantine), only the signature is shown. */
static bool set_lines(json_t *object, json_t *lines, struct error *err)
{
    AUTO(hasher) struct hasher *hasher = NULL;
    AUTO(memory) char *body = malloc(json_array_size(lines) * (TAP_RECORD_LINE_MAX + 1) + 1);
    if (!hasher_create(&hasher, err)) {
        return false;
    }
    size_t len = 0;
    for (size_t i = 0; body && i < json_array_size(lines); i++) {
        const json_t *line = json_array_get(lines, i);
        memcpy(body + len, json_string_value(line), json_string_length(line));
        len += json_string_length(line);
        body[len++] = '\n';
    }
    if (!body) {
        return no_memory(err);
    }
    const struct hash hash = hasher_sha256(hasher, body, len);
    char hex[HASH_HEX_SIZE];
    hash_hex_encode(hash.bytes, HASH_BYTES, hex);
    bool is_body = strcmp(hex, json_string_value(json_object_get(object, "body_hash"))) == 0;
    return json_object_set(object, "lines", is_body ? lines : json_null()) == 0 || no_memory(err);
}

static bool add_batch(struct making *making, const struct tap_place *place, struct error *err)
{
    const struct record_place where = {place->kiosk, place->epoch, place->seq};
    int64_t batch;
    bool found;
    if (!chain_store_batch_of(making->database, &where, &batch, err)) {
        return false;
    }
    if (has_batch(making->batches, place->kiosk, batch)) {
        return true;
    }
    AUTO(json) json_t *object = json_object();
    AUTO(json) json_t *lines = json_array();
    if (!chain_store_read_batch(making->database, place->kiosk, batch, &found, add_proof, object,
                                err) ||
        !chain_store_each_line_beside(making->database, &where, batch, add_line, lines, err)) {
        return false;
    }
    if (!found) {
        return error_set(err, ERROR_INVALID, "batch %s:%" PRId64 " is missing", place->kiosk,
                         batch);
    }
    return set_lines(object, lines, err) &&
           (json_array_append(making->batches, object) == 0 || no_memory(err));
}

static bool fill(struct making *making, const char *staff, int32_t date, struct error *err)
{
    if (!person_tap_store_each(making->database, staff, date, date, note_place, making, err)) {
        return false;
    }
    for (size_t i = 0; i < making->count; i++) {
        const struct tap_place *place = &making->places[i];
        if (!add_kiosk(making, place->kiosk, err) || !add_record(making, place, err) ||
            !add_batch(making, place, err)) {
            return false;
        }
    }
    return true;
}

bool evidence_make(struct database *database, const struct signing_key *server_key,
                   const char *staff, int32_t date, json_t **ret_evidence, struct error *err)
{
    AUTO(json) json_t *kiosks = json_object();
    AUTO(json) json_t *records = json_array();
    AUTO(json) json_t *batches = json_array();
    AUTO(memory) struct making *making = calloc(1, sizeof *making);
    if (!kiosks || !records || !batches || !making) {
        return no_memory(err);
    }
    *making = (struct making){.database = database,
                              .server_key = server_key,
                              .kiosks = kiosks,
                              .records = records,
                              .batches = batches};
    if (!fill(making, staff, date, err)) {
        return false;
    }
    char day[CIVIL_DATE_SIZE];
    const struct public_key key = signing_key_public(server_key);
    json_t *evidence = json_pack(
        "{s:s, s:s, s:s, s:o, s:O, s:O, s:O}", "form", "shoushi-evidence-1", "staff", staff, "date",
        civil_date_format(date, day), "server_public_key", hex_json(key.bytes, PUBLIC_KEY_BYTES),
        "kiosks", kiosks, "records", records, "batches", batches);
    if (!evidence) {
        return no_memory(err);
    }
    *ret_evidence = evidence;
    return true;
}

/* Checking */

struct checking {
    const json_t *kiosks;
    struct public_key server_key;
    struct hasher *hasher;
    struct evidence_verdict *verdict;
};

static bool get_bytes(const json_t *object, const char *path, const char *key, size_t len,
                      uint8_t *ret_bytes, struct error *err)
{
    const char *text;
    if (!json_get_text(object, path, key, 2 * len, &text, err)) {
        return false;
    }
    return hash_hex_decode(text, strlen(text), ret_bytes, len) ||
           error_set(err, ERROR_INVALID, "%s.%s: expected %zu hex digits", path, key, 2 * len);
}

static void say(struct checking *checking, const char *path, const char *what)
{
    checking->verdict->good = false;
    (void)snprintf(checking->verdict->what, sizeof checking->verdict->what, "%s: %s", path, what);
}

static bool check_record(struct checking *checking, const json_t *entry, const char *path,
                         struct error *err)
{
    const char *kiosk, *line;
    struct chain_head head;
    struct signature signature;
    struct tap_record record;
    int64_t epoch, seq;
    if (!json_get_text(entry, path, "kiosk", TAP_RECORD_ID_MAX, &kiosk, err) ||
        !json_get_int(entry, path, "epoch", 1, UINT32_MAX, &epoch, err) ||
        !json_get_int(entry, path, "seq", 1, INT64_MAX, &seq, err) ||
        !json_get_text(entry, path, "line", TAP_RECORD_LINE_MAX, &line, err) ||
        !get_bytes(entry, path, "head_signature", SIGNATURE_BYTES, signature.bytes, err)) {
        return false;
    }
    head = (struct chain_head){(uint32_t)epoch, (uint64_t)seq,
                               hasher_sha256(checking->hasher, line, strlen(line))};
    struct error fault;
    if (!tap_record_decode(line, strlen(line), &record, &fault) ||
        strcmp(record.kiosk, kiosk) != 0 || record.epoch != head.epoch || record.seq != head.seq) {
        say(checking, path, "the line is not the record that it is said to be");
    } else if (!signed_request_verify_head(kiosk, &head, &checking->server_key, &signature)) {
        say(checking, path, "the server's key did not sign this line");
    } else {
        checking->verdict->records++;
    }
    return true;
}

static bool hash_lines(struct checking *checking, const json_t *lines, struct hash *ret_hash,
                       struct error *err)
{
    size_t count = json_array_size(lines);
    AUTO(memory) char *body = malloc(LINES_MAX * (TAP_RECORD_LINE_MAX + 1) + 1);
    size_t len = 0;
    if (!body) {
        return no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *line = json_array_get(lines, i);
        size_t line_len = json_string_length(line);
        if (!json_is_string(line) || line_len > TAP_RECORD_LINE_MAX) {
            return error_set(err, ERROR_INVALID, "lines[%zu]: expected a record", i);
        }
        memcpy(body + len, json_string_value(line), line_len);
        len += line_len;
        body[len++] = '\n';
    }
    *ret_hash = hasher_sha256(checking->hasher, body, len);
    return true;
}

static bool check_batch(struct checking *checking, const json_t *entry, const char *path,
                        struct error *err)
{
    const char *kiosk, *target;
    const json_t *lines = json_object_get(entry, "lines");
    struct public_key key;
    struct signature signature;
    struct signed_request request = {.method = "POST"};
    const json_t *known;
    if (!json_get_text(entry, path, "kiosk", TAP_RECORD_ID_MAX, &kiosk, err) ||
        !json_get_text(entry, path, "target", SIGNED_REQUEST_TARGET_MAX, &target, err) ||
        !json_get_int(entry, path, "time_utc_us", 0, INT64_MAX, &request.time_utc_us, err) ||
        !get_bytes(entry, path, "body_hash", HASH_BYTES, request.body_hash.bytes, err) ||
        !get_bytes(entry, path, "signature", SIGNATURE_BYTES, signature.bytes, err) ||
        !json_get_object(checking->kiosks, "kiosks", kiosk, &known, err) ||
        !get_bytes(known, "kiosks", "public_key", PUBLIC_KEY_BYTES, key.bytes, err)) {
        return false;
    }
    request.target = target;
    struct hash hash = request.body_hash;
    if (json_is_array(lines) && json_array_size(lines) <= LINES_MAX &&
        !hash_lines(checking, lines, &hash, err)) {
        return false;
    }
    if (!hash_equal(&hash, &request.body_hash)) {
        say(checking, path, "the lines are not what was signed");
    } else if (!signed_request_verify(&request, &key, &signature)) {
        say(checking, path, "the kiosk's key did not sign this batch");
    } else {
        checking->verdict->batches++;
    }
    return true;
}

static bool check_lists(struct checking *checking, const json_t *evidence, struct error *err)
{
    const json_t *records, *batches;
    if (!json_get_array(evidence, "", "records", TAPS_MAX, &records, err) ||
        !json_get_array(evidence, "", "batches", TAPS_MAX, &batches, err)) {
        return false;
    }
    char path[40];
    for (size_t i = 0; checking->verdict->good && i < json_array_size(records); i++) {
        (void)snprintf(path, sizeof path, "records[%zu]", i);
        if (!check_record(checking, json_array_get(records, i), path, err)) {
            return false;
        }
    }
    for (size_t i = 0; checking->verdict->good && i < json_array_size(batches); i++) {
        (void)snprintf(path, sizeof path, "batches[%zu]", i);
        if (!check_batch(checking, json_array_get(batches, i), path, err)) {
            return false;
        }
    }
    return true;
}

bool evidence_check(const json_t *evidence, const struct public_key *server_key,
                    struct evidence_verdict *ret_verdict, struct error *err)
{
    struct evidence_verdict verdict = {.good = true};
    struct checking checking = {.verdict = &verdict};
    AUTO(hasher) struct hasher *hasher = NULL;
    const char *form;
    if (!json_get_text(evidence, "", "form", 64, &form, err) || !hasher_create(&hasher, err)) {
        return false;
    }
    checking.hasher = hasher;
    if (strcmp(form, "shoushi-evidence-1") != 0) {
        return error_set(err, ERROR_INVALID, "form: expected shoushi-evidence-1");
    }
    if (!json_get_object(evidence, "", "kiosks", &checking.kiosks, err) ||
        !get_bytes(evidence, "", "server_public_key", PUBLIC_KEY_BYTES, checking.server_key.bytes,
                   err)) {
        return false;
    }
    if (server_key && memcmp(server_key, &checking.server_key, sizeof *server_key) != 0) {
        say(&checking, "server_public_key", "is not the server's that you named");
    }
    if (verdict.good && !check_lists(&checking, evidence, err)) {
        return false;
    }
    *ret_verdict = verdict;
    return true;
}
