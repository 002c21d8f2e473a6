#include "office.h"

#include "check.h"
#include "civil.h"
#include "document_store.h"
#include "entry_store.h"
#include "json.h"
#include "kind_list.h"
#include "office_inside.h"
#include "time_zone.h"
#include <stdio.h>
#include <string.h>

/* Lists of things */

bool office_names_add(struct office_names *names, const struct office_kind *kind, const char *id,
                      struct error *err)
{
    if (names->count == names->size) {
        size_t size = names->size ? 2 * names->size : 64;
        struct office_name *more = realloc(names->names, size * sizeof *more);
        if (!more) {
            return error_set(err, ERROR_NO_MEMORY, "index: out of memory");
        }
        names->names = more;
        names->size = size;
    }
    struct office_name *name = &names->names[names->count++];
    name->kind = kind;
    (void)snprintf(name->id, sizeof name->id, "%s", id);
    return true;
}

/* The office */

/* What the group has changed says whether a kiosk has to hear of it. */
static bool before_commit(struct database *database, void *user, struct error *err)
{
    struct office *office = user;
    office->commands_changed = false;
    for (size_t i = 0; i < office->stale.count; i++) {
        office->commands_changed |= office->stale.names[i].kind == &card_issue_kind;
    }
    return office_index_catch_up(office, database, err);
}

static void forget_stale(void *user)
{
    struct office *office = user;
    office->stale.count = 0;
}

static void after_commit(void *user)
{
    struct office *office = user;
    forget_stale(office);
    if (office->commands_changed && office->commands.on_commands) {
        office->commands.on_commands(office->commands.user);
    }
}

static bool bring_up(struct database *database, void *user, struct error *err)
{
    (void)database; /* the hook before the commit does it all */
    (void)user;
    (void)err;
    return true;
}

bool office_create(const struct office_settings *settings, struct office **ret_office,
                   struct error *err)
{
    AUTO(office) struct office *office = calloc(1, sizeof *office);
    if (!office) {
        return error_set(err, ERROR_NO_MEMORY, "office: out of memory");
    }
    (void)snprintf(office->timezone, sizeof office->timezone, "%s", settings->timezone);
    if (!text_key_create(&office->keys, err)) {
        return false;
    }
    office->settings = *settings;
    const struct write_hook hook = {before_commit, after_commit, forget_stale, office};
    write_queue_add_hook(storage_writer(settings->storage), &hook);
    if (!storage_write(settings->storage, bring_up, office, err)) {
        return false;
    }
    *ret_office = TAKE(office);
    return true;
}

void office_destroy(struct office *office)
{
    if (office) {
        if (office->settings.storage) {
            write_queue_remove_hook(storage_writer(office->settings.storage), office);
        }
        text_key_destroy(office->keys);
        free(office->stale.names);
        free(office);
    }
}

void office_observe_commands(struct office *office, const struct office_command_observer *observer)
{
    office->commands = *observer;
}

struct storage *office_storage(const struct office *office)
{
    return office->settings.storage;
}

struct hash office_hash(const struct office *office, const void *data, size_t len)
{
    const struct site_key *key = fact_writer_site_key(office->settings.facts);
    return hash_hmac_sha256(key->bytes, SITE_KEY_BYTES, data, len);
}

void office_answer_finish(struct office_answer *answer)
{
    json_decref(answer->value);
    answer->value = NULL;
}

bool office_local_ms(const struct office *office, int64_t utc_us, int64_t *ret_ms,
                     struct error *err)
{
    AUTO(time_zone) struct time_zone *zone = NULL;
    if (!time_zone_create(office->timezone, &zone, err)) {
        return false;
    }
    *ret_ms = time_zone_local_ms(zone, utc_us);
    return true;
}

bool office_now_ms(const struct office *office, int64_t *ret_now_ms, struct error *err)
{
    return office_local_ms(office, clock_utc_us(office->settings.clock), ret_now_ms, err);
}

/* Ids */

const char *office_shown_id(const struct office_kind *kind, const char *id,
                            char ret_id[static OFFICE_ID_MAX + 1])
{
    int len = kind->flags & OFFICE_ID_SHORT ? OFFICE_SHORT_ID : OFFICE_ID_MAX;
    (void)snprintf(ret_id, OFFICE_ID_MAX + 1, "%.*s", len, id);
    return ret_id;
}

bool office_full_id(struct database *database, const struct office_kind *kind, const char *shown,
                    char ret_id[static OFFICE_ID_MAX + 1], struct error *err)
{
    bool found = false;
    if ((kind->flags & OFFICE_ID_SHORT) && strlen(shown) == OFFICE_SHORT_ID &&
        !entry_store_find_prefix(database, kind->name, shown, &found, ret_id, OFFICE_ID_MAX + 1,
                                 err)) {
        return false;
    }
    if (!found) {
        (void)snprintf(ret_id, OFFICE_ID_MAX + 1, "%s", shown);
    }
    return true;
}

/* Things */

void office_thing_finish(struct office_thing *thing)
{
    json_decref(thing->members);
    json_decref(thing->office);
    *thing = (struct office_thing){0};
}

/* The document's members, then those beside it, which have the last word. */
static bool merge(const struct office_kind *kind, const struct entry_row *row,
                  struct office_thing *thing, struct error *err)
{
    if (!json_parse(row->value, strlen(row->value), row->id, &thing->office, err)) {
        return false;
    }
    if (row->fact) {
        if (!json_parse(row->fact, strlen(row->fact), row->id, &thing->members, err)) {
            return false;
        }
    } else {
        thing->members = json_object();
    }
    const char *id_member = kind->id_member ? kind->id_member : "id";
    if (!thing->members || json_object_update(thing->members, thing->office) != 0 ||
        json_object_set_new(thing->members, id_member, json_string(row->id)) != 0) {
        return error_set(err, ERROR_NO_MEMORY, "%s/%s: out of memory", kind->name, row->id);
    }
    return true;
}

bool office_thing_of_row(const struct office_kind *kind, const struct entry_row *row,
                         struct office_thing *ret_thing, bool *ret_there, struct error *err)
{
    struct office_thing thing = {0};
    *ret_there = !(kind->flags & OFFICE_HAS_DOCUMENT) || row->fact;
    if (!*ret_there) {
        *ret_thing = thing;
        return true;
    }
    if (!merge(kind, row, &thing, err)) {
        office_thing_finish(&thing);
        return false;
    }
    (void)snprintf(thing.revision, sizeof thing.revision, "%lld.%lld",
                   (long long)row->fact_revision, (long long)row->version);
    (void)snprintf(thing.changed_by, sizeof thing.changed_by, "%s", row->changed_by);
    thing.changed_utc_us = row->changed_utc_us;
    *ret_thing = thing;
    return true;
}

struct finding {
    const struct office_kind *kind;
    struct office_thing thing;
};

static bool find_row(const struct entry_row *row, void *user, struct error *err)
{
    struct finding *finding = user;
    bool there;
    return office_thing_of_row(finding->kind, row, &finding->thing, &there, err);
}

/* A document of this very transaction has no entry yet: it is indexed before the commit. */
static bool find_document(struct database *database, struct finding *finding, const char *id,
                          struct error *err)
{
    enum document_presence presence;
    AUTO(memory) char *text = NULL;
    if (!document_store_read(database, finding->kind->name, id, &presence, &text, err)) {
        return false;
    }
    const struct entry_row row = {.id = id, .value = "{}", .fact = text, .changed_by = ""};
    return !text || find_row(&row, finding, err);
}

bool office_thing_find(struct database *database, const struct office_kind *kind, const char *id,
                       struct office_thing *ret_thing, struct error *err)
{
    struct finding finding = {.kind = kind};
    bool found;
    if (!entry_store_find(database, kind->name, id, find_row, &finding, &found, err) ||
        (!found && (kind->flags & OFFICE_HAS_DOCUMENT) &&
         !find_document(database, &finding, id, err))) {
        office_thing_finish(&finding.thing);
        return false;
    }
    *ret_thing = finding.thing;
    return true;
}

bool office_peek(struct database *database, const struct office_kind *kind, const char *id,
                 json_t **ret_members, struct error *err)
{
    AUTO_THING struct office_thing thing = {0};
    if (!office_thing_find(database, kind, id, &thing, err)) {
        return false;
    }
    *ret_members = TAKE(thing.members);
    return true;
}

json_t *office_told_members(const struct office_kind *kind, const json_t *members)
{
    json_t *told = members ? json_copy((json_t *)(uintptr_t)members) : NULL;
    for (const struct form_field *field = kind->form; told && field->name; field++) {
        if (field->flags & FORM_SECRET) {
            (void)json_object_del(told, field->name); /* −1 where it has none, which is as good */
        }
    }
    return told;
}

/* Long lists stay whole: leaving them out is the lists' own business. */
bool office_thing_json(const struct office *office, const struct office_kind *kind,
                       const struct office_thing *thing, json_t **ret_json, struct error *err)
{
    int64_t changed_ms;
    char at[CIVIL_TIME_SIZE];
    char shown[OFFICE_ID_MAX + 1];
    const char *id_member = kind->id_member ? kind->id_member : "id";
    const char *id = office_shown_id(kind, office_text(thing->members, id_member), shown);
    AUTO(json) json_t *json = office_told_members(kind, thing->members);
    if (!office_local_ms(office, thing->changed_utc_us, &changed_ms, err)) {
        return false;
    }
    changed_ms -= changed_ms % CIVIL_SECOND_MS;
    if (!json || json_object_set_new(json, id_member, json_string(id)) != 0 ||
        json_object_set_new(json, "revision", json_string(thing->revision)) != 0 ||
        json_object_set_new(json, "changed_by", json_string(thing->changed_by)) != 0 ||
        (thing->changed_utc_us > 0 &&
         json_object_set_new(json, "changed_at", json_string(civil_time_format(changed_ms, at))) !=
             0)) {
        return error_set(err, ERROR_NO_MEMORY, "answer: out of memory");
    }
    *ret_json = TAKE(json);
    return true;
}

/* Members */

const char *office_text(const json_t *members, const char *name)
{
    const char *text = name ? json_string_value(json_object_get(members, name)) : NULL;
    return text ? text : "";
}

int32_t office_date(const json_t *members, const char *name, int32_t otherwise)
{
    int32_t date;
    int64_t time_ms;
    const char *text = office_text(members, name);
    if (civil_date_parse(text, &date)) {
        return date;
    }
    return civil_time_parse(text, &time_ms) ? civil_date_of(time_ms) : otherwise;
}

int64_t office_time(const json_t *members, const char *name, int64_t otherwise)
{
    int64_t time_ms;
    return civil_time_parse(office_text(members, name), &time_ms) ? time_ms : otherwise;
}

bool office_set(struct office_change *change, const char *name, json_t *value, struct error *err)
{
    if (!value) {
        (void)json_object_del(change->after, name); /* −1 where it has none, which is as good */
        return true;
    }
    return json_object_set_new(change->after, name, value) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "%s: out of memory", name);
}

bool office_set_text(struct office_change *change, const char *name, const char *text,
                     struct error *err)
{
    json_t *value = json_string(text);
    return value ? office_set(change, name, value, err)
                 : error_set(err, ERROR_NO_MEMORY, "%s: out of memory", name);
}

bool office_set_now(struct office_change *change, const char *name, struct error *err)
{
    char text[CIVIL_TIME_SIZE];
    int64_t now_ms = change->now_ms - change->now_ms % CIVIL_SECOND_MS;
    return office_set_text(change, name, civil_time_format(now_ms, text), err);
}
