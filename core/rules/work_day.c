#include "work_day.h"

#include "time_away.h"

const char *const session_status_words[] = {"pending", "leave",  "trip",      "none", "review",
                                            "absent",  "normal", "exception", NULL};
const char *const check_words[] = {"none",  "pending", "on_time",   "late",
                                   "early", "missing", "uncertain", NULL};

enum phase { PHASE_NOT_BEGUN, PHASE_OPEN, PHASE_CLOSED };

/* A session's start and end, which its date gives their midnight. */
struct stretch {
    int64_t start_ms, end_ms;
};

static struct stretch stretch_of(const struct day_plan *plan, size_t index, int32_t date)
{
    const struct schedule_session *session = &plan->sessions[index];
    int64_t midnight_ms = civil_midnight_ms(date);
    return (struct stretch){midnight_ms + session->start_min * CIVIL_MINUTE_MS,
                            midnight_ms + session->end_min * CIVIL_MINUTE_MS};
}

struct work_day work_day_plan(const struct person *person, const struct calendar *calendar,
                              int32_t date)
{
    return (struct work_day){date, schedule_plan_day(person, calendar, date - 1),
                             schedule_plan_day(person, calendar, date),
                             schedule_plan_day(person, calendar, date + 1)};
}

struct work_day work_day_plan_next(const struct work_day *day, const struct person *person,
                                   const struct calendar *calendar)
{
    return (struct work_day){day->date + 1, day->today, day->next,
                             schedule_plan_day(person, calendar, day->date + 2)};
}

/* The moment between two sessions that follow each other where the taps of the one become those of
 * the other. On one day it is their midpoint always; between two days only where they would
 * overlap. */
static int64_t neighbour_boundary(const struct stretch *earlier, const struct stretch *later,
                                  const struct policy *policy, int64_t otherwise_ms,
                                  enum window_by *ret_by)
{
    int64_t until_ms = earlier->end_ms + policy->out_until_min * CIVIL_MINUTE_MS;
    int64_t from_ms = later->start_ms - policy->in_from_min * CIVIL_MINUTE_MS;
    if (until_ms <= from_ms) {
        return otherwise_ms;
    }
    *ret_by = WINDOW_BY_NEIGHBOUR_DAY;
    return civil_midpoint_ms(earlier->end_ms, later->start_ms);
}

static int64_t window_from(const struct work_day *day, size_t index, const struct policy *policy,
                           enum window_by *ret_by)
{
    struct stretch own = stretch_of(&day->today, index, day->date);
    if (index > 0) {
        *ret_by = WINDOW_BY_SAME_DAY;
        return civil_midpoint_ms(stretch_of(&day->today, index - 1, day->date).end_ms,
                                 own.start_ms);
    }
    *ret_by = WINDOW_BY_POLICY;
    int64_t from_ms = own.start_ms - policy->in_from_min * CIVIL_MINUTE_MS;
    if (day->previous.session_count == 0) {
        return from_ms;
    }
    struct stretch before =
        stretch_of(&day->previous, day->previous.session_count - 1, day->date - 1);
    return neighbour_boundary(&before, &own, policy, from_ms, ret_by);
}

static int64_t window_to(const struct work_day *day, size_t index, const struct policy *policy,
                         enum window_by *ret_by)
{
    struct stretch own = stretch_of(&day->today, index, day->date);
    if (index + 1 < day->today.session_count) {
        *ret_by = WINDOW_BY_SAME_DAY;
        return civil_midpoint_ms(own.end_ms,
                                 stretch_of(&day->today, index + 1, day->date).start_ms);
    }
    *ret_by = WINDOW_BY_POLICY;
    int64_t to_ms = own.end_ms + policy->out_until_min * CIVIL_MINUTE_MS;
    if (day->next.session_count == 0) {
        return to_ms;
    }
    struct stretch after = stretch_of(&day->next, 0, day->date + 1);
    return neighbour_boundary(&own, &after, policy, to_ms, ret_by);
}

void work_day_window(const struct work_day *day, size_t index, const struct policy *policy,
                     int64_t *ret_from_ms, int64_t *ret_to_ms)
{
    enum window_by by;
    *ret_from_ms = window_from(day, index, policy, &by);
    *ret_to_ms = window_to(day, index, policy, &by);
}

static enum phase phase_at(const struct session_reason *reason, int64_t now_ms)
{
    if (now_ms < reason->window_from_ms) {
        return PHASE_NOT_BEGUN;
    }
    return now_ms < reason->window_to_ms ? PHASE_OPEN : PHASE_CLOSED;
}

/* Which of the taps is the check-in and which the check-out. */
static void assign_taps(struct session_reason *reason)
{
    if (reason->tap_count == 0) {
        return;
    }
    if (reason->tap_count > 1) {
        reason->check_in = reason->first;
        reason->check_out = reason->last;
        return;
    }
    bool in_required = reason->session->in_required;
    bool is_in = reason->first.at_ms <
                 civil_midpoint_ms(reason->effective_start_ms, reason->effective_end_ms);
    if (in_required != reason->session->out_required) {
        is_in = in_required;
    }
    *(is_in ? &reason->check_in : &reason->check_out) = reason->first;
}

static bool has_tap(const struct work_tap *tap)
{
    return tap->tap || tap->correction;
}

static int32_t minutes_between(int64_t from_ms, int64_t to_ms)
{
    return (int32_t)((to_ms - from_ms) / CIVIL_MINUTE_MS);
}

static enum check judge_in(struct session_reason *reason)
{
    bool there = has_tap(&reason->check_in);
    if (there) {
        reason->measured_late_min =
            minutes_between(reason->effective_start_ms, civil_minute_ms(reason->check_in.at_ms));
    }
    if (!reason->session->in_required) {
        return CHECK_NONE;
    }
    if (!there) {
        return CHECK_MISSING;
    }
    bool late = reason->measured_late_min > reason->policy->late_grace_min;
    return late ? CHECK_LATE : CHECK_ON_TIME;
}

static enum check judge_out(struct session_reason *reason)
{
    bool there = has_tap(&reason->check_out);
    if (there) {
        reason->measured_early_min =
            minutes_between(civil_minute_ms(reason->check_out.at_ms), reason->effective_end_ms);
    }
    if (!reason->session->out_required) {
        return CHECK_NONE;
    }
    if (!there) {
        return CHECK_MISSING;
    }
    bool early = reason->measured_early_min > reason->policy->early_grace_min;
    return early ? CHECK_EARLY : CHECK_ON_TIME;
}

static bool reaches(int32_t minutes, int32_t limit_min)
{
    return limit_min != POLICY_UNSET && minutes >= limit_min;
}

/* While the session is open only lateness is final: a tap still to come lifts all else. */
static enum absent_by find_absence(const struct session_verdict *verdict, enum phase phase)
{
    const struct session_reason *reason = &verdict->reason;
    if (phase == PHASE_CLOSED && reason->tap_count == 0) {
        return ABSENT_BY_NO_TAP;
    }
    if (verdict->in == CHECK_LATE &&
        reaches(reason->measured_late_min, reason->policy->late_as_absent_min)) {
        return ABSENT_BY_LATE;
    }
    if (phase == PHASE_CLOSED && verdict->out == CHECK_EARLY &&
        reaches(reason->measured_early_min, reason->policy->early_as_absent_min)) {
        return ABSENT_BY_EARLY;
    }
    return ABSENT_BY_NOTHING;
}

/* Every required check that is one of these becomes the other. */
static void turn_checks(struct session_verdict *verdict, uint32_t which, enum check into)
{
    if (which >> verdict->in & 1) {
        verdict->in = into;
    }
    if (which >> verdict->out & 1) {
        verdict->out = into;
    }
}

#define CHECK_BIT(check) (UINT32_C(1) << (check))
#define BREACH_BITS      (CHECK_BIT(CHECK_LATE) | CHECK_BIT(CHECK_EARLY) | CHECK_BIT(CHECK_MISSING))
#define REQUIRED_BITS    (~CHECK_BIT(CHECK_NONE))

static void judge_begun(const struct person_facts *facts, enum phase phase,
                        struct session_verdict *verdict)
{
    struct session_reason *reason = &verdict->reason;
    assign_taps(reason);
    verdict->in = judge_in(reason);
    verdict->out = judge_out(reason);
    reason->absent_by = find_absence(verdict, phase);
    if (reason->absent_by != ABSENT_BY_NOTHING) {
        turn_checks(verdict, REQUIRED_BITS, CHECK_MISSING);
    } else if (phase == PHASE_OPEN) {
        turn_checks(verdict, CHECK_BIT(CHECK_MISSING) | CHECK_BIT(CHECK_EARLY), CHECK_PENDING);
    }
    for (size_t i = 0; i < facts->uncertain_tap_count && !reason->uncertain_tap; i++) {
        if (tap_uncertain_meets(&facts->uncertain_taps[i], facts->now_ms, reason->window_from_ms,
                                reason->window_to_ms)) {
            reason->uncertain_tap = &facts->uncertain_taps[i];
            turn_checks(verdict, BREACH_BITS, CHECK_UNCERTAIN);
        }
    }
    verdict->late_min = verdict->in == CHECK_LATE ? reason->measured_late_min : 0;
    verdict->early_min = verdict->out == CHECK_EARLY ? reason->measured_early_min : 0;
}

static bool is_check(const struct session_verdict *verdict, enum check check)
{
    return verdict->in == check || verdict->out == check;
}

/* The first that holds, once begun and not away. */
static enum session_status status_of(const struct session_verdict *verdict)
{
    if (verdict->in == CHECK_NONE && verdict->out == CHECK_NONE) {
        return SESSION_NONE;
    }
    if (is_check(verdict, CHECK_PENDING)) {
        return SESSION_PENDING;
    }
    if (is_check(verdict, CHECK_UNCERTAIN)) {
        return SESSION_REVIEW;
    }
    if (verdict->reason.absent_by != ABSENT_BY_NOTHING) {
        return SESSION_ABSENT;
    }
    bool breach = is_check(verdict, CHECK_LATE) || is_check(verdict, CHECK_EARLY) ||
                  is_check(verdict, CHECK_MISSING);
    return breach ? SESSION_EXCEPTION : SESSION_NORMAL;
}

/* The facts' side of the reason: the same whatever `now` is, but for taps still to come. */
static void find_reason(const struct person_facts *facts, const struct work_day *day, size_t index,
                        struct session_verdict *verdict)
{
    struct session_reason *reason = &verdict->reason;
    struct stretch own = stretch_of(&day->today, index, day->date);
    struct time_away_rest rest = time_away_take_out(facts, own.start_ms, own.end_ms);
    verdict->leave_min = rest.leave_min;
    verdict->trip_min = rest.trip_min;
    reason->schedule = day->today.schedule;
    reason->version = day->today.version;
    reason->session = &day->today.sessions[index];
    reason->policy = facts->policy;
    reason->start_ms = own.start_ms;
    reason->end_ms = own.end_ms;
    reason->effective_start_ms = rest.start_ms;
    reason->effective_end_ms = rest.end_ms;
    reason->start_moved_by = rest.start_moved_by;
    reason->end_moved_by = rest.end_moved_by;
    reason->window_from_ms = window_from(day, index, facts->policy, &reason->window_from_by);
    reason->window_to_ms = window_to(day, index, facts->policy, &reason->window_to_by);
    struct work_tap_range taps = work_tap_find(facts, reason->window_from_ms, reason->window_to_ms);
    reason->first = taps.first;
    reason->last = taps.last;
    reason->tap_count = taps.count;
}

void work_day_judge_session(const struct person_facts *facts, const struct work_day *day,
                            size_t index, struct session_verdict *ret_verdict)
{
    struct session_verdict verdict = {.date = day->date, .session = (int32_t)index + 1};
    struct session_reason *reason = &verdict.reason;
    find_reason(facts, day, index, &verdict);
    bool nothing_left = reason->effective_start_ms == reason->effective_end_ms;
    enum phase phase = phase_at(reason, facts->now_ms);
    reason->changes_at_ms = CIVIL_NEVER_MS;
    if (phase == PHASE_NOT_BEGUN) {
        verdict.status = SESSION_PENDING;
        verdict.in = reason->session->in_required ? CHECK_PENDING : CHECK_NONE;
        verdict.out = reason->session->out_required ? CHECK_PENDING : CHECK_NONE;
        reason->changes_at_ms = reason->window_from_ms;
    } else if (nothing_left) {
        verdict.status = verdict.leave_min >= verdict.trip_min ? SESSION_LEAVE : SESSION_TRIP;
    } else {
        judge_begun(facts, phase, &verdict);
        verdict.status = status_of(&verdict);
        reason->changes_at_ms = phase == PHASE_OPEN ? reason->window_to_ms : CIVIL_NEVER_MS;
    }
    *ret_verdict = verdict;
}

size_t work_day_judge(const struct person_facts *facts, int32_t date,
                      struct session_verdict *ret_verdicts, size_t max)
{
    struct work_day day = work_day_plan(facts->person, facts->calendar, date);
    for (size_t i = 0; i < day.today.session_count && i < max; i++) {
        work_day_judge_session(facts, &day, i, &ret_verdicts[i]);
    }
    return day.today.session_count;
}

bool work_day_find_session(const struct person *person, const struct calendar *calendar,
                           const struct policy *policy, int64_t at_ms, int32_t *ret_date,
                           size_t *ret_index)
{
    int32_t date = civil_date_of(at_ms);
    struct work_day day = work_day_plan(person, calendar, date - 1);
    for (int i = 0; i < 3; i++) {
        for (size_t index = 0; index < day.today.session_count; index++) {
            int64_t from_ms;
            int64_t to_ms;
            work_day_window(&day, index, policy, &from_ms, &to_ms);
            if (from_ms <= at_ms && at_ms < to_ms) {
                *ret_date = day.date;
                *ret_index = index;
                return true;
            }
        }
        day = work_day_plan_next(&day, person, calendar);
    }
    return false;
}

void work_day_span(const struct policy *policy, int32_t date, int64_t *ret_from_ms,
                   int64_t *ret_to_ms)
{
    int64_t midnight_ms = civil_midnight_ms(date);
    *ret_from_ms = midnight_ms - policy->in_from_min * CIVIL_MINUTE_MS;
    *ret_to_ms = midnight_ms + (SCHEDULE_END_MAX_MIN + policy->out_until_min) * CIVIL_MINUTE_MS;
}

struct date_span work_day_touched_by_taps(const struct policy *policy, int64_t first_ms,
                                          int64_t last_ms)
{
    int64_t reach_ms = (SCHEDULE_END_MAX_MIN + policy->out_until_min) * CIVIL_MINUTE_MS;
    return (struct date_span){
        civil_date_of(first_ms - reach_ms) + 1,
        civil_date_of(last_ms + policy->in_from_min * CIVIL_MINUTE_MS),
    };
}

struct date_span work_day_touched_by_away(int64_t from_ms, int64_t to_ms)
{
    return (struct date_span){
        civil_date_of(from_ms - SCHEDULE_END_MAX_MIN * CIVIL_MINUTE_MS) + 1,
        civil_date_of(to_ms - 1),
    };
}

struct date_span work_day_touched_by_plan(int32_t first, int32_t last)
{
    return (struct date_span){first - 1, last + 1};
}
