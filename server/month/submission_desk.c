#include "submission_desk.h"

#include "civil.h"
#include "closed_month_store.h"
#include "json.h"
#include "notice_board.h"
#include "submission.h"
#include <stdio.h>
#include <string.h>

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "submission: out of memory");
}

static void refuse(struct office_answer *answer, const char *detail)
{
    *answer = (struct office_answer){.result = OFFICE_INVALID};
    (void)snprintf(answer->detail, sizeof answer->detail, "%s", detail);
}

/* What the server puts into a submission */

static const struct month_report_unit *find_unit(const struct month_report *report,
                                                 const char *code)
{
    for (size_t i = 0; i < report->unit_count; i++) {
        if (strcmp(report->units[i].month.code, code) == 0) {
            return &report->units[i];
        }
    }
    return NULL;
}

static json_t *figures_json(const struct month_report_unit *unit)
{
    AUTO(json)
    json_t *figures = json_pack("{s:I, s:I}", "headcount", (json_int_t)unit->month.headcount,
                                "provisional", (json_int_t)unit->provisional);
    bool good = figures != NULL;
    for (size_t i = 0; good && i < FIGURE_COUNT; i++) {
        good = json_object_set_new(figures, figure_words[i],
                                   json_integer(unit->month.figures.of[i])) == 0;
    }
    if (good && unit->month.rate_bp != RANKING_NO_RATE) {
        good = json_object_set_new(figures, "rate_bp", json_integer(unit->month.rate_bp)) == 0;
    }
    return good ? TAKE(figures) : NULL;
}

static json_t *made_json(const struct month_report *report, const struct month_report_unit *unit)
{
    char as_of[CIVIL_TIME_SIZE], complete_to[CIVIL_TIME_SIZE];
    bool has_end = report->complete_to_ms != INT64_MIN;
    const char *end = has_end ? civil_time_format(report->complete_to_ms, complete_to) : NULL;
    return json_pack("{s:o, s:s, s:s*}", "figures", figures_json(unit), "as_of",
                     civil_time_format(report->as_of_ms, as_of), "complete_to", end);
}

/* *ret_made stays NULL, with the answer filled, where the unit has no such month. */
static bool make_figures(const struct month_desk *desk, const char *month_text, const char *code,
                         struct office_answer *answer, json_t **ret_made, struct error *err)
{
    AUTO_MONTH_VIEW struct month_view view = {0};
    int32_t month;
    if (!civil_month_parse(month_text, &month)) {
        refuse(answer, "month: a month is YYYY-MM");
        return true;
    }
    if (!month_source_report(desk->months, month, MONTH_SOURCE_NOW, &view, err)) {
        return false;
    }
    const struct month_report_unit *unit = find_unit(view.report, code);
    if (!unit || unit->month.headcount == 0) {
        refuse(answer, unit ? "unit: nobody belonged to it that month" : "unit: no such unit");
        return true;
    }
    *ret_made = made_json(view.report, unit);
    return *ret_made || no_memory(err);
}

bool submission_desk_make(const struct month_desk *desk, const struct office_caller *caller,
                          const json_t *input, struct office_answer *ret_answer, struct error *err)
{
    AUTO(json) json_t *made = NULL;
    if (!make_figures(desk, office_text(input, "month"), office_text(input, "unit"), ret_answer,
                      &made, err)) {
        return false;
    }
    const struct office_call call = {
        .kind = office_kind_find("submission"), .caller = caller, .input = input, .made = made};
    return !made || office_make(desk->office, &call, ret_answer, err);
}

bool submission_desk_again(const struct month_desk *desk, const struct office_caller *caller,
                           const char *id, const json_t *input, struct office_answer *ret_answer,
                           struct error *err)
{
    AUTO(json) json_t *made = NULL;
    const struct office_kind *kind = office_kind_find("submission");
    AUTO_OFFICE_ANSWER struct office_answer before = {0};
    if (!office_read(desk->office, kind, caller, id, &before, err)) {
        return false;
    }
    if (before.result != OFFICE_DONE) {
        *ret_answer = (struct office_answer){.result = before.result};
        return true;
    }
    if (!make_figures(desk, office_text(before.value, "month"), office_text(before.value, "unit"),
                      ret_answer, &made, err)) {
        return false;
    }
    const struct office_call call = {
        .kind = kind, .caller = caller, .id = id, .input = input, .made = made};
    return !made || office_change(desk->office, &call, ret_answer, err);
}

/* Reminding */

struct reminding {
    const struct month_desk *desk;
    const struct month_report *report;
    int64_t now_ms;
    size_t sent;
};

static bool remind_unit(struct reminding *reminding, struct database *database,
                        const struct submission_terms *terms, const char *unit, struct error *err)
{
    char id[OFFICE_ID_MAX + 1], month[CIVIL_MONTH_SIZE], due[CIVIL_TIME_SIZE];
    bool over = reminding->now_ms > terms->due_ms;
    (void)civil_month_format(reminding->report->month, month);
    submission_id(month, unit, id);
    AUTO(json)
    json_t *detail =
        json_pack("{s:s, s:s}", "month", month, "due", civil_time_format(terms->due_ms, due));
    const struct notice notice = {.what = over ? "submission_overdue" : "submission_due",
                                  .kind = "submission",
                                  .id = id,
                                  .stage = "reminder",
                                  .unit = unit,
                                  .detail = detail};
    const struct notice_readers readers = {.role = "clerk", .rather = over ? "inspector" : NULL};
    reminding->sent++;
    return detail ? notice_board_send(reminding->desk->office, database, &notice, &readers, err)
                  : no_memory(err);
}

static bool run_remind(struct database *database, void *user, struct error *err)
{
    struct reminding *reminding = user;
    const struct month_report *report = reminding->report;
    AUTO(json) json_t *units = NULL;
    struct submission_terms terms;
    bool closed;
    reminding->sent = 0;
    if (!closed_month_store_has(database, report->month, &closed, err) ||
        !submission_terms_read(database, report->month, &terms, err) ||
        !submission_read_month(database, report->month, &units, err)) {
        return false;
    }
    if (closed || reminding->now_ms < terms.remind_ms) {
        return true;
    }
    for (size_t i = 0; i < report->unit_count; i++) {
        const struct unit_month *unit = &report->units[i].month;
        const char *state = office_text(json_object_get(units, unit->code), "state");
        if (unit->headcount > 0 && strcmp(state, "submitted") != 0 &&
            !remind_unit(reminding, database, &terms, unit->code, err)) {
            return false;
        }
    }
    return true;
}

static bool remind_of_month(const struct month_desk *desk, int32_t month, size_t *ret_count,
                            struct error *err)
{
    AUTO_MONTH_VIEW struct month_view view = {0};
    if (!month_source_report(desk->months, month, MONTH_SOURCE_NOW, &view, err)) {
        return false;
    }
    struct reminding reminding = {desk, view.report, view.report->as_of_ms, 0};
    bool good = storage_write(desk->storage, run_remind, &reminding, err);
    *ret_count += reminding.sent;
    return good;
}

bool submission_desk_remind(void *user, size_t *ret_count, struct error *err)
{
    const struct month_desk *desk = user;
    bool any;
    int32_t first, last;
    if (!month_source_span(desk->months, &any, &first, &last, err)) {
        return false;
    }
    for (int32_t month = last - 1; any && month <= last; month++) {
        if (month >= first && !remind_of_month(desk, month, ret_count, err)) {
            return false;
        }
    }
    return true;
}
