#include "month_overview.h"

#include "civil.h"
#include "closed_month_store.h"
#include "json.h"
#include "month_report_sieve.h"
#include "month_supplement.h"
#include "submission.h"
#include <string.h>

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "months: out of memory");
}

/* What a month's end is told by. */
struct month_end {
    int32_t month;
    int64_t now_ms;
    struct submission_terms terms;
    json_t *submissions; /* by unit */
    json_t *closed;      /* {"at", "by", "hash", …} or null */
};

static void month_end_finish(struct month_end *end)
{
    json_decref(end->submissions);
    json_decref(end->closed);
}

#define AUTO_MONTH_END __attribute__((cleanup(month_end_finish)))

static bool take_closed(const struct closed_month *closed, void *user, struct error *err)
{
    struct month_end *end = user;
    AUTO(json) json_t *manifest = NULL;
    if (!json_parse(closed->manifest, strlen(closed->manifest), "manifest", &manifest, err)) {
        return false;
    }
    const json_t *documents = json_object_get(manifest, "documents");
    json_decref(end->closed);
    end->closed =
        json_pack("{s:s, s:s, s:s, s:s*, s:O}", "at", office_text(manifest, "closed_at"), "by",
                  closed->closed_by, "hash", closed->hash, "reason",
                  json_string_value(json_object_get(manifest, "reason")), "documents", documents);
    return end->closed || no_memory(err);
}

static bool read_end(struct database *database, int32_t month, int64_t now_ms,
                     struct month_end *ret_end, struct error *err)
{
    *ret_end = (struct month_end){.month = month, .now_ms = now_ms, .closed = json_null()};
    return submission_terms_read(database, month, &ret_end->terms, err) &&
           submission_read_month(database, month, &ret_end->submissions, err) &&
           closed_month_store_each(database, month, take_closed, ret_end, err);
}

static const char *state_of(const struct month_end *end)
{
    if (!json_is_null(end->closed)) {
        return "closed";
    }
    return end->now_ms >= civil_midnight_ms(civil_month_first(end->month + 1)) ? "over" : "running";
}

/* The time as text; members that are there from the first. */
static json_t *head_json(const struct month_end *end)
{
    char month[CIVIL_MONTH_SIZE], opens[CIVIL_TIME_SIZE], due[CIVIL_TIME_SIZE];
    return json_pack("{s:s, s:s, s:s, s:s, s:O}", "month", civil_month_format(end->month, month),
                     "state", state_of(end), "opens", civil_time_format(end->terms.opens_ms, opens),
                     "due", civil_time_format(end->terms.due_ms, due), "closed", end->closed);
}

/* Units */

struct unit_counts {
    json_int_t units, submitted, late, missing;
};

/* "waiting" until it is due, "missing" from then on; else what became of the submission. */
static const char *unit_state(const struct month_end *end, const json_t *submission)
{
    const char *state = office_text(submission, "state");
    if (strcmp(state, "submitted") == 0) {
        return state;
    }
    if (end->now_ms > end->terms.due_ms) {
        return "missing";
    }
    return *state ? state : "waiting";
}

/* Has a figure moved since the unit handed it in? */
static bool has_moved(const json_t *submission, const struct month_report_unit *unit)
{
    const json_t *figures = json_object_get(submission, "figures");
    for (size_t i = 0; figures && i < FIGURE_COUNT; i++) {
        if (json_integer_value(json_object_get(figures, figure_words[i])) !=
            unit->month.figures.of[i]) {
            return true;
        }
    }
    return false;
}

static json_t *unit_json(const struct month_end *end, const struct month_report_unit *unit,
                         struct unit_counts *counts)
{
    const json_t *submission = json_object_get(end->submissions, unit->month.code);
    const char *state = unit_state(end, submission);
    char month[CIVIL_MONTH_SIZE], id[OFFICE_ID_MAX + 1];
    submission_id(civil_month_format(end->month, month), unit->month.code, id);
    bool submitted = strcmp(state, "submitted") == 0;
    bool missing = strcmp(state, "missing") == 0;
    bool late = missing || json_is_true(json_object_get(submission, "late"));
    counts->units++;
    counts->submitted += submitted;
    counts->missing += missing;
    counts->late += late && submitted;
    return json_pack(
        "{s:s, s:s, s:I, s:s, s:b, s:b, s:I, s:I, s:s*, s:s*, s:s*, s:s*}", "unit",
        unit->month.code, "name", unit->name, "headcount", (json_int_t)unit->month.headcount,
        "state", state, "late", late, "moved", submitted && has_moved(submission, unit),
        "provisional", (json_int_t)unit->provisional, "review",
        (json_int_t)unit->month.figures.of[FIGURE_REVIEW], "submission", submission ? id : NULL,
        "submitted_at", json_string_value(json_object_get(submission, "submitted_at")),
        "submitted_by", json_string_value(json_object_get(submission, "submitted_by")), "comment",
        json_string_value(json_object_get(submission, "comment")));
}

static bool add_units(const struct month_end *end, const struct month_report *report,
                      json_t *answer, struct error *err)
{
    struct unit_counts counts = {0};
    AUTO(json) json_t *units = json_array();
    for (size_t i = 0; i < report->unit_count; i++) {
        const struct month_report_unit *unit = &report->units[i];
        if (unit->month.headcount > 0 &&
            json_array_append_new(units, unit_json(end, unit, &counts)) != 0) {
            return no_memory(err);
        }
    }
    bool unfinished =
        strcmp(office_text(answer, "state"), "running") == 0 || counts.submitted < counts.units;
    return (json_object_set(answer, "units", units) == 0 &&
            json_object_set_new(answer, "unfinished", json_boolean(unfinished)) == 0 &&
            json_object_set_new(answer, "counts",
                                json_pack("{s:I, s:I, s:I, s:I}", "units", counts.units,
                                          "submitted", counts.submitted, "late", counts.late,
                                          "missing", counts.missing)) == 0) ||
           no_memory(err);
}

/* Of who handed in and who closed, in the members that an office's submission has for accounts. */
static bool add_names(struct database *database, json_t *answer, struct error *err)
{
    const struct office_kind *kind = office_kind_find("submission");
    const json_t *units = json_object_get(answer, "units");
    json_t *by = json_object_get(json_object_get(answer, "closed"), "by");
    AUTO(json) json_t *names = json_object();
    AUTO(json) json_t *closer = json_pack("{s:O*}", "submitted_by", by);
    for (size_t i = 0; i < json_array_size(units); i++) {
        AUTO(json)
        json_t *one = json_pack("{s:O*}", "submitted_by",
                                json_object_get(json_array_get(units, i), "submitted_by"));
        if (!names || !one) {
            return no_memory(err);
        }
        if (!office_add_names(database, kind, one, names, err)) {
            return false;
        }
    }
    if (!names || !closer) {
        return no_memory(err);
    }
    return office_add_names(database, kind, closer, names, err) &&
           (json_object_set(answer, "names", names) == 0 || no_memory(err));
}

bool month_overview_read(const struct month_desk *desk, int32_t month,
                         const struct staff_sieve *sieve, json_t **ret_month, struct error *err)
{
    AUTO_MONTH_VIEW struct month_view figures = {0};
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO_MONTH_END struct month_end end = {0};
    if (!month_source_report(desk->months, month, MONTH_SOURCE_NOW, &figures, err) ||
        !storage_read(desk->storage, &view, err) ||
        !read_end(snapshot_database(view), month, figures.report->as_of_ms, &end, err)) {
        return false;
    }
    month_report_sieve(figures.report, sieve);
    AUTO(json) json_t *answer = head_json(&end);
    if (!answer || !add_units(&end, figures.report, answer, err) ||
        !add_names(snapshot_database(view), answer, err)) {
        return answer ? false : no_memory(err);
    }
    *ret_month = TAKE(answer);
    return true;
}

static bool has_supplement(const struct month_desk *desk, int32_t month,
                           const struct staff_sieve *sieve, bool *ret_has, struct error *err)
{
    AUTO(json) json_t *supplement = NULL;
    bool closed;
    if (!month_supplement_read(desk, month, sieve, &closed, &supplement, err)) {
        return false;
    }
    *ret_has = json_array_size(json_object_get(supplement, "figures")) > 0 ||
               json_array_size(json_object_get(supplement, "differences")) > 0;
    return true;
}

bool month_overview_closing(const struct month_desk *desk, int32_t month,
                            const struct staff_sieve *sieve, json_t **ret_closing,
                            struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO_MONTH_END struct month_end end = {.closed = json_null()};
    bool has = false;
    if (!storage_read(desk->storage, &view, err) ||
        !closed_month_store_each(snapshot_database(view), month, take_closed, &end, err)) {
        return false;
    }
    if (!json_is_null(end.closed)) {
        if (!has_supplement(desk, month, sieve, &has, err)) {
            return false;
        }
        (void)json_object_del(end.closed, "documents"); /* they are told at the months */
        if (json_object_set_new(end.closed, "supplement", json_boolean(has)) != 0) {
            return no_memory(err);
        }
    }
    *ret_closing = json_incref(end.closed);
    return true;
}

/* All months */

static bool add_month(struct database *database, int32_t month, int64_t now_ms, json_t *months,
                      struct error *err)
{
    AUTO_MONTH_END struct month_end end = {0};
    if (!read_end(database, month, now_ms, &end, err)) {
        return false;
    }
    const char *unit;
    json_t *submission;
    json_int_t submitted = 0, late = 0;
    json_object_foreach(end.submissions, unit, submission)
    {
        bool is_in = strcmp(office_text(submission, "state"), "submitted") == 0;
        submitted += is_in;
        late += is_in && json_is_true(json_object_get(submission, "late"));
    }
    json_t *line = head_json(&end);
    bool good = line && json_object_set_new(line, "submitted", json_integer(submitted)) == 0 &&
                json_object_set_new(line, "late", json_integer(late)) == 0;
    return (json_array_append_new(months, line) == 0 && good) || no_memory(err);
}

bool month_overview_list(const struct month_desk *desk, json_t **ret_list, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(fact_loan) struct fact_loan *loan = NULL;
    AUTO(json) json_t *months = json_array();
    bool any;
    int32_t first, last;
    int64_t now_ms;
    if (!month_source_span(desk->months, &any, &first, &last, err) ||
        !storage_read(desk->storage, &view, err)) {
        return false;
    }
    struct database *database = snapshot_database(view);
    if (!fact_cache_take(desk->months->cache, database, &loan, err) ||
        !judging_local_ms(fact_loan_facts(loan), clock_utc_us(desk->clock), &now_ms, err)) {
        return false;
    }
    for (int32_t month = last; any && month >= first; month--) {
        if (!add_month(database, month, now_ms, months, err)) {
            return false;
        }
    }
    *ret_list = json_pack("{s:O}", "months", months);
    return *ret_list || no_memory(err);
}
