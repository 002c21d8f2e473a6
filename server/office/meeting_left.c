#include "meeting_left.h"

#include "account_store.h"
#include "entry_store.h"
#include "json.h"
#include "kind_list.h"
#include "office_inside.h"
#include "organizer.h"
#include <string.h>

struct search {
    struct office *office;
    struct database *database;
    const struct office_caller *caller;
    json_t *items, *names;
    bool more;
};

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "meetings: out of memory");
}

/* Collected first: they are looked up while no other statement runs. */
static bool add_text(const char *text, void *user, struct error *err)
{
    return json_array_append_new(user, json_string(text)) == 0 || no_memory(err);
}

static bool add_id(const struct entry_row *row, void *user, struct error *err)
{
    return strcmp(row->index.state, "cancelled") == 0 || add_text(row->id, user, err);
}

static bool add_meeting(struct search *search, const char *id, struct error *err)
{
    AUTO(json) json_t *meeting = NULL;
    bool may = false;
    if (!office_peek(search->database, &meeting_kind, id, &meeting, err) ||
        (meeting && !office_may(search->office, search->database, &meeting_kind, search->caller,
                                PERMISSION_WRITE | PERMISSION_APPROVE, meeting, &may, err))) {
        return false;
    }
    if (!may || json_array_size(search->items) == MEETINGS_LEFT_MAX) {
        search->more = search->more || may;
        return true;
    }
    json_t *item =
        json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", id, "title", office_text(meeting, "title"),
                  "start", office_text(meeting, "start"), "end", office_text(meeting, "end"),
                  "organizer", office_text(meeting, "organizer"));
    return json_array_append_new(search->items, item) == 0 || no_memory(err);
}

static bool add_name(struct search *search, const char *organizer, struct error *err)
{
    struct account account;
    bool found;
    if (!account_store_find(search->database, organizer, &found, &account, err)) {
        return false;
    }
    const char *name = found ? account.name : organizer;
    return json_object_set_new(search->names, organizer, json_string(name)) == 0 || no_memory(err);
}

static bool add_left_by(struct search *search, const char *organizer, struct error *err)
{
    AUTO(json) json_t *ids = json_array();
    bool organizes;
    if (!ids) {
        return no_memory(err);
    }
    if (!organizer_may(search->database, organizer, &organizes, err)) {
        return false;
    }
    if (organizes) {
        return true;
    }
    bool good =
        entry_store_each_of_owner(search->database, meeting_kind.name, organizer, add_id, ids, err);
    for (size_t i = 0; good && i < json_array_size(ids); i++) {
        good = add_meeting(search, json_string_value(json_array_get(ids, i)), err);
    }
    return good && add_name(search, organizer, err);
}

bool meeting_left_list(struct office *office, const struct office_caller *caller, json_t **ret_list,
                       struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(json) json_t *owners = json_array();
    AUTO(json) json_t *items = json_array();
    AUTO(json) json_t *names = json_object();
    if (!owners || !items || !names) {
        return no_memory(err);
    }
    if (!storage_read(office->settings.storage, &view, err)) {
        return false;
    }
    struct search search = {office, snapshot_database(view), caller, items, names, false};
    if (!entry_store_each_owner(search.database, meeting_kind.name, add_text, owners, err)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(owners); i++) {
        if (!add_left_by(&search, json_string_value(json_array_get(owners, i)), err)) {
            return false;
        }
    }
    *ret_list = json_pack("{s:O, s:{s:O}, s:b}", "items", items, "names", "account", names, "more",
                          search.more);
    return *ret_list || no_memory(err);
}
