#include "publication.h"

#include "civil.h"
#include "entry_store.h"
#include "json.h"
#include "kind_list.h"
#include "meeting.h"
#include "meeting_invitation.h"
#include "notice_board.h"
#include "office_inside.h"
#include <stdio.h>
#include <string.h>

static const char *const state_words[] = {"published", "replaced", "withdrawn", NULL};
/* What is nothing is left out: no minutes, no flags, no unit. */
static const struct form_field result_form[] = {
    {.name = "staff", .type = FORM_ID, .flags = FORM_REQUIRED, .link = "staff"},
    {.name = "unit", .type = FORM_ID},
    {.name = "result", .type = FORM_WORD, .flags = FORM_REQUIRED, .words = meeting_result_words},
    {.name = "late_min", .type = FORM_INT, .max = INT32_MAX},
    {.name = "early_min", .type = FORM_INT, .max = INT32_MAX},
    {.name = "flags", .type = FORM_IDS, .max = 8},
    {.name = "substitute", .type = FORM_ID, .link = "staff"},
    {0},
};

static const struct form_field form[] = {
    {.name = "meeting", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "meeting"},
    {.name = "comment", .type = FORM_TEXT, .flags = FORM_FIXED | FORM_LINES, .max = 2000},
    {.name = "state", .type = FORM_WORD, .flags = FORM_MADE, .words = state_words},
    {.name = "published_at", .type = FORM_TIME, .flags = FORM_MADE},
    {.name = "published_by", .type = FORM_TEXT, .flags = FORM_MADE, .link = "account"},
    {.name = "as_of", .type = FORM_TIME, .flags = FORM_MADE},
    {.name = "title", .type = FORM_TEXT, .flags = FORM_MADE},
    {.name = "start", .type = FORM_TIME, .flags = FORM_MADE},
    {.name = "end", .type = FORM_TIME, .flags = FORM_MADE},
    {.name = "room", .type = FORM_TEXT, .flags = FORM_MADE},
    {.name = "provisional", .type = FORM_INT, .flags = FORM_MADE, .max = INT32_MAX},
    {.name = "results",
     .type = FORM_ROWS,
     .flags = FORM_MADE,
     .max = MEETING_ATTENDEES_MAX,
     .rows = result_form},
    {.name = "walk_ins",
     .type = FORM_IDS,
     .flags = FORM_MADE,
     .max = MEETING_ATTENDEES_MAX,
     .link = "staff"},
    {.name = "history", .type = FORM_ROWS, .flags = FORM_MADE, .max = 200},
    {0},
};

/* Reading */

static bool add_publication(const struct entry_row *row, void *user, struct error *err)
{
    json_t *members = NULL;
    return json_parse(row->value, strlen(row->value), row->id, &members, err) &&
           ((json_array_append_new(user, members) == 0 &&
             json_object_set_new(members, "id", json_string(row->id)) == 0) ||
            error_set(err, ERROR_NO_MEMORY, "publications: out of memory"));
}

bool publication_read_all(struct database *database, const char *meeting, json_t **ret_list,
                          struct error *err)
{
    AUTO(json) json_t *list = json_array();
    struct entry_query query = entry_query_of(publication_kind.name);
    query.meeting = meeting;
    query.newest_first = 1;
    query.limit = PUBLICATIONS_MAX;
    if (!list) {
        return error_set(err, ERROR_NO_MEMORY, "publications: out of memory");
    }
    if (!entry_store_list(database, &query, add_publication, list, err)) {
        return false;
    }
    *ret_list = TAKE(list);
    return true;
}

/* Publishing */

static bool make(struct office_change *change, struct error *err)
{
    return office_set_text(change, "state", "published", err) &&
           office_set_now(change, "published_at", err) &&
           office_set_text(change, "published_by", office_account(change), err);
}

/* Until a sign-out could still come where one is required. */
static bool find_open_end(struct office_change *change, const json_t *meeting, int64_t *ret_ms,
                          struct error *err)
{
    AUTO(json) json_t *policy = NULL;
    if (!office_peek(change->database, &policy_kind, policy_kind.name, &policy, err)) {
        return false;
    }
    const char *own = office_text(meeting, "signout");
    const char *signout = *own ? own : office_text(policy, "signout");
    int64_t wait_min = strcmp(signout, "required") == 0 ? MEETING_SIGNOUT_OPEN_MIN : 0;
    *ret_ms = office_time(meeting, "end", 0) + wait_min * CIVIL_MINUTE_MS;
    return true;
}

static bool check_over(struct office_change *change, const json_t *meeting, struct error *err)
{
    int64_t open_ms;
    char at[CIVIL_TIME_SIZE], text[120];
    if (strcmp(office_text(meeting, "state"), "cancelled") == 0) {
        return office_refuse_state(change, "the meeting is cancelled", err);
    }
    if (!find_open_end(change, meeting, &open_ms, err)) {
        return false;
    }
    (void)snprintf(text, sizeof text, "results are open until %s", civil_time_format(open_ms, at));
    return change->now_ms >= open_ms || office_refuse_state(change, text, err);
}

static bool same_results(const json_t *one, const json_t *other)
{
    return json_equal(json_object_get(one, "results"), json_object_get(other, "results")) &&
           json_equal(json_object_get(one, "walk_ins"), json_object_get(other, "walk_ins"));
}

static bool add_line(json_t *members, const char *at, const char *by, const char *what)
{
    json_t *history = json_object_get(members, "history");
    return json_array_append_new(
               history, json_pack("{s:s, s:s, s:s}", "at", at, "by", by, "what", what)) == 0;
}

/* The one that stood until now steps back. */
static bool replace(struct office_change *change, json_t *before, struct error *err)
{
    char id[OFFICE_ID_MAX + 1];
    if (strcmp(office_text(before, "state"), "published") != 0) {
        return true;
    }
    if (same_results(before, change->after)) {
        return office_refuse_state(change, "is published already: nothing has changed since", err);
    }
    (void)snprintf(id, sizeof id, "%s", office_text(before, "id"));
    if (json_object_set_new(before, "state", json_string("replaced")) != 0 ||
        !add_line(before, office_text(change->after, "published_at"), office_account(change),
                  "replaced")) {
        return error_set(err, ERROR_NO_MEMORY, "publication: out of memory");
    }
    return office_put_other(change, change->kind, id, before, NULL, err);
}

/* The meeting as it is called on the day of its publication. */
static bool set_meeting(struct office_change *change, const json_t *meeting, struct error *err)
{
    static const char *const copied[] = {"title", "start", "end", "room", NULL};
    for (size_t i = 0; copied[i]; i++) {
        const char *text = office_text(meeting, copied[i]);
        if (*text && !office_set_text(change, copied[i], text, err)) {
            return false;
        }
    }
    return true;
}

static bool tell(struct office_change *change, const char *what, const char *step,
                 const char *comment, struct error *err)
{
    char stage[OFFICE_ID_MAX + 24];
    int64_t told;
    const char *meeting = office_text(change->after, "meeting");
    AUTO(json)
    json_t *detail = json_pack("{s:s, s:s, s:s*}", "title", office_text(change->after, "title"),
                               "start", office_text(change->after, "start"), "comment", comment);
    if (!detail) {
        return error_set(err, ERROR_NO_MEMORY, "publication: out of memory");
    }
    (void)snprintf(stage, sizeof stage, "%s.%s", change->id, step);
    const struct notice notice = {
        .what = what, .kind = "meeting", .id = meeting, .stage = stage, .detail = detail};
    if (!notice_board_tell_attendees(change, &notice, meeting, &told, err)) {
        return false;
    }
    AUTO(json)
    json_t *line = json_pack("{s:s*, s:I}", "comment", comment, "told", (json_int_t)told);
    return line ? office_add_step(change, step, line, err)
                : error_set(err, ERROR_NO_MEMORY, "publication: out of memory");
}

static const char *comment_of(const json_t *members)
{
    return json_string_value(json_object_get(members, "comment"));
}

static bool publish(struct office_change *change, struct error *err)
{
    AUTO(json) json_t *meeting = NULL;
    AUTO(json) json_t *earlier = NULL;
    const char *id = office_text(change->after, "meeting");
    if (!office_peek(change->database, &meeting_kind, id, &meeting, err)) {
        return false;
    }
    if (!meeting) {
        return form_fail("meeting", "there is no such meeting", err);
    }
    if (!check_over(change, meeting, err) ||
        !publication_read_all(change->database, id, &earlier, err)) {
        return false;
    }
    if (json_array_size(earlier) >= PUBLICATIONS_MAX) {
        return office_refuse_state(change, "was published too many times", err);
    }
    for (size_t i = 0; i < json_array_size(earlier); i++) {
        if (!replace(change, json_array_get(earlier, i), err)) {
            return false;
        }
    }
    return set_meeting(change, meeting, err) &&
           tell(change, "meeting_published", "published", comment_of(change->after), err);
}

/* Withdrawing */

static const struct form_field reason_form[] = {
    {.name = "comment", .type = FORM_TEXT, .flags = FORM_REQUIRED | FORM_LINES, .max = 2000}, {0}};

static bool withdraw(struct office_change *change, const json_t *input, struct error *err)
{
    if (strcmp(office_text(change->before, "state"), "published") != 0) {
        return office_refuse_state(change, "does not stand any more", err);
    }
    return office_set_text(change, "state", "withdrawn", err) &&
           tell(change, "meeting_withdrawn", "withdrawn", comment_of(input), err);
}

static const struct office_action actions[] = {
    {"withdraw", PERMISSION_WRITE, reason_form, withdraw, NULL},
    {0},
};

const struct office_kind publication_kind = {
    .name = "publication",
    .path = "publications",
    .flags = OFFICE_NEWEST_FIRST | OFFICE_KEEPS | OFFICE_MADE_ELSEWHERE | OFFICE_PERSONAL,
    .id_prefix = "p",
    .form = form,
    .resource = PERMISSION_MEETING,
    .make_action = PERMISSION_WRITE,
    .index = {.sort = "published_at", .meeting = "meeting", .from = "published_at"},
    .actions = actions,
    .on_make = make,
    .on_change = publish,
};
