#include "state_feed.h"

#include "cursor_fingerprint.h"
#include "document_store.h"
#include "fact_writer.h"
#include "feed_text.h"
#include "json.h"
#include "tap_feed.h"
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The largest document may come last, and a tap is written in at most 512 bytes. */
static_assert(STATE_BYTES_MAX + FACT_VALUE_MAX + TAP_FEED_TAPS_MAX * 512 + 4096 <= STATE_ANSWER_MAX,
              "kiosks refuse an answer that is longer");

/* What is being read into: documents are JSON already and are copied as they are. */
struct feed {
    struct feed_text changes;
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
    if (!feed_text_add(&feed->changes, head, err) || !feed_text_add(&feed->changes, value, err) ||
        !feed_text_add(&feed->changes, "}", err)) {
        return false;
    }
    feed->count++;
    feed->last_revision = document->revision;
    return true;
}

/* All but the end of the answer, which the taps may come before. */
static bool write_documents(const struct feed *feed, int64_t revision, const char *fingerprint,
                            struct feed_text *answer, struct error *err)
{
    char head[160];
    char print[64] = "";
    if (fingerprint) {
        (void)snprintf(print, sizeof print, "\"fingerprint\":\"%s\",", fingerprint);
    }
    (void)snprintf(head, sizeof head, "{\"revision\":%" PRId64 ",%s\"more\":%s,\"changes\":[",
                   revision, print, feed->full ? "true" : "false");
    return feed_text_add(answer, head, err) &&
           feed_text_add(answer, feed->changes.bytes ? feed->changes.bytes : "", err) &&
           feed_text_add(answer, "]", err);
}

static bool tell_documents(struct database *database, const struct state_query *query,
                           int64_t newest, struct feed *feed, struct feed_text *answer,
                           struct error *err)
{
    char own[CURSOR_FINGERPRINT_SIZE];
    if (query->since < newest &&
        !document_store_each_since(database, query->since, STATE_CHANGES_MAX + 1, add_change, feed,
                                   err)) {
        return false;
    }
    int64_t revision = feed->full ? feed->last_revision : newest;
    if (query->fingerprint && !cursor_fingerprint_of_revision(database, revision, own, err)) {
        return false;
    }
    return write_documents(feed, revision, query->fingerprint ? own : NULL, answer, err);
}

static bool read_documents(struct database *database, const struct state_query *query,
                           const char *place, struct feed_text *answer,
                           enum state_result *ret_result, struct error *err)
{
    int64_t newest;
    bool known;
    const struct cursor_claim since = {query->since, query->fingerprint};
    if (!document_store_revision(database, &newest, err) ||
        !cursor_fingerprint_check(database, cursor_fingerprint_of_revision, &since, newest, &known,
                                  err)) {
        return false;
    }
    if (!known) {
        *ret_result = STATE_AHEAD;
        return true;
    }
    struct feed feed = {.place = place};
    bool written = tell_documents(database, query, newest, &feed, answer, err);
    feed_text_finish(&feed.changes);
    *ret_result = feed.count > 0 ? STATE_CHANGED : STATE_NOTHING_NEW;
    return written;
}

static bool read_taps(struct database *database, const struct state_query *query,
                      struct feed_text *answer, enum state_result *result, struct error *err)
{
    const struct tap_feed_query about = {query->kiosk, query->taps_since, query->taps_fingerprint,
                                         query->now_utc_us};
    enum tap_feed_result told;
    if (query->taps_since == STATE_NO_TAPS || *result == STATE_AHEAD) {
        return true;
    }
    if (!feed_text_add(answer, ",\"taps\":", err) ||
        !tap_feed_write(database, &about, answer, &told, err)) {
        return false;
    }
    if (told == TAP_FEED_AHEAD) {
        *result = STATE_AHEAD;
    } else if (told == TAP_FEED_TOLD) {
        *result = STATE_CHANGED;
    }
    return true;
}

static const char *commands_text(enum state_commands commands)
{
    static const char *const texts[] = {[STATE_COMMANDS_NOT_ASKED] = "",
                                        [STATE_COMMANDS_KNOWN] = ",\"commands\":false",
                                        [STATE_COMMANDS_NEW] = ",\"commands\":true"};
    return texts[commands];
}

static bool read_feed(struct database *database, const struct state_query *query, const char *place,
                      struct state_answer *ret_answer, struct error *err)
{
    AUTO_FEED_TEXT struct feed_text answer = {0};
    enum state_result result;
    if (!read_documents(database, query, place, &answer, &result, err) ||
        !read_taps(database, query, &answer, &result, err) ||
        !feed_text_add(&answer, commands_text(query->commands), err) ||
        !feed_text_add(&answer, "}", err)) {
        return false;
    }
    if (query->commands == STATE_COMMANDS_NEW && result == STATE_NOTHING_NEW) {
        result = STATE_CHANGED;
    }
    ret_answer->result = result;
    if (result != STATE_AHEAD) {
        ret_answer->json = answer.bytes;
        ret_answer->len = answer.len;
        answer.bytes = NULL;
    }
    return true;
}

bool state_feed_look(struct storage *storage, const struct state_query *query,
                     struct state_answer *ret_answer, struct error *err)
{
    AUTO(snapshot) struct snapshot *snapshot = NULL;
    struct kiosk found;
    struct state_answer answer = {.json = NULL};
    if (!storage_read(storage, &snapshot, err) ||
        !kiosk_store_find(snapshot_database(snapshot), query->kiosk, &found, err)) {
        return false;
    }
    answer.standing = found.standing;
    if (found.standing == KIOSK_ACTIVE &&
        !read_feed(snapshot_database(snapshot), query, found.place, &answer, err)) {
        return false;
    }
    *ret_answer = answer;
    return true;
}
