#include "verdict_names.h"

#include "json.h"
#include "kiosk_store.h"
#include <string.h>

#define DEPTH_MAX 8 /* of a verdict within its list */

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "names: out of memory");
}

bool verdict_names_set_unit(json_t *verdict, const struct facts_staff *staff, int32_t date,
                            struct error *err)
{
    const struct membership *membership = person_membership(&staff->person, date);
    json_t *unit = membership ? json_string(membership->unit) : json_null();
    return json_object_set_new(verdict, "unit", unit) == 0 || no_memory(err);
}

struct naming {
    const struct facts *facts;
    json_t *staff, *units;
};

static bool add_name(struct naming *naming, const char *key, const char *id, struct error *err)
{
    bool is_unit = strcmp(key, "unit") == 0;
    json_t *names = is_unit ? naming->units : naming->staff;
    if ((!is_unit && strcmp(key, "staff") != 0) || json_object_get(names, id)) {
        return true;
    }
    const struct facts_staff *staff = is_unit ? NULL : facts_find_staff(naming->facts, id);
    const struct facts_unit *unit = is_unit ? facts_find_unit(naming->facts, id) : NULL;
    const char *name = staff ? staff->name : unit ? unit->name : id;
    return json_object_set_new(names, id, json_string(name)) == 0 || no_memory(err);
}

/* Whatever stands under "staff" or "unit", however deep. */
static bool add_names(struct naming *naming, const json_t *value, int depth, struct error *err)
{
    const char *key;
    json_t *inner;
    bool good = true;
    for (size_t i = 0; good && json_is_array(value) && i < json_array_size(value); i++) {
        good = depth == 0 || add_names(naming, json_array_get(value, i), depth - 1, err);
    }
    json_object_foreach((json_t *)value, key, inner)
    {
        const char *text = json_string_value(inner);
        good = good && (text ? add_name(naming, key, text, err)
                             : depth == 0 || add_names(naming, inner, depth - 1, err));
    }
    return good;
}

static void add_place(const struct kiosk_overview *overview, void *user)
{
    const struct kiosk *kiosk = &overview->kiosk;
    /* one that is left out is shown by its id */
    (void)json_object_set_new(user, kiosk->kiosk, json_string(kiosk->place));
}

bool verdict_names_of(const json_t *list, const struct facts *facts, struct database *database,
                      json_t **ret_names, struct error *err)
{
    AUTO(json) json_t *staff = json_object();
    AUTO(json) json_t *units = json_object();
    AUTO(json) json_t *kiosks = json_object();
    struct naming naming = {facts, staff, units};
    if (!staff || !units || !kiosks) {
        return no_memory(err);
    }
    if (!add_names(&naming, list, DEPTH_MAX, err) ||
        !kiosk_store_each(database, add_place, kiosks, err)) {
        return false;
    }
    *ret_names = json_pack("{s:O, s:O, s:O}", "staff", staff, "unit", units, "kiosk", kiosks);
    return *ret_names || no_memory(err);
}
