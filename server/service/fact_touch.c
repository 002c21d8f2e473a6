#include "fact_touch.h"

#include "civil.h"
#include "document_store.h"
#include "json.h"
#include "policy.h"
#include "work_day.h"
#include <string.h>

static const char *text_of(const json_t *value, const char *key)
{
    const char *text = json_string_value(json_object_get(value, key));
    return text ? text : "";
}

/* Members that have been checked when they were put; left out, they have the other value. */
static int32_t date_of(const json_t *value, const char *key, int32_t otherwise)
{
    int32_t date;
    return civil_date_parse(text_of(value, key), &date) ? date : otherwise;
}

static int64_t time_of(const json_t *value, const char *key)
{
    int64_t local_ms;
    return civil_time_parse(text_of(value, key), &local_ms) ? local_ms : 0;
}

static bool is_approved(const json_t *value)
{
    return strcmp(text_of(value, "state"), "approved") == 0;
}

/* The days beside them share midpoints with them; an open end stays open. */
static bool add_plan(struct touch_list *touches, enum fact_scope scope, const char *id,
                     int32_t first, int32_t last, struct error *err)
{
    if (first > last) {
        return true;
    }
    int32_t from = first == CIVIL_DATE_FIRST ? first : first - 1;
    int32_t to = last == CIVIL_DATE_LAST ? last : last + 1;
    return touch_list_add(touches, scope, id, from, to, err);
}

bool fact_touch_policy(struct database *database, const struct fact_change *change,
                       struct touch_list *touches, struct error *err)
{
    (void)database;
    (void)change;
    return touch_list_add(touches, FACT_SCOPE_ALL, "", CIVIL_DATE_FIRST, CIVIL_DATE_LAST, err);
}

static bool same_member(const struct fact_change *change, const char *key)
{
    const json_t *before = json_object_get(change->before, key);
    const json_t *after = json_object_get(change->after, key);
    return before == after || (before && after && json_equal(before, after));
}

bool fact_touch_staff(struct database *database, const struct fact_change *change,
                      struct touch_list *touches, struct error *err)
{
    (void)database;
    static const char *const plan[] = {"unit", "moves", "active_from", "active_to"};
    for (size_t i = 0; i < sizeof plan / sizeof plan[0]; i++) {
        if (!same_member(change, plan[i])) {
            return touch_list_add(touches, FACT_SCOPE_STAFF, change->id, CIVIL_DATE_FIRST,
                                  CIVIL_DATE_LAST, err);
        }
    }
    return true; /* only the name */
}

struct span {
    int32_t first, last;
};

#define NO_SPAN ((struct span){CIVIL_DATE_LAST, CIVIL_DATE_FIRST})

static void widen(struct span *span, int32_t first, int32_t last)
{
    span->first = first < span->first ? first : span->first;
    span->last = last > span->last ? last : span->last;
}

static bool list_holds(const json_t *list, const json_t *entry)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (json_equal(json_array_get(list, i), entry)) {
            return true;
        }
    }
    return false;
}

typedef void widen_by_entry(struct span *span, const json_t *entry);

/* Widens the span by every entry of the list that is in one of the two values only. */
static void widen_by_difference(struct span *span, const struct fact_change *change,
                                const char *key, widen_by_entry *widen_by)
{
    const json_t *const lists[] = {json_object_get(change->before, key),
                                   json_object_get(change->after, key)};
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < json_array_size(lists[side]); i++) {
            const json_t *entry = json_array_get(lists[side], i);
            if (!list_holds(lists[1 - side], entry)) {
                widen_by(span, entry);
            }
        }
    }
}

static void widen_by_rest(struct span *span, const json_t *entry)
{
    int32_t date;
    if (json_is_string(entry) && civil_date_parse(json_string_value(entry), &date)) {
        widen(span, date, date);
    }
}

static void widen_by_work(struct span *span, const json_t *entry)
{
    int32_t date = date_of(entry, "date", 0);
    widen(span, date, date);
}

static void widen_by_version(struct span *span, const json_t *entry)
{
    widen(span, date_of(entry, "from", CIVIL_DATE_FIRST), date_of(entry, "to", CIVIL_DATE_LAST));
}

bool fact_touch_calendar(struct database *database, const struct fact_change *change,
                         struct touch_list *touches, struct error *err)
{
    (void)database;
    struct span span = NO_SPAN;
    widen_by_difference(&span, change, "rest", widen_by_rest);
    widen_by_difference(&span, change, "work", widen_by_work);
    return add_plan(touches, FACT_SCOPE_ALL, "", span.first, span.last, err);
}

/* Of an assignment, the holder on those of its dates that lie in the span. */
static bool add_assignment(const json_t *assignment, const struct span *span,
                           struct touch_list *touches, struct error *err)
{
    const char *staff = text_of(assignment, "staff");
    const char *unit = text_of(assignment, "unit");
    int32_t first = date_of(assignment, "from", CIVIL_DATE_FIRST);
    int32_t last = date_of(assignment, "to", CIVIL_DATE_LAST);
    first = span->first > first ? span->first : first;
    last = span->last < last ? span->last : last;
    return add_plan(touches, *staff ? FACT_SCOPE_STAFF : FACT_SCOPE_UNIT, *staff ? staff : unit,
                    first, last, err);
}

static bool read_value(struct database *database, const char *kind, const char *id,
                       json_t **ret_value, struct error *err)
{
    enum document_presence presence;
    AUTO(memory) char *text = NULL;
    *ret_value = NULL;
    return document_store_read(database, kind, id, &presence, &text, err) &&
           (!text || json_parse(text, strlen(text), id, ret_value, err));
}

bool fact_touch_schedule(struct database *database, const struct fact_change *change,
                         struct touch_list *touches, struct error *err)
{
    struct span span = NO_SPAN;
    widen_by_difference(&span, change, "versions", widen_by_version);
    AUTO(memory) char *ids = NULL;
    size_t count;
    if (!document_store_naming(database, "schedule", change->id, "assignment", &ids, &count, err)) {
        return false;
    }
    const char *id = ids;
    for (size_t i = 0; i < count; i++, id += strlen(id) + 1) {
        AUTO(json) json_t *assignment = NULL;
        if (!read_value(database, "assignment", id, &assignment, err) ||
            (assignment && !add_assignment(assignment, &span, touches, err))) {
            return false;
        }
    }
    return true;
}

bool fact_touch_assignment(struct database *database, const struct fact_change *change,
                           struct touch_list *touches, struct error *err)
{
    (void)database;
    const struct span all = {CIVIL_DATE_FIRST, CIVIL_DATE_LAST};
    return (!change->before || add_assignment(change->before, &all, touches, err)) &&
           (!change->after || add_assignment(change->after, &all, touches, err));
}

static bool add_away(const json_t *value, struct touch_list *touches, struct error *err)
{
    if (!value || !is_approved(value)) {
        return true;
    }
    struct date_span span = work_day_touched_by_away(time_of(value, "from"), time_of(value, "to"));
    return touch_list_add(touches, FACT_SCOPE_STAFF, text_of(value, "staff"), span.first, span.last,
                          err);
}

bool fact_touch_time_away(struct database *database, const struct fact_change *change,
                          struct touch_list *touches, struct error *err)
{
    (void)database;
    return add_away(change->before, touches, err) && add_away(change->after, touches, err);
}

/* One more approved correction can take another of its month over the limit. */
static bool add_correction(const json_t *value, struct touch_list *touches, struct error *err)
{
    if (!value || !is_approved(value)) {
        return true;
    }
    int32_t month = civil_month_of(civil_date_of(time_of(value, "at")));
    return touch_list_add(touches, FACT_SCOPE_STAFF, text_of(value, "staff"),
                          civil_month_first(month) - 2, civil_month_first(month + 1), err);
}

bool fact_touch_correction(struct database *database, const struct fact_change *change,
                           struct touch_list *touches, struct error *err)
{
    (void)database;
    return add_correction(change->before, touches, err) &&
           add_correction(change->after, touches, err);
}

static bool add_meeting(const char *id, const json_t *value, struct touch_list *touches,
                        struct error *err)
{
    return !value ||
           touch_list_add(touches, FACT_SCOPE_MEETING, id, civil_date_of(time_of(value, "start")),
                          civil_date_of(time_of(value, "end")), err);
}

/* When and where a tap can sign in to it, and whether it takes place. */
static bool is_moved(const struct fact_change *change)
{
    static const char *const members[] = {"start", "end", "kiosks", "state", "signin_open_min"};
    bool moved = !change->before || !change->after;
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        moved = moved || !same_member(change, members[i]);
    }
    return moved;
}

static bool read_signin_open(struct database *database, const json_t *meeting, int64_t *ret_min,
                             struct error *err)
{
    static const char *const member = "signin_open_min";
    struct policy policy;
    AUTO(json) json_t *said = NULL;
    const json_t *own = json_object_get(meeting, member);
    policy_init(&policy);
    if (!own && !read_value(database, "policy", "policy", &said, err)) {
        return false;
    }
    const json_t *open = own ? own : json_object_get(said, member);
    *ret_min = open ? (int64_t)json_integer_value(open) : policy.meeting.signin_open_min;
    return true;
}

static bool index_attendees(const json_t *value, json_t **ret_index, struct error *err)
{
    const json_t *list = json_object_get(value, "attendees");
    AUTO(json) json_t *index = json_object();
    bool good = index != NULL;
    for (size_t i = 0; good && i < json_array_size(list); i++) {
        good =
            json_object_set_new(index, text_of(json_array_get(list, i), "staff"), json_true()) == 0;
    }
    *ret_index = good ? TAKE(index) : NULL;
    return good || error_set(err, ERROR_NO_MEMORY, "facts: out of memory");
}

/* The attendees of one form, but for those of `others`, around the time of this form. */
static bool add_attendees(struct database *database, const json_t *value, const json_t *others,
                          struct touch_list *touches, struct error *err)
{
    const json_t *list = json_object_get(value, "attendees");
    int64_t open_min;
    if (!read_signin_open(database, value, &open_min, err)) {
        return false;
    }
    int32_t first = civil_date_of(time_of(value, "start") - open_min * CIVIL_MINUTE_MS);
    int32_t last = civil_date_of(time_of(value, "end"));
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *staff = text_of(json_array_get(list, i), "staff");
        if (!json_object_get(others, staff) &&
            !touch_list_add(touches, FACT_SCOPE_ATTENDS, staff, first, last, err)) {
            return false;
        }
    }
    return true;
}

/* A tap that names no meeting counts for the nearest that its person attends: whoever is invited
 * here, or was, may be signed in elsewhere by it now, or not be any more. */
static bool add_neighbours(struct database *database, const struct fact_change *change,
                           struct touch_list *touches, struct error *err)
{
    AUTO(json) json_t *before = NULL;
    AUTO(json) json_t *after = NULL;
    bool moved = is_moved(change);
    if (!moved && same_member(change, "attendees")) {
        return true;
    }
    if (!moved && (!index_attendees(change->before, &before, err) ||
                   !index_attendees(change->after, &after, err))) {
        return false;
    }
    return (!change->before || add_attendees(database, change->before, after, touches, err)) &&
           (!change->after || add_attendees(database, change->after, before, touches, err));
}

bool fact_touch_meeting(struct database *database, const struct fact_change *change,
                        struct touch_list *touches, struct error *err)
{
    return add_meeting(change->id, change->before, touches, err) &&
           add_meeting(change->id, change->after, touches, err) &&
           add_neighbours(database, change, touches, err);
}

static bool add_meeting_of(struct database *database, const json_t *value,
                           struct touch_list *touches, struct error *err)
{
    const char *id = text_of(value, "meeting");
    AUTO(json) json_t *meeting = NULL;
    return !value || (read_value(database, "meeting", id, &meeting, err) &&
                      add_meeting(id, meeting, touches, err));
}

bool fact_touch_of_meeting(struct database *database, const struct fact_change *change,
                           struct touch_list *touches, struct error *err)
{
    return add_meeting_of(database, change->before, touches, err) &&
           add_meeting_of(database, change->after, touches, err);
}
