#include "meeting.h"

#include <string.h>

const char *const meeting_result_words[] = {
    "pending", "on_time",    "late",   "substituted", "leave", "unapproved_substitute",
    "none",    "leave_late", "absent", "review",      NULL};
const char *const meeting_flag_words[] = {"marked", "missing_signout", "left_early", "invited_late",
                                          NULL};

/* All that one result is judged from. */
struct hearing {
    const struct meeting_facts *facts;
    const struct meeting *meeting;
    const struct substitute_sign_in *sign_ins;
    size_t sign_in_count;
    const struct person_facts *person;
    const char *staff;
    bool invited_late;
    const struct meeting *const *attending;
    size_t attending_count;
    struct meeting_terms terms;
    int64_t now_ms;
    int64_t opens_ms;       /* start − signin_open_min */
    int64_t signout_end_ms; /* end + 120 min */
};

static bool names_this_or_none(const struct hearing *hearing, const struct tap *tap)
{
    return !tap->meeting || strcmp(tap->meeting, hearing->meeting->id) == 0;
}

/* Their own word, kiosk and meeting; the time aside. */
static bool is_own_tap_here(const struct hearing *hearing, const struct tap *tap)
{
    return !tap->substitute_for && names_this_or_none(hearing, tap) &&
           meeting_hears_kiosk(hearing->meeting, tap->kiosk);
}

static bool is_substitute_tap_here(const struct hearing *hearing, const struct tap *tap)
{
    return tap->substitute_for && tap->meeting && strcmp(tap->meeting, hearing->meeting->id) == 0 &&
           strcmp(tap->substitute_for, hearing->staff) == 0 &&
           meeting_hears_kiosk(hearing->meeting, tap->kiosk);
}

/* Whether a tap that could sign in here counts for this meeting, and not for a nearer one. */
static bool counts_here(const struct hearing *hearing, const struct tap *tap)
{
    if (tap->meeting) {
        return true;
    }
    const struct meeting *best[2] = {hearing->meeting, NULL};
    best[1] = meeting_of_tap(tap, hearing->staff, hearing->facts->policy, hearing->attending,
                             hearing->attending_count);
    const struct meeting *found =
        meeting_of_tap(tap, hearing->staff, hearing->facts->policy, best, best[1] ? 2 : 1);
    return strcmp(found->id, hearing->meeting->id) == 0;
}

static const struct tap *find_own_sign_in(const struct hearing *hearing)
{
    const struct person_facts *person = hearing->person;
    for (size_t i = tap_lower_bound(person->taps, person->tap_count, hearing->opens_ms);
         i < person->tap_count; i++) {
        const struct tap *tap = &person->taps[i];
        if (tap->at_ms >= hearing->meeting->end_ms || tap->at_ms > hearing->now_ms) {
            break;
        }
        if (is_own_tap_here(hearing, tap) && counts_here(hearing, tap)) {
            return tap;
        }
    }
    return NULL;
}

/* The first who signed in for them: an approved one if there is any, else whoever came. */
static const struct substitute_sign_in *find_substitute(const struct hearing *hearing)
{
    const struct substitute_sign_in *came = NULL;
    for (size_t i = 0; i < hearing->sign_in_count; i++) {
        const struct substitute_sign_in *sign_in = &hearing->sign_ins[i];
        if (strcmp(sign_in->tap->substitute_for, hearing->staff) != 0) {
            continue;
        }
        if (sign_in->standing == SUBSTITUTE_APPROVED) {
            return sign_in;
        }
        came = came ? came : sign_in;
    }
    return came;
}

static const struct meeting_mark *find_mark(const struct hearing *hearing)
{
    for (size_t i = 0; i < hearing->facts->mark_count; i++) {
        const struct meeting_mark *mark = &hearing->facts->marks[i];
        if (mark->decided_ms <= hearing->now_ms && strcmp(mark->staff, hearing->staff) == 0) {
            return mark;
        }
    }
    return NULL;
}

/* An approved leave from this meeting: one asked for in time if there is any, else a late one. */
static const struct meeting_leave *find_leave(const struct hearing *hearing, bool *ret_in_time)
{
    int64_t deadline_ms =
        hearing->meeting->start_ms - hearing->terms.leave_deadline_min * CIVIL_MINUTE_MS;
    const struct meeting_leave *late = NULL;
    *ret_in_time = false;
    for (size_t i = 0; i < hearing->facts->leave_count; i++) {
        const struct meeting_leave *leave = &hearing->facts->leaves[i];
        if (leave->state != APPROVAL_APPROVED || leave->requested_ms > hearing->now_ms ||
            strcmp(leave->staff, hearing->staff) != 0) {
            continue;
        }
        if (leave->requested_ms <= deadline_ms) {
            *ret_in_time = true;
            return leave;
        }
        late = late ? late : leave;
    }
    return late;
}

static const struct time_away *find_away(const struct hearing *hearing)
{
    const struct person_facts *person = hearing->person;
    const struct time_away *leave =
        time_away_holding(person->leaves, person->leave_count, hearing->meeting->start_ms);
    return leave ? leave
                 : time_away_holding(person->trips, person->trip_count, hearing->meeting->start_ms);
}

/* Returns whether the sign-in was late. */
static bool measure_sign_in(const struct hearing *hearing, const struct tap *tap,
                            struct attendee_verdict *verdict)
{
    struct attendee_reason *reason = &verdict->reason;
    reason->sign_in = tap;
    reason->measured_late_min =
        (int32_t)((civil_minute_ms(tap->at_ms) - hearing->meeting->start_ms) / CIVIL_MINUTE_MS);
    return reason->measured_late_min > hearing->terms.late_grace_min;
}

/* Results 1 and 2: somebody was there who may be. Lateness of those invited late is measured for
 * the reason alone: only a mark says that they were there. */
static bool judge_presence(const struct hearing *hearing, struct attendee_verdict *verdict)
{
    const struct tap *own = find_own_sign_in(hearing);
    verdict->reason.substitute = find_substitute(hearing);
    const struct substitute_sign_in *substitute = verdict->reason.substitute;
    bool approved = substitute && substitute->standing == SUBSTITUTE_APPROVED;
    if (!own && !approved) {
        return false;
    }
    bool late = measure_sign_in(hearing, own ? own : substitute->tap, verdict);
    if (late && hearing->invited_late) {
        return false;
    }
    verdict->result = !own ? MEETING_SUBSTITUTED : late ? MEETING_LATE : MEETING_ON_TIME;
    verdict->late_min = late ? verdict->reason.measured_late_min : 0;
    return true;
}

/* Results 3 to 8: nobody was there, as far as the taps go. */
static void judge_want(const struct hearing *hearing, struct attendee_verdict *verdict)
{
    struct attendee_reason *reason = &verdict->reason;
    bool in_time;
    reason->mark = find_mark(hearing);
    reason->leave = find_leave(hearing, &in_time);
    reason->away = find_away(hearing);
    if (reason->mark) {
        bool late = hearing->facts->policy->marked_counts_as == MARKED_AS_LATE;
        verdict->result = late ? MEETING_LATE : MEETING_ON_TIME;
        verdict->flags = MEETING_FLAG_MARKED;
    } else if (in_time || reason->away) {
        verdict->result = MEETING_LEAVE;
    } else if (hearing->invited_late) {
        verdict->result = MEETING_NONE;
        verdict->flags = MEETING_FLAG_INVITED_LATE;
    } else if (reason->substitute) {
        verdict->result = MEETING_UNAPPROVED_SUBSTITUTE;
        (void)measure_sign_in(hearing, reason->substitute->tap, verdict); /* for the reason alone */
    } else if (reason->role == ATTENDEE_OPTIONAL) {
        verdict->result = MEETING_NONE;
    } else {
        verdict->result = reason->leave ? MEETING_LEAVE_LATE : MEETING_ABSENT;
    }
}

/* The latest tap after the meeting began of the one who signed in. */
static const struct tap *find_sign_out(const struct hearing *hearing,
                                       const struct attendee_verdict *verdict)
{
    bool own = verdict->result != MEETING_SUBSTITUTED;
    const struct tap *taps = own ? hearing->person->taps : hearing->facts->substitute_taps;
    size_t count = own ? hearing->person->tap_count : hearing->facts->substitute_tap_count;
    const struct tap *sign_in = verdict->reason.sign_in;
    int64_t from_ms = sign_in->at_ms + MEETING_SIGNOUT_GAP_MS;
    from_ms = from_ms > hearing->meeting->start_ms ? from_ms : hearing->meeting->start_ms;
    for (size_t i = tap_lower_bound(taps, count, hearing->signout_end_ms); i > 0; i--) {
        const struct tap *tap = &taps[i - 1];
        if (tap->at_ms < from_ms) {
            break;
        }
        bool here =
            own ? is_own_tap_here(hearing, tap)
                : is_substitute_tap_here(hearing, tap) && strcmp(tap->staff, sign_in->staff) == 0;
        if (tap->at_ms <= hearing->now_ms && here) {
            return tap;
        }
    }
    return NULL;
}

static void judge_sign_out(const struct hearing *hearing, struct attendee_verdict *verdict)
{
    const struct tap *tap = find_sign_out(hearing, verdict);
    if (!tap) {
        verdict->flags |= MEETING_FLAG_MISSING_SIGNOUT;
        return;
    }
    int64_t early_ms = hearing->meeting->end_ms - civil_minute_ms(tap->at_ms);
    verdict->reason.sign_out = tap;
    verdict->reason.measured_early_min = (int32_t)(early_ms / CIVIL_MINUTE_MS);
    if (verdict->reason.measured_early_min > hearing->terms.signout_grace_min) {
        verdict->flags |= MEETING_FLAG_LEFT_EARLY;
        verdict->early_min = verdict->reason.measured_early_min;
    }
}

static bool is_doubtful_result(const struct attendee_verdict *verdict)
{
    switch (verdict->result) {
    case MEETING_LATE:
    case MEETING_LEAVE_LATE:
    case MEETING_ABSENT:
    case MEETING_UNAPPROVED_SUBSTITUTE:
        return true;
    case MEETING_SUBSTITUTED:
        return verdict->late_min > 0;
    default:
        return false;
    }
}

/* An uncertain sign-in: their own, or anyone's for them. */
static const struct tap *find_uncertain_sign_in(const struct hearing *hearing)
{
    const struct person_facts *person = hearing->person;
    for (size_t i = 0; i < person->uncertain_tap_count; i++) {
        const struct tap *tap = &person->uncertain_taps[i];
        if (is_own_tap_here(hearing, tap) &&
            tap_uncertain_meets(tap, hearing->now_ms, hearing->opens_ms,
                                hearing->meeting->end_ms)) {
            return tap;
        }
    }
    for (size_t i = 0; i < hearing->facts->uncertain_substitute_tap_count; i++) {
        const struct tap *tap = &hearing->facts->uncertain_substitute_taps[i];
        if (is_substitute_tap_here(hearing, tap) &&
            tap_uncertain_meets(tap, hearing->now_ms, hearing->opens_ms,
                                hearing->meeting->end_ms)) {
            return tap;
        }
    }
    return NULL;
}

/* An uncertain tap that, its time aside, could be the sign-out that is wanting. */
static const struct tap *find_uncertain_sign_out(const struct hearing *hearing,
                                                 const struct attendee_verdict *verdict)
{
    bool own = verdict->result != MEETING_SUBSTITUTED;
    const struct tap *taps =
        own ? hearing->person->uncertain_taps : hearing->facts->uncertain_substitute_taps;
    size_t count =
        own ? hearing->person->uncertain_tap_count : hearing->facts->uncertain_substitute_tap_count;
    for (size_t i = 0; i < count; i++) {
        const struct tap *tap = &taps[i];
        bool here = own ? is_own_tap_here(hearing, tap)
                        : is_substitute_tap_here(hearing, tap) &&
                              strcmp(tap->staff, verdict->reason.sign_in->staff) == 0;
        if (here && tap_uncertain_meets(tap, hearing->now_ms, hearing->meeting->start_ms,
                                        hearing->signout_end_ms)) {
            return tap;
        }
    }
    return NULL;
}

static void review(const struct hearing *hearing, struct attendee_verdict *verdict)
{
    const struct tap *tap = NULL;
    if (is_doubtful_result(verdict)) {
        tap = find_uncertain_sign_in(hearing);
    }
    if (!tap && (verdict->flags & (MEETING_FLAG_MISSING_SIGNOUT | MEETING_FLAG_LEFT_EARLY))) {
        tap = find_uncertain_sign_out(hearing, verdict);
    }
    verdict->reason.before_review = verdict->result;
    if (tap) {
        verdict->reason.uncertain_tap = tap;
        verdict->result = MEETING_REVIEW;
        verdict->late_min = 0;
        verdict->early_min = 0;
        verdict->flags = 0;
    }
}

/* Somebody who is wanted, and is not there yet. */
static bool may_still_come(const struct attendee_verdict *verdict)
{
    bool unjudged = (verdict->flags & MEETING_FLAG_INVITED_LATE) && !verdict->reason.sign_in &&
                    verdict->reason.role == ATTENDEE_REQUIRED;
    return unjudged || verdict->result == MEETING_ABSENT || verdict->result == MEETING_LEAVE_LATE;
}

static void judge_begun(const struct hearing *hearing, struct attendee_verdict *verdict)
{
    bool signout = hearing->terms.signout == SIGNOUT_REQUIRED;
    int64_t closes_ms = signout ? hearing->signout_end_ms : hearing->meeting->end_ms;
    bool there = judge_presence(hearing, verdict);
    if (!there) {
        judge_want(hearing, verdict);
    }
    if (hearing->now_ms < closes_ms) {
        verdict->reason.changes_at_ms = closes_ms;
        if (may_still_come(verdict)) {
            verdict->result = MEETING_PENDING;
            verdict->flags = 0;
        }
    } else if (there && signout && !hearing->invited_late) {
        judge_sign_out(hearing, verdict);
    }
    review(hearing, verdict);
}

bool meeting_judge(const struct meeting_facts *facts, const struct substitute_sign_in *sign_ins,
                   size_t sign_in_count, const struct person_facts *person,
                   const struct meeting *const *attending, size_t attending_count,
                   struct attendee_verdict *ret_verdict)
{
    const struct meeting *meeting = facts->meeting;
    const struct attendee *attendee = meeting_find_attendee(meeting, person->person->staff);
    if (!attendee || meeting->cancelled) {
        return false;
    }
    struct hearing hearing = {
        .facts = facts,
        .meeting = meeting,
        .sign_ins = sign_ins,
        .sign_in_count = sign_in_count,
        .person = person,
        .staff = attendee->staff,
        .invited_late = attendee->invited_late,
        .attending = attending,
        .attending_count = attending_count,
        .terms = policy_meeting_terms(facts->policy, &meeting->own),
        .now_ms = facts->now_ms,
        .signout_end_ms = meeting->end_ms + MEETING_SIGNOUT_OPEN_MIN * CIVIL_MINUTE_MS,
    };
    int64_t end_ms;
    meeting_signin_window(meeting, facts->policy, &hearing.opens_ms, &end_ms);
    struct attendee_verdict verdict = {.result = MEETING_PENDING};
    verdict.reason.terms = hearing.terms;
    verdict.reason.role = attendee->role;
    verdict.reason.changes_at_ms = CIVIL_NEVER_MS;
    if (hearing.now_ms < hearing.opens_ms) {
        verdict.reason.changes_at_ms = hearing.opens_ms;
    } else {
        judge_begun(&hearing, &verdict);
    }
    *ret_verdict = verdict;
    return true;
}
