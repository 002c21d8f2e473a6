#include "via.h"

#include "civil.h"
#include "escalation.h"
#include "ranking.h"
#include "tally.h"
#include "via_core_meetings.h"
#include "work_day.h"
#include <stdlib.h>

static bool judge_date(const struct scenario *scenario, const struct person_facts *facts,
                       const struct work_day *day, struct figures *figures, struct report *report,
                       struct error *err)
{
    bool asked = scenario->asked_first <= day->date && day->date <= scenario->asked_last;
    for (size_t i = 0; i < day->today.session_count; i++) {
        struct session_verdict verdict;
        work_day_judge_session(facts, day, i, &verdict);
        figures_add_session(figures, &verdict);
        struct report_day row = {
            .staff = facts->person->staff,
            .date = verdict.date,
            .session = verdict.session,
            .status = verdict.status,
            .in = verdict.in,
            .out = verdict.out,
            .late_min = verdict.late_min,
            .early_min = verdict.early_min,
        };
        if (asked && !report_add_day(report, &row, err)) {
            return false;
        }
    }
    return true;
}

static bool judge_person(const struct scenario *scenario, size_t place, struct tally *tally,
                         struct report *report, struct error *err)
{
    const struct person_facts *facts = &scenario->staff[place].facts;
    int32_t first = civil_month_first(tally->first_month);
    int32_t end = civil_month_first(tally->first_month + (int32_t)tally->month_count);
    struct work_day day = work_day_plan(facts->person, facts->calendar, first);
    while (day.date < end) {
        struct figures figures = {0};
        if (!judge_date(scenario, facts, &day, &figures, report, err)) {
            return false;
        }
        figures_add_corrections(&figures, correction_count_between(facts, day.date, day.date));
        tally_add(tally, place, day.date, &figures);
        day = work_day_plan_next(&day, facts->person, facts->calendar);
    }
    return true;
}

static bool report_person_month(const struct tally *tally, size_t place, int32_t month,
                                const char **steps, struct report *report, struct error *err)
{
    const struct scenario *scenario = tally->scenario;
    struct figures year = {0};
    for (int32_t m = civil_month_january(month); m <= month; m++) {
        figures_add(&year, tally_person(tally, place, m));
    }
    struct report_month row = {
        .staff = scenario->staff[place].person.staff,
        .month = month,
        .figures = *tally_person(tally, place, month),
        .steps = steps,
    };
    row.step_count = escalation_steps(&scenario->policy, &row.figures, &year, steps);
    return report_add_month(report, &row, err);
}

static bool report_person_months(const struct tally *tally, int32_t first, int32_t last,
                                 struct report *report, struct error *err)
{
    const struct scenario *scenario = tally->scenario;
    AUTO(memory) const char **steps = calloc(scenario->policy.escalation_count + 1, sizeof *steps);
    if (!steps) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    for (size_t i = 0; i < scenario->staff_count; i++) {
        for (int32_t month = first; month <= last; month++) {
            if (!report_person_month(tally, i, month, steps, report, err)) {
                return false;
            }
        }
    }
    return true;
}

/* The units of one month in ranking order. */
static void rank_units(const struct tally *tally, int32_t month, struct unit_month *ret_units)
{
    const struct scenario *scenario = tally->scenario;
    for (size_t i = 0; i < scenario->unit_count; i++) {
        ret_units[i] = (struct unit_month){
            .code = scenario->units[i].code,
            .figures = *tally_unit(tally, i, month),
            .headcount = tally_headcount(tally, i, month),
        };
    }
    ranking_sort(ret_units, scenario->unit_count);
}

static bool report_units(const struct tally *tally, int32_t first, int32_t last,
                         struct report *report, struct error *err)
{
    size_t count = tally->scenario->unit_count;
    AUTO(memory) struct unit_month *before = calloc(count + 1, sizeof *before);
    AUTO(memory) struct unit_month *units = calloc(count + 1, sizeof *units);
    if (!before || !units) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    for (int32_t month = first; month <= last; month++) {
        rank_units(tally, month - 1, before);
        rank_units(tally, month, units);
        ranking_compare(units, count, before, count);
        for (size_t i = 0; i < count; i++) {
            struct report_unit row = {month, units[i]};
            if (!report_add_unit(report, &row, err)) {
                return false;
            }
        }
    }
    return true;
}

/* Judged are whole months: from January, for the figures of a year, and from the month before the
 * first asked for, for the change of rank. */
bool via_core_judge(const struct scenario *scenario, struct report *report, struct error *err)
{
    AUTO(tally) struct tally *tally = NULL;
    if (scenario->asked_first > scenario->asked_last) {
        return true;
    }
    int32_t first = civil_month_of(scenario->asked_first);
    int32_t last = civil_month_of(scenario->asked_last);
    int32_t january = civil_month_january(first);
    if (!tally_create(scenario, january < first ? january : first - 1, last, &tally, err)) {
        return false;
    }
    for (size_t i = 0; i < scenario->staff_count; i++) {
        if (!judge_person(scenario, i, tally, report, err)) {
            return false;
        }
    }
    return via_core_meetings_judge(scenario, tally, report, err) &&
           via_core_meetings_find_walk_ins(scenario, report, err) &&
           report_person_months(tally, first, last, report, err) &&
           report_units(tally, first, last, report, err);
}
