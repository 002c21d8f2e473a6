#include "approval.h"
#include "attendee_store.h"
#include "civil.h"
#include "entry_store.h"
#include "json.h"
#include "kind_list.h"
#include "meeting_change.h"
#include "meeting_invitation.h"
#include "meeting_invited_late.h"
#include "office_inside.h"
#include "organizer.h"
#include "policy.h"
#include "publication.h"
#include <stdio.h>
#include <string.h>

/* Meetings. Whom units and ranks invite is worked out when they are said, and written down person
 * by person: who was invited is a fact that no later move of anybody changes. */

#define COPIES_MAX 60

static const char *const roles[] = {"required", "optional", NULL};
static const char *const signouts[] = {"none", "required", NULL};

static const struct form_field attendee_form[] = {
    {.name = "staff", .type = FORM_ID, .flags = FORM_REQUIRED, .link = "staff"},
    {.name = "role", .type = FORM_WORD, .flags = FORM_REQUIRED, .words = roles},
    {0},
};

static const struct form_field seat_form[] = {
    {.name = "staff", .type = FORM_ID, .flags = FORM_REQUIRED, .link = "staff"},
    {.name = "seat", .type = FORM_TEXT, .flags = FORM_REQUIRED, .max = 40},
    {0},
};

#define TERM(member)                                                                               \
    {                                                                                              \
        .name = member, .type = FORM_INT, .max = POLICY_NUMBER_MAX                                 \
    }

static const struct form_field form[] = {
    {.name = "title", .type = FORM_TEXT, .flags = FORM_REQUIRED, .max = 255},
    {.name = "start", .type = FORM_MINUTE, .flags = FORM_REQUIRED},
    {.name = "end", .type = FORM_MINUTE, .flags = FORM_REQUIRED},
    {.name = "kiosks", .type = FORM_IDS, .max = 1000, .link = "kiosk"},
    {.name = "attendees",
     .type = FORM_ROWS,
     .flags = FORM_REQUIRED | FORM_LATE,
     .max = MEETING_ATTENDEES_MAX,
     .rows = attendee_form},
    TERM("signin_open_min"),
    TERM("late_grace_min"),
    TERM("leave_deadline_min"),
    TERM("substitute_deadline_min"),
    {.name = "signout", .type = FORM_WORD, .words = signouts},
    TERM("signout_grace_min"),
    {.name = "state", .type = FORM_TEXT, .flags = FORM_OFFICE | FORM_MADE},
    {.name = "unit", .type = FORM_ID, .flags = FORM_OFFICE, .link = "unit"},
    {.name = "organizer", .type = FORM_TEXT, .flags = FORM_OFFICE, .max = 64, .link = "account"},
    {.name = "room", .type = FORM_TEXT, .flags = FORM_OFFICE, .max = 120},
    {.name = "agenda", .type = FORM_TEXT, .flags = FORM_OFFICE | FORM_LINES, .max = 8000},
    {.name = "series", .type = FORM_ID, .flags = FORM_OFFICE},
    {.name = "invite", .type = FORM_PART, .flags = FORM_OFFICE, .rows = meeting_invitation_form},
    {.name = "invited_late", .type = FORM_IDS, .flags = FORM_MADE, .max = MEETING_ATTENDEES_MAX},
    {.name = "seats", .type = FORM_ROWS, .max = MEETING_ATTENDEES_MAX, .rows = seat_form},
    {.name = "postponed_from", .type = FORM_MINUTE, .flags = FORM_OFFICE | FORM_MADE},
    {.name = "copied_from", .type = FORM_ID, .flags = FORM_OFFICE | FORM_MADE},
    {.name = "history", .type = FORM_ROWS, .flags = FORM_OFFICE | FORM_MADE, .max = 200},
    {0},
};

/* Whom it invites */

static bool set_attendees(struct office_change *change, const json_t *people, struct error *err)
{
    json_t *attendees = json_array();
    const char *staff;
    json_t *role;
    json_object_foreach((json_t *)people, staff, role)
    {
        if (json_array_append_new(attendees,
                                  json_pack("{s:s, s:O}", "staff", staff, "role", role)) != 0) {
            json_decref(attendees);
            return error_set(err, ERROR_NO_MEMORY, "attendees: out of memory");
        }
    }
    return office_set(change, "attendees", attendees, err);
}

static bool invite(struct office_change *change, struct error *err)
{
    AUTO(json) json_t *people = NULL;
    const struct meeting_invitation invitation = {change->office, change->caller,
                                                  json_object_get(change->after, "invite"),
                                                  office_date(change->after, "start", 0)};
    return meeting_invitation_people(change->database, &invitation, &people, err) &&
           set_attendees(change, people, err);
}

/* Hooks */

static bool make(struct office_change *change, struct error *err)
{
    const struct permission_holder *holder = change->caller->holder;
    if (!office_set_text(change, "state", "planned", err)) {
        return false;
    }
    return *office_text(change->after, "organizer") || !holder ||
           office_set_text(change, "organizer", holder->account, err);
}

static bool check_each_once(const json_t *attendees, struct error *err)
{
    AUTO(json) json_t *seen = json_object();
    for (size_t i = 0; seen && i < json_array_size(attendees); i++) {
        const char *staff = office_text(json_array_get(attendees, i), "staff");
        if (json_object_get(seen, staff)) {
            return error_set(err, ERROR_INVALID, "attendees[%zu].staff: there twice", i);
        }
        if (json_object_set_new(seen, staff, json_true()) != 0) {
            return error_set(err, ERROR_NO_MEMORY, "attendees: out of memory");
        }
    }
    return seen || error_set(err, ERROR_NO_MEMORY, "attendees: out of memory");
}

/* A list that was put in the invitation's place leaves nothing for it to say. */
static bool forget_invitation(struct office_change *change, struct error *err)
{
    const json_t *before = json_object_get(change->before, "attendees");
    return json_equal(before, json_object_get(change->after, "attendees")) ||
           office_set(change, "invite", NULL, err);
}

static bool find_attendees(struct office_change *change, struct error *err)
{
    const json_t *says = json_object_get(change->after, "invite");
    const json_t *said = json_object_get(change->before, "invite");
    bool same = says && said && json_equal(says, said);
    if (says && !(same ? forget_invitation(change, err) : invite(change, err))) {
        return false;
    }
    if (!json_object_get(change->after, "attendees")) {
        return form_fail("attendees", "missing: who is invited?", err);
    }
    return check_each_once(json_object_get(change->after, "attendees"), err);
}

static bool check(struct office_change *change, struct error *err)
{
    if (strcmp(office_text(change->before, "state"), "cancelled") == 0) {
        return office_refuse_state(change, "is cancelled", err);
    }
    if (!find_attendees(change, err) || !meeting_invited_late_note(change, err)) {
        return false;
    }
    return change->before ? meeting_change_check(change, err) && meeting_change_note(change, err)
                          : meeting_change_invite(change, "meeting_invited", NULL, err);
}

static bool put_state(const json_t *all, json_t *fact, struct error *err)
{
    bool cancelled = strcmp(office_text(all, "state"), "cancelled") == 0;
    return !cancelled || json_object_set_new(fact, "state", json_string("cancelled")) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "state: out of memory");
}

/* Actions */

static const struct form_field postpone_form[] = {
    {.name = "start", .type = FORM_MINUTE, .flags = FORM_REQUIRED},
    {.name = "end", .type = FORM_MINUTE},
    {.name = "comment", .type = FORM_TEXT, .flags = FORM_LINES, .max = 2000},
    {0},
};

static const struct form_field copy_form[] = {
    {.name = "start", .type = FORM_MINUTE, .flags = FORM_REQUIRED},
    {.name = "end", .type = FORM_MINUTE},
    {.name = "title", .type = FORM_TEXT, .max = 255},
    {0},
};

static const struct form_field repeat_form[] = {
    {.name = "every_days", .type = FORM_INT, .flags = FORM_REQUIRED, .min = 1, .max = 366},
    {.name = "count", .type = FORM_INT, .flags = FORM_REQUIRED, .min = 1, .max = COPIES_MAX},
    {0},
};

static const struct form_field hand_over_form[] = {
    {.name = "organizer", .type = FORM_TEXT, .flags = FORM_REQUIRED, .max = 64},
    {.name = "comment", .type = FORM_TEXT, .flags = FORM_LINES, .max = 2000},
    {0},
};

static void find_sign_in(const char *meeting, const struct attendee_row *row, void *user)
{
    bool *found = user;
    (void)meeting;
    *found |= row->verdict.result == MEETING_ON_TIME || row->verdict.result == MEETING_LATE ||
              row->verdict.result == MEETING_SUBSTITUTED ||
              row->verdict.result == MEETING_UNAPPROVED_SUBSTITUTE ||
              row->verdict.result == MEETING_REVIEW;
}

static bool find_mark(const struct entry_row *row, void *user, struct error *err)
{
    bool *found = user;
    (void)row;
    (void)err;
    *found = true;
    return true;
}

/* Results of a month that nobody has looked at yet are not kept; marks stand by themselves. */
static bool has_come(struct office_change *change, bool *ret_came, struct error *err)
{
    struct entry_query marks = entry_query_of("mark");
    marks.meeting = change->id;
    marks.limit = 1;
    *ret_came = false;
    return attendee_store_each_of_meeting(change->database, change->id, find_sign_in, ret_came,
                                          err) &&
           (*ret_came || entry_store_list(change->database, &marks, find_mark, ret_came, err));
}

/* What people came to has taken place: only a meeting that nobody came to can be called off when
 * its time is over, and not once its result was told. */
static bool check_cancel(struct office_change *change, struct error *err)
{
    AUTO(json) json_t *published = NULL;
    bool came = false;
    if (office_time(change->before, "end", INT64_MAX) > change->now_ms) {
        return true;
    }
    if (!publication_read_all(change->database, change->id, &published, err) ||
        !has_come(change, &came, err)) {
        return false;
    }
    if (json_array_size(published) > 0) {
        return office_refuse_state(change, "is over, and its result is published", err);
    }
    return !came || office_refuse_state(change, "is over, and people signed in to it", err);
}

static bool cancel(struct office_change *change, const json_t *input, struct error *err)
{
    if (strcmp(office_text(change->before, "state"), "cancelled") == 0) {
        return office_refuse_state(change, "is cancelled already", err);
    }
    if (!check_cancel(change, err)) {
        return false;
    }
    return office_set_text(change, "state", "cancelled", err) &&
           meeting_change_tell(change, "meeting_cancelled", "cancelled", input, err);
}

/* Whoever takes it over has it alone from now on. */
static bool hand_over(struct office_change *change, const json_t *input, struct error *err)
{
    if (strcmp(office_text(change->before, "state"), "cancelled") == 0) {
        return office_refuse_state(change, "is cancelled", err);
    }
    return organizer_check_giver(change, "organizer", err) &&
           organizer_check_input(change, input, err) &&
           office_set_text(change, "organizer", office_text(input, "organizer"), err) &&
           meeting_change_tell_organizer(change, input, err) &&
           office_add_step(change, "handed_over", input, err);
}

/* Sets start and end of members; an end that is not said keeps the meeting's length. */
static bool set_span(json_t *members, const json_t *input, int64_t start_ms, struct error *err)
{
    char start[CIVIL_TIME_SIZE], end[CIVIL_TIME_SIZE];
    int64_t length = office_time(members, "end", 0) - office_time(members, "start", 0);
    int64_t end_ms = office_time(input, "end", start_ms + length);
    if (end_ms <= start_ms) {
        return form_fail("end", "not after start", err);
    }
    return (json_object_set_new(members, "start",
                                json_string(civil_time_format(start_ms, start))) == 0 &&
            json_object_set_new(members, "end", json_string(civil_time_format(end_ms, end))) ==
                0) ||
           error_set(err, ERROR_NO_MEMORY, "meeting: out of memory");
}

static bool postpone(struct office_change *change, const json_t *input, struct error *err)
{
    if (strcmp(office_text(change->before, "state"), "cancelled") == 0) {
        return office_refuse_state(change, "is cancelled", err);
    }
    if (meeting_change_has_begun(change)) {
        return form_fail("start", "the meeting has begun: this stays as it is", err);
    }
    return office_set_text(change, "postponed_from", office_text(change->before, "start"), err) &&
           set_span(change->after, input, office_time(input, "start", 0), err) &&
           meeting_invited_late_note(change, err) &&
           meeting_change_tell(change, "meeting_changed", "postponed", input, err);
}

/* The same meeting at another time. Units and ranks invite anew: people have come and gone. */
static bool make_copy(struct office_change *change, const json_t *input, int64_t start_ms,
                      const char *series, struct error *err)
{
    static const char *const left_behind[] = {
        "state", "history", "invited_late", "postponed_from", "copied_from", "id", NULL};
    AUTO(json) json_t *members = json_deep_copy(change->before);
    for (size_t i = 0; members && left_behind[i]; i++) {
        (void)json_object_del(members, left_behind[i]); /* −1 where there is none */
    }
    if (!members || (*series && json_object_set_new(members, "series", json_string(series)) != 0) ||
        json_object_set_new(members, "copied_from", json_string(change->id)) != 0 ||
        json_object_set_new(members, "state", json_string("planned")) != 0) {
        return error_set(err, ERROR_NO_MEMORY, "meeting: out of memory");
    }
    const char *title = office_text(input, "title");
    if (*title && json_object_set_new(members, "title", json_string(title)) != 0) {
        return error_set(err, ERROR_NO_MEMORY, "meeting: out of memory");
    }
    struct office_change copy = *change;
    copy.before = NULL;
    copy.after = members;
    return set_span(members, input, start_ms, err) &&
           (!json_object_get(members, "invite") || invite(&copy, err)) &&
           meeting_invited_late_note(&copy, err) &&
           office_put_other(change, change->kind, NULL, members, change->answer->id, err);
}

static bool copy(struct office_change *change, const json_t *input, struct error *err)
{
    char id[OFFICE_ID_MAX + 1];
    AUTO(json) json_t *members = NULL;
    if (!make_copy(change, input, office_time(input, "start", 0),
                   office_text(change->before, "series"), err)) {
        return false;
    }
    (void)snprintf(id, sizeof id, "%s", change->answer->id);
    if (!office_peek(change->database, change->kind, id, &members, err)) {
        return false;
    }
    struct office_change made = *change;
    made.id = id;
    made.after = members;
    return meeting_change_invite(&made, "meeting_invited", NULL, err);
}

/* A series is its first meeting and what was repeated from it; the answer is the first itself.
 * Those invited are told of it once. */
static bool repeat(struct office_change *change, const json_t *input, struct error *err)
{
    json_int_t every = json_integer_value(json_object_get(input, "every_days"));
    json_int_t count = json_integer_value(json_object_get(input, "count"));
    const char *series = office_text(change->before, "series");
    series = *series ? series : change->id;
    if (!office_set_text(change, "series", series, err)) {
        return false;
    }
    int64_t start_ms = office_time(change->before, "start", 0);
    for (json_int_t i = 1; i <= count; i++) {
        if (!make_copy(change, NULL, start_ms + i * every * CIVIL_DAY_MS, series, err)) {
            return false;
        }
    }
    change->answer->id[0] = '\0';
    return meeting_change_invite(change, "meeting_repeated", input, err) &&
           office_add_step(change, "repeated", input, err);
}

static const struct office_action actions[] = {
    {"cancel", PERMISSION_WRITE, approval_comment_form, cancel, NULL},
    {"postpone", PERMISSION_WRITE, postpone_form, postpone, NULL},
    {"hand-over", PERMISSION_WRITE | PERMISSION_APPROVE, hand_over_form, hand_over, NULL},
    {"copy", PERMISSION_WRITE, copy_form, copy, NULL},
    {"repeat", PERMISSION_WRITE, repeat_form, repeat, NULL},
    {0},
};

const struct office_kind meeting_kind = {
    .name = "meeting",
    .path = "meetings",
    .flags = OFFICE_HAS_DOCUMENT | OFFICE_ID_INSIDE | OFFICE_NEWEST_FIRST | OFFICE_KEEPS,
    .id_member = "id",
    .id_prefix = "m",
    .form = form,
    .resource = PERMISSION_MEETING,
    .make_action = PERMISSION_WRITE,
    .index = {.sort = "start",
              .search = "title",
              .unit = "unit",
              .owner = "organizer",
              .from = "start",
              .to = "end"},
    .actions = actions,
    .on_make = make,
    .on_change = check,
    .on_fact = put_state,
};
