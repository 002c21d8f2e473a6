#include "day_judging.h"

#include "attendee_store.h"
#include "check.h"
#include "meeting_judging.h"
#include "month_store.h"
#include "unit_sums.h"
#include "verdict_store.h"
#include <stdio.h>
#include <string.h>

static const char *unit_on(const struct person *person, int32_t date)
{
    const struct membership *membership = person_membership(person, date);
    return membership ? membership->unit : "";
}

/* When a correction of this date begins to exist for the rules, if that is still to come. */
static int64_t next_correction_ms(const struct person_facts *facts, int32_t date)
{
    int64_t next_ms = CIVIL_NEVER_MS;
    int64_t end_ms = civil_midnight_ms(date + 1);
    for (size_t i = correction_lower_bound(facts->corrections, facts->correction_count,
                                           civil_midnight_ms(date));
         i < facts->correction_count && facts->corrections[i].at_ms < end_ms; i++) {
        const struct correction *correction = &facts->corrections[i];
        int64_t exists_ms =
            correction->at_ms > correction->decided_ms ? correction->at_ms : correction->decided_ms;
        if (correction->state == APPROVAL_APPROVED && exists_ms > facts->now_ms &&
            exists_ms < next_ms) {
            next_ms = exists_ms;
        }
    }
    return next_ms;
}

static bool judge_day(const struct day_judging *judging, const struct person_facts *facts,
                      int32_t date, struct verdict_day *ret_day, int64_t *ret_changes_at_ms,
                      struct error *err)
{
    struct session_verdict verdicts[VERDICT_DAY_SESSIONS_MAX];
    size_t count = work_day_judge(facts, date, verdicts, VERDICT_DAY_SESSIONS_MAX);
    if (count > VERDICT_DAY_SESSIONS_MAX) {
        return error_set(err, ERROR_INVALID, "%.40s: %zu sessions on one date, more than %d",
                         facts->person->staff, count, VERDICT_DAY_SESSIONS_MAX);
    }
    ret_day->count = count;
    int64_t next_tap_ms = count ? tap_array_next(judging->taps, facts->now_ms) : CIVIL_NEVER_MS;
    *ret_changes_at_ms = next_correction_ms(facts, date);
    if (next_tap_ms < *ret_changes_at_ms) {
        *ret_changes_at_ms = next_tap_ms;
    }
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
           x->trip_min == y->trip_min && x->reason.tap_count == y->reason.tap_count &&
           x->reason.window_to_ms == y->reason.window_to_ms;
}

static bool same_day(const struct verdict_day *a, const struct verdict_day *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = same_row(&a->rows[i], &b->rows[i]);
    }
    return same;
}

static const struct verdict_row *row_of(const struct verdict_day *day, int32_t session)
{
    for (size_t i = 0; i < day->count; i++) {
        if (day->rows[i].verdict.session == session) {
            return &day->rows[i];
        }
    }
    return NULL;
}

static bool write_row(const struct day_judging *judging, const struct facts_staff *staff,
                      int32_t date, const struct verdict_row *old, const struct verdict_row *fresh,
                      struct error *err)
{
    if (old && fresh && same_row(old, fresh)) {
        return true;
    }
    return verdict_change_session(judging->causes, judging->database, staff, date, old, fresh,
                                  err) &&
           (fresh ? verdict_store_write_row(judging->database, date, staff->id, fresh, err)
                  : verdict_store_delete_row(judging->database, date, staff->id,
                                             old->verdict.session, err));
}

/* Puts the new rows in the place of the old ones; only what differs is written. */
static bool write_day(const struct day_judging *judging, const struct facts_staff *staff,
                      int32_t date, const struct verdict_day *old, const struct verdict_day *fresh,
                      struct error *err)
{
    for (size_t i = 0; i < old->count; i++) {
        const struct verdict_row *row = &old->rows[i];
        if (!write_row(judging, staff, date, row, row_of(fresh, row->verdict.session), err)) {
            return false;
        }
    }
    for (size_t i = 0; i < fresh->count; i++) {
        const struct verdict_row *row = &fresh->rows[i];
        if (!row_of(old, row->verdict.session) &&
            !write_row(judging, staff, date, NULL, row, err)) {
            return false;
        }
    }
    return true;
}

static bool change_month(struct database *database, int32_t month, const char *staff,
                         const char *unit, const struct figures *change, struct error *err)
{
    static const struct figures nothing;
    return memcmp(change, &nothing, sizeof nothing) == 0 ||
           month_store_add(database, month, staff, unit, change, err);
}

/* The month follows by the difference between the old rows and the new. */
static bool replace_day(const struct day_judging *judging, const struct facts_staff *staff,
                        int32_t date, const struct verdict_day *old,
                        const struct verdict_day *fresh, struct error *err)
{
    AUTO_UNIT_SUMS struct unit_sums changes = {0};
    for (size_t i = 0; i < old->count; i++) {
        struct figures part = {0};
        figures_add_session(&part, &old->rows[i].verdict);
        figures_subtract(unit_sums_of(&changes, old->rows[i].unit), &part);
    }
    for (size_t i = 0; i < fresh->count; i++) {
        figures_add_session(unit_sums_of(&changes, fresh->rows[i].unit), &fresh->rows[i].verdict);
    }
    for (size_t i = 0; i < changes.count; i++) {
        const struct unit_sum *change = &changes.list[i];
        if (!change_month(judging->database, civil_month_of(date), staff->id, change->unit,
                          &change->figures, err)) {
            return false;
        }
    }
    return unit_sums_are_whole(&changes, err) && write_day(judging, staff, date, old, fresh, err);
}

bool day_judging_load(const struct day_judging *judging, const struct facts_staff *staff,
                      int32_t first, int32_t last, struct person_facts *ret_facts,
                      struct error *err)
{
    if (!tap_array_load_person(judging->taps, judging->database, staff->id, first, last, err)) {
        return false;
    }
    *ret_facts = facts_of_staff(judging->facts, staff, judging->now_ms);
    tap_array_put_person(judging->taps, ret_facts);
    return true;
}

/* What stands for the dates first..last, yours; NULL with the error filled. */
static struct verdict_kept *read_kept(const struct day_judging *judging,
                                      const struct facts_staff *staff, int32_t first, int32_t last,
                                      struct error *err)
{
    AUTO(memory) struct verdict_kept *kept = malloc((size_t)(last - first + 1) * sizeof *kept);
    if (!kept) {
        (void)error_set(err, ERROR_NO_MEMORY, "judging: out of memory");
        return NULL;
    }
    return verdict_store_read_days(judging->database, staff->id, first, last, kept, err)
               ? TAKE(kept)
               : NULL;
}

static bool note_change(const struct day_judging *judging, const struct facts_staff *staff,
                        int32_t date, const struct verdict_kept *kept, int64_t changes_at_ms,
                        struct error *err)
{
    return kept->changes_at_ms == changes_at_ms ||
           verdict_store_set_unsettled(judging->database, date, staff->id, changes_at_ms, err);
}

bool day_judging_days(const struct day_judging *judging, const struct facts_staff *staff,
                      int32_t first, int32_t last, struct error *err)
{
    struct person_facts facts;
    if (!day_judging_load(judging, staff, first, last, &facts, err)) {
        return false;
    }
    AUTO(memory) struct verdict_kept *kept = read_kept(judging, staff, first, last, err);
    for (int32_t date = first; kept && date <= last; date++) {
        const struct verdict_kept *old = &kept[date - first];
        struct verdict_day fresh;
        int64_t changes_at_ms;
        if (!judge_day(judging, &facts, date, &fresh, &changes_at_ms, err) ||
            (!same_day(&old->day, &fresh) &&
             !replace_day(judging, staff, date, &old->day, &fresh, err)) ||
            !note_change(judging, staff, date, old, changes_at_ms, err)) {
            return false;
        }
    }
    return kept != NULL;
}

static void add_day(struct unit_sums *sums, const struct person_facts *facts, int32_t date,
                    const struct verdict_day *day)
{
    size_t corrections = correction_count_between(facts, date, date);
    if (day->count == 0 && corrections == 0) {
        return;
    }
    struct figures *sum = unit_sums_of(sums, unit_on(facts->person, date));
    for (size_t i = 0; i < day->count; i++) {
        figures_add_session(sum, &day->rows[i].verdict);
    }
    figures_add_corrections(sum, corrections);
}

static void add_attendee_row(const char *meeting, const struct attendee_row *row, void *user)
{
    (void)meeting; /* every one counts */
    figures_add_attendee(unit_sums_of(user, row->unit), &row->verdict);
}

/* Meetings that start in the month, judged without a trace. */
static bool add_meetings(const struct day_judging *judging, const struct facts_staff *staff,
                         int32_t month, struct unit_sums *sums, struct error *err)
{
    for (size_t i = 0; i < staff->attending_count; i++) {
        const struct meeting *attended = staff->attending[i];
        int32_t date = civil_date_of(attended->start_ms);
        if (civil_month_of(date) != month || attended->cancelled) {
            continue;
        }
        bool judged;
        struct attendee_verdict verdict;
        if (!meeting_judging_result(judging, facts_find_meeting(judging->facts, attended->id),
                                    staff, &judged, &verdict, err)) {
            return false;
        }
        if (judged) {
            figures_add_attendee(unit_sums_of(sums, unit_on(&staff->person, date)), &verdict);
        }
    }
    return true;
}

/* kept: what stands for the dates, to be brought up; NULL: nothing is kept. */
static bool sum_days(const struct day_judging *judging, const struct facts_staff *staff,
                     int32_t first, int32_t last, const struct verdict_kept *kept,
                     struct unit_sums *sums, struct error *err)
{
    struct person_facts facts;
    if (!day_judging_load(judging, staff, first, last, &facts, err)) {
        return false;
    }
    for (int32_t date = first; date <= last; date++) {
        const struct verdict_kept *old = kept ? &kept[date - first] : NULL;
        struct verdict_day fresh;
        int64_t changes_at_ms;
        if (!judge_day(judging, &facts, date, &fresh, &changes_at_ms, err) ||
            (old && (!write_day(judging, staff, date, &old->day, &fresh, err) ||
                     !note_change(judging, staff, date, old, changes_at_ms, err)))) {
            return false;
        }
        add_day(sums, &facts, date, &fresh);
    }
    return true;
}

static void add_month_row(int32_t month, const char *staff, const char *unit,
                          const struct figures *figures, void *user)
{
    (void)month; /* the one that was asked for */
    (void)staff;
    *unit_sums_of(user, unit) = *figures;
}

/* Only rows that differ are written. */
static bool write_sums(const struct day_judging *judging, const char *staff, int32_t month,
                       const struct unit_sums *sums, struct error *err)
{
    AUTO_UNIT_SUMS struct unit_sums old = {0};
    if (!month_store_each_of_person(judging->database, month, staff, add_month_row, &old, err) ||
        !unit_sums_are_whole(&old, err) || !unit_sums_are_whole(sums, err)) {
        return false;
    }
    for (size_t i = 0; i < old.count; i++) {
        const char *unit = old.list[i].unit;
        if (!unit_sums_find(sums, unit) &&
            !month_store_delete(judging->database, month, staff, unit, err)) {
            return false;
        }
    }
    for (size_t i = 0; i < sums->count; i++) {
        const struct unit_sum *sum = &sums->list[i];
        const struct figures *before = unit_sums_find(&old, sum->unit);
        if ((!before || memcmp(before, &sum->figures, sizeof *before) != 0) &&
            !month_store_write(judging->database, month, staff, sum->unit, &sum->figures, err)) {
            return false;
        }
    }
    return true;
}

bool day_judging_month(const struct day_judging *judging, const struct facts_staff *staff,
                       int32_t month, struct error *err)
{
    int32_t first = civil_month_first(month);
    int32_t last = civil_month_first(month + 1) - 1;
    AUTO_UNIT_SUMS struct unit_sums sums = {0};
    AUTO(memory) struct verdict_kept *kept = read_kept(judging, staff, first, last, err);
    return kept && sum_days(judging, staff, first, last, kept, &sums, err) &&
           attendee_store_each_of_person(judging->database, staff->id, first, last,
                                         add_attendee_row, &sums, err) &&
           write_sums(judging, staff->id, month, &sums, err);
}

bool day_judging_remove(const struct day_judging *judging, const char *staff, int32_t first,
                        int32_t last, struct error *err)
{
    static const struct unit_sums nothing;
    if (!verdict_store_delete_days(judging->database, staff, first, last, err)) {
        return false;
    }
    for (int32_t month = civil_month_of(first); month <= civil_month_of(last); month++) {
        if (!write_sums(judging, staff, month, &nothing, err)) {
            return false;
        }
    }
    return true;
}

bool day_judging_sum_month(const struct day_judging *judging, const struct facts_staff *staff,
                           int32_t month, month_store_visit *on_sum, void *user, struct error *err)
{
    AUTO_UNIT_SUMS struct unit_sums sums = {0};
    if (!sum_days(judging, staff, civil_month_first(month), civil_month_first(month + 1) - 1, NULL,
                  &sums, err) ||
        !add_meetings(judging, staff, month, &sums, err) || !unit_sums_are_whole(&sums, err)) {
        return false;
    }
    for (size_t i = 0; i < sums.count; i++) {
        on_sum(month, staff->id, sums.list[i].unit, &sums.list[i].figures, user);
    }
    return true;
}

bool day_judging_read_ahead(const struct day_judging *judging, const char *staff, int32_t first,
                            int32_t last, struct error *err)
{
    return tap_array_read_ahead(judging->database, staff, first, last, err) &&
           verdict_store_read_ahead(judging->database, staff, first, last, err);
}

bool day_judging_read_month_ahead(const struct day_judging *judging, const char *staff,
                                  int32_t month, struct error *err)
{
    int32_t first = civil_month_first(month);
    int32_t last = civil_month_first(month + 1) - 1;
    return day_judging_read_ahead(judging, staff, first, last, err) &&
           attendee_store_read_ahead_of_person(judging->database, staff, first, last, err) &&
           month_store_read_ahead(judging->database, month, staff, err);
}
