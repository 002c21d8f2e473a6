#include "meeting_change.h"

#include "civil.h"
#include "json.h"
#include "kind_list.h"
#include "meeting_invitation.h"
#include "notice_board.h"
#include "office_inside.h"
#include <stdio.h>
#include <string.h>

enum side { IN_BOTH, IN_ONE };
enum moment { AT_FIRST, LATER };

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

/* An empty list is as good as none, and people are the same in any order. */
static bool differs(const struct office_change *change, const struct member *member)
{
    const json_t *before = json_object_get(change->before, member->name);
    const json_t *after = json_object_get(change->after, member->name);
    if (member->rule == MEMBER_PEOPLE) {
        AUTO(json) json_t *were = meeting_invitation_roles(change->before);
        AUTO(json) json_t *are = meeting_invitation_roles(change->after);
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
    AUTO(json) json_t *before = meeting_invitation_roles(change->before);
    AUTO(json) json_t *after = meeting_invitation_roles(change->after);
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

/* What people are told of a meeting: when and where it is, and with more what else there is to say.
 */
static json_t *detail_of(const struct office_change *change, const json_t *more)
{
    AUTO(json)
    json_t *detail =
        json_pack("{s:s, s:s, s:s, s:s*}", "title", office_text(change->after, "title"), "start",
                  office_text(change->after, "start"), "end", office_text(change->after, "end"),
                  "room", json_string_value(json_object_get(change->after, "room")));
    bool good =
        detail && (!more || json_object_update_missing(detail, (json_t *)(uintptr_t)more) == 0);
    return good ? TAKE(detail) : NULL;
}

/* The stage is that of the history, to which each change adds a line; the first invitation comes
 * before all of it. */
static bool tell(struct office_change *change, enum moment moment, const char *what,
                 const json_t *people, const json_t *more, int64_t *told, struct error *err)
{
    char stage[24];
    int64_t now_told;
    AUTO(json) json_t *detail = detail_of(change, more);
    if (!detail) {
        return no_memory(err);
    }
    (void)snprintf(stage, sizeof stage, "%s%zu", moment == AT_FIRST ? "made " : "",
                   json_array_size(json_object_get(change->after, "history")));
    const struct notice notice = {
        .what = what, .kind = "meeting", .id = change->id, .stage = stage, .detail = detail};
    if (!notice_board_tell_people(change, &notice, people, &now_told, err)) {
        return false;
    }
    *told += now_told;
    return true;
}

/* The keys of one object that the other has, or that it has not. */
static json_t *keys_of(const json_t *from, const json_t *other, enum side side)
{
    AUTO(json) json_t *found = json_object();
    const char *staff;
    json_t *role;
    json_object_foreach((json_t *)(uintptr_t)from, staff, role)
    {
        bool is_there = json_object_get(other, staff) != NULL;
        if (found && is_there == (side == IN_BOTH) && json_object_set(found, staff, role) != 0) {
            return NULL;
        }
    }
    return TAKE(found);
}

bool meeting_change_tell(struct office_change *change, const char *what, const char *step,
                         const json_t *more, struct error *err)
{
    int64_t told = 0;
    AUTO(json) json_t *people = meeting_invitation_roles(change->after);
    AUTO(json) json_t *line = more ? json_copy((json_t *)(uintptr_t)more) : json_object();
    if (!people || !line) {
        return no_memory(err);
    }
    return tell(change, LATER, what, people, more, &told, err) &&
           (json_object_set_new(line, "told", json_integer((json_int_t)told)) == 0 ||
            no_memory(err)) &&
           office_add_step(change, step, line, err);
}

bool meeting_change_tell_organizer(struct office_change *change, const json_t *more,
                                   struct error *err)
{
    char stage[24];
    AUTO(json) json_t *detail = detail_of(change, more);
    if (!detail) {
        return no_memory(err);
    }
    (void)snprintf(stage, sizeof stage, "%zu",
                   json_array_size(json_object_get(change->after, "history")));
    const struct notice notice = {.what = "meeting_handed_over",
                                  .kind = "meeting",
                                  .id = change->id,
                                  .stage = stage,
                                  .detail = detail};
    const struct notice_readers readers = {.account = office_text(change->after, "organizer"),
                                           .except = office_account(change)};
    return notice_board_send(change->office, change->database, &notice, &readers, err);
}

static bool is_over(const struct office_change *change)
{
    return office_time(change->after, "end", INT64_MAX) <= change->now_ms;
}

bool meeting_change_invite(struct office_change *change, const char *what, const json_t *more,
                           struct error *err)
{
    int64_t told = 0;
    AUTO(json) json_t *people = meeting_invitation_roles(change->after);
    return people ? is_over(change) || tell(change, AT_FIRST, what, people, more, &told, err)
                  : no_memory(err);
}

/* The history */

/* Who was invited, who is, and what became of them. */
struct turnout {
    json_t *stayed, *added, *removed; /* {id: role} */
};

static void turnout_finish(struct turnout *turnout)
{
    json_decref(turnout->stayed);
    json_decref(turnout->added);
    json_decref(turnout->removed);
}

#define AUTO_TURNOUT __attribute__((cleanup(turnout_finish)))

static bool turnout_of(const struct office_change *change, struct turnout *ret_turnout,
                       struct error *err)
{
    AUTO(json) json_t *before = meeting_invitation_roles(change->before);
    AUTO(json) json_t *after = meeting_invitation_roles(change->after);
    if (!before || !after) {
        return no_memory(err);
    }
    *ret_turnout = (struct turnout){keys_of(after, before, IN_BOTH), keys_of(after, before, IN_ONE),
                                    keys_of(before, after, IN_ONE)};
    return (ret_turnout->stayed && ret_turnout->added && ret_turnout->removed) || no_memory(err);
}

/* Those who stay are told of what is new to them alone; who comes and who goes, of just that. */
static bool tell_turnout(struct office_change *change, const struct turnout *turnout, bool is_news,
                         json_t *line, struct error *err)
{
    int64_t told = 0;
    size_t moved = json_object_size(turnout->added) + json_object_size(turnout->removed);
    if ((is_news && !tell(change, LATER, "meeting_changed", turnout->stayed, line, &told, err)) ||
        !tell(change, LATER, "meeting_invited", turnout->added, NULL, &told, err) ||
        !tell(change, LATER, "meeting_uninvited", turnout->removed, NULL, &told, err)) {
        return false;
    }
    return (!is_news && moved == 0) ||
           json_object_set_new(line, "told", json_integer((json_int_t)told)) == 0 || no_memory(err);
}

static bool count_people(const struct turnout *turnout, json_t *line, struct error *err)
{
    json_int_t added = (json_int_t)json_object_size(turnout->added);
    json_int_t removed = (json_int_t)json_object_size(turnout->removed);
    return (json_object_set_new(line, "added", json_integer(added)) == 0 &&
            json_object_set_new(line, "removed", json_integer(removed)) == 0) ||
           no_memory(err);
}

bool meeting_change_note(struct office_change *change, struct error *err)
{
    AUTO(json) json_t *fields = json_array();
    AUTO(json) json_t *line = json_pack("{s:O}", "fields", fields);
    AUTO_TURNOUT struct turnout turnout = {0};
    bool is_news = false;
    for (size_t i = 0; line && i < MEMBER_COUNT; i++) {
        if (differs(change, &members[i])) {
            is_news = is_news || members[i].is_told;
            if (json_array_append_new(fields, json_string(members[i].name)) != 0) {
                return no_memory(err);
            }
        }
    }
    if (!line || json_array_size(fields) == 0) {
        return line || no_memory(err);
    }
    return turnout_of(change, &turnout, err) &&
           (!has_text(fields, "attendees") || count_people(&turnout, line, err)) &&
           (is_over(change) || tell_turnout(change, &turnout, is_news, line, err)) &&
           office_add_step(change, "changed", line, err);
}
