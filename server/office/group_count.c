#include "group_count.h"

#include "civil.h"
#include "entry_store.h"
#include "json.h"
#include "kind_list.h"
#include "office_inside.h"
#include "organizer.h"

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "groups: out of memory");
}

/* Of each owner; who they are is looked up while no other statement runs. */
static bool count_row(const struct entry_row *row, void *user, struct error *err)
{
    json_t *owners = user;
    json_int_t count = json_integer_value(json_object_get(owners, row->index.owner));
    return json_object_set_new(owners, row->index.owner, json_integer(count + 1)) == 0 ||
           no_memory(err);
}

static bool sum_up(struct office *office, const char *own, json_t *owners, json_t **ret_counts,
                   struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    json_int_t kept = 0, left = 0;
    const char *owner;
    json_t *value;
    if (!storage_read(office->settings.storage, &view, err)) {
        return false;
    }
    json_object_foreach(owners, owner, value)
    {
        bool keeps;
        if (!organizer_may(snapshot_database(view), owner, &keeps, err)) {
            return false;
        }
        kept += json_integer_value(value);
        left += keeps ? 0 : json_integer_value(value);
    }
    *ret_counts = json_pack("{s:I, s:I, s:I}", "kept", kept, "mine",
                            json_integer_value(json_object_get(owners, own)), "left", left);
    return *ret_counts || no_memory(err);
}

bool group_count(struct office *office, const struct office_caller *caller, const char *search,
                 struct office_answer *ret_answer, struct error *err)
{
    AUTO(json) json_t *owners = json_object();
    const struct office_question question = {.kind = &group_kind,
                                             .caller = caller,
                                             .search = search,
                                             .state = "kept",
                                             .from = CIVIL_DATE_FIRST,
                                             .to = CIVIL_DATE_LAST,
                                             .limit = ENTRY_QUERY_MAX};
    const char *own = caller->holder ? caller->holder->account : "";
    if (!owners) {
        return no_memory(err);
    }
    return office_each_seen(office, &question, count_row, owners, ret_answer, err) &&
           (ret_answer->result != OFFICE_DONE ||
            sum_up(office, own, owners, &ret_answer->value, err));
}
