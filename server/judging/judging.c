#include "judging.h"

#include "attendee_store.h"
#include "civil.h"
#include "day_judging.h"
#include "meeting_judging.h"
#include "tap_array.h"
#include "time_zone.h"
#include "verdict_store.h"
#include "work_day.h"
#include <string.h>

#define DUE_AT_ONCE 512 /* person-days that time has changed, read at a time */

/* A change of facts that touches more person-months than this waits for judging_bring_up. */
#define PERSON_MONTHS_AT_ONCE 64

struct judging {
    struct storage *storage;
    struct fact_cache *cache;
    const struct clock *clock;
};

bool judging_create(struct storage *storage, struct fact_cache *cache, const struct clock *clock,
                    struct judging **ret_judging, struct error *err)
{
    struct judging *judging = calloc(1, sizeof *judging);
    if (!judging) {
        return error_set(err, ERROR_NO_MEMORY, "judging: out of memory");
    }
    *judging = (struct judging){storage, cache, clock};
    *ret_judging = judging;
    return true;
}

void judging_destroy(struct judging *judging)
{
    free(judging);
}

bool judging_local_ms(const struct facts *facts, int64_t utc_us, int64_t *ret_local_ms,
                      struct error *err)
{
    AUTO(time_zone) struct time_zone *zone = NULL;
    if (!time_zone_create(facts_site(facts)->timezone, &zone, err)) {
        return false;
    }
    *ret_local_ms = time_zone_local_ms(zone, utc_us);
    return true;
}

/* What one run of judging works with, all of one transaction. */
struct run {
    struct fact_loan *loan;
    struct tap_array *taps;
    struct day_judging days;
};

static void run_finish(struct run *run)
{
    tap_array_destroy(run->taps);
    fact_loan_destroy(run->loan);
}

typedef bool take_facts(struct fact_cache *cache, struct database *database,
                        struct fact_loan **ret_loan, struct error *err);

static bool run_init(struct run *run, const struct judging *judging, struct database *database,
                     take_facts *take, struct error *err)
{
    *run = (struct run){.days.database = database};
    if (!take(judging->cache, database, &run->loan, err) || !tap_array_create(&run->taps, err)) {
        return false;
    }
    run->days.facts = fact_loan_facts(run->loan);
    run->days.taps = run->taps;
    return judging_local_ms(run->days.facts, clock_utc_us(judging->clock), &run->days.now_ms, err);
}

#define AUTO_RUN __attribute__((cleanup(run_finish)))

static bool is_judged(struct database *database, int32_t date, bool *ret_judged, struct error *err)
{
    enum verdict_month state;
    if (!verdict_store_read_month(database, civil_month_of(date), &state, err)) {
        return false;
    }
    *ret_judged = state == VERDICT_MONTH_JUDGED;
    return true;
}

/* The dates of a span that stand in judged months; the others are judged when their month is. */
static bool judge_dates(const struct day_judging *days, const struct facts_staff *staff,
                        struct date_span span, struct error *err)
{
    for (int32_t date = span.first; date <= span.last; date++) {
        bool judged;
        if (!is_judged(days->database, date, &judged, err) ||
            (judged && !day_judging_days(days, staff, date, date, err))) {
            return false;
        }
    }
    return true;
}

static bool judge_meeting_if_judged(const struct day_judging *days,
                                    const struct facts_meeting *meeting, struct error *err)
{
    bool judged;
    return is_judged(days->database, civil_date_of(meeting->meeting.start_ms), &judged, err) &&
           (!judged || meeting_judging_whole(days, meeting, err));
}

/* Taps */

static struct date_span touched_by(const struct day_judging *days, const struct facts_staff *staff,
                                   const struct stored_tap *tap, struct error *err, bool *ret_good)
{
    const struct policy *policy = facts_policy(days->facts);
    if (tap->not_after_ms != 0) {
        *ret_good = true;
        return work_day_touched_by_taps(policy, tap->not_before_ms, tap->not_after_ms);
    }
    int32_t date = civil_date_of(tap->at_ms);
    struct person_facts facts = facts_of_staff(days->facts, staff, days->now_ms);
    *ret_good = tap_array_load_person(days->taps, days->database, staff->id, date, date, err);
    tap_array_put_person(days->taps, &facts);
    return work_day_touched_by_taps(policy, tap->at_ms, work_tap_reach_ms(&facts, tap->at_ms));
}

static struct date_span join(struct date_span a, struct date_span b)
{
    return (struct date_span){a.first < b.first ? a.first : b.first,
                              a.last > b.last ? a.last : b.last};
}

static bool near(struct date_span a, struct date_span b)
{
    return b.first <= a.last + 1 && a.first <= b.last + 1;
}

/* All taps of one person: neighbouring ones share the judging of their dates. */
static bool judge_taps_of(const struct day_judging *days, const struct stored_tap *taps,
                          size_t count, struct error *err)
{
    const struct facts_staff *staff = facts_find_staff(days->facts, taps[0].staff);
    if (!staff) {
        return true; /* nobody's card, or somebody who is not there any more */
    }
    struct date_span open = {0, -1};
    for (size_t i = 0; i < count; i++) {
        bool good = false;
        struct date_span span = touched_by(days, staff, &taps[i], err, &good);
        if (!good) {
            return false;
        }
        if (open.last < open.first || near(open, span)) {
            open = open.last < open.first ? span : join(open, span);
            continue;
        }
        if (!judge_dates(days, staff, open, err)) {
            return false;
        }
        open = span;
    }
    return judge_dates(days, staff, open, err);
}

static bool any_heard(const struct facts *facts, const struct facts_meeting *meeting,
                      const struct stored_tap *taps, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!taps[i].record.substitute_for[0] &&
            meeting_judging_hears(facts, meeting, taps[i].at_ms, taps[i].not_before_ms,
                                  taps[i].not_after_ms)) {
            return true;
        }
    }
    return false;
}

/* A tap of one's own can matter to each meeting that one is invited to and that is near. */
static bool judge_attendance_of(const struct day_judging *days, const struct stored_tap *taps,
                                size_t count, struct error *err)
{
    const struct facts_staff *staff = facts_find_staff(days->facts, taps[0].staff);
    for (size_t i = 0; staff && i < staff->attending_count; i++) {
        const struct facts_meeting *meeting =
            facts_find_meeting(days->facts, staff->attending[i]->id);
        bool judged;
        if (meeting->meeting.cancelled || !any_heard(days->facts, meeting, taps, count)) {
            continue;
        }
        if (!is_judged(days->database, civil_date_of(meeting->meeting.start_ms), &judged, err) ||
            (judged && !meeting_judging_attendee(days, meeting, staff, err))) {
            return false;
        }
    }
    return true;
}

/* One substitute more can change what others are approved for: the whole meeting is judged, once.
 */
static bool judge_substitutes(const struct day_judging *days, const struct stored_tap *taps,
                              size_t count, struct error *err)
{
    const char *last = "";
    for (size_t i = 0; i < count; i++) {
        const struct tap_record *record = &taps[i].record;
        if (!record->substitute_for[0] || strcmp(record->meeting, last) == 0) {
            continue;
        }
        last = record->meeting;
        const struct facts_meeting *meeting = facts_find_meeting(days->facts, record->meeting);
        if (meeting && !judge_meeting_if_judged(days, meeting, err)) {
            return false;
        }
    }
    return true;
}

static bool on_taps(struct database *database, const struct stored_tap *taps, size_t count,
                    void *user, struct error *err)
{
    AUTO_RUN struct run run;
    if (!run_init(&run, user, database, fact_cache_take_for_write, err)) {
        return false;
    }
    for (size_t first = 0; first < count;) {
        size_t last = first + 1;
        while (last < count && strcmp(taps[last].staff, taps[first].staff) == 0) {
            last++;
        }
        if (!judge_taps_of(&run.days, taps + first, last - first, err) ||
            !judge_attendance_of(&run.days, taps + first, last - first, err)) {
            return false;
        }
        first = last;
    }
    return judge_substitutes(&run.days, taps, count, err);
}

struct ingest_observer judging_ingest_observer(struct judging *judging)
{
    return (struct ingest_observer){.on_taps_in_transaction = on_taps, .user = judging};
}

/* Facts */

static int32_t month_of_bound(int32_t date)
{
    if (date == CIVIL_DATE_FIRST || date == CIVIL_DATE_LAST) {
        return date;
    }
    return civil_month_of(date);
}

/* A person's meetings that start in a month: leave, activity and role of theirs can change others'
 * results too. */
static bool judge_meetings_of(const struct day_judging *days, const struct facts_staff *staff,
                              int32_t month, struct error *err)
{
    for (size_t i = 0; i < staff->attending_count; i++) {
        const struct meeting *attended = staff->attending[i];
        if (civil_month_of(civil_date_of(attended->start_ms)) == month &&
            !meeting_judging_whole(days, facts_find_meeting(days->facts, attended->id), err)) {
            return false;
        }
    }
    return true;
}

static bool judge_person_months(const struct day_judging *days, const struct facts_staff *staff,
                                int32_t first, int32_t last, struct error *err)
{
    for (int32_t month = first; month <= last; month++) {
        enum verdict_month state;
        if (!verdict_store_read_month(days->database, month, &state, err)) {
            return false;
        }
        if (state == VERDICT_MONTH_JUDGED && (!judge_meetings_of(days, staff, month, err) ||
                                              !day_judging_month(days, staff, month, err))) {
            return false;
        }
    }
    return true;
}

static bool judge_meeting_touch(const struct day_judging *days, const char *id, struct error *err)
{
    const struct facts_meeting *meeting = facts_find_meeting(days->facts, id);
    return meeting ? judge_meeting_if_judged(days, meeting, err)
                   : meeting_judging_remove(days, id, err);
}

/* One person's bounded span is judged at once; what is wider waits, said by the month being stale.
 */
static bool judge_touch(const struct day_judging *days, const struct fact_touch *touch,
                        size_t *left, struct error *err)
{
    if (touch->scope == FACT_SCOPE_MEETING) {
        return judge_meeting_touch(days, touch->id, err);
    }
    int32_t first = month_of_bound(touch->first);
    int32_t last = month_of_bound(touch->last);
    const struct facts_staff *staff =
        touch->scope == FACT_SCOPE_STAFF ? facts_find_staff(days->facts, touch->id) : NULL;
    bool bounded = touch->first != CIVIL_DATE_FIRST && touch->last != CIVIL_DATE_LAST;
    if (!staff || !bounded || (size_t)(last - first) >= *left) {
        return verdict_store_make_stale(days->database, first, last, err);
    }
    *left -= (size_t)(last - first + 1);
    return judge_person_months(days, staff, first, last, err);
}

static bool on_facts(struct database *database, const struct fact_touch *touches, size_t count,
                     void *user, struct error *err)
{
    AUTO_RUN struct run run;
    if (!run_init(&run, user, database, fact_cache_take_for_write, err)) {
        return false;
    }
    size_t left = PERSON_MONTHS_AT_ONCE;
    for (size_t i = 0; i < count; i++) {
        if (!judge_touch(&run.days, &touches[i], &left, err)) {
            return false;
        }
    }
    return true;
}

struct fact_observer judging_fact_observer(struct judging *judging)
{
    return (struct fact_observer){.on_facts_in_transaction = on_facts, .user = judging};
}

/* Months and the passing of time */

struct bring_up {
    const struct judging *judging;
    int32_t first, last;
};

static bool judge_meetings(const struct day_judging *days, int32_t month, struct error *err)
{
    for (size_t i = 0; i < facts_meeting_count(days->facts); i++) {
        const struct facts_meeting *meeting = facts_meeting_at(days->facts, i);
        if (civil_month_of(civil_date_of(meeting->meeting.start_ms)) == month &&
            !meeting_judging_whole(days, meeting, err)) {
            return false;
        }
    }
    return true;
}

static bool judge_month(const struct day_judging *days, int32_t month, struct error *err)
{
    enum verdict_month state;
    if (!verdict_store_read_month(days->database, month, &state, err)) {
        return false;
    }
    if (state == VERDICT_MONTH_JUDGED) {
        return true;
    }
    int32_t first = civil_month_first(month);
    int32_t last = civil_month_first(month + 1) - 1;
    if (!verdict_store_clear_month(days->database, month, err) ||
        !attendee_store_clear(days->database, first, last, err) ||
        !judge_meetings(days, month, err)) {
        return false;
    }
    for (size_t i = 0; i < facts_staff_count(days->facts); i++) {
        if (!day_judging_month(days, facts_staff_at(days->facts, i), month, err)) {
            return false;
        }
    }
    return verdict_store_write_month(days->database, month, VERDICT_MONTH_JUDGED, err);
}

static bool settle_meeting(const struct day_judging *days, const char *id, struct error *err)
{
    const struct facts_meeting *meeting = facts_find_meeting(days->facts, id);
    if (!meeting) {
        return meeting_judging_remove(days, id, err);
    }
    bool judged;
    if (!is_judged(days->database, civil_date_of(meeting->meeting.start_ms), &judged, err)) {
        return false;
    }
    return judged ? meeting_judging_whole(days, meeting, err)
                  : attendee_store_set_unsettled(days->database, id, CIVIL_NEVER_MS, err);
}

static bool settle_meetings(const struct day_judging *days, struct error *err)
{
    for (;;) {
        bool any;
        char id[TAP_RECORD_ID_MAX + 1];
        if (!attendee_store_next_due(days->database, days->now_ms, &any, id, err)) {
            return false;
        }
        if (!any) {
            return true;
        }
        if (!settle_meeting(days, id, err)) {
            return false;
        }
    }
}

static bool settle(const struct day_judging *days, struct error *err)
{
    AUTO(memory) struct verdict_due *due = malloc(DUE_AT_ONCE * sizeof *due);
    if (!due) {
        return error_set(err, ERROR_NO_MEMORY, "judging: out of memory");
    }
    size_t count = DUE_AT_ONCE;
    while (count == DUE_AT_ONCE) {
        if (!verdict_store_list_due(days->database, days->now_ms, DUE_AT_ONCE, due, &count, err)) {
            return false;
        }
        for (size_t i = 0; i < count; i++) {
            const struct facts_staff *staff = facts_find_staff(days->facts, due[i].staff);
            bool good = staff ? day_judging_days(days, staff, due[i].day, due[i].day, err)
                              : verdict_store_set_unsettled(days->database, due[i].day,
                                                            due[i].staff, CIVIL_NEVER_MS, err);
            if (!good) {
                return false;
            }
        }
    }
    return true;
}

static bool run_bring_up(struct database *database, void *user, struct error *err)
{
    const struct bring_up *task = user;
    AUTO_RUN struct run run;
    if (!run_init(&run, task->judging, database, fact_cache_take_for_write, err)) {
        return false;
    }
    for (int32_t month = task->first; month <= task->last; month++) {
        if (!judge_month(&run.days, month, err)) {
            return false;
        }
    }
    return settle(&run.days, err) && settle_meetings(&run.days, err);
}

/* Whether anything is to do, without disturbing the writer. */
static bool is_behind(const struct bring_up *task, bool *ret_behind, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    if (!storage_read(task->judging->storage, &view, err)) {
        return false;
    }
    AUTO_RUN struct run run;
    struct database *database = snapshot_database(view);
    if (!run_init(&run, task->judging, database, fact_cache_take, err)) {
        return false;
    }
    for (int32_t month = task->first; month <= task->last; month++) {
        enum verdict_month state;
        if (!verdict_store_read_month(database, month, &state, err)) {
            return false;
        }
        if (state != VERDICT_MONTH_JUDGED) {
            *ret_behind = true;
            return true;
        }
    }
    struct verdict_due due;
    size_t count;
    if (!verdict_store_list_due(database, run.days.now_ms, 1, &due, &count, err)) {
        return false;
    }
    bool any;
    char id[TAP_RECORD_ID_MAX + 1];
    if (!attendee_store_next_due(database, run.days.now_ms, &any, id, err)) {
        return false;
    }
    *ret_behind = count > 0 || any;
    return true;
}

bool judging_bring_up(struct judging *judging, int32_t first_month, int32_t last_month,
                      struct error *err)
{
    struct bring_up task = {judging, first_month, last_month};
    bool behind;
    if (!is_behind(&task, &behind, err)) {
        return false;
    }
    return !behind || storage_write(judging->storage, run_bring_up, &task, err);
}
