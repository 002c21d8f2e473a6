#include "long_view.h"

#include "civil.h"
#include "heat_store.h"
#include "json.h"
#include "month_store.h"
#include "ranking.h"
#include <stdlib.h>
#include <string.h>

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "trend: out of memory");
}

/* Sums of several months, read from the rows that judging keeps. */
struct view {
    const struct long_view_question *question;
    struct snapshot *snapshot;
    struct fact_loan *loan;
    const struct facts *facts;
    struct judging_progress rejudging;
    int32_t first;
    size_t months;
    struct figures *units;  /* months of the first unit, then of the next */
    struct figures *people; /* the same of people */
};

static void view_finish(struct view *view)
{
    free(view->units);
    free(view->people);
    fact_loan_destroy(view->loan);
    snapshot_destroy(view->snapshot);
}

#define AUTO_VIEW __attribute__((cleanup(view_finish)))

static struct figures *unit_of(const struct view *view, size_t unit, size_t month)
{
    return &view->units[unit * view->months + month];
}

static struct figures *person_of(const struct view *view, size_t person, size_t month)
{
    return &view->people[person * view->months + month];
}

static void add_row(int32_t month, const char *staff, const char *unit,
                    const struct figures *figures, void *user)
{
    const struct view *view = user;
    size_t named = facts_find_unit_index(view->facts, unit);
    size_t person = facts_find_staff_index(view->facts, staff);
    size_t at = (size_t)(month - view->first);
    if (named != SIZE_MAX) { /* of all: a unit is ranked among those that its reader does not see */
        figures_add(unit_of(view, named, at), figures);
    }
    const struct staff_sieve_subject subject = {.staff = staff, .unit = unit};
    if (staff_sieve_holds(view->question->sieve, &subject) && person != SIZE_MAX) {
        figures_add(person_of(view, person, at), figures);
    }
}

/* The months first..last, as far as there are taps; none is *ret_any false. */
static bool open_view(const struct month_source *source, int32_t first, struct view *view,
                      bool *ret_any, struct error *err)
{
    int32_t begun, now, last = view->question->month;
    if (!month_source_span(source, ret_any, &begun, &now, err) ||
        !storage_read(source->storage, &view->snapshot, err)) {
        return false;
    }
    first = *ret_any && begun > first ? begun : first;
    last = *ret_any && now < last ? now : last;
    *ret_any = *ret_any && first <= last;
    view->first = first;
    view->months = *ret_any ? (size_t)(last - first + 1) : 0;
    if (*ret_any && !judging_bring_up(source->judging, first, last, &view->rejudging, err)) {
        return false;
    }
    snapshot_destroy(view->snapshot); /* the figures as they are now */
    view->snapshot = NULL;
    if (!storage_read(source->storage, &view->snapshot, err) ||
        !fact_cache_take(source->cache, snapshot_database(view->snapshot), &view->loan, err)) {
        return false;
    }
    view->facts = fact_loan_facts(view->loan);
    view->units = calloc(facts_unit_count(view->facts) * view->months + 1, sizeof *view->units);
    view->people = calloc(facts_staff_count(view->facts) * view->months + 1, sizeof *view->people);
    return (view->units && view->people) || no_memory(err);
}

static bool read_view(const struct month_source *source, int32_t first, struct view *view,
                      struct error *err)
{
    bool any;
    return open_view(source, first, view, &any, err) &&
           (!any || month_store_each(snapshot_database(view->snapshot), view->first,
                                     view->first + (int32_t)view->months - 1, add_row, view, err));
}

/* JSON */

static json_t *rate_json(const struct figures *figures)
{
    int32_t rate_bp = ranking_rate_bp(figures);
    return rate_bp == RANKING_NO_RATE ? json_null() : json_integer(rate_bp);
}

static int64_t due_of(const struct figures *figures)
{
    return figures->of[FIGURE_CHECKS_DUE] + figures->of[FIGURE_MEETINGS_DUE];
}

/* Lists of rates and violations, a value a month. */
static json_t *series_json(const struct view *view, const struct figures *months)
{
    AUTO(json) json_t *rates = json_array();
    AUTO(json) json_t *violations = json_array();
    for (size_t i = 0; i < view->months; i++) {
        if (json_array_append_new(rates, rate_json(&months[i])) != 0 ||
            json_array_append_new(violations, json_integer(months[i].of[FIGURE_VIOLATIONS])) != 0) {
            return NULL;
        }
    }
    return json_pack("{s:O, s:O}", "rates", rates, "violations", violations);
}

static json_t *months_json(const struct view *view)
{
    AUTO(json) json_t *months = json_array();
    for (size_t i = 0; i < view->months; i++) {
        char text[CIVIL_MONTH_SIZE];
        (void)civil_month_format(view->first + (int32_t)i, text);
        if (json_array_append_new(months, json_string(text)) != 0) {
            return NULL;
        }
    }
    return TAKE(months);
}

static struct figures sum_of(const struct view *view, const struct figures *months)
{
    struct figures sum = {0};
    for (size_t i = 0; i < view->months; i++) {
        figures_add(&sum, &months[i]);
    }
    return sum;
}

/* Trend */

static bool is_seen(const struct view *view, const char *unit)
{
    const struct staff_sieve_subject subject = {.unit = unit};
    return staff_sieve_holds(view->question->sieve, &subject);
}

static json_t *county_series(const struct view *view)
{
    AUTO(memory) struct figures *sums = calloc(view->months + 1, sizeof *sums);
    for (size_t u = 0; sums && u < facts_unit_count(view->facts); u++) {
        bool seen = is_seen(view, facts_unit_at(view->facts, u)->code);
        for (size_t m = 0; seen && m < view->months; m++) {
            figures_add(&sums[m], unit_of(view, u, m));
        }
    }
    return sums ? series_json(view, sums) : NULL;
}

static json_t *unit_series(const struct view *view)
{
    AUTO(json) json_t *units = json_array();
    for (size_t u = 0; u < facts_unit_count(view->facts); u++) {
        const struct facts_unit *unit = facts_unit_at(view->facts, u);
        json_t *line = is_seen(view, unit->code) ? series_json(view, unit_of(view, u, 0)) : NULL;
        if (line && (json_object_set_new(line, "unit", json_string(unit->code)) != 0 ||
                     json_object_set_new(line, "name", json_string(unit->name)) != 0 ||
                     json_array_append_new(units, line) != 0)) {
            return NULL;
        }
    }
    return TAKE(units);
}

struct offender {
    size_t person;
    int64_t months, violations;
};

static int compare_offenders(const void *a, const void *b)
{
    const struct offender *x = a;
    const struct offender *y = b;
    if (x->months != y->months) {
        return x->months < y->months ? 1 : -1;
    }
    if (x->violations != y->violations) {
        return x->violations < y->violations ? 1 : -1;
    }
    return (x->person > y->person) - (x->person < y->person);
}

static const struct facts_unit *unit_at_end(const struct view *view, const struct person *person)
{
    int32_t last = civil_month_first(view->first + (int32_t)view->months) - 1;
    const struct membership *membership =
        person_membership(person, person->active_to < last ? person->active_to : last);
    return membership ? facts_find_unit(view->facts, membership->unit) : NULL;
}

static json_t *person_head(const struct view *view, size_t person)
{
    const struct facts_staff *staff = facts_staff_at(view->facts, person);
    const struct facts_unit *unit = unit_at_end(view, &staff->person);
    return json_pack("{s:s, s:s, s:s, s:s}", "staff", staff->id, "name", staff->name, "unit",
                     unit ? unit->code : "", "unit_name", unit ? unit->name : "");
}

/* Somebody in whose months there were violations more than once. */
static json_t *repeated_json(const struct view *view)
{
    size_t count = 0, people = facts_staff_count(view->facts);
    AUTO(json) json_t *list = json_array();
    AUTO(memory) struct offender *offenders = calloc(people + 1, sizeof *offenders);
    for (size_t p = 0; offenders && p < people; p++) {
        struct offender found = {.person = p};
        for (size_t m = 0; m < view->months; m++) {
            int64_t violations = person_of(view, p, m)->of[FIGURE_VIOLATIONS];
            found.months += violations > 0;
            found.violations += violations;
        }
        if (found.months > 1) {
            offenders[count++] = found;
        }
    }
    if (!offenders) {
        return NULL;
    }
    qsort(offenders, count, sizeof *offenders, compare_offenders);
    for (size_t i = 0; i < count && i < LONG_VIEW_PEOPLE_MAX; i++) {
        json_t *line = person_head(view, offenders[i].person);
        AUTO(json) json_t *series = series_json(view, person_of(view, offenders[i].person, 0));
        if (!line || !series ||
            json_object_set(line, "violations", json_object_get(series, "violations")) != 0 ||
            json_object_set_new(line, "months", json_integer(offenders[i].months)) != 0 ||
            json_object_set_new(line, "total", json_integer(offenders[i].violations)) != 0 ||
            json_array_append_new(list, line) != 0) {
            return NULL;
        }
    }
    return TAKE(list);
}

static json_t *progress_json(const struct judging_progress *progress)
{
    return progress->total == 0 ? json_null()
                                : json_pack("{s:I, s:I}", "done", (json_int_t)progress->done,
                                            "total", (json_int_t)progress->total);
}

bool long_view_trend(const struct month_source *source, const struct long_view_question *question,
                     json_t **ret_trend, struct error *err)
{
    AUTO_VIEW struct view view = {.question = question};
    if (!read_view(source, question->month - LONG_VIEW_MONTHS + 1, &view, err)) {
        return false;
    }
    *ret_trend = json_pack("{s:o, s:o, s:o, s:o, s:o}", "months", months_json(&view), "county",
                           county_series(&view), "units", unit_series(&view), "repeated",
                           repeated_json(&view), "rejudging", progress_json(&view.rejudging));
    return *ret_trend || no_memory(err);
}

/* Heat */

struct heating {
    const struct view *view;
    json_t *units; /* {"u1": {"2026-10-08": {"due", …}}} */
};

static json_t *member_of(json_t *object, const char *key)
{
    json_t *member = json_object_get(object, key);
    if (!member) {
        member = json_object();
        (void)json_object_set_new(object, key, member); /* no memory shows when it is read */
    }
    return json_object_get(object, key);
}

static bool add_number(json_t *cell, const char *name, int64_t number)
{
    json_int_t before = json_integer_value(json_object_get(cell, name));
    return json_object_set_new(cell, name, json_integer(before + number)) == 0;
}

static bool add_heat(const struct heat_row *row, void *user, struct error *err)
{
    const struct heating *heating = user;
    char date[CIVIL_DATE_SIZE];
    if (!is_seen(heating->view, row->unit)) {
        return true;
    }
    json_t *cell =
        member_of(member_of(heating->units, row->unit), civil_date_format(row->date, date));
    return (add_number(cell, "due", row->due) && add_number(cell, "on_time", row->on_time) &&
            add_number(cell, "violations", row->violations)) ||
           no_memory(err);
}

static json_t *heat_units(const struct view *view, const json_t *by_unit)
{
    AUTO(json) json_t *units = json_array();
    for (size_t u = 0; u < facts_unit_count(view->facts); u++) {
        const struct facts_unit *unit = facts_unit_at(view->facts, u);
        json_t *days = json_object_get(by_unit, unit->code);
        if (days &&
            json_array_append_new(units, json_pack("{s:s, s:s, s:O}", "unit", unit->code, "name",
                                                   unit->name, "days", days)) != 0) {
            return NULL;
        }
    }
    return TAKE(units);
}

bool long_view_heat(const struct month_source *source, const struct long_view_question *question,
                    json_t **ret_heat, struct error *err)
{
    AUTO_VIEW struct view view = {.question = question};
    AUTO(json) json_t *by_unit = json_object();
    struct heating heating = {&view, by_unit};
    char month[CIVIL_MONTH_SIZE];
    bool any;
    if (!open_view(source, question->month, &view, &any, err) ||
        !heat_store_each(snapshot_database(view.snapshot), civil_month_first(question->month),
                         civil_month_first(question->month + 1) - 1, add_heat, &heating, err)) {
        return false;
    }
    *ret_heat =
        json_pack("{s:s, s:o, s:o}", "month", civil_month_format(question->month, month), "units",
                  heat_units(&view, by_unit), "rejudging", progress_json(&view.rejudging));
    return *ret_heat || no_memory(err);
}

/* The year */

static bool put_figures(json_t *line, const struct figures *figures)
{
    bool good = line != NULL;
    for (size_t i = 0; good && i < FIGURE_COUNT; i++) {
        good = json_object_set_new(line, figure_words[i], json_integer(figures->of[i])) == 0;
    }
    return good;
}

/* Heads of every month added up: a unit that grew is measured by the months its people were there.
 */
static int32_t count_heads(const struct view *view, const char *unit)
{
    int32_t heads = 0;
    for (size_t p = 0; p < facts_staff_count(view->facts); p++) {
        const struct person *person = &facts_staff_at(view->facts, p)->person;
        for (size_t m = 0; m < view->months; m++) {
            heads += ranking_counts_head(person, unit, view->first + (int32_t)m);
        }
    }
    return heads;
}

/* How much better the later half of the months was than the earlier; false where one has no rate.
 */
static bool improvement_of(const struct view *view, size_t unit, int32_t *ret_bp)
{
    struct figures halves[2] = {0};
    size_t half = view->months / 2;
    for (size_t m = 0; m < view->months; m++) {
        if (m < half || m >= view->months - half) {
            figures_add(&halves[m >= view->months - half], unit_of(view, unit, m));
        }
    }
    int32_t before = ranking_rate_bp(&halves[0]), after = ranking_rate_bp(&halves[1]);
    *ret_bp = after - before;
    return before != RANKING_NO_RATE && after != RANKING_NO_RATE;
}

static json_t *year_unit(const struct view *view, const struct unit_month *unit)
{
    size_t index = facts_find_unit_index(view->facts, unit->code);
    const struct facts_unit *named = facts_unit_at(view->facts, index);
    int32_t better;
    bool has = improvement_of(view, index, &better);
    AUTO(json) json_t *series = series_json(view, unit_of(view, index, 0));
    json_t *line = json_pack("{s:s, s:s, s:i, s:o, s:o, s:o, s:O}", "unit", unit->code, "name",
                             named->name, "head_months", (int)unit->headcount, "rank",
                             unit->rank == RANKING_NO_RANK ? json_null() : json_integer(unit->rank),
                             "rate_bp", rate_json(&unit->figures), "improved_bp",
                             has ? json_integer(better) : json_null(), "rates",
                             json_object_get(series, "rates"));
    if (!put_figures(line, &unit->figures)) {
        json_decref(line);
        return NULL;
    }
    return line;
}

/* Ranked among all, then those that the caller may see. */
static json_t *year_units(const struct view *view)
{
    size_t count = facts_unit_count(view->facts);
    AUTO(json) json_t *units = json_array();
    AUTO(memory) struct unit_month *ranked = calloc(count + 1, sizeof *ranked);
    for (size_t u = 0; ranked && u < count; u++) {
        const char *code = facts_unit_at(view->facts, u)->code;
        ranked[u] = (struct unit_month){.code = code,
                                        .figures = sum_of(view, unit_of(view, u, 0)),
                                        .headcount = count_heads(view, code)};
    }
    if (!ranked) {
        return NULL;
    }
    ranking_sort(ranked, count);
    for (size_t u = 0; u < count; u++) {
        if (is_seen(view, ranked[u].code) &&
            json_array_append_new(units, year_unit(view, &ranked[u])) != 0) {
            return NULL;
        }
    }
    return TAKE(units);
}

/* Full attendance: something was due, and nothing is against it: no breach, no private leave,
 * nothing that a person still has to look at. */
static bool is_full(const struct figures *year)
{
    return due_of(year) > 0 && year->of[FIGURE_VIOLATIONS] == 0 &&
           year->of[FIGURE_LEAVE_MIN] == 0 && year->of[FIGURE_MEETINGS_LEAVE] == 0 &&
           year->of[FIGURE_REVIEW] == 0;
}

static bool fill_people(const struct view *view, json_t *people, json_t *full)
{
    for (size_t p = 0; p < facts_staff_count(view->facts); p++) {
        struct figures year = sum_of(view, person_of(view, p, 0));
        if (due_of(&year) == 0 && year.of[FIGURE_VIOLATIONS] == 0) {
            continue;
        }
        json_t *line = person_head(view, p);
        bool good = put_figures(line, &year) &&
                    json_object_set_new(line, "rate_bp", rate_json(&year)) == 0 &&
                    json_object_set_new(line, "full_attendance", json_boolean(is_full(&year))) == 0;
        if (is_full(&year) && json_array_append_new(full, person_head(view, p)) != 0) {
            good = false;
        }
        if (json_array_append_new(people, line) != 0 || !good) {
            return false;
        }
    }
    return true;
}

bool long_view_year(const struct month_source *source, const struct long_view_question *question,
                    json_t **ret_year, struct error *err)
{
    AUTO_VIEW struct view view = {.question = question};
    AUTO(json) json_t *people = json_array();
    AUTO(json) json_t *full = json_array();
    if (!read_view(source, civil_month_january(question->month), &view, err)) {
        return false;
    }
    if (!fill_people(&view, people, full)) {
        return no_memory(err);
    }
    *ret_year = json_pack("{s:o, s:o, s:O, s:O, s:o}", "months", months_json(&view), "units",
                          year_units(&view), "staff", people, "full_attendance", full, "rejudging",
                          progress_json(&view.rejudging));
    return *ret_year || no_memory(err);
}
