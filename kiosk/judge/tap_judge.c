#include "tap_judge.h"

#include "check.h"
#include "meeting_tap.h"
#include "work_day.h"
#include <stdio.h>
#include <string.h>

/* A record has room for no more; a meeting that somebody made a year long has. */
#define SHOWN_MAX_MIN 100000

#define JUST_COME_MS (INT64_C(10) * CIVIL_MINUTE_MS) /* since the check-in */

/* The person's taps known here and this one, as the rules want them. */
struct question {
    const struct facts *facts;
    const struct facts_staff *staff;
    const struct judge_tap *tap;
    const struct recent_taps *recent;
    struct person_facts person;
    const struct tap *own; /* this tap among them */
    struct tap taps[RECENT_TAPS_PERSON_MAX + 1];
};

/* Facts have no longer text than a verdict has room for. */
static void copy_text(char *ret_text, size_t size, const char *text)
{
    CHECK(strlen(text) < size);
    memcpy(ret_text, text, strlen(text) + 1);
}

static void name_person(const struct facts *facts, const struct facts_staff *staff, int32_t date,
                        struct judge_verdict *verdict)
{
    copy_text(verdict->name, sizeof verdict->name, staff->name);
    const struct membership *membership = person_membership(&staff->person, date);
    if (!membership) {
        return;
    }
    copy_text(verdict->unit_code, sizeof verdict->unit_code, membership->unit);
    const struct facts_unit *unit = facts_find_unit(facts, membership->unit);
    copy_text(verdict->unit, sizeof verdict->unit, unit ? unit->name : membership->unit);
}

/* Whose card it is; NULL unless it may be used today. */
static const struct facts_staff *recognise(const struct facts *facts, const struct judge_tap *tap,
                                           struct judge_verdict *verdict)
{
    if (!tap->token) {
        verdict->card = TAP_CARD_MALFORMED;
        verdict->answer = JUDGE_UNREADABLE;
        return NULL;
    }
    const struct facts_card *card = facts_find_card(facts, tap->token);
    if (!card) {
        verdict->card = TAP_CARD_UNKNOWN;
        verdict->answer = JUDGE_UNKNOWN_CARD;
        return NULL;
    }
    int32_t date = civil_date_of(tap->at_ms);
    const struct facts_staff *staff = facts_find_staff(facts, card->staff);
    name_person(facts, staff, date, verdict);
    if (card->revoked) {
        verdict->card = TAP_CARD_REVOKED;
        verdict->answer = JUDGE_REVOKED_CARD;
        return NULL;
    }
    if (date < card->from || date > card->to) {
        verdict->card = TAP_CARD_EXPIRED;
        verdict->answer = JUDGE_EXPIRED_CARD;
        return NULL;
    }
    verdict->card = TAP_CARD_RECOGNISED;
    copy_text(verdict->staff, sizeof verdict->staff, staff->id);
    return staff;
}

static void ask(struct question *question)
{
    struct recent_person known = recent_taps_of(question->recent, question->staff->id);
    const struct judge_tap *tap = question->tap;
    size_t before = tap_lower_bound(known.taps, known.tap_count, tap->at_ms + 1);
    if (before > 0) {
        memcpy(question->taps, known.taps, before * sizeof *known.taps);
    }
    /* Taps after this one do not exist for the rules, which judge at its moment. */
    question->taps[before] = (struct tap){
        .staff = question->staff->id,
        .at_ms = tap->at_ms,
        .kiosk = tap->kiosk,
        .meeting = tap->meeting,
        .substitute_for = tap->substitute_for,
    };
    question->own = &question->taps[before];
    question->person = facts_of_staff(question->facts, question->staff,
                                      tap->now_ms > tap->at_ms ? tap->now_ms : tap->at_ms);
    question->person.taps = question->taps;
    question->person.tap_count = before + 1;
    question->person.uncertain_taps = known.uncertain_taps;
    question->person.uncertain_tap_count = known.uncertain_tap_count;
}

static bool is_same_tap(const struct question *question, struct judge_verdict *verdict)
{
    int64_t at_ms = question->tap->at_ms;
    struct work_tap_range here = work_tap_find(&question->person, at_ms, at_ms + 1);
    if (here.count > 0 && here.last.tap == question->own) {
        return false;
    }
    struct work_tap_range before =
        work_tap_find(&question->person, at_ms - WORK_TAP_SAME_MS, at_ms + 1);
    verdict->answer = JUDGE_SAME_TAP;
    verdict->earlier_ms = before.last.at_ms;
    return true;
}

/* The approved leave or trip that holds the moment, or else meets the session. */
static const struct time_away *find_away(const struct time_away *list, size_t count, int64_t at_ms,
                                         const struct session_reason *reason)
{
    const struct time_away *holding = time_away_holding(list, count, at_ms);
    for (size_t i = 0; i < count && !holding; i++) {
        if (list[i].state == APPROVAL_APPROVED && list[i].from_ms < reason->end_ms &&
            list[i].to_ms > reason->start_ms) {
            holding = &list[i];
        }
    }
    return holding;
}

static void tell_away(const struct question *question, const struct session_verdict *session,
                      struct judge_verdict *verdict)
{
    bool leave = session->status == SESSION_LEAVE;
    const struct facts_staff *staff = question->staff;
    const struct time_away *away =
        leave ? find_away(staff->leaves, staff->leave_count, question->tap->at_ms, &session->reason)
              : find_away(staff->trips, staff->trip_count, question->tap->at_ms, &session->reason);
    verdict->answer = leave ? JUDGE_LEAVE : JUDGE_TRIP;
    if (away) {
        verdict->away_from_ms = away->from_ms;
        verdict->away_to_ms = away->to_ms;
    }
}

static void tell_moved_by(const struct time_away *away, struct judge_verdict *verdict)
{
    if (away) {
        verdict->away_from_ms = away->from_ms;
        verdict->away_to_ms = away->to_ms;
    }
}

static void tell_check_in(const struct session_verdict *session, struct judge_verdict *verdict)
{
    const struct session_reason *reason = &session->reason;
    verdict->grace_min = reason->policy->late_grace_min;
    tell_moved_by(reason->start_moved_by, verdict);
    if (!reason->session->in_required) {
        verdict->answer = JUDGE_RECORDED;
    } else if (reason->absent_by == ABSENT_BY_LATE || session->in == CHECK_LATE) {
        verdict->answer = JUDGE_LATE;
        verdict->late_min = reason->measured_late_min;
        verdict->so_late_is_absent = reason->absent_by == ABSENT_BY_LATE;
    } else {
        verdict->answer = session->in == CHECK_UNCERTAIN ? JUDGE_UNCERTAIN : JUDGE_ON_TIME;
    }
}

/* Who taps again before work begins, or within minutes of having come, is not leaving but asking
 * whether the first tap was taken: at another gate, or once more to be sure. */
static bool has_just_come(const struct question *question, const struct session_reason *reason)
{
    int64_t at_ms = question->tap->at_ms;
    return reason->check_in.tap &&
           (at_ms < reason->effective_start_ms || at_ms - reason->check_in.at_ms < JUST_COME_MS);
}

/* While the session is open the rules call an early leave pending, since a later tap lifts it; who
 * stands at the door wants to know what it would be. */
static void tell_check_out(const struct question *question, const struct session_verdict *session,
                           struct judge_verdict *verdict)
{
    const struct session_reason *reason = &session->reason;
    verdict->grace_min = reason->policy->early_grace_min;
    tell_moved_by(reason->end_moved_by, verdict);
    if (reason->check_in.tap || reason->check_in.correction) {
        verdict->earlier_ms = reason->check_in.at_ms;
    }
    if (!reason->session->out_required) {
        verdict->answer = JUDGE_RECORDED;
    } else if (reason->measured_early_min > reason->policy->early_grace_min &&
               has_just_come(question, reason)) {
        verdict->answer = JUDGE_CHECKED_IN;
    } else if (reason->measured_early_min > reason->policy->early_grace_min) {
        verdict->answer = JUDGE_EARLY;
        verdict->early_min = reason->measured_early_min;
    } else {
        verdict->answer = JUDGE_LEFT;
    }
}

static void tell_session(const struct question *question, int32_t date, size_t index,
                         struct judge_verdict *verdict)
{
    struct work_day day = work_day_plan(question->person.person, question->person.calendar, date);
    struct session_verdict session;
    work_day_judge_session(&question->person, &day, index, &session);
    const struct session_reason *reason = &session.reason;
    verdict->date = date;
    verdict->session = session.session;
    verdict->session_count = (int32_t)day.today.session_count;
    verdict->start_ms = reason->effective_start_ms;
    verdict->end_ms = reason->effective_end_ms;
    if (session.status == SESSION_LEAVE || session.status == SESSION_TRIP) {
        verdict->start_ms = reason->start_ms;
        verdict->end_ms = reason->end_ms;
        tell_away(question, &session, verdict);
    } else if (reason->check_in.tap == question->own) {
        tell_check_in(&session, verdict);
    } else if (reason->check_out.tap == question->own) {
        tell_check_out(question, &session, verdict);
    } else {
        verdict->answer = JUDGE_RECORDED;
    }
}

static void tell_work(struct question *question, struct judge_verdict *verdict)
{
    if (is_same_tap(question, verdict)) {
        return;
    }
    int32_t date;
    size_t index;
    if (work_day_find_session(question->person.person, question->person.calendar,
                              question->person.policy, question->tap->at_ms, &date, &index)) {
        tell_session(question, date, index, verdict);
    } else {
        verdict->answer = JUDGE_NO_SESSION;
    }
}

/* At a meeting room's door the meeting comes first. Elsewhere it does where work has nothing to say
 * but that somebody is still there, or where only the meeting has begun. */
static bool is_meeting_first(const struct judge_verdict *verdict, bool listed)
{
    enum judge_answer meeting = verdict->meeting.answer;
    switch (verdict->work) {
    case JUDGE_LEFT:
    case JUDGE_LEAVE:
    case JUDGE_TRIP:
        return listed;
    case JUDGE_SAME_TAP:
    case JUDGE_CHECKED_IN:
        return listed || meeting != JUDGE_SIGNED_ALREADY;
    case JUDGE_ON_TIME:
        return listed || meeting == JUDGE_SIGNED_IN_LATE;
    case JUDGE_LATE:
        return listed && meeting != JUDGE_SIGNED_ALREADY;
    default:
        return true;
    }
}

static void tell_meeting(const struct question *question, struct judge_verdict *verdict)
{
    const struct meeting_question about = {question->facts, question->recent, question->staff,
                                           &question->person, question->own};
    bool listed = meeting_tap_judge(&about, &verdict->meeting);
    bool wanted = question->tap->meeting != NULL;
    if (verdict->meeting.id[0] && (wanted || is_meeting_first(verdict, listed))) {
        verdict->answer = verdict->meeting.answer;
    } else if (!verdict->meeting.id[0] && wanted) {
        verdict->hint = JUDGE_HINT_NO_MEETING;
    }
    if (meeting_tap_principal_came(&about, &verdict->meeting)) {
        verdict->hint = JUDGE_HINT_PRINCIPAL_CAME;
    }
}

/* Who reports back while a leave or trip still holds. */
static void tell_back(const struct question *question, struct judge_verdict *verdict)
{
    const struct facts_staff *staff = question->staff;
    int64_t at_ms = question->tap->at_ms;
    const struct time_away *away = time_away_holding(staff->leaves, staff->leave_count, at_ms);
    away = away ? away : time_away_holding(staff->trips, staff->trip_count, at_ms);
    if (!away) {
        verdict->hint = JUDGE_HINT_NOT_AWAY;
        return;
    }
    verdict->answer = JUDGE_BACK;
    verdict->away_from_ms = away->from_ms;
    verdict->away_to_ms = away->to_ms;
}

/* The latest of these that has ended, so lately that its owner's taps since then are known. */
static const struct time_away *find_ended(const struct time_away *list, size_t count, int64_t at_ms,
                                          const struct time_away *best)
{
    for (size_t i = 0; i < count; i++) {
        const struct time_away *away = &list[i];
        if (away->state == APPROVAL_APPROVED && away->to_ms <= at_ms &&
            away->to_ms > at_ms - RECENT_TAPS_KEPT_MS && (!best || away->to_ms > best->to_ms)) {
            best = away;
        }
    }
    return best;
}

/* The first tap after a leave or trip is its owner's word that they are back. */
static void tell_returned(const struct question *question, struct judge_verdict *verdict)
{
    const struct facts_staff *staff = question->staff;
    int64_t at_ms = question->tap->at_ms;
    const struct time_away *ended = find_ended(staff->leaves, staff->leave_count, at_ms, NULL);
    ended = find_ended(staff->trips, staff->trip_count, at_ms, ended);
    bool away = time_away_holding(staff->leaves, staff->leave_count, at_ms) ||
                time_away_holding(staff->trips, staff->trip_count, at_ms);
    if (!ended || away || verdict->hint != JUDGE_HINT_NONE) {
        return;
    }
    size_t since = tap_lower_bound(question->taps, question->person.tap_count, ended->to_ms);
    if (&question->taps[since] == question->own) {
        verdict->hint = JUDGE_HINT_RETURNED;
        verdict->returned_ms = ended->to_ms;
    }
}

static void tell(struct question *question, struct judge_verdict *verdict)
{
    if (question->tap->clock == TAP_CLOCK_UNCERTAIN) {
        verdict->answer = JUDGE_UNCERTAIN;
        verdict->work = JUDGE_UNCERTAIN;
        return;
    }
    ask(question);
    tell_work(question, verdict);
    verdict->work = verdict->answer;
    tell_meeting(question, verdict);
    if (question->tap->purpose == JUDGE_PURPOSE_BACK) {
        tell_back(question, verdict);
    }
    tell_returned(question, verdict);
}

/* By enum judge_answer: its name, and the word of rules.md that the record keeps. */
static const struct {
    const char *name;
    const char *word;
} answers[] = {
    [JUDGE_ON_TIME] = {"on_time", "on_time"},
    [JUDGE_LATE] = {"late", "late"},
    [JUDGE_LEFT] = {"left", "on_time"},
    [JUDGE_EARLY] = {"early", "early"},
    [JUDGE_RECORDED] = {"recorded", "none"},
    [JUDGE_SAME_TAP] = {"same_tap", ""},
    [JUDGE_CHECKED_IN] = {"checked_in", ""},
    [JUDGE_LEAVE] = {"leave", "leave"},
    [JUDGE_TRIP] = {"trip", "trip"},
    [JUDGE_NO_SESSION] = {"no_session", "none"},
    [JUDGE_UNCERTAIN] = {"uncertain", "uncertain"},
    [JUDGE_UNKNOWN_CARD] = {"unknown_card", ""},
    [JUDGE_REVOKED_CARD] = {"revoked_card", ""},
    [JUDGE_EXPIRED_CARD] = {"expired_card", ""},
    [JUDGE_UNREADABLE] = {"unreadable", ""},
    [JUDGE_SIGNED_IN] = {"signed_in", "on_time"},
    [JUDGE_SIGNED_IN_LATE] = {"signed_in_late", "late"},
    [JUDGE_SIGNED_ALREADY] = {"signed_already", ""},
    [JUDGE_SIGNED_OUT] = {"signed_out", "signed_out"},
    [JUDGE_SIGNED_OUT_EARLY] = {"signed_out_early", "left_early"},
    [JUDGE_WALK_IN] = {"walk_in", "walk_in"},
    [JUDGE_SUBSTITUTED] = {"substituted", "substituted"},
    [JUDGE_SUBSTITUTED_LATE] = {"substituted_late", "substituted"},
    [JUDGE_SUBSTITUTE_WAITING] = {"substitute_waiting", "pending"},
    [JUDGE_SUBSTITUTE_UNAPPROVED] = {"substitute_unapproved", "unapproved_substitute"},
    [JUDGE_BACK] = {"back", "back"},
};

static int32_t at_most(int32_t value, int32_t most)
{
    return value < most ? value : most;
}

static void note_shown(struct judge_verdict *verdict)
{
    bool work = judge_answer_is_work(verdict->answer);
    bool meeting = verdict->meeting.id[0] && !work && verdict->answer != JUDGE_BACK;
    const char *word =
        work && verdict->so_late_is_absent ? "absent" : answers[verdict->answer].word;
    (void)snprintf(verdict->shown.verdict, sizeof verdict->shown.verdict, "%s", word);
    verdict->shown.late_min =
        at_most(meeting ? verdict->meeting.late_min : verdict->late_min, SHOWN_MAX_MIN);
    verdict->shown.early_min =
        at_most(meeting ? verdict->meeting.early_min : verdict->early_min, SHOWN_MAX_MIN);
}

void tap_judge(const struct facts *facts, const struct recent_taps *recent,
               const struct judge_tap *tap, struct judge_verdict *ret_verdict)
{
    struct judge_verdict verdict = {0};
    struct question question = {.facts = facts, .tap = tap, .recent = recent};
    question.staff = recognise(facts, tap, &verdict);
    if (question.staff) {
        tell(&question, &verdict);
    }
    note_shown(&verdict);
    *ret_verdict = verdict;
}

bool judge_answer_is_work(enum judge_answer answer)
{
    return answer <= JUDGE_NO_SESSION;
}

const char *judge_answer_name(enum judge_answer answer)
{
    return answers[answer].name;
}
