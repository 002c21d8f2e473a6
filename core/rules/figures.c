#include "figures.h"

#include "meeting.h"
#include "work_day.h"

const char *const figure_words[] = {
    "checks_due",
    "on_time",
    "late",
    "late_min",
    "early",
    "early_min",
    "missing",
    "absent",
    "leave",
    "trip",
    "leave_min",
    "trip_min",
    "corrections",
    "meetings_due",
    "meetings_on_time",
    "meetings_late",
    "meetings_absent",
    "meetings_leave",
    "meetings_leave_late",
    "meetings_substituted",
    "meetings_unapproved_substitute",
    "meetings_left_early",
    "review",
    "violations",
    NULL,
};

static const bool violates[FIGURE_COUNT] = {
    [FIGURE_LATE] = true,
    [FIGURE_EARLY] = true,
    [FIGURE_MISSING] = true,
    [FIGURE_ABSENT] = true,
    [FIGURE_MEETINGS_LATE] = true,
    [FIGURE_MEETINGS_ABSENT] = true,
    [FIGURE_MEETINGS_LEAVE_LATE] = true,
    [FIGURE_MEETINGS_UNAPPROVED_SUBSTITUTE] = true,
    [FIGURE_MEETINGS_LEFT_EARLY] = true,
};

static void count(struct figures *figures, enum figure figure)
{
    figures->of[figure]++;
    figures->of[FIGURE_VIOLATIONS] += violates[figure];
}

static void add_check(struct figures *figures, const struct session_verdict *verdict,
                      enum check check)
{
    static const enum figure counted_in[] = {
        [CHECK_ON_TIME] = FIGURE_ON_TIME,
        [CHECK_LATE] = FIGURE_LATE,
        [CHECK_EARLY] = FIGURE_EARLY,
        [CHECK_MISSING] = FIGURE_MISSING,
    };
    if (check == CHECK_NONE || check == CHECK_PENDING || check == CHECK_UNCERTAIN) {
        return;
    }
    count(figures, FIGURE_CHECKS_DUE);
    if (verdict->status != SESSION_ABSENT) {
        count(figures, counted_in[check]);
    }
}

void figures_add_session(struct figures *figures, const struct session_verdict *verdict)
{
    add_check(figures, verdict, verdict->in);
    add_check(figures, verdict, verdict->out);
    figures->of[FIGURE_LATE_MIN] += verdict->late_min;
    figures->of[FIGURE_EARLY_MIN] += verdict->early_min;
    figures->of[FIGURE_LEAVE_MIN] += verdict->leave_min;
    figures->of[FIGURE_TRIP_MIN] += verdict->trip_min;
    switch (verdict->status) {
    case SESSION_ABSENT:
        count(figures, FIGURE_ABSENT);
        break;
    case SESSION_LEAVE:
        count(figures, FIGURE_LEAVE);
        break;
    case SESSION_TRIP:
        count(figures, FIGURE_TRIP);
        break;
    case SESSION_REVIEW:
        count(figures, FIGURE_REVIEW);
        break;
    default:
        break;
    }
}

/* Someone was there, themselves or by a substitute. */
static void add_presence(struct figures *figures, const struct attendee_verdict *verdict)
{
    bool late = verdict->result == MEETING_LATE ||
                (verdict->result == MEETING_SUBSTITUTED && verdict->late_min > 0);
    count(figures, late ? FIGURE_MEETINGS_LATE : FIGURE_MEETINGS_ON_TIME);
    if (verdict->result == MEETING_SUBSTITUTED) {
        count(figures, FIGURE_MEETINGS_SUBSTITUTED);
    }
    if (verdict->flags & (MEETING_FLAG_MISSING_SIGNOUT | MEETING_FLAG_LEFT_EARLY)) {
        count(figures, FIGURE_MEETINGS_LEFT_EARLY);
    }
}

void figures_add_attendee(struct figures *figures, const struct attendee_verdict *verdict)
{
    switch (verdict->result) {
    case MEETING_PENDING:
    case MEETING_NONE:
        return;
    case MEETING_LEAVE:
        count(figures, FIGURE_MEETINGS_LEAVE);
        return;
    case MEETING_REVIEW:
        count(figures, FIGURE_REVIEW);
        return;
    case MEETING_ON_TIME:
    case MEETING_LATE:
    case MEETING_SUBSTITUTED:
        add_presence(figures, verdict);
        break;
    case MEETING_UNAPPROVED_SUBSTITUTE:
        count(figures, FIGURE_MEETINGS_UNAPPROVED_SUBSTITUTE);
        break;
    case MEETING_LEAVE_LATE:
        count(figures, FIGURE_MEETINGS_LEAVE_LATE);
        break;
    case MEETING_ABSENT:
        count(figures, FIGURE_MEETINGS_ABSENT);
        break;
    }
    count(figures, FIGURE_MEETINGS_DUE);
}

void figures_add_corrections(struct figures *figures, size_t counted)
{
    figures->of[FIGURE_CORRECTIONS] += (int64_t)counted;
}

void figures_add(struct figures *sum, const struct figures *more)
{
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        sum->of[i] += more->of[i];
    }
}

void figures_subtract(struct figures *sum, const struct figures *part)
{
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        sum->of[i] -= part->of[i];
    }
}
