#pragma once
/* What one tap means to the meetings that its kiosk hears: signed in, already, signed out, not
 * invited, or sitting in for somebody. Between the files of this folder. Pure, any thread. */

#include "tap_judge.h"

#define MEETING_TAP_NEAR_MAX   32  /* meetings that one tap could sign in to */
#define MEETING_TAP_OTHERS_MAX 256 /* taps of one meeting that sit in for somebody */

/* The tap among the person's taps, as the rules want them. */
struct meeting_question {
    const struct facts *facts;
    const struct recent_taps *recent;
    const struct facts_staff *staff;
    const struct person_facts *person; /* with the tap; now is its moment */
    const struct tap *own;             /* this tap among them */
};

/* Fills *ret_meeting, with id "" where the tap means nothing to a meeting. Returns whether the
 * kiosk is one that the meeting lists: there the meeting comes before work. */
bool meeting_tap_judge(const struct meeting_question *question, struct judge_meeting *ret_meeting);

/* Whether the principal of a substitute's tap has signed in themselves. */
bool meeting_tap_principal_came(const struct meeting_question *question,
                                const struct judge_meeting *meeting);
