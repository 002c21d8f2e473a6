#include "verdict_word.h"

/* From what says least of a day to what says most. */
enum gravity {
    GRAVITY_NONE,
    GRAVITY_TRIP,
    GRAVITY_LEAVE,
    GRAVITY_SUBSTITUTED,
    GRAVITY_NORMAL,
    GRAVITY_PENDING,
    GRAVITY_REVIEW,
    GRAVITY_EARLY,
    GRAVITY_LATE,
    GRAVITY_LEAVE_LATE,
    GRAVITY_MISSING,
    GRAVITY_UNAPPROVED_SUBSTITUTE,
    GRAVITY_ABSENT
};

static const char *const words[] = {
    [GRAVITY_NONE] = "none",       [GRAVITY_TRIP] = "trip",
    [GRAVITY_LEAVE] = "leave",     [GRAVITY_SUBSTITUTED] = "substituted",
    [GRAVITY_NORMAL] = "normal",   [GRAVITY_PENDING] = "pending",
    [GRAVITY_REVIEW] = "review",   [GRAVITY_EARLY] = "early",
    [GRAVITY_LATE] = "late",       [GRAVITY_LEAVE_LATE] = "leave_late",
    [GRAVITY_MISSING] = "missing", [GRAVITY_UNAPPROVED_SUBSTITUTE] = "unapproved_substitute",
    [GRAVITY_ABSENT] = "absent",
};

static const enum gravity of_status[] = {
    [SESSION_PENDING] = GRAVITY_PENDING, [SESSION_LEAVE] = GRAVITY_LEAVE,
    [SESSION_TRIP] = GRAVITY_TRIP,       [SESSION_NONE] = GRAVITY_NONE,
    [SESSION_REVIEW] = GRAVITY_REVIEW,   [SESSION_ABSENT] = GRAVITY_ABSENT,
    [SESSION_NORMAL] = GRAVITY_NORMAL,   [SESSION_EXCEPTION] = GRAVITY_NONE, /* as its checks say */
};

static const enum gravity of_check[] = {
    [CHECK_NONE] = GRAVITY_NONE,        [CHECK_PENDING] = GRAVITY_PENDING,
    [CHECK_ON_TIME] = GRAVITY_NONE,     [CHECK_LATE] = GRAVITY_LATE,
    [CHECK_EARLY] = GRAVITY_EARLY,      [CHECK_MISSING] = GRAVITY_MISSING,
    [CHECK_UNCERTAIN] = GRAVITY_REVIEW,
};

static const enum gravity of_result[] = {
    [MEETING_PENDING] = GRAVITY_PENDING,
    [MEETING_ON_TIME] = GRAVITY_NORMAL,
    [MEETING_LATE] = GRAVITY_LATE,
    [MEETING_SUBSTITUTED] = GRAVITY_SUBSTITUTED,
    [MEETING_LEAVE] = GRAVITY_LEAVE,
    [MEETING_UNAPPROVED_SUBSTITUTE] = GRAVITY_UNAPPROVED_SUBSTITUTE,
    [MEETING_NONE] = GRAVITY_NONE,
    [MEETING_LEAVE_LATE] = GRAVITY_LEAVE_LATE,
    [MEETING_ABSENT] = GRAVITY_ABSENT,
    [MEETING_REVIEW] = GRAVITY_REVIEW,
};

static enum gravity graver(enum gravity one, enum gravity other)
{
    return one > other ? one : other;
}

static struct verdict_word word_of(enum gravity gravity)
{
    return (struct verdict_word){words[gravity], (int)gravity};
}

struct verdict_word verdict_word_of_session(const struct session_verdict *verdict)
{
    return word_of(verdict->status == SESSION_EXCEPTION
                       ? graver(of_check[verdict->in], of_check[verdict->out])
                       : of_status[verdict->status]);
}

struct verdict_word verdict_word_of_attendee(const struct attendee_verdict *verdict)
{
    enum gravity gravity = of_result[verdict->result];
    if (verdict->result == MEETING_SUBSTITUTED && verdict->late_min > 0) {
        gravity = GRAVITY_LATE;
    }
    if (verdict->flags & MEETING_FLAG_MISSING_SIGNOUT) {
        gravity = graver(gravity, GRAVITY_MISSING);
    }
    if (verdict->flags & MEETING_FLAG_LEFT_EARLY) {
        gravity = graver(gravity, GRAVITY_EARLY);
    }
    return word_of(gravity);
}
