#include "audit_verify.h"

#include "audit_line.h"
#include "json.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct verifying {
    struct database *database;
    const struct public_key *server_key;
    const struct audit_place *noted;
    struct audit_verdict *verdict;
    struct hash prev; /* of the last good line */
    bool has_head;    /* head is the next signed one */
    struct audit_head head;
};

/* Notes the first fault; the walk goes no further. */
static void note(struct verifying *verifying, int64_t no, const char *what)
{
    struct audit_verdict *verdict = verifying->verdict;
    verdict->good = false;
    verdict->bad_no = no;
    (void)snprintf(verdict->what, sizeof verdict->what, "%s", what);
}

static bool is_word(const json_t *line, const char *key, const char *word)
{
    const char *text = json_string_value(json_object_get(line, key));
    return text && strcmp(text, word) == 0;
}

/* What is wrong with the line itself; NULL: nothing. */
static const char *look_at_line(const struct verifying *verifying, const struct audit_row *row,
                                const json_t *line)
{
    char prev[HASH_HEX_SIZE];
    hash_hex_encode(verifying->prev.bytes, HASH_BYTES, prev);
    if (!line) {
        return "is not JSON";
    }
    if (json_integer_value(json_object_get(line, "no")) != row->no) {
        return "says another number";
    }
    if (!is_word(line, "prev", prev)) {
        return "does not hold the hash of the line before it: one of the two was changed";
    }
    bool as_columns = json_integer_value(json_object_get(line, "at_utc_us")) == row->at_utc_us &&
                      is_word(line, "who", row->who) && is_word(line, "action", row->action) &&
                      is_word(line, "kind", row->kind) && is_word(line, "id", row->id) &&
                      is_word(line, "unit", row->unit) && is_word(line, "outcome", row->outcome);
    return as_columns ? NULL : "says something else than its columns";
}

static const char *look_at_head(const struct verifying *verifying, const struct hash *hash,
                                const char *hex)
{
    const struct audit_head *head = &verifying->head;
    char text[AUDIT_HEAD_SIZE];
    if (strcmp(head->place.hash, hex) != 0) {
        return "is not the line whose hash was signed";
    }
    size_t len = audit_line_head_text(head->place.no, hash, text);
    return signature_verify(verifying->server_key, text, len, &head->signature)
               ? NULL
               : "has a head that the server's key did not sign";
}

static bool next_head(struct verifying *verifying, int64_t after, struct error *err)
{
    return audit_store_find_head(verifying->database, after + 1, &verifying->has_head,
                                 &verifying->head, err);
}

static bool visit(const struct audit_row *row, void *user, struct error *err)
{
    struct verifying *verifying = user;
    struct audit_verdict *verdict = verifying->verdict;
    struct error fault;
    if (!verdict->good) {
        return true;
    }
    if (row->no != verdict->lines + 1) {
        note(verifying, verdict->lines + 1, "is missing");
        return true;
    }
    AUTO(json) json_t *line = NULL;
    size_t len = strlen(row->line);
    bool parsed = json_parse(row->line, len, "line", &line, &fault);
    const char *what = look_at_line(verifying, row, parsed ? line : NULL);
    const struct hash hash = hash_sha256(row->line, len);
    char hex[HASH_HEX_SIZE];
    hash_hex_encode(hash.bytes, HASH_BYTES, hex);
    bool is_head = verifying->has_head && verifying->head.place.no == row->no;
    if (!what && is_head) {
        what = look_at_head(verifying, &hash, hex);
    }
    const struct audit_place *noted = verifying->noted;
    if (!what && noted && noted->no == row->no && strcmp(noted->hash, hex) != 0) {
        what = "is not the one whose hash was noted";
    }
    if (what) {
        note(verifying, row->no, what);
        return true;
    }
    verdict->lines++;
    verdict->heads += is_head;
    verdict->head.no = row->no;
    memcpy(verdict->head.hash, hex, sizeof hex);
    verifying->prev = hash;
    return !is_head || next_head(verifying, row->no, err);
}

/* What can be missing behind the last line. */
static bool look_at_end(struct verifying *verifying, struct error *err)
{
    struct audit_verdict *verdict = verifying->verdict;
    struct audit_place place;
    struct audit_head newest;
    bool signed_once;
    if (!audit_store_read_place(verifying->database, &place, err) ||
        !audit_store_newest_head(verifying->database, &signed_once, &newest, err)) {
        return false;
    }
    bool reaches = !verifying->noted || verifying->noted->no <= verdict->lines;
    if (verifying->has_head || place.no > verdict->lines || !reaches) {
        note(verifying, verdict->lines + 1, "and what follows it are missing: the end is cut off");
    } else if (place.no != verdict->lines || strcmp(place.hash, verdict->head.hash) != 0) {
        note(verifying, verdict->lines, "is not where the chain says that it ends");
    } else if (verdict->lines > 0 && (!signed_once || newest.place.no != verdict->lines)) {
        note(verifying, verdict->lines, "is the last one and its head is not signed");
    }
    return true;
}

bool audit_verify_run(struct database *database, const struct public_key *server_key,
                      const struct audit_place *noted, struct audit_verdict *ret_verdict,
                      struct error *err)
{
    struct audit_verdict verdict = {.good = true};
    struct verifying verifying = {.database = database,
                                  .server_key = server_key,
                                  .noted = noted,
                                  .verdict = &verdict,
                                  .prev = audit_line_genesis()};
    if (!next_head(&verifying, 0, err) ||
        !audit_store_each_from(database, 1, visit, &verifying, err) ||
        (verdict.good && !look_at_end(&verifying, err))) {
        return false;
    }
    *ret_verdict = verdict;
    return true;
}
