#include "own_month.h"

#include "work_day.h"
#include <stdio.h>
#include <string.h>

struct looking_back {
    const struct facts *facts;
    const struct facts_staff *staff;
    struct person_facts person;
    struct own_month *month;
};

static struct own_note *add_note(struct own_month *month, enum own_note_kind kind, int32_t date)
{
    if (month->note_count == OWN_MONTH_NOTES_MAX) {
        month->note_count--; /* the oldest of the month makes room at the end of its list */
    }
    memmove(&month->notes[1], &month->notes[0], month->note_count * sizeof month->notes[0]);
    month->note_count++;
    struct own_note *note = &month->notes[0];
    *note = (struct own_note){.kind = kind, .date = date};
    return note;
}

static void note_check(struct own_month *month, enum own_note_kind kind, int32_t date,
                       const struct work_tap *tap, int64_t due_ms, int32_t minutes)
{
    struct own_note *note = add_note(month, kind, date);
    note->at_ms = tap->at_ms;
    note->due_ms = due_ms;
    note->minutes = minutes;
}

/* Missing checks of a day before the kiosk's records begin say nothing about the person. */
static void note_missing(struct own_month *month, const struct session_verdict *session)
{
    const struct session_reason *reason = &session->reason;
    if (session->date < month->known_from) {
        return;
    }
    if (reason->tap_count == 0) {
        (void)add_note(month, OWN_NOTE_NO_TAP, session->date);
    } else if (session->in == CHECK_MISSING) {
        add_note(month, OWN_NOTE_NO_CHECK_IN, session->date)->due_ms = reason->effective_start_ms;
    } else if (session->out == CHECK_MISSING) {
        add_note(month, OWN_NOTE_NO_CHECK_OUT, session->date)->due_ms = reason->effective_end_ms;
    }
}

/* Of a session absent by lateness the checks are called missing; who came that late wants to read
 * how late. */
static enum own_mark mark_session(struct own_month *month, const struct session_verdict *session)
{
    const struct session_reason *reason = &session->reason;
    bool so_late = reason->absent_by == ABSENT_BY_LATE;
    bool so_early = reason->absent_by == ABSENT_BY_EARLY;
    enum own_mark mark = OWN_MARK_WELL;
    if (session->out == CHECK_EARLY || so_early) {
        note_check(month, OWN_NOTE_EARLY, session->date, &reason->check_out,
                   reason->effective_end_ms, reason->measured_early_min);
        mark = OWN_MARK_EARLY;
    }
    if (session->in == CHECK_LATE || so_late) {
        note_check(month, OWN_NOTE_LATE, session->date, &reason->check_in,
                   reason->effective_start_ms, reason->measured_late_min);
        return OWN_MARK_LATE;
    }
    if (so_early) {
        return OWN_MARK_EARLY;
    }
    if (session->in == CHECK_MISSING || session->out == CHECK_MISSING) {
        note_missing(month, session);
        return mark == OWN_MARK_WELL ? OWN_MARK_NOT_SEEN : mark;
    }
    return mark;
}

static enum own_mark mark_of(struct own_month *month, const struct session_verdict *session)
{
    switch (session->status) {
    case SESSION_LEAVE:
        (void)add_note(month, OWN_NOTE_LEAVE, session->date);
        return OWN_MARK_LEAVE;
    case SESSION_TRIP:
        (void)add_note(month, OWN_NOTE_TRIP, session->date);
        return OWN_MARK_TRIP;
    case SESSION_NONE:
        return OWN_MARK_NONE;
    case SESSION_REVIEW:
        (void)add_note(month, OWN_NOTE_REVIEW, session->date);
        return OWN_MARK_REVIEW;
    case SESSION_NORMAL:
        return OWN_MARK_WELL;
    case SESSION_PENDING:
        if (session->in == CHECK_LATE) {
            return mark_session(month, session);
        }
        return session->reason.tap_count > 0 ? OWN_MARK_PENDING : OWN_MARK_NONE;
    default:
        return mark_session(month, session);
    }
}

static void judge_day(struct looking_back *back, int32_t date)
{
    struct own_month *month = back->month;
    struct session_verdict sessions[OWN_MONTH_SESSIONS_MAX];
    size_t count = work_day_judge(&back->person, date, sessions, OWN_MONTH_SESSIONS_MAX);
    count = count < OWN_MONTH_SESSIONS_MAX ? count : OWN_MONTH_SESSIONS_MAX;
    enum own_mark gravest = OWN_MARK_NONE;
    for (size_t i = 0; i < count; i++) {
        enum own_mark mark = mark_of(month, &sessions[i]);
        gravest = mark > gravest ? mark : gravest;
    }
    if (gravest == OWN_MARK_NOT_SEEN && date < month->known_from) {
        gravest = OWN_MARK_NONE;
    }
    month->marks[date - month->first] = gravest;
    month->of[gravest]++;
}

static void judge_meeting(struct looking_back *back, const struct meeting *meeting)
{
    const struct facts_meeting *about = facts_find_meeting(back->facts, meeting->id);
    struct meeting_facts facts = facts_of_meeting(back->facts, about, back->person.now_ms);
    struct attendee_verdict verdict;
    if (!meeting_judge(&facts, NULL, 0, &back->person, back->staff->attending,
                       back->staff->attending_count, &verdict) ||
        !verdict.reason.sign_in) {
        return;
    }
    bool late = verdict.result == MEETING_LATE;
    struct own_note *note = add_note(back->month, late ? OWN_NOTE_MEETING_LATE : OWN_NOTE_MEETING,
                                     civil_date_of(meeting->start_ms));
    note->minutes = verdict.late_min;
    note->at_ms = verdict.reason.sign_in->at_ms;
    note->due_ms = meeting->start_ms;
    (void)snprintf(note->title, sizeof note->title, "%s", about->title);
}

static void judge_meetings_of(struct looking_back *back, int32_t date)
{
    for (size_t i = 0; i < back->staff->attending_count; i++) {
        const struct meeting *meeting = back->staff->attending[i];
        if (!meeting->cancelled && civil_date_of(meeting->start_ms) == date) {
            judge_meeting(back, meeting);
        }
    }
}

void own_month_make(const struct facts *facts, const struct facts_staff *staff,
                    const struct own_taps *taps, int64_t now_ms, struct own_month *ret_month)
{
    struct looking_back back = {.facts = facts, .staff = staff, .month = ret_month};
    memset(ret_month, 0, sizeof *ret_month);
    (void)snprintf(ret_month->name, sizeof ret_month->name, "%s", staff->name);
    ret_month->today = civil_date_of(now_ms);
    ret_month->month = civil_month_of(ret_month->today);
    ret_month->first = civil_month_first(ret_month->month);
    ret_month->day_count = (int)(civil_month_first(ret_month->month + 1) - ret_month->first);
    ret_month->known_from = taps->known_from;
    back.person = facts_of_staff(facts, staff, now_ms);
    back.person.taps = taps->taps;
    back.person.tap_count = taps->tap_count;
    back.person.uncertain_taps = taps->uncertain_taps;
    back.person.uncertain_tap_count = taps->uncertain_tap_count;
    for (int32_t date = ret_month->first; date <= ret_month->today; date++) {
        judge_day(&back, date);
        judge_meetings_of(&back, date);
    }
}
