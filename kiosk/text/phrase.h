#pragma once
/* Every word that the kiosk says, in each of its languages: one row a phrase, so that none can be
 * missing in one of them. Pure, any thread. */

#include <stddef.h>

enum language { LANGUAGE_CHINESE, LANGUAGE_ENGLISH, LANGUAGES };

extern const char *const language_names[]; /* "zh", "en"; ends with NULL */

#define PHRASE_SIZE 256 /* a phrase with its values and its NUL; longer ones are cut */

/* In the comments: what stands at {0} and {1}. */
enum phrase {
    PHRASE_NOTHING,
    PHRASE_TAP_CARD,
    PHRASE_TAP_CARD_BELOW, /* how, under the hint */
    PHRASE_LANGUAGE_BUTTON,

    PHRASE_ON_TIME,
    PHRASE_LATE,  /* minutes */
    PHRASE_EARLY, /* minutes */
    PHRASE_RECORDED,
    PHRASE_ALREADY_RECORDED,
    PHRASE_ON_LEAVE,
    PHRASE_ON_TRIP,
    PHRASE_UNKNOWN_CARD,
    PHRASE_REVOKED_CARD,
    PHRASE_EXPIRED_CARD,
    PHRASE_UNREADABLE,
    PHRASE_NOT_RECORDED,

    PHRASE_START_TIME,         /* time */
    PHRASE_START_TIME_GRACE,   /* time, minutes of grace */
    PHRASE_START_TIME_LEAVE,   /* time: moved by leave or trip */
    PHRASE_START_TIME_ABSENT,  /* time: so late that it counts as absent */
    PHRASE_END_TIME,           /* time */
    PHRASE_END_TIME_LEAVE,     /* time */
    PHRASE_END_TIME_TAP_AGAIN, /* time */
    PHRASE_NOT_REQUIRED,
    PHRASE_TAPPED_AT,  /* time of the earlier tap */
    PHRASE_AWAY_UNTIL, /* date and time */
    PHRASE_NO_SESSION,
    PHRASE_TIME_REVIEW,
    PHRASE_ASK_TO_ADD_CARD,
    PHRASE_ASK_ABOUT_REVOKED,
    PHRASE_ASK_ABOUT_EXPIRED,
    PHRASE_TAP_ONCE_MORE,
    PHRASE_NOT_RECORDED_WHY_DISK_FULL,
    PHRASE_NOT_RECORDED_WHY_DISK,
    PHRASE_NOT_RECORDED_ADVICE, /* whom to call */

    PHRASE_READER_UNKNOWN,
    PHRASE_READER_ABSENT,
    PHRASE_READER_RECOVERING,
    PHRASE_READER_FAULT,
    PHRASE_READER_ABSENT_ADVICE,     /* whom to call */
    PHRASE_READER_RECOVERING_ADVICE, /* whom to call */
    PHRASE_READER_FAULT_ADVICE,      /* whom to call */
    PHRASE_RECORDS_FAILED,
    PHRASE_RECORDS_FAILED_ADVICE, /* whom to call */
    PHRASE_NETWORK_UNKNOWN,
    PHRASE_NETWORK_DOWN, /* time since when */
    PHRASE_NETWORK_REFUSED,
    PHRASE_KIOSK_REVOKED,
    PHRASE_KIOSK_REVOKED_ADVICE, /* whom to call */
    PHRASE_KIOSK_REFUSED,
    PHRASE_KIOSK_REFUSED_ADVICE, /* whom to call */
    PHRASE_ROSTER_MISSING,
    PHRASE_ROSTER_MISSING_ADVICE, /* whom to call */
    PHRASE_CLOCK_UNCERTAIN,
    PHRASE_SINCE_TIME, /* time */
    PHRASE_SINCE_DATE, /* date, time */
    PHRASE_CONTACT_UNKNOWN,

    PHRASE_DATE,         /* month, day: both as the language writes them */
    PHRASE_DATE_WEEKDAY, /* date, weekday */
    PHRASE_DATE_TIME,    /* date, time */
    PHRASE_MONDAY,
    PHRASE_TUESDAY,
    PHRASE_WEDNESDAY,
    PHRASE_THURSDAY,
    PHRASE_FRIDAY,
    PHRASE_SATURDAY,
    PHRASE_SUNDAY,
    PHRASE_JANUARY,
    PHRASE_FEBRUARY,
    PHRASE_MARCH,
    PHRASE_APRIL,
    PHRASE_MAY,
    PHRASE_JUNE,
    PHRASE_JULY,
    PHRASE_AUGUST,
    PHRASE_SEPTEMBER,
    PHRASE_OCTOBER,
    PHRASE_NOVEMBER,
    PHRASE_DECEMBER,

    PHRASES,
};

/* The phrase as it stands, with its placeholders. */
const char *phrase_text(enum language language, enum phrase phrase);

/* The phrase with values in the places of {0} and {1}; ret_text is returned for use in a call.
 * Values that the phrase does not name are left out. */
const char *phrase_fill(enum language language, enum phrase phrase, const char *first,
                        const char *second, char ret_text[static PHRASE_SIZE]);
