#pragma once
/* Judges attendees of meetings and keeps what follows: their rows, when time alone will change
 * them, and the figures of their months. Only rows that differ are written. One thread; within a
 * transaction of the caller, a write one but for meeting_judging_result. */

#include "day_judging.h"
#include "facts.h"

/* Every attendee again; rows of people who are not invited any more go, all rows where the meeting
 * is cancelled. */
bool meeting_judging_whole(const struct day_judging *judging, const struct facts_meeting *meeting,
                           struct error *err) MUST_USE;

/* One attendee after a tap of their own. Nothing for somebody who is not invited. */
bool meeting_judging_attendee(const struct day_judging *judging,
                              const struct facts_meeting *meeting, const struct facts_staff *staff,
                              struct error *err) MUST_USE;

/* A meeting that is not there any more, or not in the months that are kept: its rows go. */
bool meeting_judging_remove(const struct day_judging *judging, const char *meeting,
                            struct error *err) MUST_USE;

/* One attendee's verdict without a trace and without its reason; false in *ret_judged where there
 * is none to give. */
bool meeting_judging_result(const struct day_judging *judging, const struct facts_meeting *meeting,
                            const struct facts_staff *staff, bool *ret_judged,
                            struct attendee_verdict *ret_verdict, struct error *err) MUST_USE;

/* Whether a tap at one of these moments can matter to the meeting (not_after_ms 0: a certain one at
 * at_ms). */
bool meeting_judging_hears(const struct facts *facts, const struct facts_meeting *meeting,
                           int64_t at_ms, int64_t not_before_ms, int64_t not_after_ms);

/* Every attendee's verdict with its reason, by staff, without a trace; what on_verdict is given
 * holds for the call only. */
typedef void meeting_judging_visit(const struct facts_staff *staff,
                                   const struct attendee_verdict *verdict, void *user);
bool meeting_judging_each(const struct day_judging *judging, const struct facts_meeting *meeting,
                          meeting_judging_visit *on_verdict, void *user, struct error *err)
    MUST_USE;
