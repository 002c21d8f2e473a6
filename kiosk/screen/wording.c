#include "wording.h"

#include "check.h"
#include "moment_text.h"
#include <stdio.h>

#define DOWN_FOR_LONG_MS (5 * CIVIL_MINUTE_MS)

static const enum phrase headlines[JUDGE_ANSWER_COUNT] = {
    [JUDGE_ON_TIME] = PHRASE_ON_TIME,
    [JUDGE_LATE] = PHRASE_LATE,
    [JUDGE_LEFT] = PHRASE_ON_TIME,
    [JUDGE_EARLY] = PHRASE_EARLY,
    [JUDGE_RECORDED] = PHRASE_RECORDED,
    [JUDGE_SAME_TAP] = PHRASE_ALREADY_RECORDED,
    [JUDGE_CHECKED_IN] = PHRASE_ALREADY_RECORDED,
    [JUDGE_LEAVE] = PHRASE_ON_LEAVE,
    [JUDGE_TRIP] = PHRASE_ON_TRIP,
    [JUDGE_NO_SESSION] = PHRASE_RECORDED,
    [JUDGE_UNCERTAIN] = PHRASE_RECORDED,
    [JUDGE_UNKNOWN_CARD] = PHRASE_UNKNOWN_CARD,
    [JUDGE_REVOKED_CARD] = PHRASE_REVOKED_CARD,
    [JUDGE_EXPIRED_CARD] = PHRASE_EXPIRED_CARD,
    [JUDGE_UNREADABLE] = PHRASE_UNREADABLE,
    [JUDGE_SIGNED_IN] = PHRASE_SIGNED_IN,
    [JUDGE_SIGNED_IN_LATE] = PHRASE_SIGNED_IN_LATE,
    [JUDGE_SIGNED_ALREADY] = PHRASE_SIGNED_ALREADY,
    [JUDGE_SIGNED_OUT] = PHRASE_SIGNED_OUT,
    [JUDGE_SIGNED_OUT_EARLY] = PHRASE_SIGNED_OUT_EARLY,
    [JUDGE_WALK_IN] = PHRASE_WALK_IN,
    [JUDGE_SUBSTITUTED] = PHRASE_SUBSTITUTED,
    [JUDGE_SUBSTITUTED_LATE] = PHRASE_SUBSTITUTED_LATE,
    [JUDGE_SUBSTITUTE_WAITING] = PHRASE_SUBSTITUTE_WAITING,
    [JUDGE_SUBSTITUTE_UNAPPROVED] = PHRASE_SUBSTITUTE_UNAPPROVED,
    [JUDGE_BACK] = PHRASE_BACK_FROM_LEAVE,
};

static const enum phrase condition_phrases[CONDITIONS] = {
    [CONDITION_READER_UNKNOWN] = PHRASE_READER_UNKNOWN,
    [CONDITION_READER_ABSENT] = PHRASE_READER_ABSENT,
    [CONDITION_READER_RECOVERING] = PHRASE_READER_RECOVERING,
    [CONDITION_READER_FAULT] = PHRASE_READER_FAULT,
    [CONDITION_RECORDS_FAILED] = PHRASE_RECORDS_FAILED,
    [CONDITION_NETWORK_UNKNOWN] = PHRASE_NETWORK_UNKNOWN,
    [CONDITION_NETWORK_DOWN] = PHRASE_NETWORK_DOWN,
    [CONDITION_NETWORK_REFUSED] = PHRASE_NETWORK_REFUSED,
    [CONDITION_KIOSK_REVOKED] = PHRASE_KIOSK_REVOKED,
    [CONDITION_ROSTER_MISSING] = PHRASE_ROSTER_MISSING,
};

static const enum phrase advice_phrases[CONDITIONS] = {
    [CONDITION_READER_ABSENT] = PHRASE_READER_ABSENT_ADVICE,
    [CONDITION_READER_RECOVERING] = PHRASE_READER_RECOVERING_ADVICE,
    [CONDITION_READER_FAULT] = PHRASE_READER_FAULT_ADVICE,
    [CONDITION_RECORDS_FAILED] = PHRASE_RECORDS_FAILED_ADVICE,
    [CONDITION_NETWORK_DOWN] = PHRASE_NETWORK_DOWN_ADVICE,
    [CONDITION_NETWORK_REFUSED] = PHRASE_KIOSK_REFUSED_ADVICE,
    [CONDITION_KIOSK_REVOKED] = PHRASE_KIOSK_REVOKED_ADVICE,
    [CONDITION_ROSTER_MISSING] = PHRASE_ROSTER_MISSING_ADVICE,
};

static const char *answer_text(enum language language, const struct judge_verdict *verdict,
                               enum judge_answer answer, char ret_text[static PHRASE_SIZE])
{
    CHECK(answer < JUDGE_ANSWER_COUNT);
    int32_t count = 0;
    switch (answer) {
    case JUDGE_EARLY:
        count = verdict->early_min;
        break;
    case JUDGE_SIGNED_OUT_EARLY:
        count = verdict->meeting.early_min;
        break;
    case JUDGE_SIGNED_IN_LATE:
    case JUDGE_SUBSTITUTED_LATE:
        count = verdict->meeting.late_min;
        break;
    default:
        count = verdict->late_min;
        break;
    }
    char minutes[16];
    (void)snprintf(minutes, sizeof minutes, "%d", (int)count);
    return phrase_fill(language, headlines[answer], minutes, NULL, ret_text);
}

const char *wording_headline(const struct display *display, char ret_text[static PHRASE_SIZE])
{
    if (display->kind == DISPLAY_NOT_RECORDED) {
        return phrase_fill(display->language, PHRASE_NOT_RECORDED, NULL, NULL, ret_text);
    }
    return answer_text(display->language, &display->verdict, display->verdict.answer, ret_text);
}

/* Of work only what somebody at a meeting wants to know: how they came. */
static bool tells_work(enum judge_answer work)
{
    return work == JUDGE_ON_TIME || work == JUDGE_LATE || work == JUDGE_LEFT;
}

const char *wording_also(const struct display *display, char ret_text[static PHRASE_SIZE])
{
    const struct judge_verdict *verdict = &display->verdict;
    char other[PHRASE_SIZE];
    ret_text[0] = '\0';
    if (verdict->hint == JUDGE_HINT_NO_MEETING) {
        return phrase_fill(display->language, PHRASE_HINT_NO_MEETING, NULL, NULL, ret_text);
    }
    if (verdict->hint == JUDGE_HINT_NOT_AWAY) {
        return phrase_fill(display->language, PHRASE_HINT_NOT_AWAY, NULL, NULL, ret_text);
    }
    if (verdict->hint == JUDGE_HINT_RETURNED) {
        (void)moment_text_near(display->language, verdict->returned_ms, display->at_ms, other);
        return phrase_fill(display->language, PHRASE_HINT_RETURNED, other, NULL, ret_text);
    }
    if (verdict->hint == JUDGE_HINT_PRINCIPAL_CAME) {
        return phrase_fill(display->language, PHRASE_HINT_PRINCIPAL_CAME,
                           verdict->meeting.principal, NULL, ret_text);
    }
    if (!verdict->meeting.id[0]) {
        return ret_text;
    }
    if (judge_answer_is_work(verdict->answer)) {
        (void)answer_text(display->language, verdict, verdict->meeting.answer, other);
        return phrase_fill(display->language, PHRASE_ALSO_MEETING, other, verdict->meeting.title,
                           ret_text);
    }
    if (tells_work(verdict->work)) {
        (void)answer_text(display->language, verdict, verdict->work, other);
        return phrase_fill(display->language, PHRASE_ALSO_WORK, other, NULL, ret_text);
    }
    return ret_text;
}

const char *wording_seat(const struct display *display, char ret_text[static PHRASE_SIZE])
{
    const char *seat = display->verdict.meeting.seat;
    ret_text[0] = '\0';
    return seat[0] ? phrase_fill(display->language, PHRASE_MEETING_SEAT, seat, NULL, ret_text)
                   : ret_text;
}

const char *wording_meeting(const struct display *display, char ret_text[static PHRASE_SIZE])
{
    const struct judge_meeting *meeting = &display->verdict.meeting;
    ret_text[0] = '\0';
    if (!meeting->id[0] || judge_answer_is_work(display->verdict.answer)) {
        return ret_text;
    }
    if (meeting->principal[0]) {
        return phrase_fill(display->language, PHRASE_MEETING_FOR, meeting->principal,
                           meeting->title, ret_text);
    }
    char start[PHRASE_SIZE];
    (void)moment_text_near(display->language, meeting->start_ms, display->at_ms, start);
    return phrase_fill(display->language, PHRASE_MEETING_AT, start, meeting->title, ret_text);
}

static const char *start_reason(const struct display *display, char ret_text[static PHRASE_SIZE])
{
    const struct judge_verdict *verdict = &display->verdict;
    char start[MOMENT_CLOCK_SIZE];
    (void)moment_text_minute(verdict->start_ms, start);
    if (verdict->so_late_is_absent) {
        return phrase_fill(display->language, PHRASE_START_TIME_ABSENT, start, NULL, ret_text);
    }
    if (verdict->away_to_ms != 0 && verdict->away_to_ms == verdict->start_ms) {
        return phrase_fill(display->language, PHRASE_START_TIME_LEAVE, start, NULL, ret_text);
    }
    if (verdict->answer == JUDGE_LATE && verdict->grace_min > 0) {
        char grace[16];
        (void)snprintf(grace, sizeof grace, "%d", (int)verdict->grace_min);
        return phrase_fill(display->language, PHRASE_START_TIME_GRACE, start, grace, ret_text);
    }
    return phrase_fill(display->language, PHRASE_START_TIME, start, NULL, ret_text);
}

static const char *end_reason(const struct display *display, char ret_text[static PHRASE_SIZE])
{
    const struct judge_verdict *verdict = &display->verdict;
    char end[MOMENT_CLOCK_SIZE];
    (void)moment_text_minute(verdict->end_ms, end);
    enum phrase phrase =
        verdict->answer == JUDGE_EARLY ? PHRASE_END_TIME_TAP_AGAIN : PHRASE_END_TIME;
    if (verdict->away_from_ms != 0 && verdict->away_from_ms == verdict->end_ms) {
        phrase = PHRASE_END_TIME_LEAVE;
    }
    return phrase_fill(display->language, phrase, end, NULL, ret_text);
}

static const char *moment_reason(const struct display *display, enum phrase phrase, int64_t at_ms,
                                 char ret_text[static PHRASE_SIZE])
{
    char moment[PHRASE_SIZE];
    (void)moment_text_near(display->language, at_ms, display->at_ms, moment);
    return phrase_fill(display->language, phrase, moment, NULL, ret_text);
}

static const char *plain_reason(const struct display *display, enum phrase phrase,
                                char ret_text[static PHRASE_SIZE])
{
    return phrase_fill(display->language, phrase, NULL, NULL, ret_text);
}

/* Why a substitute is not an approved one: after signing, and before. */
static const struct {
    enum phrase after, before;
} unapproved_phrases[] = {
    [SUBSTITUTE_APPROVED] = {PHRASE_NOTHING, PHRASE_NOTHING},
    [SUBSTITUTE_NOT_REQUESTED] = {PHRASE_UNAPPROVED_NOT_REQUESTED, PHRASE_CONFIRM_NOT_REQUESTED},
    [SUBSTITUTE_NOT_APPROVED] = {PHRASE_UNAPPROVED_REJECTED, PHRASE_CONFIRM_REJECTED},
    [SUBSTITUTE_TOO_LATE] = {PHRASE_UNAPPROVED_TOO_LATE, PHRASE_CONFIRM_TOO_LATE},
    [SUBSTITUTE_IS_REQUIRED] = {PHRASE_UNAPPROVED_IS_REQUIRED, PHRASE_CONFIRM_IS_REQUIRED},
    [SUBSTITUTE_OVER_LIMIT] = {PHRASE_UNAPPROVED_OVER_LIMIT, PHRASE_CONFIRM_OVER_LIMIT},
};

const char *wording_before(enum language language, const struct judge_verdict *would_be)
{
    CHECK(would_be->meeting.standing < ARRAY_LEN(unapproved_phrases));
    return phrase_text(language, unapproved_phrases[would_be->meeting.standing].before);
}

static const char *meeting_reason(const struct display *display, char ret_text[static PHRASE_SIZE])
{
    const struct judge_meeting *meeting = &display->verdict.meeting;
    switch (meeting->answer) {
    case JUDGE_SIGNED_ALREADY:
        return moment_reason(display, PHRASE_SIGNED_AT, meeting->earlier_ms, ret_text);
    case JUDGE_SIGNED_OUT_EARLY:
        return moment_reason(display, PHRASE_MEETING_ENDS_AT, meeting->end_ms, ret_text);
    case JUDGE_WALK_IN:
        return plain_reason(display, PHRASE_WALK_IN_WHY, ret_text);
    case JUDGE_SUBSTITUTE_WAITING:
        return plain_reason(display, PHRASE_WAITING_WHY, ret_text);
    case JUDGE_SUBSTITUTE_UNAPPROVED:
        return plain_reason(display, unapproved_phrases[meeting->standing].after, ret_text);
    default: /* on time or late: the meeting's own line says when it began */
        ret_text[0] = '\0';
        return ret_text;
    }
}

/* When they came, and until when they work: both by the clock alone, for they are of one stretch.
 */
static const char *checked_in_reason(const struct display *display,
                                     char ret_text[static PHRASE_SIZE])
{
    char came[PHRASE_SIZE];
    char end[PHRASE_SIZE];
    const struct judge_verdict *verdict = &display->verdict;
    (void)moment_text_near(display->language, verdict->earlier_ms, display->now_ms, came);
    (void)moment_text_near(display->language, verdict->end_ms, display->now_ms, end);
    return phrase_fill(display->language, PHRASE_CHECKED_IN_AT, came, end, ret_text);
}

static const char *verdict_reason(const struct display *display, char ret_text[static PHRASE_SIZE])
{
    const struct judge_verdict *verdict = &display->verdict;
    switch (verdict->answer) {
    case JUDGE_ON_TIME:
    case JUDGE_LATE:
        return start_reason(display, ret_text);
    case JUDGE_LEFT:
    case JUDGE_EARLY:
        return end_reason(display, ret_text);
    case JUDGE_RECORDED:
        return plain_reason(display, PHRASE_NOT_REQUIRED, ret_text);
    case JUDGE_SAME_TAP:
        return moment_reason(display, PHRASE_TAPPED_AT, verdict->earlier_ms, ret_text);
    case JUDGE_CHECKED_IN:
        return checked_in_reason(display, ret_text);
    case JUDGE_LEAVE:
    case JUDGE_TRIP:
        return moment_reason(display, PHRASE_AWAY_UNTIL, verdict->away_to_ms, ret_text);
    case JUDGE_NO_SESSION:
        return plain_reason(display, PHRASE_NO_SESSION, ret_text);
    case JUDGE_UNCERTAIN:
        return plain_reason(display, PHRASE_TIME_REVIEW, ret_text);
    case JUDGE_UNKNOWN_CARD:
        return plain_reason(display, PHRASE_ASK_TO_ADD_CARD, ret_text);
    case JUDGE_REVOKED_CARD:
        return plain_reason(display, PHRASE_ASK_ABOUT_REVOKED, ret_text);
    case JUDGE_EXPIRED_CARD:
        return plain_reason(display, PHRASE_ASK_ABOUT_EXPIRED, ret_text);
    case JUDGE_UNREADABLE:
        return plain_reason(display, PHRASE_TAP_ONCE_MORE, ret_text);
    case JUDGE_BACK:
        return moment_reason(display, PHRASE_BACK_WHY, verdict->away_to_ms, ret_text);
    default:
        return meeting_reason(display, ret_text);
    }
}

const char *wording_reason(const struct display *display, char ret_text[static PHRASE_SIZE])
{
    if (display->kind != DISPLAY_NOT_RECORDED) {
        return verdict_reason(display, ret_text);
    }
    return plain_reason(display,
                        display->fault_code == ERROR_FULL ? PHRASE_NOT_RECORDED_WHY_DISK_FULL
                                                          : PHRASE_NOT_RECORDED_WHY_DISK,
                        ret_text);
}

bool wording_names_person(const struct display *display)
{
    return display->verdict.name[0] != '\0' && display->verdict.answer != JUDGE_REVOKED_CARD;
}

const char *wording_condition(const struct display *display, struct display_light light,
                              char ret_text[static PHRASE_SIZE])
{
    if (light.condition == CONDITION_WELL) {
        ret_text[0] = '\0';
        return ret_text;
    }
    char since[PHRASE_SIZE];
    (void)moment_text_near(display->language, light.since_ms, display->now_ms, since);
    return phrase_fill(display->language, condition_phrases[light.condition], since, NULL,
                       ret_text);
}

static const char *contact_of(const struct display *display)
{
    return display->contact[0] ? display->contact
                               : phrase_text(display->language, PHRASE_CONTACT_UNKNOWN);
}

static const char *fill_contact(const struct display *display, enum phrase phrase,
                                char ret_text[static PHRASE_SIZE])
{
    return phrase_fill(display->language, phrase, contact_of(display), NULL, ret_text);
}

/* A network that is gone for a moment is nobody's business. */
static bool is_down_for_long(const struct display *display)
{
    const struct display_light *network = &display->lights[LIGHT_NETWORK];
    return network->condition == CONDITION_NETWORK_DOWN &&
           display->now_ms - network->since_ms >= DOWN_FOR_LONG_MS;
}

const char *wording_notice(const struct display *display, char ret_text[static PHRASE_SIZE])
{
    char since[PHRASE_SIZE];
    if (display->lights[LIGHT_NETWORK].condition == CONDITION_NETWORK_REFUSED) {
        return wording_advice(display, CONDITION_NETWORK_REFUSED, ret_text);
    }
    if (display->clock_uncertain) {
        (void)moment_text_near(display->language, display->clock_since_ms, display->now_ms, since);
        return phrase_fill(display->language, PHRASE_CLOCK_UNCERTAIN, since, contact_of(display),
                           ret_text);
    }
    if (is_down_for_long(display)) {
        return wording_advice(display, CONDITION_NETWORK_DOWN, ret_text);
    }
    ret_text[0] = '\0';
    return ret_text;
}

const char *wording_advice(const struct display *display, enum condition condition,
                           char ret_text[static PHRASE_SIZE])
{
    return fill_contact(display, advice_phrases[condition], ret_text);
}

const char *wording_lost_tap_advice(const struct display *display,
                                    char ret_text[static PHRASE_SIZE])
{
    return fill_contact(display, PHRASE_NOT_RECORDED_ADVICE, ret_text);
}
