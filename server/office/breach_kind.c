#include "breach.h"

#include "approval.h"
#include "civil.h"
#include "entry_store.h"
#include "json.h"
#include "kind_list.h"
#include "notice_board.h"
#include "office_inside.h"
#include "unit_tree_store.h"
#include <stdio.h>
#include <string.h>

/* The ledger of breaches (督查台账): found, put to the unit by a notice (整改通知), rectified by
 * the unit, verified by an inspector, closed. Each step is a line of the history, with who took it,
 * when, and all that was said; nothing is written over. */

#define ATTACHMENTS_MAX 20

static const char *const source_words[] = {"figures", "hand", "spot_check", NULL};
const char *const breach_state_words[] = {"found",    "notified", "overdue",   "rectified",
                                          "verified", "closed",   "dismissed", NULL};
static const char *const per_words[] = {"month", "year", NULL};

static const struct form_field cause_form[] = {
    {.name = "figure", .type = FORM_TEXT, .max = 60},
    {.name = "at_least", .type = FORM_INT, .max = 1000000},
    {.name = "per", .type = FORM_WORD, .words = per_words},
    {.name = "step", .type = FORM_TEXT, .max = 120},
    {.name = "span", .type = FORM_TEXT, .max = 7},
    {.name = "value", .type = FORM_INT, .max = INT32_MAX}, /* when it was found */
    {.name = "now", .type = FORM_INT, .max = INT32_MAX},
    {.name = "holds", .type = FORM_BOOL}, /* is the step still reached? */
    {0},
};

static const struct form_field notice_form[] = {
    {.name = "text", .type = FORM_TEXT, .flags = FORM_REQUIRED | FORM_LINES, .max = 4000},
    {.name = "number", .type = FORM_TEXT, .max = 120},
    {.name = "at", .type = FORM_TIME},
    {.name = "by", .type = FORM_TEXT, .max = 64},
    {0},
};

static const struct form_field rectification_form[] = {
    {.name = "text", .type = FORM_TEXT, .flags = FORM_REQUIRED | FORM_LINES, .max = 8000},
    {.name = "attachments", .type = FORM_IDS, .max = ATTACHMENTS_MAX, .link = "attachment"},
    {.name = "at", .type = FORM_TIME},
    {.name = "by", .type = FORM_TEXT, .max = 64},
    {.name = "late", .type = FORM_BOOL},
    {0},
};

static const struct form_field form[] = {
    {.name = "unit",
     .type = FORM_ID,
     .flags = FORM_REQUIRED | FORM_FIXED | FORM_LATE,
     .link = "unit"},
    {.name = "staff", .type = FORM_ID, .flags = FORM_FIXED, .link = "staff"},
    {.name = "spot_check", .type = FORM_ID, .flags = FORM_FIXED, .link = "spot_check"},
    {.name = "found_on", .type = FORM_DATE, .flags = FORM_REQUIRED | FORM_LATE},
    {.name = "title", .type = FORM_TEXT, .flags = FORM_REQUIRED, .max = 255},
    {.name = "detail", .type = FORM_TEXT, .flags = FORM_LINES, .max = 4000},
    {.name = "source", .type = FORM_WORD, .flags = FORM_MADE, .words = source_words},
    {.name = "cause", .type = FORM_PART, .flags = FORM_MADE, .rows = cause_form},
    {.name = "state", .type = FORM_WORD, .flags = FORM_MADE, .words = breach_state_words},
    {.name = "due", .type = FORM_DATE, .flags = FORM_MADE},
    {.name = "notice", .type = FORM_PART, .flags = FORM_MADE, .rows = notice_form},
    {.name = "rectification", .type = FORM_PART, .flags = FORM_MADE, .rows = rectification_form},
    {.name = "history", .type = FORM_ROWS, .flags = FORM_MADE, .max = 1000},
    {0},
};

/* Finding */

/* "s1" with what the spot check says of them; NULL where it does not name them. */
static const json_t *finding_of(const json_t *spot_check, const char *staff)
{
    const json_t *findings = json_object_get(spot_check, "findings");
    for (size_t i = 0; i < json_array_size(findings); i++) {
        const json_t *finding = json_array_get(findings, i);
        if (strcmp(office_text(finding, "staff"), staff) == 0) {
            return finding;
        }
    }
    return NULL;
}

/* The unit and day are the spot check's own. */
static bool take_spot_check(struct office_change *change, struct error *err)
{
    AUTO(json) json_t *check = NULL;
    char date[CIVIL_DATE_SIZE];
    if (!office_peek(change->database, &spot_check_kind, office_text(change->after, "spot_check"),
                     &check, err)) {
        return false;
    }
    if (!check) {
        return form_fail("spot_check", "there is no such spot check", err);
    }
    const json_t *finding = finding_of(check, office_text(change->after, "staff"));
    const char *found = office_text(finding, "found");
    if (strcmp(found, "absent") != 0 && strcmp(found, "elsewhere") != 0) {
        return form_fail("staff", "the spot check did not find this person missing", err);
    }
    return office_set_text(change, "unit", office_text(check, "unit"), err) &&
           office_set_text(change, "found_on", civil_date_format(office_date(check, "at", 0), date),
                           err);
}

static bool find_unit(struct office_change *change, struct error *err)
{
    char unit[PERMISSION_UNIT_MAX + 1] = "";
    const char *staff = office_text(change->after, "staff");
    const char *said = office_text(change->after, "unit");
    int32_t date = office_date(change->after, "found_on", 0);
    if (*staff && !unit_tree_store_unit_of(change->database, staff, date, unit, sizeof unit, err)) {
        return false;
    }
    if (*unit && *said && strcmp(unit, said) != 0) {
        return error_set(err, ERROR_INVALID, "unit: the person belonged to '%s' then", unit);
    }
    if (!*unit && !*said) {
        return form_fail("unit", "missing", err);
    }
    return *said || office_set_text(change, "unit", unit, err);
}

static bool make(struct office_change *change, struct error *err)
{
    bool spot = *office_text(change->after, "spot_check") != '\0';
    if (spot && !take_spot_check(change, err)) {
        return false;
    }
    if (!*office_text(change->after, "found_on")) {
        return form_fail("found_on", "missing", err);
    }
    return (spot || find_unit(change, err)) &&
           office_set_text(change, "source", spot ? "spot_check" : "hand", err) &&
           office_set_text(change, "state", "found", err) &&
           office_add_history(change, "found", NULL, err);
}

/* One spot check makes one entry of a person. */
struct twin {
    const char *spot_check, *except;
    bool found;
};

static bool look_for_twin(const struct entry_row *row, void *user, struct error *err)
{
    struct twin *twin = user;
    AUTO(json) json_t *members = NULL;
    if (!json_parse(row->value, strlen(row->value), row->id, &members, err)) {
        return false;
    }
    twin->found |= strcmp(office_text(members, "spot_check"), twin->spot_check) == 0 &&
                   strcmp(row->id, twin->except) != 0;
    return true;
}

static bool check_twin(struct office_change *change, struct error *err)
{
    struct twin twin = {office_text(change->after, "spot_check"), change->id, false};
    if (!*twin.spot_check) {
        return true;
    }
    struct entry_query query = entry_query_of("breach");
    query.staff = office_text(change->after, "staff");
    return entry_store_list(change->database, &query, look_for_twin, &twin, err) &&
           (!twin.found ||
            office_refuse_state(change, "the spot check's finding is in the ledger", err));
}

static bool check(struct office_change *change, struct error *err)
{
    if (change->before && strcmp(office_text(change->before, "state"), "found") != 0) {
        return office_refuse_state(change, "has gone to the unit: what was found stands", err);
    }
    if (office_date(change->after, "found_on", 0) > civil_date_of(change->now_ms)) {
        return form_fail("found_on", "is still to come", err);
    }
    return check_twin(change, err) &&
           (!change->before || office_add_history(change, "changed", NULL, err));
}

/* Steps */

unsigned breach_state_of(const json_t *members)
{
    for (unsigned i = 0; breach_state_words[i]; i++) {
        if (strcmp(breach_state_words[i], office_text(members, "state")) == 0) {
            return 1u << i;
        }
    }
    return 0;
}

/* Whoever comes second hears who was first. */
static bool check_state(struct office_change *change, unsigned states, struct error *err)
{
    char text[200];
    const json_t *history = json_object_get(change->before, "history");
    const json_t *last = json_array_get(history, json_array_size(history) - 1);
    if (breach_state_of(change->before) & states) {
        return true;
    }
    (void)snprintf(text, sizeof text, "is %s: %s by %s at %s", office_text(change->before, "state"),
                   office_text(last, "what"), office_text(last, "by"), office_text(last, "at"));
    return office_refuse_state(change, text, err);
}

static bool when_found(struct office_change *change, struct error *err)
{
    return check_state(change, BREACH_FOUND, err);
}

static bool when_at_the_unit(struct office_change *change, struct error *err)
{
    return check_state(change, BREACH_NOTIFIED | BREACH_OVERDUE, err);
}

static bool when_rectified(struct office_change *change, struct error *err)
{
    return check_state(change, BREACH_RECTIFIED, err);
}

static bool when_verified(struct office_change *change, struct error *err)
{
    return check_state(change, BREACH_VERIFIED, err);
}

static bool when_not_rectified(struct office_change *change, struct error *err)
{
    return check_state(change, BREACH_FOUND | BREACH_NOTIFIED | BREACH_OVERDUE, err);
}

static bool when_judged(struct office_change *change, struct error *err)
{
    return check_state(change, BREACH_CLOSED | BREACH_DISMISSED | BREACH_VERIFIED, err);
}

static bool check_due(struct office_change *change, const json_t *input, struct error *err)
{
    return office_date(input, "due", 0) >= civil_date_of(change->now_ms) ||
           form_fail("due", "is past already", err);
}

/* A copy of the input with who says it and when, as the part that stands now. */
static bool set_part(struct office_change *change, const char *name, const json_t *input,
                     struct error *err)
{
    char at[CIVIL_TIME_SIZE];
    int64_t now_ms = change->now_ms - change->now_ms % CIVIL_SECOND_MS;
    json_t *part = json_copy((json_t *)(uintptr_t)input);
    (void)json_object_del(part, "due"); /* −1 where it has none */
    if (json_object_set_new(part, "at", json_string(civil_time_format(now_ms, at))) != 0 ||
        json_object_set_new(part, "by", json_string(office_account(change))) != 0) {
        json_decref(part);
        return error_set(err, ERROR_NO_MEMORY, "%s: out of memory", name);
    }
    return office_set(change, name, part, err);
}

/* Tells of a step; each line of the history is a stage of its own. */
bool breach_tell(struct office_change *change, const char *what,
                 const struct notice_readers *readers, struct error *err)
{
    char stage[24];
    const json_t *history = json_object_get(change->after, "history");
    AUTO(json)
    json_t *detail = json_pack("{s:s, s:s, s:s*}", "title", office_text(change->after, "title"),
                               "state", office_text(change->after, "state"), "due",
                               json_string_value(json_object_get(change->after, "due")));
    const struct notice notice = {.what = what,
                                  .kind = "breach",
                                  .id = change->id,
                                  .stage = stage,
                                  .unit = office_text(change->after, "unit"),
                                  .staff = office_text(change->after, "staff"),
                                  .detail = detail};
    (void)snprintf(stage, sizeof stage, "%zu", json_array_size(history));
    return detail ? notice_board_send(change->office, change->database, &notice, readers, err)
                  : error_set(err, ERROR_NO_MEMORY, "notice: out of memory");
}

bool breach_tell_unit(struct office_change *change, const char *what, struct error *err)
{
    const struct notice_readers readers = {.role = "clerk",
                                           .person = office_text(change->after, "staff"),
                                           .except = office_account(change)};
    return breach_tell(change, what, &readers, err);
}

/* Whoever sent the notice waits for it. */
static bool tell_issuer(struct office_change *change, const char *what, struct error *err)
{
    const json_t *notice = json_object_get(change->after, "notice");
    const struct notice_readers readers = {.account = office_text(notice, "by"),
                                           .except = office_account(change)};
    return breach_tell(change, what, &readers, err);
}

bool breach_step(struct office_change *change, const char *state, const char *what,
                 const json_t *input, struct error *err)
{
    return office_set_text(change, "state", state, err) &&
           office_add_step(change, what, input, err);
}

static bool notify(struct office_change *change, const json_t *input, struct error *err)
{
    return check_due(change, input, err) &&
           office_set_text(change, "due", office_text(input, "due"), err) &&
           set_part(change, "notice", input, err) &&
           breach_step(change, "notified", "notified", input, err) &&
           breach_tell_unit(change, "breach_notified", err);
}

static bool check_attachments(struct office_change *change, const json_t *input, struct error *err)
{
    const json_t *ids = json_object_get(input, "attachments");
    for (size_t i = 0; i < json_array_size(ids); i++) {
        AUTO(json) json_t *attachment = NULL;
        const char *id = json_string_value(json_array_get(ids, i));
        if (!office_peek(change->database, &attachment_kind, id, &attachment, err)) {
            return false;
        }
        if (strcmp(office_text(attachment, "breach"), change->id) != 0) {
            return error_set(err, ERROR_INVALID, "attachments[%zu]: '%s' is not of this entry", i,
                             id);
        }
    }
    return true;
}

static bool rectify(struct office_change *change, const json_t *input, struct error *err)
{
    bool late = office_date(change->before, "due", CIVIL_DATE_LAST) < civil_date_of(change->now_ms);
    if (!check_attachments(change, input, err) || !set_part(change, "rectification", input, err)) {
        return false;
    }
    json_t *part = json_object_get(change->after, "rectification");
    return (json_object_set_new(part, "late", json_boolean(late)) == 0 ||
            error_set(err, ERROR_NO_MEMORY, "late: out of memory")) &&
           breach_step(change, "rectified", "rectified", input, err) &&
           tell_issuer(change, "breach_rectified", err);
}

static bool reject(struct office_change *change, const json_t *input, struct error *err)
{
    return check_due(change, input, err) &&
           office_set_text(change, "due", office_text(input, "due"), err) &&
           breach_step(change, "notified", "rejected", input, err) &&
           breach_tell_unit(change, "breach_rejected", err);
}

static bool extend(struct office_change *change, const json_t *input, struct error *err)
{
    return check_due(change, input, err) &&
           office_set_text(change, "due", office_text(input, "due"), err) &&
           breach_step(change, "notified", "extended", input, err) &&
           breach_tell_unit(change, "breach_extended", err);
}

static bool verify(struct office_change *change, const json_t *input, struct error *err)
{
    return breach_step(change, "verified", "verified", input, err);
}

static bool close_entry(struct office_change *change, const json_t *input, struct error *err)
{
    return breach_step(change, "closed", "closed", input, err) &&
           breach_tell_unit(change, "breach_closed", err);
}

static bool dismiss(struct office_change *change, const json_t *input, struct error *err)
{
    return breach_step(change, "dismissed", "dismissed", input, err);
}

static bool reopen(struct office_change *change, const json_t *input, struct error *err)
{
    return office_set(change, "due", NULL, err) &&
           breach_step(change, "found", "reopened", input, err);
}

#define COMMENT(more)                                                                              \
    {                                                                                              \
        .name = "comment", .type = FORM_TEXT, .flags = FORM_LINES | (more), .max = 2000            \
    }
#define DUE                                                                                        \
    {                                                                                              \
        .name = "due", .type = FORM_DATE, .flags = FORM_REQUIRED                                   \
    }

static const struct form_field comment_form[] = {COMMENT(0), {0}};
static const struct form_field reason_form[] = {COMMENT(FORM_REQUIRED), {0}};
static const struct form_field due_form[] = {DUE, COMMENT(FORM_REQUIRED), {0}};
static const struct form_field notify_form[] = {
    {.name = "text", .type = FORM_TEXT, .flags = FORM_REQUIRED | FORM_LINES, .max = 4000},
    {.name = "number", .type = FORM_TEXT, .max = 120},
    DUE,
    {0}};
static const struct form_field rectify_form[] = {
    {.name = "text", .type = FORM_TEXT, .flags = FORM_REQUIRED | FORM_LINES, .max = 8000},
    {.name = "attachments", .type = FORM_IDS, .max = ATTACHMENTS_MAX, .link = "attachment"},
    {0}};

static const struct office_action actions[] = {
    {"notify", PERMISSION_WRITE, notify_form, notify, when_found},
    {"rectify", PERMISSION_REQUEST, rectify_form, rectify, when_at_the_unit},
    {"reject", PERMISSION_WRITE, due_form, reject, when_rectified},
    {"extend", PERMISSION_WRITE, due_form, extend, when_at_the_unit},
    {"verify", PERMISSION_WRITE, comment_form, verify, when_rectified},
    {"close", PERMISSION_WRITE, comment_form, close_entry, when_verified},
    {"dismiss", PERMISSION_WRITE, reason_form, dismiss, when_not_rectified},
    {"reopen", PERMISSION_WRITE, reason_form, reopen, when_judged},
    {0},
};

const struct office_kind breach_kind = {
    .name = "breach",
    .path = "ledger",
    .flags = OFFICE_NEWEST_FIRST | OFFICE_PERSONAL | OFFICE_KEEPS,
    .id_prefix = "b",
    .form = form,
    .resource = PERMISSION_LEDGER,
    .make_action = PERMISSION_WRITE,
    .index = {.sort = "found_on",
              .search = "title",
              .unit = "unit",
              .staff = "staff",
              .from = "found_on",
              .to = "due"},
    .actions = actions,
    .on_make = make,
    .on_change = check,
};
