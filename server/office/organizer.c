#include "organizer.h"

#include "account_grants.h"
#include "account_role.h"
#include "account_store.h"
#include "civil.h"
#include "json.h"
#include "kind_list.h"
#include "office_inside.h"
#include "unit_tree_store.h"
#include <string.h>

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "organizers: out of memory");
}

bool organizer_may(struct database *database, const char *name, bool *ret_may, struct error *err)
{
    struct account account;
    struct permission_holder holder;
    bool found;
    if (!account_store_find(database, name, &found, &account, err)) {
        return false;
    }
    if (!found || account.state != ACCOUNT_ACTIVE) {
        *ret_may = false;
        return true;
    }
    if (!account_grants_read(database, &account, &holder, err)) {
        return false;
    }
    *ret_may = account_grants_roles(&holder) & ACCOUNT_ROLE_ORGANIZER;
    return true;
}

bool organizer_check_giver(struct office_change *change, const char *member, struct error *err)
{
    const char *owner = office_text(change->before, member);
    bool keeps = false;
    if (!change->caller->holder || strcmp(owner, office_account(change)) == 0) {
        return true;
    }
    return organizer_may(change->database, owner, &keeps, err) &&
           (!keeps || office_refuse_denied(change, "its owner alone hands it over", err));
}

bool organizer_check_input(struct office_change *change, const json_t *input, struct error *err)
{
    bool may;
    if (!organizer_may(change->database, office_text(input, "organizer"), &may, err)) {
        return false;
    }
    return may || form_fail("organizer", "no such account may organize meetings", err);
}

/* Collected first: names are looked up while no other statement runs. */
static bool add_account(const struct account *account, void *user, struct error *err)
{
    json_t *items = user;
    json_t *staff = account->staff[0] ? json_string(account->staff) : json_null();
    json_t *item = json_pack("{s:s, s:s, s:o, s:n}", "account", account->account, "name",
                             account->name, "staff", staff, "unit");
    return json_array_append_new(items, item) == 0 || no_memory(err);
}

static bool add_name(struct database *database, const struct office_kind *kind, const char *id,
                     json_t *names, struct error *err)
{
    AUTO(json) json_t *members = NULL;
    if (!*id || json_object_get(names, id)) {
        return true;
    }
    return office_peek(database, kind, id, &members, err) &&
           (json_object_set_new(names, id, json_string(office_text(members, "name"))) == 0 ||
            no_memory(err));
}

struct naming {
    struct database *database;
    int32_t date;
    json_t *people, *units;
};

static bool add_names(const struct naming *naming, json_t *item, struct error *err)
{
    char unit[PERMISSION_UNIT_MAX + 1] = "";
    const char *staff = office_text(item, "staff");
    if (*staff &&
        !unit_tree_store_unit_of(naming->database, staff, naming->date, unit, sizeof unit, err)) {
        return false;
    }
    if (*unit && json_object_set_new(item, "unit", json_string(unit)) != 0) {
        return no_memory(err);
    }
    return add_name(naming->database, &staff_kind, staff, naming->people, err) &&
           add_name(naming->database, &unit_kind, unit, naming->units, err);
}

bool organizer_list(struct office *office, json_t **ret_list, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(json) json_t *items = json_array();
    AUTO(json) json_t *people = json_object();
    AUTO(json) json_t *units = json_object();
    int64_t now_ms;
    if (!items || !people || !units) {
        return no_memory(err);
    }
    if (!office_now_ms(office, &now_ms, err) ||
        !storage_read(office->settings.storage, &view, err)) {
        return false;
    }
    const struct naming naming = {snapshot_database(view), civil_date_of(now_ms), people, units};
    if (!account_store_each_of_role(naming.database, "organizer", ORGANIZERS_MAX, add_account,
                                    items, err)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(items); i++) {
        if (!add_names(&naming, json_array_get(items, i), err)) {
            return false;
        }
    }
    *ret_list =
        json_pack("{s:O, s:{s:O, s:O}}", "items", items, "names", "staff", people, "unit", units);
    return *ret_list || no_memory(err);
}
