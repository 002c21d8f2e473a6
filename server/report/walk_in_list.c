#include "walk_in_list.h"

#include "civil.h"
#include "json.h"
#include "person_tap_store.h"
#include <string.h>

/* One look at all taps of the meeting's dates. */
struct looking {
    const struct day_judging *judging;
    const struct facts_meeting *meeting;
    const struct meeting **all;
    size_t all_count;
    json_t *list;
    bool out_of_memory;
};

static bool is_listed(const json_t *list, const char *staff)
{
    size_t index;
    json_t *entry;
    json_array_foreach((json_t *)(uintptr_t)list, index, entry)
    {
        if (strcmp(json_string_value(json_object_get(entry, "staff")), staff) == 0) {
            return true;
        }
    }
    return false;
}

static const char *or_null(const char *text)
{
    return text && *text ? text : NULL;
}

static void look_at(const struct person_tap *row, void *user)
{
    struct looking *looking = user;
    const struct facts *facts = looking->judging->facts;
    if (!row->staff || !*row->staff || !person_tap_is_certain(row) ||
        row->at_ms > looking->judging->now_ms) {
        return;
    }
    const struct facts_staff *staff = facts_find_staff(facts, row->staff);
    struct tap tap = {
        .staff = row->staff,
        .at_ms = row->at_ms,
        .kiosk = row->kiosk,
        .meeting = or_null(row->meeting),
        .substitute_for = or_null(row->substitute_for),
    };
    const struct meeting *met =
        staff ? meeting_walk_in_of_tap(&tap, &staff->person, facts_policy(facts), looking->all,
                                       looking->all_count)
              : NULL;
    if (met != &looking->meeting->meeting || is_listed(looking->list, row->staff)) {
        return;
    }
    if (json_array_append_new(looking->list, json_pack("{s:s}", "staff", row->staff)) != 0) {
        looking->out_of_memory = true;
    }
}

static int by_staff(const void *a, const void *b)
{
    const json_t *const *x = a;
    const json_t *const *y = b;
    return strcmp(json_string_value(json_object_get(*x, "staff")),
                  json_string_value(json_object_get(*y, "staff")));
}

/* Taps come date by date: a meeting across midnight would list people in that order. */
static bool sort_list(json_t *list, struct error *err)
{
    size_t count = json_array_size(list);
    AUTO(memory) json_t **order = calloc(count + 1, sizeof *order);
    if (!order) {
        return error_set(err, ERROR_NO_MEMORY, "walk-ins: out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        order[i] = json_incref(json_array_get(list, i));
    }
    qsort(order, count, sizeof *order, by_staff);
    bool good = json_array_clear(list) == 0;
    for (size_t i = 0; i < count; i++) {
        good = json_array_append_new(list, order[i]) == 0 && good;
    }
    return good || error_set(err, ERROR_NO_MEMORY, "walk-ins: out of memory");
}

bool walk_in_list_append(const struct day_judging *judging, const struct facts_meeting *meeting,
                         json_t *list, struct error *err)
{
    size_t count = facts_meeting_count(judging->facts);
    AUTO(memory) const struct meeting **all = calloc(count + 1, sizeof *all);
    if (!all) {
        return error_set(err, ERROR_NO_MEMORY, "walk-ins: out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        all[i] = &facts_meeting_at(judging->facts, i)->meeting;
    }
    struct looking looking = {judging, meeting, all, count, list, false};
    int64_t from_ms, to_ms;
    meeting_signin_window(&meeting->meeting, facts_policy(judging->facts), &from_ms, &to_ms);
    int32_t last = civil_date_of(to_ms);
    for (int32_t date = civil_date_of(from_ms); date <= last; date++) {
        if (!person_tap_store_each_of_date(judging->database, date, look_at, &looking, err)) {
            return false;
        }
    }
    if (looking.out_of_memory) {
        return error_set(err, ERROR_NO_MEMORY, "walk-ins: out of memory");
    }
    return sort_list(list, err);
}
