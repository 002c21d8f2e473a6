#pragma once
/* What comes of a request for leave from a meeting, or for a substitute, if it is approved: by the
 * meeting's deadlines, its list, and what is approved already. Told to the organizer before they
 * decide, and the reason why an approval is refused. Within a transaction or snapshot of the
 * caller; one thread. */

#include "database.h"
#include "error.h"
#include "office_kind.h"
#include <jansson.h>

enum request_doubt {
    REQUEST_GOOD,
    REQUEST_MEETING_CANCELLED,
    REQUEST_NOT_INVITED,         /* any more */
    REQUEST_LEAVE_LATE,          /* counts as leave asked for too late, and as nothing better */
    REQUEST_SUBSTITUTE_LATE,     /* would be an unapproved substitute all the same */
    REQUEST_SUBSTITUTE_REQUIRED, /* has to be there themselves by now */
    REQUEST_SUBSTITUTE_TAKEN,    /* sits in for as many as the policy allows already */
    REQUEST_DOUBT_COUNT
};

/* "meeting_cancelled", …; "" of REQUEST_GOOD. */
const char *meeting_request_standing_word(enum request_doubt doubt);

/* The sentence of a refusal; NULL where it may be approved all the same. */
const char *meeting_request_standing_refusal(enum request_doubt doubt);

/* All that one meeting's requests are held against. */
struct meeting_request_view;
bool meeting_request_view_create(struct database *database, const char *meeting,
                                 struct meeting_request_view **ret_view, struct error *err)
    MUST_USE;
void meeting_request_view_destroy(struct meeting_request_view *view);
DEFINE_AUTO(meeting_request_view);

/* Of the members of a meeting_leave or a substitute. */
enum request_doubt meeting_request_standing_of(const struct meeting_request_view *view,
                                               const struct office_kind *kind,
                                               const json_t *members);
