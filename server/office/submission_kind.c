#include "submission.h"

#include "approval.h"
#include "civil.h"
#include "closed_month_store.h"
#include "entry_store.h"
#include "json.h"
#include "kind_list.h"
#include "notice_board.h"
#include "office_inside.h"
#include <stdio.h>
#include <string.h>

static const char *const state_words[] = {"submitted", "withdrawn", "returned", NULL};

#define FIGURE(member)                                                                             \
    {                                                                                              \
        .name = member, .type = FORM_INT, .max = INT32_MAX                                         \
    }

static const struct form_field figures_form[] = {
    FIGURE("checks_due"),
    FIGURE("on_time"),
    FIGURE("late"),
    FIGURE("late_min"),
    FIGURE("early"),
    FIGURE("early_min"),
    FIGURE("missing"),
    FIGURE("absent"),
    FIGURE("leave"),
    FIGURE("trip"),
    FIGURE("leave_min"),
    FIGURE("trip_min"),
    FIGURE("corrections"),
    FIGURE("meetings_due"),
    FIGURE("meetings_on_time"),
    FIGURE("meetings_late"),
    FIGURE("meetings_absent"),
    FIGURE("meetings_leave"),
    FIGURE("meetings_leave_late"),
    FIGURE("meetings_substituted"),
    FIGURE("meetings_unapproved_substitute"),
    FIGURE("meetings_left_early"),
    FIGURE("review"),
    FIGURE("violations"),
    FIGURE("headcount"),
    FIGURE("rate_bp"),     /* left out where nothing was due */
    FIGURE("provisional"), /* breaches that a tap still to come could lift */
    {0},
};

static const struct form_field form[] = {
    {.name = "month",
     .type = FORM_TEXT,
     .flags = FORM_REQUIRED | FORM_FIXED,
     .max = SUBMISSION_MONTH_MAX},
    {.name = "unit", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "unit"},
    {.name = "comment", .type = FORM_TEXT, .flags = FORM_LINES, .max = 2000},
    {.name = "state", .type = FORM_WORD, .flags = FORM_MADE, .words = state_words},
    {.name = "from", .type = FORM_DATE, .flags = FORM_MADE},
    {.name = "to", .type = FORM_DATE, .flags = FORM_MADE},
    {.name = "due", .type = FORM_TIME, .flags = FORM_MADE},
    {.name = "first_at", .type = FORM_TIME, .flags = FORM_MADE},
    {.name = "submitted_at", .type = FORM_TIME, .flags = FORM_MADE},
    {.name = "submitted_by", .type = FORM_TEXT, .flags = FORM_MADE, .link = "account"},
    {.name = "late", .type = FORM_BOOL, .flags = FORM_MADE}, /* the first time was after `due` */
    {.name = "as_of", .type = FORM_TIME, .flags = FORM_MADE},
    {.name = "complete_to", .type = FORM_TIME, .flags = FORM_MADE},
    {.name = "figures", .type = FORM_PART, .flags = FORM_MADE, .rows = figures_form},
    {.name = "history", .type = FORM_ROWS, .flags = FORM_MADE, .max = 1000},
    {0},
};

/* Terms */

static int64_t minutes_of(const char *clock)
{
    int hour = 0, minute = 0;
    (void)sscanf(clock, "%2d:%2d", &hour, &minute); /* the form has looked at it */
    return (int64_t)hour * 60 + minute;
}

static int64_t number(const json_t *policy, const char *name)
{
    return json_integer_value(json_object_get(policy, name));
}

bool submission_terms_read(struct database *database, int32_t month,
                           struct submission_terms *ret_terms, struct error *err)
{
    AUTO(json) json_t *policy = NULL;
    if (!approval_policy_read(database, &policy, err)) {
        return false;
    }
    int32_t next = civil_month_first(month + 1);
    int32_t day = next - 1 + (int32_t)number(policy, "submission_day");
    int64_t due_ms = civil_midnight_ms(day) +
                     minutes_of(office_text(policy, "submission_time")) * CIVIL_MINUTE_MS;
    int64_t midnight_ms = civil_midnight_ms(day);
    *ret_terms = (struct submission_terms){
        .opens_ms = midnight_ms - number(policy, "submission_open_days") * CIVIL_DAY_MS,
        .remind_ms = midnight_ms - number(policy, "submission_remind_days") * CIVIL_DAY_MS,
        .due_ms = due_ms,
    };
    return true;
}

void submission_id(const char *month, const char *unit, char ret_id[static OFFICE_ID_MAX + 1])
{
    (void)snprintf(ret_id, OFFICE_ID_MAX + 1, "%s.%s", month, unit);
}

/* Handing in */

static bool id_of(const json_t *members, char *ret_id, size_t size, struct error *err)
{
    char id[OFFICE_ID_MAX + 1];
    int32_t month;
    if (!civil_month_parse(office_text(members, "month"), &month)) {
        return form_fail("month", "a month is YYYY-MM", err);
    }
    submission_id(office_text(members, "month"), office_text(members, "unit"), id);
    (void)snprintf(ret_id, size, "%s", id);
    return true;
}

static bool check_open(struct office_change *change, int32_t month, struct error *err)
{
    bool closed;
    return closed_month_store_has(change->database, month, &closed, err) &&
           (!closed || office_refuse_state(change, "the month is closed", err));
}

static bool set_date(struct office_change *change, const char *name, int32_t date,
                     struct error *err)
{
    char text[CIVIL_DATE_SIZE];
    return office_set_text(change, name, civil_date_format(date, text), err);
}

/* The first time decides whether it was late: what is returned and comes again has been there. */
static bool set_times(struct office_change *change, const struct submission_terms *terms,
                      int32_t month, struct error *err)
{
    char due[CIVIL_TIME_SIZE];
    bool first = !*office_text(change->after, "first_at");
    return set_date(change, "from", civil_month_first(month), err) &&
           set_date(change, "to", civil_month_first(month + 1) - 1, err) &&
           office_set_text(change, "due", civil_time_format(terms->due_ms, due), err) &&
           (!first ||
            (office_set_now(change, "first_at", err) &&
             office_set(change, "late", json_boolean(change->now_ms > terms->due_ms), err))) &&
           office_set_now(change, "submitted_at", err) &&
           office_set_text(change, "submitted_by", office_account(change), err);
}

static bool check_fresh(struct office_change *change, struct error *err)
{
    char text[200];
    if (!change->before || strcmp(office_text(change->before, "state"), "submitted") != 0) {
        return true;
    }
    (void)snprintf(text, sizeof text, "is submitted already, by %s at %s",
                   office_text(change->before, "submitted_by"),
                   office_text(change->before, "submitted_at"));
    return office_refuse_state(change, text, err);
}

static bool submit(struct office_change *change, struct error *err)
{
    int32_t month;
    struct submission_terms terms;
    if (!civil_month_parse(office_text(change->after, "month"), &month)) {
        return form_fail("month", "a month is YYYY-MM", err);
    }
    if (!check_open(change, month, err) || !check_fresh(change, err) ||
        !submission_terms_read(change->database, month, &terms, err)) {
        return false;
    }
    if (change->now_ms < terms.opens_ms) {
        char opens[CIVIL_TIME_SIZE], text[120];
        (void)snprintf(text, sizeof text, "too early: submissions of this month begin at %s",
                       civil_time_format(terms.opens_ms, opens));
        return office_refuse_state(change, text, err);
    }
    return set_times(change, &terms, month, err) &&
           office_set_text(change, "state", "submitted", err) &&
           office_add_history(change, "submitted",
                              json_string_value(json_object_get(change->after, "comment")), err);
}

static bool take_back(struct office_change *change, const json_t *input, const char *state,
                      struct error *err)
{
    int32_t month;
    if (!civil_month_parse(office_text(change->before, "month"), &month) ||
        !check_open(change, month, err)) {
        return false;
    }
    if (strcmp(office_text(change->before, "state"), "submitted") != 0) {
        return office_refuse_state(change, "is not submitted", err);
    }
    return office_set_text(change, "state", state, err) &&
           office_add_step(change, state, input, err);
}

static bool withdraw(struct office_change *change, const json_t *input, struct error *err)
{
    return take_back(change, input, "withdrawn", err);
}

static bool give_back(struct office_change *change, const json_t *input, struct error *err)
{
    char stage[24];
    const struct notice_readers readers = {.role = "clerk", .except = office_account(change)};
    struct notice notice = {.what = "submission_returned",
                            .kind = "submission",
                            .id = change->id,
                            .stage = stage,
                            .unit = office_text(change->after, "unit"),
                            .detail = input};
    if (!take_back(change, input, "returned", err)) {
        return false;
    }
    (void)snprintf(stage, sizeof stage, "%zu",
                   json_array_size(json_object_get(change->after, "history")));
    return notice_board_send(change->office, change->database, &notice, &readers, err);
}

static const struct form_field comment_form[] = {
    {.name = "comment", .type = FORM_TEXT, .flags = FORM_LINES, .max = 2000}, {0}};
static const struct form_field reason_form[] = {
    {.name = "comment", .type = FORM_TEXT, .flags = FORM_REQUIRED | FORM_LINES, .max = 2000}, {0}};

static const struct office_action actions[] = {
    {"withdraw", PERMISSION_WRITE, comment_form, withdraw, NULL},
    {"return", PERMISSION_APPROVE, reason_form, give_back, NULL},
    {0},
};

const struct office_kind submission_kind = {
    .name = "submission",
    .path = "submissions",
    .flags = OFFICE_NEWEST_FIRST | OFFICE_KEEPS | OFFICE_MADE_ELSEWHERE,
    .form = form,
    .resource = PERMISSION_REPORT,
    .make_action = PERMISSION_WRITE,
    .index = {.sort = "month", .unit = "unit", .from = "from", .to = "to"},
    .actions = actions,
    .on_id = id_of,
    .on_change = submit,
};

/* Reading */

static bool add_submission(const struct entry_row *row, void *user, struct error *err)
{
    json_t *members = NULL;
    return json_parse(row->value, strlen(row->value), row->id, &members, err) &&
           (json_object_set_new(user, row->index.unit, members) == 0 ||
            error_set(err, ERROR_NO_MEMORY, "submissions: out of memory"));
}

bool submission_read_month(struct database *database, int32_t month, json_t **ret_units,
                           struct error *err)
{
    AUTO(json) json_t *units = json_object();
    struct entry_query query = entry_query_of("submission");
    query.from_day = query.to_day = civil_month_first(month);
    if (!units) {
        return error_set(err, ERROR_NO_MEMORY, "submissions: out of memory");
    }
    if (!entry_store_list(database, &query, add_submission, units, err)) {
        return false;
    }
    *ret_units = TAKE(units);
    return true;
}
