#include "wording.h"

#include "check.h"
#include "moment_text.h"
#include <stdio.h>

static const enum phrase headlines[JUDGE_ANSWER_COUNT] = {
    [JUDGE_ON_TIME] = PHRASE_ON_TIME,
    [JUDGE_LATE] = PHRASE_LATE,
    [JUDGE_LEFT] = PHRASE_ON_TIME,
    [JUDGE_EARLY] = PHRASE_EARLY,
    [JUDGE_RECORDED] = PHRASE_RECORDED,
    [JUDGE_SAME_TAP] = PHRASE_ALREADY_RECORDED,
    [JUDGE_LEAVE] = PHRASE_ON_LEAVE,
    [JUDGE_TRIP] = PHRASE_ON_TRIP,
    [JUDGE_NO_SESSION] = PHRASE_RECORDED,
    [JUDGE_UNCERTAIN] = PHRASE_RECORDED,
    [JUDGE_UNKNOWN_CARD] = PHRASE_UNKNOWN_CARD,
    [JUDGE_REVOKED_CARD] = PHRASE_REVOKED_CARD,
    [JUDGE_EXPIRED_CARD] = PHRASE_EXPIRED_CARD,
    [JUDGE_UNREADABLE] = PHRASE_UNREADABLE,
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
    [CONDITION_NETWORK_REFUSED] = PHRASE_KIOSK_REFUSED_ADVICE,
    [CONDITION_KIOSK_REVOKED] = PHRASE_KIOSK_REVOKED_ADVICE,
    [CONDITION_ROSTER_MISSING] = PHRASE_ROSTER_MISSING_ADVICE,
};

const char *wording_headline(const struct display *display, char ret_text[static PHRASE_SIZE])
{
    if (display->kind == DISPLAY_NOT_RECORDED) {
        return phrase_fill(display->language, PHRASE_NOT_RECORDED, NULL, NULL, ret_text);
    }
    const struct judge_verdict *verdict = &display->verdict;
    CHECK(verdict->answer < JUDGE_ANSWER_COUNT);
    char minutes[16];
    (void)snprintf(minutes, sizeof minutes, "%d",
                   (int)(verdict->answer == JUDGE_EARLY ? verdict->early_min : verdict->late_min));
    return phrase_fill(display->language, headlines[verdict->answer], minutes, NULL, ret_text);
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
    case JUDGE_ANSWER_COUNT:
        break;
    }
    ret_text[0] = '\0';
    return ret_text;
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

static const char *fill_contact(const struct display *display, enum phrase phrase,
                                char ret_text[static PHRASE_SIZE])
{
    const char *contact = display->contact[0]
                              ? display->contact
                              : phrase_text(display->language, PHRASE_CONTACT_UNKNOWN);
    return phrase_fill(display->language, phrase, contact, NULL, ret_text);
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
