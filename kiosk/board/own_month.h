#pragma once
/* One person's month as a calendar, judged by the facts and by the taps that are known here, of all
 * kiosks: what one of these still keeps to itself may lift a check that is missing, which is called
 * "not seen" for that. Pure, one thread. */

#include "facts.h"
#include "person_facts.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OWN_MONTH_DAYS_MAX     31
#define OWN_MONTH_NOTES_MAX    64
#define OWN_MONTH_SESSIONS_MAX 9 /* of one day */

/* A day in one word: the gravest of what its sessions came to. */
enum own_mark {
    OWN_MARK_NONE,    /* no work, or still to come */
    OWN_MARK_WELL,    /* every check in time */
    OWN_MARK_PENDING, /* today, so far in time */
    OWN_MARK_TRIP,
    OWN_MARK_LEAVE,
    OWN_MARK_NOT_SEEN, /* a check is not among the taps that are known here */
    OWN_MARK_REVIEW,   /* a person looks at the time */
    OWN_MARK_EARLY,
    OWN_MARK_LATE,
    OWN_MARKS,
};

/* Something to be told about a day, with its reason. */
enum own_note_kind {
    OWN_NOTE_LATE,  /* minutes; tapped at_ms, due_ms */
    OWN_NOTE_EARLY, /* minutes; tapped at_ms, due_ms */
    OWN_NOTE_LEAVE,
    OWN_NOTE_TRIP,
    OWN_NOTE_NO_CHECK_IN, /* due_ms */
    OWN_NOTE_NO_CHECK_OUT,
    OWN_NOTE_NO_TAP,
    OWN_NOTE_REVIEW,
    OWN_NOTE_MEETING_LATE, /* title, minutes, at_ms, due_ms */
    OWN_NOTE_MEETING,      /* title, at_ms: signed in */
    OWN_NOTES,
};

struct own_note {
    enum own_note_kind kind;
    int32_t date;
    int32_t minutes;
    int64_t at_ms, due_ms;
    char title[FACTS_NAME_MAX + 1];
};

struct own_month {
    char name[FACTS_NAME_MAX + 1];
    int32_t month; /* year × 12 + month − 1 */
    int32_t today; /* date */
    int32_t first; /* date of its first day */
    int day_count;
    int32_t known_from; /* the taps begin on this date, if later than the first */
    enum own_mark marks[OWN_MONTH_DAYS_MAX];
    int of[OWN_MARKS]; /* days by mark */
    size_t note_count; /* newest first */
    struct own_note notes[OWN_MONTH_NOTES_MAX];
};

struct own_taps {
    const struct tap *taps; /* certain, sorted by at_ms */
    size_t tap_count;
    const struct tap *uncertain_taps;
    size_t uncertain_tap_count;
    int32_t known_from; /* the first date that all of them are there for */
};

/* The month of now_ms, local. */
void own_month_make(const struct facts *facts, const struct facts_staff *staff,
                    const struct own_taps *taps, int64_t now_ms, struct own_month *ret_month);
