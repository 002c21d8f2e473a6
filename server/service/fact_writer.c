#include "fact_writer.h"

#include "check.h"
#include "fact_card.h"
#include "fact_check.h"
#include "fact_kind.h"
#include "json.h"
#include "person_tap_store.h"
#include "touch_list.h"
#include <stdio.h>
#include <string.h>

struct fact_writer {
    struct storage *storage;
    struct site_key site_key;
    const struct clock *clock;
    struct fact_observer observers[FACT_OBSERVERS_MAX];
    size_t observer_count;
    struct touch_list touches; /* of the group that is being written */
    int64_t revision;          /* the newest of the group; 0: no fact in it */
};

/* Observers */

static bool before_commit(struct database *database, void *user, struct error *err)
{
    struct fact_writer *writer = user;
    for (size_t i = 0; writer->touches.count > 0 && i < writer->observer_count; i++) {
        const struct fact_observer *observer = &writer->observers[i];
        if (observer->on_facts_in_transaction &&
            !observer->on_facts_in_transaction(database, writer->touches.touches,
                                               writer->touches.count, observer->user, err)) {
            return false;
        }
    }
    return true;
}

static void forget(void *user)
{
    struct fact_writer *writer = user;
    writer->touches.count = 0;
    writer->revision = 0;
}

static void after_commit(void *user)
{
    struct fact_writer *writer = user;
    for (size_t i = 0; writer->revision > 0 && i < writer->observer_count; i++) {
        const struct fact_observer *observer = &writer->observers[i];
        if (observer->on_facts_committed) {
            observer->on_facts_committed(writer->revision, observer->user);
        }
    }
    forget(writer);
}

bool fact_writer_create(struct storage *storage, const struct site_key *site_key,
                        const struct clock *clock, struct fact_writer **ret_writer,
                        struct error *err)
{
    struct fact_writer *writer = calloc(1, sizeof *writer);
    if (!writer) {
        return error_set(err, ERROR_NO_MEMORY, "fact writer: out of memory");
    }
    writer->storage = storage;
    writer->site_key = *site_key;
    writer->clock = clock;
    const struct write_hook hook = {before_commit, after_commit, forget, writer};
    write_queue_add_hook(storage_writer(storage), &hook);
    *ret_writer = writer;
    return true;
}

void fact_writer_destroy(struct fact_writer *writer)
{
    if (writer) {
        write_queue_remove_hook(storage_writer(writer->storage), writer);
        touch_list_finish(&writer->touches);
        free(writer);
    }
}

void fact_writer_add_observer(struct fact_writer *writer, const struct fact_observer *observer)
{
    CHECK(writer->observer_count < FACT_OBSERVERS_MAX);
    writer->observers[writer->observer_count++] = *observer;
}

/* Putting */

static bool is_id(const char *id)
{
    size_t len = strlen(id);
    for (size_t i = 0; i < len; i++) {
        if (id[i] <= ' ' || id[i] >= 0x7f || id[i] == '"' || id[i] == '\\') {
            return false;
        }
    }
    return len >= 1 && len <= TAP_RECORD_ID_MAX;
}

/* One token has one spelling, or it could have two documents. */
static bool is_token(const char *id)
{
    return strlen(id) == 2 * (size_t)HASH_BYTES &&
           strspn(id, "0123456789abcdef") == 2 * (size_t)HASH_BYTES;
}

static bool is_year(const char *id)
{
    return strlen(id) == 4 && strspn(id, "0123456789") == 4;
}

static bool check_name(const char *kind, const char *id, struct error *err)
{
    if (!fact_kind_find(kind)) {
        return error_set(err, ERROR_INVALID, "%.40s/%.80s: unknown kind of document", kind, id);
    }
    bool singleton = strcmp(kind, "site") == 0 || strcmp(kind, "policy") == 0;
    bool good = strcmp(kind, "card") == 0       ? is_token(id)
                : strcmp(kind, "calendar") == 0 ? is_year(id)
                : singleton                     ? strcmp(kind, id) == 0
                                                : is_id(id);
    return good || error_set(err, ERROR_INVALID, "%s/%.80s: not an id", kind, id);
}

static bool read_before(struct database *database, const char *kind, const char *id,
                        json_t **ret_before, struct error *err)
{
    enum document_presence presence;
    AUTO(memory) char *text = NULL;
    *ret_before = NULL;
    return document_store_read(database, kind, id, &presence, &text, err) &&
           (!text || json_parse(text, strlen(text), id, ret_before, err));
}

/* Local times are worked out as taps come in: another zone would make those that are there wrong.
 */
static bool check_zone_kept(struct database *database, const struct fact_change *change,
                            struct error *err)
{
    bool any;
    int32_t first;
    if (strcmp(change->kind, "site") != 0 || !change->before ||
        json_equal(json_object_get(change->before, "timezone"),
                   json_object_get(change->after, "timezone"))) {
        return true;
    }
    if (!person_tap_store_first_day(database, &any, &first, err)) {
        return false;
    }
    return !any ||
           error_set(err, ERROR_INVALID, "site/site.timezone: cannot change once there are taps");
}

struct link_adder {
    struct database *database;
    const char *kind, *id;
};

static bool add_link(const char *named_kind, const char *named_id, const char *path, void *user,
                     struct error *err)
{
    (void)path;
    struct link_adder *adder = user;
    return document_store_add_link(adder->database, adder->kind, adder->id, named_kind, named_id,
                                   err);
}

static bool write_links(struct database *database, const struct fact_change *change,
                        struct error *err)
{
    struct link_adder adder = {database, change->kind, change->id};
    return document_store_clear_links(database, change->kind, change->id, err) &&
           (!change->after || fact_kind_each_link(fact_kind_find(change->kind), change->after,
                                                  add_link, &adder, err));
}

/* Everything that follows from a change that has been checked. */
static bool apply(struct fact_writer *writer, struct database *database,
                  const struct fact_change *change, const struct document_author *author,
                  struct error *err)
{
    AUTO(memory) char *text = NULL;
    if (change->after) {
        text = json_dumps(change->after, JSON_COMPACT);
        if (!text) {
            return error_set(err, ERROR_NO_MEMORY, "%s/%s: out of memory", change->kind,
                             change->id);
        }
        if (strlen(text) > FACT_VALUE_MAX) {
            return error_set(err, ERROR_INVALID, "%s/%s: more than %d bytes", change->kind,
                             change->id, FACT_VALUE_MAX);
        }
    }
    const struct fact_kind *kind = fact_kind_find(change->kind);
    int64_t revision;
    if (!document_store_put(database, change->kind, change->id, text, author, &revision, err)) {
        return false;
    }
    touch_list_set_cause(&writer->touches, change->kind, change->id, revision);
    if (!write_links(database, change, err) ||
        (kind->touch && !kind->touch(database, change, &writer->touches, err))) {
        return false;
    }
    if (strcmp(change->kind, "card") == 0 &&
        !fact_card_apply(database, change, &writer->touches, err)) {
        return false;
    }
    writer->revision = revision;
    return true;
}

bool fact_writer_put(struct fact_writer *writer, struct database *database, const char *kind,
                     const char *id, const json_t *value, const struct document_author *author,
                     struct error *err)
{
    AUTO(json) json_t *before = NULL;
    if (!check_name(kind, id, err) || !read_before(database, kind, id, &before, err)) {
        return false;
    }
    if (!json_is_object(value)) {
        return error_set(err, ERROR_INVALID, "%s/%s: expected an object", kind, id);
    }
    if (before && json_equal(before, value)) {
        return true;
    }
    const struct fact_change change = {kind, id, before, value};
    return fact_check(database, fact_kind_find(kind), id, value, err) &&
           check_zone_kept(database, &change, err) && apply(writer, database, &change, author, err);
}

bool fact_writer_remove(struct fact_writer *writer, struct database *database, const char *kind,
                        const char *id, const struct document_author *author, struct error *err)
{
    AUTO(json) json_t *before = NULL;
    bool named;
    char by[TAP_RECORD_ID_MAX + 1];
    if (!check_name(kind, id, err) || !read_before(database, kind, id, &before, err) ||
        !document_store_is_named(database, kind, id, &named, by, err)) {
        return false;
    }
    if (!before) {
        return error_set(err, ERROR_INVALID, "%s/%s: not there", kind, id);
    }
    if (named) {
        return error_set(err, ERROR_INVALID, "%s/%s: a %s still names it", kind, id, by);
    }
    const struct fact_change change = {kind, id, before, NULL};
    return apply(writer, database, &change, author, err);
}

bool fact_writer_put_card(struct fact_writer *writer, struct database *database,
                          const struct card_number *number, const json_t *value,
                          const struct document_author *author, struct error *err)
{
    struct card_token token = card_token_make(&writer->site_key, number);
    char id[HASH_HEX_SIZE];
    hash_hex_encode(token.hash.bytes, HASH_BYTES, id);
    return fact_writer_put(writer, database, "card", id, value, author, err);
}

struct older_cards {
    struct fact_writer *writer;
    size_t count;
};

static bool settle_older(struct database *database, void *user, struct error *err)
{
    struct older_cards *older = user;
    return fact_card_settle_older(database, &older->writer->touches, &older->count, err);
}

bool fact_writer_settle_older_cards(struct fact_writer *writer, struct error *err)
{
    struct older_cards older = {writer, FACT_CARD_UNSETTLED_MAX};
    while (older.count == FACT_CARD_UNSETTLED_MAX) {
        if (!storage_write(writer->storage, settle_older, &older, err)) {
            return false;
        }
    }
    return true;
}

const struct site_key *fact_writer_site_key(const struct fact_writer *writer)
{
    return &writer->site_key;
}

/* Import */

struct import {
    struct fact_writer *writer;
    const json_t *documents;
    struct document_author author;
    const struct write_job *besides; /* NULL: nothing; its run and user alone are looked at */
};

static bool import_one(struct import *import, struct database *database, size_t index,
                       struct error *err)
{
    static const char *const keys[] = {"kind", "id", "value", NULL};
    const json_t *document = json_array_get(import->documents, index);
    char path[40];
    (void)snprintf(path, sizeof path, "documents[%zu]", index);
    const char *kind, *id;
    const json_t *value;
    return json_only_keys(document, path, keys, err) &&
           json_get_text(document, path, "kind", TAP_RECORD_ID_MAX, &kind, err) &&
           json_get_text(document, path, "id", 2 * HASH_BYTES, &id, err) &&
           json_get_object(document, path, "value", &value, err) &&
           (fact_writer_put(import->writer, database, kind, id, value, &import->author, err) ||
            error_prefix(err, "%s", path));
}

static bool run_import(struct database *database, void *user, struct error *err)
{
    struct import *import = user;
    for (size_t i = 0; i < json_array_size(import->documents); i++) {
        if (!import_one(import, database, i, err)) {
            return false;
        }
    }
    return !import->besides || import->besides->run(database, import->besides->user, err);
}

bool fact_writer_import_with(struct fact_writer *writer, const json_t *documents,
                             const char *author, const struct write_job *besides, struct error *err)
{
    if (!json_is_array(documents)) {
        return error_set(err, ERROR_INVALID, "documents: expected a list");
    }
    struct import import = {writer, documents, {author, clock_utc_us(writer->clock)}, besides};
    return storage_write(writer->storage, run_import, &import, err);
}

bool fact_writer_import(struct fact_writer *writer, const json_t *documents, const char *author,
                        struct error *err)
{
    return fact_writer_import_with(writer, documents, author, NULL, err);
}
