#pragma once
/* The meetings that a kiosk hears, today and near: how many are expected, who has signed in, and
 * each unit's standing, by the facts and the taps known here. What the meeting screens show. Pure,
 * one thread. */

#include "facts.h"
#include "recent_taps.h"
#include "tap_record.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEETING_BOARD_MAX       4   /* meetings shown beside each other */
#define MEETING_BOARD_UNITS_MAX 128 /* of one meeting; what more there is stands in the last */
#define MEETING_BOARD_LAST_MAX  6   /* last sign-ins shown */

#define MEETING_BOARD_TURN_MIN                                                                     \
    15 /* a meeting of no certain kiosk takes the screen so near its start */
#define MEETING_BOARD_LINGER_MIN 30 /* and one with sign-out keeps it so long after its end */

/* What an attendee is to the board. */
enum meeting_share {
    SHARE_ON_TIME,
    SHARE_LATE,
    SHARE_SUBSTITUTED,
    SHARE_UNAPPROVED, /* somebody signed in for them without approval */
    SHARE_LEAVE,
    SHARE_ABSENT,
    SHARE_REVIEW,  /* was there; a person looks at the time */
    SHARE_NOT_YET, /* may still come */
    SHARES,
};

struct meeting_counts {
    int expected;
    int of[SHARES];
};

/* Everybody who is there: on time, late, for somebody else, or to be looked at. */
int meeting_counts_present(const struct meeting_counts *counts);

struct meeting_board_unit {
    char code[FACTS_ID_MAX + 1];
    char name[FACTS_NAME_MAX + 1];
    struct meeting_counts counts;
};

struct meeting_board_sign_in {
    char name[FACTS_NAME_MAX + 1];      /* who tapped */
    char principal[FACTS_NAME_MAX + 1]; /* whom they sit in for; "" for themselves */
    int64_t at_ms;
    enum meeting_share share;
    int32_t late_min;
    bool walk_in;
};

enum meeting_stage {
    MEETING_STAGE_LATER, /* nobody can sign in yet */
    MEETING_STAGE_OPEN,  /* taps sign in */
    MEETING_STAGE_TURNED /* and the screen turns to it */
};

struct meeting_board_meeting {
    char id[FACTS_ID_MAX + 1];
    char title[FACTS_NAME_MAX + 1];
    int64_t start_ms, end_ms;
    int64_t late_from_ms; /* whoever signs in from then on is late */
    enum meeting_stage stage;
    struct meeting_counts counts;
    int walk_ins;
    size_t last_count; /* newest first */
    struct meeting_board_sign_in last[MEETING_BOARD_LAST_MAX];
    size_t unit_count; /* by code */
    struct meeting_board_unit units[MEETING_BOARD_UNITS_MAX];
};

/* Turned ones first, then by start, then by id. */
struct meeting_board {
    size_t count;
    struct meeting_board_meeting meetings[MEETING_BOARD_MAX];
};

/* now_ms: local. */
void meeting_board_make(const struct facts *facts, const struct recent_taps *recent,
                        const char *kiosk, int64_t now_ms, struct meeting_board *ret_board);

/* How many at the front have taken the screen. */
size_t meeting_board_turned(const struct meeting_board *board);
