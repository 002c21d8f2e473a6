#include "sync_message.h"

#include "check.h"
#include "json.h"
#include "record_id.h"
#include <stdio.h>
#include <string.h>

#define EPOCH_MAX RECORD_EPOCH_MAX

static const char *const answer_words[] = {"stored", "duplicate", "quarantined", NULL};
static const char *const reason_words[] = {"malformed", "kiosk", "fork", "broken", "gap", NULL};

static bool read_word(const json_t *object, const char *path, const char *key,
                      const char *const words[], int *ret_index, struct error *err)
{
    const char *text;
    if (!json_get_text(object, path, key, 64, &text, err)) {
        return false;
    }
    for (int i = 0; words[i]; i++) {
        if (strcmp(words[i], text) == 0) {
            *ret_index = i;
            return true;
        }
    }
    return error_set(err, ERROR_INVALID, "%s.%s: unknown word", path, key);
}

static bool read_hex(const json_t *object, const char *path, const char *key, uint8_t *ret_bytes,
                     size_t len, struct error *err)
{
    const char *text;
    if (!json_get_text(object, path, key, 2 * len, &text, err)) {
        return false;
    }
    return hash_hex_decode(text, strlen(text), ret_bytes, len) ||
           error_set(err, ERROR_INVALID, "%s.%s: not %zu hex digits", path, key, 2 * len);
}

static bool read_position(const json_t *object, const char *path, uint32_t *ret_epoch,
                          uint64_t *ret_seq, struct error *err)
{
    int64_t epoch, seq;
    if (!json_get_int(object, path, "epoch", 0, UINT32_MAX, &epoch, err) ||
        !json_get_int(object, path, "seq", 0, INT64_MAX, &seq, err)) {
        return false;
    }
    *ret_epoch = (uint32_t)epoch;
    *ret_seq = (uint64_t)seq;
    return true;
}

/* Records */

static bool read_result(const json_t *value, const char *path, struct record_position sent,
                        struct record_answer *ret_answer, struct error *err)
{
    static const char *const keys[] = {"epoch", "seq", "answer", "reason", NULL};
    struct record_position position;
    int answer;
    int reason = 0;
    if (!json_only_keys(value, path, keys, err) ||
        !read_position(value, path, &position.epoch, &position.seq, err) ||
        !read_word(value, path, "answer", answer_words, &answer, err)) {
        return false;
    }
    bool quarantined = answer == SYNC_ANSWER_QUARANTINED;
    if (quarantined && !read_word(value, path, "reason", reason_words, &reason, err)) {
        return false;
    }
    /* Of a line that it could not read, the server does not know the number. */
    bool unnumbered = quarantined && reason == QUARANTINE_MALFORMED && position.seq == 0;
    if (!unnumbered && (position.epoch != sent.epoch || position.seq != sent.seq)) {
        return error_set(err, ERROR_INVALID, "%s: not the line that was sent", path);
    }
    *ret_answer = (struct record_answer){
        .position = sent,
        .answer = (enum sync_answer)answer,
        .reason = (enum quarantine_reason)reason,
    };
    return true;
}

static bool read_head(const json_t *root, struct signed_head *ret_head, struct error *err)
{
    static const char *const keys[] = {"epoch", "seq", "hash", "signature", NULL};
    const json_t *value;
    return json_get_object(root, "", "head", &value, err) &&
           json_only_keys(value, "head", keys, err) &&
           read_position(value, "head", &ret_head->head.epoch, &ret_head->head.seq, err) &&
           read_hex(value, "head", "hash", ret_head->head.hash.bytes, HASH_BYTES, err) &&
           read_hex(value, "head", "signature", ret_head->signature.bytes, SIGNATURE_BYTES, err);
}

bool sync_message_read_records(const char *text, size_t len, const struct record_batch *batch,
                               struct records_answer *ret_answer, struct error *err)
{
    static const char *const keys[] = {"results", "head", NULL};
    AUTO(json) json_t *root = NULL;
    const json_t *results;
    if (!json_parse(text, len, "records", &root, err) || !json_only_keys(root, "", keys, err) ||
        !json_get_array(root, "", "results", RECORD_BATCH_MAX, &results, err) ||
        !read_head(root, &ret_answer->head, err)) {
        return false;
    }
    if (json_array_size(results) != batch->count) {
        return error_set(err, ERROR_INVALID, "results: %zu for %zu lines", json_array_size(results),
                         batch->count);
    }
    ret_answer->count = batch->count;
    for (size_t i = 0; i < batch->count; i++) {
        char path[32];
        (void)snprintf(path, sizeof path, "results[%zu]", i);
        if (!read_result(json_array_get(results, i), path, batch->positions[i],
                         &ret_answer->answers[i], err)) {
            return false;
        }
    }
    return true;
}

/* State */

struct state_message {
    json_t *root; /* kinds and ids are borrowed from it */
    struct roster_change changes[ROSTER_BATCH_MAX];
    struct other_tap taps[ROSTER_TAPS_MAX];
    char *values[ROSTER_BATCH_MAX];
    struct roster_answer answer;
    bool commands;
};

void state_message_destroy(struct state_message *message)
{
    if (message) {
        for (size_t i = 0; i < message->answer.count; i++) {
            free(message->values[i]);
        }
        json_decref(message->root);
        free(message);
    }
}

const struct roster_answer *state_message_answer(const struct state_message *message)
{
    return &message->answer;
}

bool state_message_has_commands(const struct state_message *message)
{
    return message->commands;
}

static bool is_plain(const char *text, const char *others)
{
    if (*text == '\0') {
        return false;
    }
    for (; *text; text++) {
        bool letter = (*text >= 'a' && *text <= 'z') || (*text >= '0' && *text <= '9');
        bool other = others ? strchr(others, *text) != NULL
                            : *text > ' ' && *text < 0x7f && *text != '"' && *text != '\\';
        if (!letter && !other) {
            return false;
        }
    }
    return true;
}

static bool read_value(struct state_message *message, const json_t *change, const char *path,
                       struct roster_change *ret_change, struct error *err)
{
    const json_t *value = json_object_get(change, "value");
    size_t index = message->answer.count;
    if (json_is_null(value)) {
        return true;
    }
    if (!json_is_object(value)) {
        return error_set(err, ERROR_INVALID, "%s.value: expected an object or null", path);
    }
    message->values[index] = json_dumps(value, JSON_COMPACT);
    if (!message->values[index]) {
        return error_set(err, ERROR_NO_MEMORY, "state: out of memory");
    }
    ret_change->value = message->values[index];
    ret_change->value_len = strlen(message->values[index]);
    return ret_change->value_len <= ROSTER_VALUE_MAX ||
           error_set(err, ERROR_INVALID, "%s.value: larger than %d bytes", path, ROSTER_VALUE_MAX);
}

/* Of the value only that it is one: whether a document can be read, roster_facts finds when it
 * makes facts of it. One that cannot must not keep the others away. */
static bool read_change(struct state_message *message, const json_t *value, int64_t least_revision,
                        struct error *err)
{
    static const char *const keys[] = {"kind", "id", "revision", "value", NULL};
    struct roster_change *change = &message->changes[message->answer.count];
    char path[32];
    (void)snprintf(path, sizeof path, "changes[%zu]", message->answer.count);
    if (!json_only_keys(value, path, keys, err) ||
        !json_get_text(value, path, "kind", ROSTER_KIND_MAX, &change->kind, err) ||
        !json_get_text(value, path, "id", ROSTER_ID_MAX, &change->id, err) ||
        !json_get_int(value, path, "revision", least_revision, INT64_MAX, &change->revision, err)) {
        return false;
    }
    if (!is_plain(change->kind, "_") || !is_plain(change->id, NULL)) {
        return error_set(err, ERROR_INVALID, "%s: no kind, or no id", path);
    }
    bool good = read_value(message, value, path, change, err);
    message->answer.count++;
    return good;
}

/* It goes into the next question as it is. Where the server says nothing of it, what is known holds
 * as long as the number. */
static bool read_fingerprint(const json_t *object, const char *path, const char *known,
                             char ret_text[static ROSTER_FINGERPRINT_SIZE], struct error *err)
{
    const char *text = known;
    if (json_has(object, "fingerprint") &&
        !json_get_text(object, path, "fingerprint", ROSTER_FINGERPRINT_SIZE - 1, &text, err)) {
        return false;
    }
    (void)snprintf(ret_text, ROSTER_FINGERPRINT_SIZE, "%s", text);
    return *text == '\0' || is_plain(text, "") ||
           error_set(err, ERROR_INVALID, "%s: a fingerprint that is none", path);
}

static bool read_changes(struct state_message *message, const struct roster_cursor *asked,
                         struct error *err)
{
    const int64_t since = asked->revision;
    const json_t *changes;
    if (!json_get_array(message->root, "", "changes", ROSTER_BATCH_MAX, &changes, err)) {
        return false;
    }
    int64_t revision = since;
    for (size_t i = 0; i < json_array_size(changes); i++) {
        if (!read_change(message, json_array_get(changes, i), revision, err)) {
            return false;
        }
        revision = message->changes[i].revision;
    }
    struct roster_answer *answer = &message->answer;
    answer->changes = message->changes;
    if (!json_get_int(message->root, "", "revision", revision, INT64_MAX, &answer->next.revision,
                      err) ||
        !read_fingerprint(message->root, "",
                          answer->next.revision == since ? asked->fingerprint : "",
                          answer->next.fingerprint, err) ||
        !json_get_bool(message->root, "", "more", &answer->more, err)) {
        return false;
    }
    return !answer->more || answer->next.revision > since ||
           error_set(err, ERROR_INVALID, "more: of nothing");
}

/* An id, or nothing where that may be. */
static bool read_id(const json_t *object, const char *path, const char *key, const char **ret_id,
                    struct error *err)
{
    return json_get_text(object, path, key, TAP_RECORD_ID_MAX, ret_id, err) &&
           (**ret_id == '\0' || is_plain(*ret_id, NULL) ||
            error_set(err, ERROR_INVALID, "%s.%s: not an id", path, key));
}

static bool read_tap(const json_t *value, const char *path, struct other_tap *ret_tap,
                     struct error *err)
{
    static const char *const keys[] = {"kiosk",
                                       "epoch",
                                       "seq",
                                       "staff",
                                       "at_utc_us",
                                       "not_before_utc_us",
                                       "meeting",
                                       "not_after_utc_us",
                                       "substitute_for",
                                       NULL};
    struct other_tap *tap = ret_tap;
    if (!json_only_keys(value, path, keys, err) ||
        !read_id(value, path, "kiosk", &tap->kiosk, err) ||
        !read_position(value, path, &tap->epoch, &tap->seq, err) ||
        !read_id(value, path, "staff", &tap->staff, err) ||
        !json_get_int(value, path, "at_utc_us", INT64_MIN, INT64_MAX, &tap->at_utc_us, err) ||
        !json_get_int(value, path, "not_before_utc_us", 0, INT64_MAX, &tap->not_before_utc_us,
                      err) ||
        !json_get_int(value, path, "not_after_utc_us", 0, INT64_MAX, &tap->not_after_utc_us, err) ||
        !read_id(value, path, "meeting", &tap->meeting, err) ||
        !read_id(value, path, "substitute_for", &tap->substitute_for, err)) {
        return false;
    }
    return (*tap->kiosk && tap->not_before_utc_us <= tap->not_after_utc_us) ||
           error_set(err, ERROR_INVALID, "%s: no kiosk, or bounds that are none", path);
}

static bool read_taps(struct state_message *message, const struct roster_cursor *asked,
                      struct error *err)
{
    static const char *const keys[] = {"revision", "fingerprint", "more", "taps", NULL};
    const int64_t since = asked->taps;
    struct roster_answer *answer = &message->answer;
    const json_t *member;
    const json_t *taps;
    if (!json_get_object(message->root, "", "taps", &member, err) ||
        !json_only_keys(member, "taps", keys, err) ||
        !json_get_int(member, "taps", "revision", since, INT64_MAX, &answer->next.taps, err) ||
        !read_fingerprint(member, "taps", answer->next.taps == since ? asked->taps_fingerprint : "",
                          answer->next.taps_fingerprint, err) ||
        !json_get_bool(member, "taps", "more", &answer->more_taps, err) ||
        !json_get_array(member, "taps", "taps", ROSTER_TAPS_MAX, &taps, err)) {
        return false;
    }
    answer->taps = message->taps;
    answer->tap_count = json_array_size(taps);
    for (size_t i = 0; i < answer->tap_count; i++) {
        char path[32];
        (void)snprintf(path, sizeof path, "taps.taps[%zu]", i);
        if (!read_tap(json_array_get(taps, i), path, &message->taps[i], err)) {
            return false;
        }
    }
    return !answer->more_taps || answer->next.taps > since ||
           error_set(err, ERROR_INVALID, "taps.more: of nothing");
}

bool sync_message_read_state(const char *text, size_t len, const struct roster_cursor *asked,
                             struct state_message **ret_message, struct error *err)
{
    static const char *const keys[] = {"revision", "fingerprint", "more", "changes",
                                       "taps",     "commands",    NULL};
    AUTO(state_message) struct state_message *message = calloc(1, sizeof *message);
    if (!message) {
        return error_set(err, ERROR_NO_MEMORY, "state: out of memory");
    }
    if (!json_parse(text, len, "state", &message->root, err) ||
        !json_only_keys(message->root, "", keys, err) || !read_changes(message, asked, err) ||
        !read_taps(message, asked, err) ||
        (json_has(message->root, "commands") && /* an older server says nothing of them */
         !json_get_bool(message->root, "", "commands", &message->commands, err))) {
        return false;
    }
    *ret_message = TAKE(message);
    return true;
}

/* Status, problems and enrolment */

char *sync_message_write_status(const struct status_message *status)
{
    AUTO(json)
    json_t *root = json_pack(
        "{s:s,s:s,s:I,s:I,s:I,s:I,s:s,s:I,s:I,s:I,s:s,s:I,s:I}", "version", SHOUSHI_VERSION,
        "reader", sync_reader_name(status->door.reader), "backlog", (json_int_t)status->backlog,
        "epoch", (json_int_t)status->door.last.epoch, "seq", (json_int_t)status->door.last.seq,
        "complete_to_utc_us", (json_int_t)status->door.complete_to_utc_us, "clock",
        status->clock == TAP_CLOCK_SYNCED ? "synced" : "uncertain", "clock_offset_us",
        (json_int_t)status->clock_offset_us, "clock_error_us", (json_int_t)status->clock_error_us,
        "disk_free_bytes", (json_int_t)status->disk_free_bytes, "boot", status->reading.boot,
        "mono_us", (json_int_t)status->reading.mono_us, "at_utc_us",
        (json_int_t)status->reading.utc_us);
    int64_t since_utc_us = status->door.unrecorded_since_utc_us;
    bool whole = root && (status->unread_documents < 0 ||
                          (json_object_set_new(root, "unread_documents",
                                               json_integer(status->unread_documents)) == 0 &&
                           json_object_set_new(root, "unrecorded_since_utc_us",
                                               json_integer((json_int_t)since_utc_us)) == 0));
    return whole ? json_dumps(root, JSON_COMPACT) : NULL;
}

/* A command of another kind leaves ret_card_for as it is. */
static bool read_command(const json_t *command, const char *path,
                         char ret_card_for[static TAP_RECORD_ID_MAX + 1], struct error *err)
{
    const char *word;
    const char *staff;
    if (!json_get_text(command, path, "command", 40, &word, err)) {
        return false;
    }
    if (strcmp(word, "read_card") != 0) {
        return true;
    }
    if (!json_get_text(command, path, "staff", TAP_RECORD_ID_MAX, &staff, err)) {
        return false;
    }
    memcpy(ret_card_for, staff, strlen(staff) + 1);
    return true;
}

bool sync_message_read_status(const char *text, size_t len,
                              char ret_card_for[static TAP_RECORD_ID_MAX + 1], struct error *err)
{
    static const char *const keys[] = {"commands", NULL};
    AUTO(json) json_t *root = NULL;
    const json_t *commands;
    char card_for[TAP_RECORD_ID_MAX + 1] = "";
    if (!json_parse(text, len, "status", &root, err) || !json_only_keys(root, "", keys, err) ||
        !json_get_array(root, "", "commands", 1000, &commands, err)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(commands); i++) {
        char path[32];
        (void)snprintf(path, sizeof path, "commands[%zu]", i);
        if (!read_command(json_array_get(commands, i), path, card_for, err)) {
            return false;
        }
    }
    memcpy(ret_card_for, card_for, sizeof card_for);
    return true;
}

bool sync_message_read_problem(const char *text, size_t len, struct problem_message *ret_problem,
                               struct error *err)
{
    static const char scheme[] = "shoushi:";
    AUTO(json) json_t *root = NULL;
    const char *type;
    const char *title;
    struct problem_message problem;
    if (!json_parse(text, len, "problem", &root, err) ||
        !json_get_text(root, "", "type", 64, &type, err) ||
        !json_get_text(root, "", "title", 4096, &title, err)) {
        return false;
    }
    const char *word = type + sizeof scheme - 1;
    if (strncmp(type, scheme, sizeof scheme - 1) != 0 || !is_plain(word, "_") ||
        strlen(word) >= sizeof problem.word) {
        return error_set(err, ERROR_INVALID, "type: not one of shoushi");
    }
    (void)snprintf(problem.word, sizeof problem.word, "%s", word);
    (void)snprintf(problem.text, sizeof problem.text, "%.120s", title);
    *ret_problem = problem;
    return true;
}

char *sync_message_write_enrolment(const char *code, const struct public_key *key)
{
    char text[2 * PUBLIC_KEY_BYTES + 1];
    hash_hex_encode(key->bytes, PUBLIC_KEY_BYTES, text);
    AUTO(json)
    json_t *root =
        json_pack("{s:s,s:s,s:s}", "code", code, "public_key", text, "version", SHOUSHI_VERSION);
    return root ? json_dumps(root, JSON_COMPACT) : NULL;
}

static bool read_text(const json_t *root, const char *key, char *ret_text, size_t size,
                      struct error *err)
{
    const char *text;
    if (!json_get_text(root, "", key, size - 1, &text, err)) {
        return false;
    }
    memcpy(ret_text, text, strlen(text) + 1);
    return true;
}

bool sync_message_read_enrolment(const char *text, size_t len, struct identity *identity,
                                 struct error *err)
{
    static const char *const keys[] = {
        "kiosk", "place", "epoch", "site_name", "timezone", "site_key", "server_public_key", NULL};
    AUTO(json) json_t *root = NULL;
    struct identity found = *identity;
    int64_t epoch;
    if (!json_parse(text, len, "enrolment", &root, err) || !json_only_keys(root, "", keys, err) ||
        !read_text(root, "kiosk", found.kiosk, sizeof found.kiosk, err) ||
        !read_text(root, "place", found.place, sizeof found.place, err) ||
        !read_text(root, "site_name", found.site_name, sizeof found.site_name, err) ||
        !read_text(root, "timezone", found.timezone, sizeof found.timezone, err) ||
        !json_get_int(root, "", "epoch", 1, EPOCH_MAX, &epoch, err) ||
        !read_hex(root, "answer", "site_key", found.site_key.bytes, SITE_KEY_BYTES, err) ||
        !read_hex(root, "answer", "server_public_key", found.server_key.bytes, PUBLIC_KEY_BYTES,
                  err)) {
        return false;
    }
    if (!is_plain(found.kiosk, NULL)) {
        return error_set(err, ERROR_INVALID, "kiosk: not an id");
    }
    found.epoch = (uint32_t)epoch;
    *identity = found;
    return true;
}
