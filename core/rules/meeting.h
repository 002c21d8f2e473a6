#pragma once
/* Meetings: who signed in, for whom, and each attendee's result (rules.md, Meetings). Facts of a
 * meeting and facts of a person come as plain arrays in the caller's memory, as in person_facts.h.
 * No allocation, no clock: pure, any thread. */

#include "person_facts.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEETING_SIGNOUT_OPEN_MIN 120 /* a sign-out is heard until so long after the end */
#define MEETING_SIGNOUT_GAP_MS   (60 * CIVIL_SECOND_MS) /* after the sign-in */

enum attendee_role { ATTENDEE_REQUIRED, ATTENDEE_OPTIONAL };

extern const char *const attendee_role_words[]; /* ends with NULL */

/* Someone invited; the dates are when the person is active. Whoever was invited only after the
 * start could not know of the meeting: nothing about it is a breach of theirs (decision 28). */
struct attendee {
    const char *staff;
    enum attendee_role role;
    int32_t active_from, active_to;
    bool invited_late;
};

struct meeting {
    const char *id;
    int64_t start_ms, end_ms;
    const char *const *kiosks; /* none: any */
    size_t kiosk_count;
    const struct attendee *attendees; /* sorted by staff, each once */
    size_t attendee_count;
    struct meeting_terms own; /* POLICY_UNSET where the policy's hold */
    bool cancelled;
};

struct meeting_leave {
    const char *id; /* may be NULL */
    const char *staff;
    int64_t requested_ms;
    enum approval state;
};

struct substitute_request {
    const char *id; /* may be NULL */
    const char *principal, *substitute;
    int64_t requested_ms;
    enum approval state;
};

struct meeting_mark {
    const char *id; /* may be NULL */
    const char *staff;
    int64_t decided_ms;
};

/* What belongs to one meeting whoever asks. Requests, leaves and marks are this meeting's, in any
 * order. The substitute taps are those that name this meeting and a principal, of everyone. */
struct meeting_facts {
    const struct meeting *meeting;
    const struct policy *policy;
    int64_t now_ms;
    const struct substitute_request *requests;
    size_t request_count;
    const struct meeting_leave *leaves;
    size_t leave_count;
    const struct meeting_mark *marks;
    size_t mark_count;
    const struct tap *substitute_taps; /* certain, sorted by at_ms, then staff */
    size_t substitute_tap_count;
    const struct tap *uncertain_substitute_taps; /* in any order */
    size_t uncertain_substitute_tap_count;
};

/* Why a substitute is or is not an approved one. */
enum substitute_standing {
    SUBSTITUTE_APPROVED,
    SUBSTITUTE_NOT_REQUESTED,
    SUBSTITUTE_NOT_APPROVED, /* the request is pending or rejected */
    SUBSTITUTE_TOO_LATE,     /* requested after the deadline */
    SUBSTITUTE_IS_REQUIRED,  /* is a required attendee themselves */
    SUBSTITUTE_OVER_LIMIT    /* sits in for too many */
};

extern const char *const substitute_standing_words[]; /* ends with NULL */

/* The earliest tap of one substitute for one principal. */
struct substitute_sign_in {
    const struct tap *tap; /* substitute: tap->staff; principal: tap->substitute_for */
    enum substitute_standing standing;
    const struct substitute_request *request; /* the one that decides; NULL where none was made */
};

/* All of them, in order of time, then principal, then substitute; ret_sign_ins holds
 * substitute_tap_count. */
size_t meeting_find_substitutes(const struct meeting_facts *facts,
                                struct substitute_sign_in *ret_sign_ins);

enum meeting_result {
    MEETING_PENDING,
    MEETING_ON_TIME,
    MEETING_LATE,
    MEETING_SUBSTITUTED,
    MEETING_LEAVE,
    MEETING_UNAPPROVED_SUBSTITUTE,
    MEETING_NONE,
    MEETING_LEAVE_LATE,
    MEETING_ABSENT,
    MEETING_REVIEW
};

extern const char *const meeting_result_words[]; /* ends with NULL */

enum meeting_flag {
    MEETING_FLAG_MARKED = 1,
    MEETING_FLAG_MISSING_SIGNOUT = 2,
    MEETING_FLAG_LEFT_EARLY = 4,
    MEETING_FLAG_INVITED_LATE = 8 /* with MEETING_NONE: not judged, since invited after the start */
};

/* Word number i is that of bit i; ends with NULL. */
extern const char *const meeting_flag_words[];

/* Why: pointers are borrowed from the facts; NULL where it does not apply. */
struct attendee_reason {
    struct meeting_terms terms; /* as they held: the meeting's or the policy's */
    enum attendee_role role;
    const struct tap *sign_in; /* their own, or the substitute's who counts or came */
    const struct substitute_sign_in *substitute;
    const struct tap *sign_out;
    int32_t measured_late_min; /* of the sign-in, whatever came of it; 0 without one */
    int32_t measured_early_min;
    const struct meeting_mark *mark;
    const struct meeting_leave *leave; /* that made `leave` or `leave_late` */
    const struct time_away *away;
    const struct tap *uncertain_tap;   /* that made it `review` */
    enum meeting_result before_review; /* what it was without that tap */
    int64_t changes_at_ms; /* the next `now` that could change this result with no new fact */
};

struct attendee_verdict {
    enum meeting_result result;
    int32_t late_min, early_min;
    uint32_t flags; /* enum meeting_flag */
    struct attendee_reason reason;
};

/* The result of one attendee. person: their own facts; attending: the meetings that they are
 * invited to and that a tap near this one could be for (this one may be among them; cancelled ones
 * and those they are not active for are passed over). sign_ins: from meeting_find_substitutes.
 * False where the meeting is cancelled or the person is not invited to it. */
bool meeting_judge(const struct meeting_facts *facts, const struct substitute_sign_in *sign_ins,
                   size_t sign_in_count, const struct person_facts *person,
                   const struct meeting *const *attending, size_t attending_count,
                   struct attendee_verdict *ret_verdict);

/* The attendee who is invited and active on the date of start, or NULL. */
const struct attendee *meeting_find_attendee(const struct meeting *meeting, const char *staff);

/* Whether the kiosk is one of the meeting's; hears: or the meeting lists none, so that any is. */
bool meeting_lists_kiosk(const struct meeting *meeting, const char *kiosk);
bool meeting_hears_kiosk(const struct meeting *meeting, const char *kiosk);

/* [start − signin_open_min, end) */
void meeting_signin_window(const struct meeting *meeting, const struct policy *policy,
                           int64_t *ret_from_ms, int64_t *ret_to_ms);

/* All the moments at which a tap can matter to the meeting: [start − signin_open_min, end), or to
 * end + 120 min where sign-out is required. */
void meeting_tap_span(const struct meeting *meeting, const struct policy *policy,
                      int64_t *ret_from_ms, int64_t *ret_to_ms);

/* Whether a certain tap could sign in to the meeting by kiosk, time and the meeting it names. */
bool meeting_tap_could_sign_in(const struct meeting *meeting, const struct policy *policy,
                               const struct tap *tap);

/* A tap handed over alone exists: whoever hands it over has looked at `now`. */

/* Which of these meetings a person's own tap (no substitute_for) counts for: the one it names, or
 * of those they attend the nearest, then the lower id; one that they were invited to late only
 * where there is no other. NULL where none. */
const struct meeting *meeting_of_tap(const struct tap *tap, const char *staff,
                                     const struct policy *policy,
                                     const struct meeting *const *meetings, size_t meeting_count);

/* Which of these meetings a tap makes the person a walk-in of, or NULL. meetings: all that the tap
 * could sign in to, attended or not (others are passed over). */
const struct meeting *meeting_walk_in_of_tap(const struct tap *tap, const struct person *person,
                                             const struct policy *policy,
                                             const struct meeting *const *meetings,
                                             size_t meeting_count);
