#include "state_feed.h"

#include "document_store.h"
#include "json.h"
#include "site_settings.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 4096

struct text {
    char *bytes;
    size_t len, size;
};

static bool make_room(struct text *text, size_t more, struct error *err)
{
    if (text->len + more + 1 <= text->size) {
        return true;
    }
    size_t size = text->size ? text->size : FIRST_SIZE;
    while (size < text->len + more + 1) {
        size *= 2;
    }
    char *bytes = realloc(text->bytes, size);
    if (!bytes) {
        return error_set(err, ERROR_NO_MEMORY, "state: out of memory");
    }
    text->bytes = bytes;
    text->size = size;
    return true;
}

static bool append(struct text *text, const char *piece, struct error *err)
{
    size_t len = strlen(piece);
    if (!make_room(text, len, err)) {
        return false;
    }
    memcpy(text->bytes + text->len, piece, len + 1);
    text->len += len;
    return true;
}

/* What is being read into: documents are JSON already and are copied as they are. */
struct feed {
    struct text changes;
    const char *place;
    size_t count;
    int64_t last_revision;
    bool full;
};

/* The one document that differs from kiosk to kiosk. */
static bool site_for(const struct document *document, const char *place, char **ret_value,
                     struct error *err)
{
    AUTO(json) json_t *value = NULL;
    if (!json_parse(document->value, strlen(document->value), "site/site", &value, err)) {
        return false;
    }
    char *text = NULL;
    if (json_object_set_new(value, "place", json_string(place)) == 0) {
        text = json_dumps(value, JSON_COMPACT);
    }
    if (!text) {
        return error_set(err, ERROR_NO_MEMORY, "state: out of memory");
    }
    *ret_value = text;
    return true;
}

static bool add_change(const struct document *document, void *user, struct error *err)
{
    struct feed *feed = user;
    feed->full =
        feed->full || feed->count == STATE_CHANGES_MAX || feed->changes.len > STATE_BYTES_MAX;
    if (feed->full) {
        return true;
    }
    AUTO(memory) char *site = NULL;
    if (document->value && strcmp(document->kind, "site") == 0 &&
        !site_for(document, feed->place, &site, err)) {
        return false;
    }
    char head[256]; /* kinds and ids are short and need no escapes: they were checked when put */
    (void)snprintf(head, sizeof head,
                   "%s{\"kind\":\"%s\",\"id\":\"%s\",\"revision\":%" PRId64 ",\"value\":",
                   feed->count > 0 ? "," : "", document->kind, document->id, document->revision);
    const char *value = site ? site : document->value ? document->value : "null";
    if (!append(&feed->changes, head, err) || !append(&feed->changes, value, err) ||
        !append(&feed->changes, "}", err)) {
        return false;
    }
    feed->count++;
    feed->last_revision = document->revision;
    return true;
}

static bool write_answer(const struct feed *feed, int64_t newest, char **ret_json, size_t *ret_len,
                         struct error *err)
{
    struct text answer = {0};
    char head[128];
    int64_t revision = feed->full ? feed->last_revision : newest;
    (void)snprintf(head, sizeof head, "{\"revision\":%" PRId64 ",\"more\":%s,\"changes\":[",
                   revision, feed->full ? "true" : "false");
    if (!append(&answer, head, err) ||
        !append(&answer, feed->changes.bytes ? feed->changes.bytes : "", err) ||
        !append(&answer, "]}", err)) {
        free(answer.bytes);
        return false;
    }
    *ret_json = answer.bytes;
    *ret_len = answer.len;
    return true;
}

static bool read_feed(struct database *database, const char *place, int64_t since,
                      struct state_answer *ret_answer, struct error *err)
{
    int64_t newest;
    if (!document_store_revision(database, &newest, err)) {
        return false;
    }
    if (since > newest) {
        ret_answer->result = STATE_AHEAD;
        return true;
    }
    struct feed feed = {.place = place};
    bool read = since == newest || document_store_each_since(database, since, STATE_CHANGES_MAX + 1,
                                                             add_change, &feed, err);
    bool written = read && write_answer(&feed, newest, &ret_answer->json, &ret_answer->len, err);
    free(feed.changes.bytes);
    ret_answer->result = feed.count > 0 ? STATE_CHANGED : STATE_NOTHING_NEW;
    return written;
}

bool state_feed_look(struct storage *storage, const char *kiosk, int64_t since,
                     struct state_answer *ret_answer, struct error *err)
{
    AUTO(snapshot) struct snapshot *snapshot = NULL;
    struct kiosk found;
    struct state_answer answer = {.json = NULL};
    if (!storage_read(storage, &snapshot, err) ||
        !kiosk_store_find(snapshot_database(snapshot), kiosk, &found, err)) {
        return false;
    }
    answer.standing = found.standing;
    if (found.standing == KIOSK_ACTIVE &&
        !read_feed(snapshot_database(snapshot), found.place, since, &answer, err)) {
        return false;
    }
    *ret_answer = answer;
    return true;
}
