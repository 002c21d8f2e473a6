#include "month_report.h"

#include "civil.h"
#include "escalation.h"
#include <string.h>

int32_t month_report_first_month(int32_t month)
{
    int32_t january = civil_month_january(month);
    return january < month ? january : month - 1;
}

void month_report_destroy(struct month_report *report)
{
    if (report) {
        free(report->units);
        free(report->people);
        free(report->kiosks_behind);
        free(report->step_pool);
        free(report);
    }
}

/* Units */

static int compare_codes(const void *key, const void *unit)
{
    return strcmp(key, ((const struct unit_month *)unit)->code);
}

static struct unit_month *find_unit(struct unit_month *units, size_t count, const char *code)
{
    return bsearch(code, units, count, sizeof *units, compare_codes);
}

/* A unit that the person belonged to twice is asked about once. */
static bool named_before(const struct person *person, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(person->memberships[i].unit, person->memberships[index].unit) == 0) {
            return true;
        }
    }
    return false;
}

static void count_heads(const struct facts *facts, int32_t month, struct unit_month *units,
                        size_t unit_count)
{
    for (size_t i = 0; i < facts_staff_count(facts); i++) {
        const struct person *person = &facts_staff_at(facts, i)->person;
        for (size_t m = 0; m < person->membership_count; m++) {
            const char *code = person->memberships[m].unit;
            struct unit_month *unit = find_unit(units, unit_count, code);
            if (unit && !named_before(person, m) && ranking_counts_head(person, code, month)) {
                unit->headcount++;
            }
        }
    }
}

/* The units of one month in ranking order, in fresh memory; NULL when there is none left. */
static struct unit_month *units_of_month(const struct facts *facts, int32_t month,
                                         const struct month_row *rows, size_t row_count)
{
    size_t count = facts_unit_count(facts);
    struct unit_month *units = calloc(count ? count : 1, sizeof *units);
    if (!units) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        units[i].code = facts_unit_at(facts, i)->code;
    }
    for (size_t i = 0; i < row_count; i++) {
        struct unit_month *unit =
            rows[i].month == month ? find_unit(units, count, rows[i].unit) : NULL;
        if (unit) {
            figures_add(&unit->figures, &rows[i].figures);
        }
    }
    count_heads(facts, month, units, count);
    ranking_sort(units, count);
    return units;
}

static void add_provisional(struct month_report *report, const struct facts *facts,
                            const struct month_row *rows, size_t row_count, int64_t *of_unit)
{
    for (size_t i = 0; i < row_count; i++) {
        if (rows[i].month == report->month) {
            of_unit[facts_find_unit_index(facts, rows[i].unit)] += rows[i].provisional;
            report->provisional += rows[i].provisional;
        }
    }
}

static bool fill_units(struct month_report *report, const struct facts *facts,
                       const struct month_row *rows, size_t row_count, struct error *err)
{
    size_t count = facts_unit_count(facts);
    AUTO(memory) struct unit_month *units = units_of_month(facts, report->month, rows, row_count);
    AUTO(memory)
    struct unit_month *before = units_of_month(facts, report->month - 1, rows, row_count);
    AUTO(memory) int64_t *provisional = calloc(count ? count : 1, sizeof *provisional);
    AUTO(memory) struct figures *last = calloc(count ? count : 1, sizeof *last);
    report->units = calloc(count ? count : 1, sizeof *report->units);
    if (!units || !before || !provisional || !last || !report->units) {
        return error_set(err, ERROR_NO_MEMORY, "month report: out of memory");
    }
    ranking_compare(units, count, before, count);
    add_provisional(report, facts, rows, row_count, provisional);
    for (size_t i = 0; i < count; i++) {
        last[facts_find_unit_index(facts, before[i].code)] = before[i].figures;
        figures_add(&report->last, &before[i].figures);
    }
    for (size_t i = 0; i < count; i++) {
        report->units[i] = (struct month_report_unit){
            .month = units[i],
            .name = facts_find_unit(facts, units[i].code)->name,
            .last = last[facts_find_unit_index(facts, units[i].code)],
            .provisional = provisional[facts_find_unit_index(facts, units[i].code)],
        };
        figures_add(&report->figures, &units[i].figures);
    }
    report->last_rate_bp = ranking_rate_bp(&report->last);
    report->unit_count = count;
    report->rate_bp = ranking_rate_bp(&report->figures);
    return true;
}

/* People */

struct person_sums {
    struct figures month, year, last;
    int64_t provisional;
    bool has_row;
};

static bool active_in_month(const struct person *person, int32_t month)
{
    return person->active_from < civil_month_first(month + 1) &&
           person->active_to >= civil_month_first(month);
}

static const struct facts_unit *unit_at_end(const struct facts *facts, const struct person *person,
                                            int32_t month)
{
    int32_t last = civil_month_first(month + 1) - 1;
    if (person->active_to < last) {
        last = person->active_to;
    }
    const struct membership *membership = person_membership(person, last);
    return membership ? facts_find_unit(facts, membership->unit) : NULL;
}

static void add_rows(const struct facts *facts, int32_t month, const struct month_row *rows,
                     size_t row_count, struct person_sums *sums)
{
    int32_t january = civil_month_january(month);
    for (size_t i = 0; i < row_count; i++) {
        struct person_sums *sum = &sums[facts_find_staff_index(facts, rows[i].staff->id)];
        if (rows[i].month >= january && rows[i].month <= month) {
            figures_add(&sum->year, &rows[i].figures);
        }
        if (rows[i].month == month - 1) {
            figures_add(&sum->last, &rows[i].figures);
        }
        if (rows[i].month == month) {
            figures_add(&sum->month, &rows[i].figures);
            sum->provisional += rows[i].provisional;
            sum->has_row = true;
        }
    }
}

static int compare_people(const void *a, const void *b)
{
    const struct month_report_person *x = a;
    const struct month_report_person *y = b;
    int order = strcmp(x->unit ? x->unit->code : "", y->unit ? y->unit->code : "");
    return order ? order : strcmp(x->staff->id, y->staff->id);
}

static bool fill_people(struct month_report *report, const struct facts *facts,
                        const struct month_row *rows, size_t row_count, struct error *err)
{
    size_t count = facts_staff_count(facts);
    const struct policy *policy = facts_policy(facts);
    AUTO(memory) struct person_sums *sums = calloc(count ? count : 1, sizeof *sums);
    report->people = calloc(count ? count : 1, sizeof *report->people);
    report->step_pool = calloc(count * policy->escalation_count + 1, sizeof *report->step_pool);
    if (!sums || !report->people || !report->step_pool) {
        return error_set(err, ERROR_NO_MEMORY, "month report: out of memory");
    }
    add_rows(facts, report->month, rows, row_count, sums);
    for (size_t i = 0; i < count; i++) {
        const struct facts_staff *staff = facts_staff_at(facts, i);
        bool active = active_in_month(&staff->person, report->month);
        report->headcount += active ? 1 : 0;
        const char **steps = report->step_pool + i * policy->escalation_count;
        size_t step_count = escalation_steps(policy, &sums[i].month, &sums[i].year, steps);
        if (!active && !sums[i].has_row && step_count == 0) {
            continue; /* all zero: somebody who left, or has not come yet */
        }
        report->people[report->person_count++] = (struct month_report_person){
            .staff = staff,
            .unit = unit_at_end(facts, &staff->person, report->month),
            .figures = sums[i].month,
            .year_violations = sums[i].year.of[FIGURE_VIOLATIONS],
            .year = sums[i].year,
            .last = sums[i].last,
            .steps = steps,
            .step_count = step_count,
            .provisional = sums[i].provisional,
        };
    }
    qsort(report->people, report->person_count, sizeof *report->people, compare_people);
    return true;
}

bool month_report_create(const struct facts *facts, int32_t month, int64_t as_of_ms,
                         const struct month_row *rows, size_t row_count,
                         struct month_report **ret_report, struct error *err)
{
    AUTO(month_report) struct month_report *report = calloc(1, sizeof *report);
    if (!report) {
        return error_set(err, ERROR_NO_MEMORY, "month report: out of memory");
    }
    report->site_name = facts_site(facts)->name;
    report->month = month;
    report->as_of_ms = as_of_ms;
    report->complete_to_ms = INT64_MIN;
    if (!fill_units(report, facts, rows, row_count, err) ||
        !fill_people(report, facts, rows, row_count, err)) {
        return false;
    }
    *ret_report = TAKE(report);
    return true;
}

bool month_report_set_kiosks(struct month_report *report, const struct completeness *completeness,
                             struct error *err)
{
    size_t count = completeness->count;
    struct kiosk_watermark *behind = calloc(count + 1, sizeof *behind);
    if (!behind) {
        return error_set(err, ERROR_NO_MEMORY, "month report: out of memory");
    }
    free(report->kiosks_behind);
    report->kiosks_behind = behind;
    report->kiosk_behind_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (completeness->kiosks[i].complete_to_ms < report->as_of_ms - MONTH_REPORT_LAG_MS) {
            behind[report->kiosk_behind_count++] = completeness->kiosks[i];
        }
    }
    int64_t earliest_ms = completeness_earliest_ms(completeness);
    report->complete_to_ms = count == 0                       ? INT64_MIN
                             : earliest_ms < report->as_of_ms ? earliest_ms
                                                              : report->as_of_ms;
    return true;
}
