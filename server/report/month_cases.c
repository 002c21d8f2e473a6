#include "month_cases.h"

#include "meeting_judging.h"
#include "verdict_store.h"

struct walking {
    const struct month_view *view;
    const struct completeness *completeness;
    const struct staff_sieve *sieve;
    struct day_judging judging;
    enum month_case_kind kind;
    month_case_visit *on_case;
    void *user;
    const struct facts_meeting *meeting; /* whose attendees are visited */
    bool failed;
    struct error *err;
};

static const char *unit_on(const struct facts_staff *staff, int32_t date)
{
    const struct membership *membership = person_membership(&staff->person, date);
    return membership ? membership->unit : "";
}

static int64_t earlier(int64_t a_ms, int64_t b_ms)
{
    return a_ms < b_ms ? a_ms : b_ms;
}

static bool visit(const struct walking *walking, struct month_case *found, struct error *err)
{
    const struct staff_sieve_subject subject = {
        .staff = found->staff->id,
        .unit = found->unit,
        .meeting = found->meeting ? found->meeting->meeting.id : ""};
    return !staff_sieve_holds(walking->sieve, &subject) ||
           walking->on_case(found, walking->user, err);
}

/* Sessions */

static bool is_excused_session(const struct session_verdict *verdict)
{
    const struct session_reason *reason = &verdict->reason;
    return verdict->leave_min > 0 || verdict->trip_min > 0 || reason->check_in.correction ||
           reason->check_out.correction;
}

static bool is_of_kind(enum month_case_kind kind, const struct session_verdict *verdict)
{
    switch (kind) {
    case MONTH_CASE_BREACH:
        return completeness_is_breach(verdict->status) || verdict->in == CHECK_LATE;
    case MONTH_CASE_REVIEW:
        return verdict->status == SESSION_REVIEW;
    case MONTH_CASE_EXCUSED:
        return is_excused_session(verdict);
    }
    return false;
}

/* Is there anything to look for? Saves judging those whom the month asks nothing of. */
static bool may_have(enum month_case_kind kind, const struct figures *figures)
{
    const int64_t *of = figures->of;
    switch (kind) {
    case MONTH_CASE_BREACH:
        return of[FIGURE_VIOLATIONS] > 0;
    case MONTH_CASE_REVIEW:
        return of[FIGURE_REVIEW] > 0;
    case MONTH_CASE_EXCUSED:
        return of[FIGURE_LEAVE_MIN] + of[FIGURE_TRIP_MIN] + of[FIGURE_CORRECTIONS] > 0;
    }
    return false;
}

static bool walk_date(const struct walking *walking, const struct person_facts *facts,
                      const struct facts_staff *staff, int32_t date, struct error *err)
{
    struct session_verdict verdicts[VERDICT_DAY_SESSIONS_MAX];
    size_t count = work_day_judge(facts, date, verdicts, VERDICT_DAY_SESSIONS_MAX);
    for (size_t i = 0; i < count && i < VERDICT_DAY_SESSIONS_MAX; i++) {
        const struct session_verdict *verdict = &verdicts[i];
        struct month_case found = {
            .staff = staff,
            .unit = unit_on(staff, date),
            .date = date,
            .session = verdict,
            .provisional =
                completeness_waits(walking->completeness, NULL,
                                   earlier(verdict->reason.window_to_ms, walking->judging.now_ms))};
        if (is_of_kind(walking->kind, verdict) && !visit(walking, &found, err)) {
            return false;
        }
    }
    return true;
}

static bool walk_people(const struct walking *walking, struct error *err)
{
    const struct month_report *report = walking->view->report;
    int32_t first = civil_month_first(report->month);
    int32_t last = civil_month_first(report->month + 1) - 1;
    for (size_t i = 0; i < report->person_count; i++) {
        const struct facts_staff *staff = report->people[i].staff;
        struct person_facts facts;
        if (!may_have(walking->kind, &report->people[i].figures)) {
            continue;
        }
        if (!day_judging_load(&walking->judging, staff, first, last, &facts, err)) {
            return false;
        }
        for (int32_t date = first; date <= last; date++) {
            if (!walk_date(walking, &facts, staff, date, err)) {
                return false;
            }
        }
    }
    return true;
}

/* Meetings */

static bool is_excused_result(const struct attendee_verdict *verdict)
{
    return verdict->result == MEETING_LEAVE || verdict->result == MEETING_SUBSTITUTED ||
           (verdict->flags & MEETING_FLAG_MARKED) != 0;
}

static bool is_result_of_kind(enum month_case_kind kind, const struct attendee_verdict *verdict)
{
    switch (kind) {
    case MONTH_CASE_BREACH:
        return completeness_is_meeting_breach(verdict);
    case MONTH_CASE_REVIEW:
        return verdict->result == MEETING_REVIEW;
    case MONTH_CASE_EXCUSED:
        return is_excused_result(verdict);
    }
    return false;
}

static void on_attendee(const struct facts_staff *staff, const struct attendee_verdict *verdict,
                        void *user)
{
    struct walking *walking = user;
    const struct meeting *meeting = &walking->meeting->meeting;
    int32_t date = civil_date_of(meeting->start_ms);
    int64_t from_ms, to_ms;
    if (walking->failed || !is_result_of_kind(walking->kind, verdict)) {
        return;
    }
    meeting_tap_span(meeting, facts_policy(walking->judging.facts), &from_ms, &to_ms);
    struct month_case found = {.staff = staff,
                               .unit = unit_on(staff, date),
                               .date = date,
                               .meeting = walking->meeting,
                               .result = verdict,
                               .provisional =
                                   completeness_waits(walking->completeness, meeting,
                                                      earlier(to_ms, walking->judging.now_ms))};
    walking->failed = !visit(walking, &found, walking->err);
}

static bool walk_meetings(struct walking *walking, struct error *err)
{
    const struct facts *facts = walking->judging.facts;
    walking->err = err;
    for (size_t i = 0; i < facts_meeting_count(facts); i++) {
        walking->meeting = facts_meeting_at(facts, i);
        const struct meeting *meeting = &walking->meeting->meeting;
        if (meeting->cancelled ||
            civil_month_of(civil_date_of(meeting->start_ms)) != walking->view->report->month) {
            continue;
        }
        if (!meeting_judging_each(&walking->judging, walking->meeting, on_attendee, walking, err) ||
            walking->failed) {
            return false;
        }
    }
    return true;
}

bool month_cases_each(const struct month_view *view, const struct completeness *completeness,
                      const struct staff_sieve *sieve, enum month_case_kind kind,
                      month_case_visit *on_case, void *user, struct error *err)
{
    AUTO(tap_array) struct tap_array *taps = NULL;
    if (!tap_array_create(&taps, err)) {
        return false;
    }
    struct walking walking = {
        .view = view,
        .completeness = completeness,
        .sieve = sieve,
        .judging = {.database = snapshot_database(view->snapshot),
                    .facts = fact_loan_facts(view->loan),
                    .now_ms = view->report->as_of_ms,
                    .taps = taps},
        .kind = kind,
        .on_case = on_case,
        .user = user,
    };
    return walk_people(&walking, err) && walk_meetings(&walking, err);
}
