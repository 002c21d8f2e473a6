#include "month_freeze.h"

#include "audit_store.h"
#include "civil.h"
#include "hash.h"
#include "json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One month on its way through the checks. */
struct checking {
    struct database *database;
    int32_t month;
    bool found;
    char hash[HASH_HEX_SIZE]; /* the manifest's, as the row says it */
    json_t *manifest;
    bool is_in_log;
    struct month_freeze_verdict *verdict;
};

static void say(struct month_freeze_verdict *verdict, const char *name, const char *what)
{
    if (verdict->good) {
        verdict->good = false;
        (void)snprintf(verdict->what, sizeof verdict->what, "%.100s: %s", name, what);
    }
}

static void hash_text(const void *bytes, size_t len, char ret_hex[static HASH_HEX_SIZE])
{
    const struct hash hash = hash_sha256(bytes, len);
    hash_hex_encode(hash.bytes, HASH_BYTES, ret_hex);
}

static bool take_month(const struct closed_month *closed, void *user, struct error *err)
{
    struct checking *checking = user;
    char own[HASH_HEX_SIZE];
    struct error fault;
    (void)err; /* a manifest that is none is a finding, not a fault of the world */
    checking->found = true;
    hash_text(closed->manifest, strlen(closed->manifest), own);
    (void)snprintf(checking->hash, sizeof checking->hash, "%s", closed->hash);
    if (strcmp(own, closed->hash) != 0) {
        say(checking->verdict, "manifest", "is not what was frozen");
    }
    if (!json_parse(closed->manifest, strlen(closed->manifest), "manifest", &checking->manifest,
                    &fault)) {
        say(checking->verdict, "manifest", "cannot be read");
    }
    return true;
}

static const json_t *line_of(const json_t *manifest, const char *name)
{
    const json_t *documents = json_object_get(manifest, "documents");
    for (size_t i = 0; i < json_array_size(documents); i++) {
        const json_t *line = json_array_get(documents, i);
        const char *said = json_string_value(json_object_get(line, "name"));
        if (said && strcmp(said, name) == 0) {
            return line;
        }
    }
    return NULL;
}

static bool check_document(const struct frozen_document *document, void *user, struct error *err)
{
    struct checking *checking = user;
    char own[HASH_HEX_SIZE];
    const json_t *line = line_of(checking->manifest, document->name);
    const char *said = json_string_value(json_object_get(line, "sha256"));
    (void)err;
    hash_text(document->bytes, document->len, own);
    checking->verdict->documents++;
    if (!said) {
        say(checking->verdict, document->name, "was never frozen");
    } else if (strcmp(said, own) != 0) {
        say(checking->verdict, document->name, "its bytes are not those that were frozen");
    }
    return true;
}

/* The hash stands in the line; that the line is what was written, its own chain proves. */
static bool look_at_line(const struct audit_row *row, void *user, struct error *err)
{
    struct checking *checking = user;
    (void)err;
    checking->is_in_log |= strstr(row->line, checking->hash) != NULL;
    return true;
}

static bool check_log(struct checking *checking, struct error *err)
{
    char month[CIVIL_MONTH_SIZE];
    const struct audit_filter filter = {.action = "month.close",
                                        .kind = "month",
                                        .id = civil_month_format(checking->month, month),
                                        .outcome = "done",
                                        .max = 10};
    if (!audit_store_each_match(checking->database, &filter, look_at_line, checking, err)) {
        return false;
    }
    if (!checking->is_in_log) {
        say(checking->verdict, "manifest", "no line of the audit log has its hash");
    }
    return true;
}

static bool check_all(struct checking *checking, struct error *err)
{
    if (!closed_month_store_each_document(checking->database, checking->month, NULL, check_document,
                                          checking, err)) {
        return false;
    }
    const json_t *documents = json_object_get(checking->manifest, "documents");
    if (json_array_size(documents) != checking->verdict->documents) {
        say(checking->verdict, "documents", "there are not as many as were frozen");
    }
    return check_log(checking, err);
}

bool month_freeze_check(struct database *database, int32_t month, bool *ret_found,
                        struct month_freeze_verdict *ret_verdict, struct error *err)
{
    *ret_verdict = (struct month_freeze_verdict){.good = true};
    struct checking checking = {.database = database, .month = month, .verdict = ret_verdict};
    bool good = closed_month_store_each(database, month, take_month, &checking, err) &&
                (!checking.found || check_all(&checking, err));
    *ret_found = checking.found;
    json_decref(checking.manifest);
    return good;
}

/* Reading */

void month_freeze_document_finish(struct month_freeze_document *document)
{
    json_decref(document->manifest);
    free(document->bytes);
    *document = (struct month_freeze_document){0};
}

static bool take_manifest(const struct closed_month *closed, void *user, struct error *err)
{
    struct month_freeze_document *document = user;
    return json_parse(closed->manifest, strlen(closed->manifest), "manifest", &document->manifest,
                      err);
}

static bool take_bytes(const struct frozen_document *frozen, void *user, struct error *err)
{
    struct month_freeze_document *document = user;
    document->bytes = malloc(frozen->len + 1); /* no bytes at all are some address too */
    if (!document->bytes) {
        return error_set(err, ERROR_NO_MEMORY, "%s: out of memory", frozen->name);
    }
    memcpy(document->bytes, frozen->bytes, frozen->len);
    document->len = frozen->len;
    return true;
}

bool month_freeze_read(struct database *database, int32_t month, const char *name, bool *ret_found,
                       struct month_freeze_document *ret_document, struct error *err)
{
    AUTO_FREEZE_DOCUMENT struct month_freeze_document document = {0};
    if (!closed_month_store_each(database, month, take_manifest, &document, err) ||
        !closed_month_store_each_document(database, month, name, take_bytes, &document, err)) {
        return false;
    }
    const json_t *line = line_of(document.manifest, name);
    *ret_found = line && document.bytes;
    if (*ret_found) {
        document.title = json_string_value(json_object_get(line, "title"));
        document.media_type = json_string_value(json_object_get(line, "media_type"));
        *ret_document = document;
        document = (struct month_freeze_document){0};
    }
    return true;
}
