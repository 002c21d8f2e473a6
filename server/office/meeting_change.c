#include "meeting_change.h"

#include "civil.h"
#include "json.h"
#include "kind_list.h"
#include "notice_board.h"
#include "office_inside.h"
#include <stdio.h>
#include <string.h>

enum member_rule {
    MEMBER_FREE,   /* changes at any time */
    MEMBER_KEPT,   /* stays once the meeting has begun */
    MEMBER_KIOSKS, /* only more of them then */
    MEMBER_PEOPLE, /* then only more of them, as optional */
};

/* In the order in which the history names them. */
static const struct member {
    const char *name;
    enum member_rule rule;
    int is_told; /* 1: those invited have to know */
} members[] = {
    {"title", MEMBER_FREE, 1},
    {"start", MEMBER_KEPT, 1},
    {"end", MEMBER_KEPT, 1},
    {"room", MEMBER_FREE, 1},
    {"kiosks", MEMBER_KIOSKS, 1},
    {"attendees", MEMBER_PEOPLE, 0},
    {"signin_open_min", MEMBER_KEPT, 1},
    {"late_grace_min", MEMBER_KEPT, 1},
    {"leave_deadline_min", MEMBER_KEPT, 1},
    {"substitute_deadline_min", MEMBER_KEPT, 1},
    {"signout", MEMBER_KEPT, 1},
    {"signout_grace_min", MEMBER_KEPT, 1},
    {"agenda", MEMBER_FREE, 0},
    {"seats", MEMBER_FREE, 0},
    {"unit", MEMBER_FREE, 0},
    {"organizer", MEMBER_FREE, 0},
};

#define MEMBER_COUNT (sizeof members / sizeof members[0])

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "meeting: out of memory");
}

bool meeting_change_has_begun(const struct office_change *change)
{
    return office_time(change->before, "start", INT64_MAX) <= change->now_ms;
}

/* {id: role} */
static json_t *roles_of(const json_t *meeting)
{
    const json_t *attendees = json_object_get(meeting, "attendees");
    AUTO(json) json_t *roles = json_object();
    for (size_t i = 0; roles && i < json_array_size(attendees); i++) {
        const json_t *attendee = json_array_get(attendees, i);
        if (json_object_set(roles, office_text(attendee, "staff"),
                            json_object_get(attendee, "role")) != 0) {
            return NULL;
        }
    }
    return TAKE(roles);
}

/* An empty list is as good as none, and people are the same in any order. */
static bool differs(const struct office_change *change, const struct member *member)
{
    const json_t *before = json_object_get(change->before, member->name);
    const json_t *after = json_object_get(change->after, member->name);
    if (member->rule == MEMBER_PEOPLE) {
        AUTO(json) json_t *were = roles_of(change->before);
        AUTO(json) json_t *are = roles_of(change->after);
        return !were || !are || !json_equal(were, are);
    }
    bool none_before = !before || (json_is_array(before) && json_array_size(before) == 0);
    bool none_after = !after || (json_is_array(after) && json_array_size(after) == 0);
    return none_before != none_after || (!none_before && !json_equal(before, after));
}

/* What may not change any more */

static bool has_text(const json_t *list, const char *text)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (strcmp(json_string_value(json_array_get(list, i)), text) == 0) {
            return true;
        }
    }
    return false;
}

/* No list is every kiosk. */
static bool check_kiosks(const struct office_change *change, struct error *err)
{
    const json_t *before = json_object_get(change->before, "kiosks");
    const json_t *after = json_object_get(change->after, "kiosks");
    bool fewer = json_array_size(before) == 0;
    for (size_t i = 0; i < json_array_size(before) && json_array_size(after) > 0; i++) {
        fewer = fewer || !has_text(after, json_string_value(json_array_get(before, i)));
    }
    return !fewer || form_fail("kiosks", "the meeting has begun: kiosks can only be added", err);
}

static bool check_people(const struct office_change *change, struct error *err)
{
    AUTO(json) json_t *before = roles_of(change->before);
    AUTO(json) json_t *after = roles_of(change->after);
    const char *staff;
    json_t *role;
    if (!before || !after) {
        return no_memory(err);
    }
    json_object_foreach(before, staff, role)
    {
        if (!json_object_get(after, staff)) {
            return form_fail("attendees", "the meeting has begun: nobody is taken off the list",
                             err);
        }
    }
    json_object_foreach(after, staff, role)
    {
        const json_t *was = json_object_get(before, staff);
        if (was && !json_equal(was, role)) {
            return form_fail("attendees", "the meeting has begun: who has to be there stays", err);
        }
        if (!was && strcmp(json_string_value(role), "required") == 0) {
            return form_fail("attendees", "the meeting has begun: whoever is added now is optional",
                             err);
        }
    }
    return true;
}

bool meeting_change_check(struct office_change *change, struct error *err)
{
    for (size_t i = 0; meeting_change_has_begun(change) && i < MEMBER_COUNT; i++) {
        const struct member *member = &members[i];
        if (!differs(change, member)) {
            continue;
        }
        if (member->rule == MEMBER_KEPT) {
            return form_fail(member->name, "the meeting has begun: this stays as it is", err);
        }
        if ((member->rule == MEMBER_KIOSKS && !check_kiosks(change, err)) ||
            (member->rule == MEMBER_PEOPLE && !check_people(change, err))) {
            return false;
        }
    }
    return true;
}

/* Telling */

bool meeting_change_tell(struct office_change *change, const char *what, const char *step,
                         const json_t *more, struct error *err)
{
    char stage[24];
    int64_t told;
    AUTO(json)
    json_t *detail =
        json_pack("{s:s, s:s, s:s, s:s*}", "title", office_text(change->after, "title"), "start",
                  office_text(change->after, "start"), "end", office_text(change->after, "end"),
                  "room", json_string_value(json_object_get(change->after, "room")));
    AUTO(json) json_t *line = more ? json_copy((json_t *)(uintptr_t)more) : json_object();
    if (!detail || !line || (more && json_object_update_missing(detail, line) != 0)) {
        return no_memory(err);
    }
    (void)snprintf(stage, sizeof stage, "%zu",
                   json_array_size(json_object_get(change->after, "history")));
    const struct notice notice = {
        .what = what, .kind = "meeting", .id = change->id, .stage = stage, .detail = detail};
    return notice_board_tell_attendees(change, &notice, change->id, &told, err) &&
           (json_object_set_new(line, "told", json_integer((json_int_t)told)) == 0 ||
            no_memory(err)) &&
           office_add_step(change, step, line, err);
}

/* The history */

static size_t count_missing(const json_t *from, const json_t *in)
{
    size_t missing = 0;
    const char *staff;
    json_t *role;
    json_object_foreach((json_t *)(uintptr_t)from, staff, role)
    {
        missing += json_object_get(in, staff) == NULL;
    }
    return missing;
}

static bool count_people(const struct office_change *change, json_t *line, struct error *err)
{
    AUTO(json) json_t *before = roles_of(change->before);
    AUTO(json) json_t *after = roles_of(change->after);
    if (!before || !after) {
        return no_memory(err);
    }
    json_int_t added = (json_int_t)count_missing(after, before);
    json_int_t removed = (json_int_t)count_missing(before, after);
    return (json_object_set_new(line, "added", json_integer(added)) == 0 &&
            json_object_set_new(line, "removed", json_integer(removed)) == 0) ||
           no_memory(err);
}

bool meeting_change_note(struct office_change *change, struct error *err)
{
    AUTO(json) json_t *fields = json_array();
    AUTO(json) json_t *line = json_pack("{s:O}", "fields", fields);
    bool tells = false;
    for (size_t i = 0; line && i < MEMBER_COUNT; i++) {
        if (differs(change, &members[i])) {
            tells = tells || members[i].is_told;
            if (json_array_append_new(fields, json_string(members[i].name)) != 0) {
                return no_memory(err);
            }
        }
    }
    if (!line || json_array_size(fields) == 0) {
        return line || no_memory(err);
    }
    if (has_text(fields, "attendees") && !count_people(change, line, err)) {
        return false;
    }
    bool is_over = office_time(change->after, "end", INT64_MAX) <= change->now_ms;
    return tells && !is_over ? meeting_change_tell(change, "meeting_changed", "changed", line, err)
                             : office_add_step(change, "changed", line, err);
}
