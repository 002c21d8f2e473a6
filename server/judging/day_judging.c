#include "day_judging.h"

#include "check.h"
#include "month_store.h"
#include "verdict_store.h"
#include <stdio.h>
#include <string.h>

static const char *unit_on(const struct person *person, int32_t date)
{
    const struct membership *membership = person_membership(person, date);
    return membership ? membership->unit : "";
}

static bool judge_day(const struct person_facts *facts, int32_t date, struct verdict_day *ret_day,
                      int64_t *ret_changes_at_ms, struct error *err)
{
    struct session_verdict verdicts[VERDICT_DAY_SESSIONS_MAX];
    size_t count = work_day_judge(facts, date, verdicts, VERDICT_DAY_SESSIONS_MAX);
    if (count > VERDICT_DAY_SESSIONS_MAX) {
        return error_set(err, ERROR_INVALID, "%.40s: %zu sessions on one date, more than %d",
                         facts->person->staff, count, VERDICT_DAY_SESSIONS_MAX);
    }
    ret_day->count = count;
    *ret_changes_at_ms = CIVIL_NEVER_MS;
    for (size_t i = 0; i < count; i++) {
        struct verdict_row *row = &ret_day->rows[i];
        row->verdict = verdicts[i];
        (void)snprintf(row->unit, sizeof row->unit, "%s", unit_on(facts->person, date));
        CHECK(verdicts[i].reason.changes_at_ms > facts->now_ms); /* or settling would not end */
        if (verdicts[i].reason.changes_at_ms < *ret_changes_at_ms) {
            *ret_changes_at_ms = verdicts[i].reason.changes_at_ms;
        }
    }
    return true;
}

static bool same_row(const struct verdict_row *a, const struct verdict_row *b)
{
    const struct session_verdict *x = &a->verdict;
    const struct session_verdict *y = &b->verdict;
    return strcmp(a->unit, b->unit) == 0 && x->session == y->session && x->status == y->status &&
           x->in == y->in && x->out == y->out && x->late_min == y->late_min &&
           x->early_min == y->early_min && x->leave_min == y->leave_min &&
           x->trip_min == y->trip_min && x->reason.tap_count == y->reason.tap_count;
}

static bool same_day(const struct verdict_day *a, const struct verdict_day *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = same_row(&a->rows[i], &b->rows[i]);
    }
    return same;
}

typedef void change_figures(struct figures *sum, const struct figures *part);

static bool change_month(struct database *database, const char *staff,
                         const struct verdict_row *row, change_figures *change, struct error *err)
{
    struct figures part = {0};
    figures_add_session(&part, &row->verdict);
    int32_t month = civil_month_of(row->verdict.date);
    struct figures sum;
    if (!month_store_read(database, month, staff, row->unit, &sum, err)) {
        return false;
    }
    change(&sum, &part);
    return month_store_write(database, month, staff, row->unit, &sum, err);
}

static bool replace_day(const struct day_judging *judging, const char *staff, int32_t date,
                        const struct verdict_day *old, const struct verdict_day *fresh,
                        struct error *err)
{
    for (size_t i = 0; i < old->count; i++) {
        if (!change_month(judging->database, staff, &old->rows[i], figures_subtract, err)) {
            return false;
        }
    }
    for (size_t i = 0; i < fresh->count; i++) {
        if (!change_month(judging->database, staff, &fresh->rows[i], figures_add, err)) {
            return false;
        }
    }
    return verdict_store_write_day(judging->database, date, staff, fresh, err);
}

static bool load_facts(const struct day_judging *judging, const struct facts_staff *staff,
                       int32_t first, int32_t last, struct person_facts *ret_facts,
                       struct error *err)
{
    if (!person_taps_load(judging->taps, judging->database, staff->id, first, last, err)) {
        return false;
    }
    *ret_facts = facts_of_staff(judging->facts, staff, judging->now_ms);
    person_taps_put(judging->taps, ret_facts);
    return true;
}

bool day_judging_days(const struct day_judging *judging, const struct facts_staff *staff,
                      int32_t first, int32_t last, struct error *err)
{
    struct person_facts facts;
    if (!load_facts(judging, staff, first, last, &facts, err)) {
        return false;
    }
    for (int32_t date = first; date <= last; date++) {
        struct verdict_day old;
        struct verdict_day fresh;
        int64_t changes_at_ms;
        if (!judge_day(&facts, date, &fresh, &changes_at_ms, err) ||
            !verdict_store_read_day(judging->database, date, staff->id, &old, err)) {
            return false;
        }
        if (!same_day(&old, &fresh) && !replace_day(judging, staff->id, date, &old, &fresh, err)) {
            return false;
        }
        if (!verdict_store_set_unsettled(judging->database, date, staff->id, changes_at_ms, err)) {
            return false;
        }
    }
    return true;
}

/* Figures of a month by unit: people change theirs seldom, and never so often within a month. */
#define UNITS_MAX 31

struct unit_sums {
    size_t count;
    struct {
        const char *unit; /* of the facts */
        struct figures figures;
    } of[UNITS_MAX];
};

static struct figures *sum_of(struct unit_sums *sums, const char *unit)
{
    for (size_t i = 0; i < sums->count; i++) {
        if (strcmp(sums->of[i].unit, unit) == 0) {
            return &sums->of[i].figures;
        }
    }
    CHECK(sums->count < UNITS_MAX);
    sums->of[sums->count].unit = unit;
    sums->of[sums->count].figures = (struct figures){0};
    return &sums->of[sums->count++].figures;
}

static void add_day(struct unit_sums *sums, const struct person_facts *facts, int32_t date,
                    const struct verdict_day *day)
{
    size_t corrections = correction_count_between(facts, date, date);
    if (day->count == 0 && corrections == 0) {
        return;
    }
    struct figures *sum = sum_of(sums, unit_on(facts->person, date));
    for (size_t i = 0; i < day->count; i++) {
        figures_add_session(sum, &day->rows[i].verdict);
    }
    figures_add_corrections(sum, corrections);
}

static bool keep_day(const struct day_judging *judging, const char *staff, int32_t date,
                     const struct verdict_day *fresh, int64_t changes_at_ms, struct error *err)
{
    struct verdict_day old;
    return verdict_store_read_day(judging->database, date, staff, &old, err) &&
           (same_day(&old, fresh) ||
            verdict_store_write_day(judging->database, date, staff, fresh, err)) &&
           verdict_store_set_unsettled(judging->database, date, staff, changes_at_ms, err);
}

enum keeping { KEEP_DAYS, KEEP_NOTHING };

static bool sum_month(const struct day_judging *judging, const struct facts_staff *staff,
                      int32_t month, enum keeping keeping, struct unit_sums *sums,
                      struct error *err)
{
    int32_t first = civil_month_first(month);
    int32_t last = civil_month_first(month + 1) - 1;
    struct person_facts facts;
    if (!load_facts(judging, staff, first, last, &facts, err)) {
        return false;
    }
    for (int32_t date = first; date <= last; date++) {
        struct verdict_day fresh;
        int64_t changes_at_ms;
        if (!judge_day(&facts, date, &fresh, &changes_at_ms, err) ||
            (keeping == KEEP_DAYS &&
             !keep_day(judging, staff->id, date, &fresh, changes_at_ms, err))) {
            return false;
        }
        add_day(sums, &facts, date, &fresh);
    }
    return true;
}

bool day_judging_month(const struct day_judging *judging, const struct facts_staff *staff,
                       int32_t month, struct error *err)
{
    struct unit_sums sums = {.count = 0};
    if (!sum_month(judging, staff, month, KEEP_DAYS, &sums, err) ||
        !month_store_delete(judging->database, month, staff->id, err)) {
        return false;
    }
    for (size_t i = 0; i < sums.count; i++) {
        if (!month_store_write(judging->database, month, staff->id, sums.of[i].unit,
                               &sums.of[i].figures, err)) {
            return false;
        }
    }
    return true;
}

bool day_judging_sum_month(const struct day_judging *judging, const struct facts_staff *staff,
                           int32_t month, month_store_visit *on_sum, void *user, struct error *err)
{
    struct unit_sums sums = {.count = 0};
    if (!sum_month(judging, staff, month, KEEP_NOTHING, &sums, err)) {
        return false;
    }
    for (size_t i = 0; i < sums.count; i++) {
        on_sum(month, staff->id, sums.of[i].unit, &sums.of[i].figures, user);
    }
    return true;
}
