#pragma once
/* Whom units, ranks, groups and lists invite to a meeting, worked out for a day: what meetings are
 * made with, and what is asked beforehand about a meeting that is not made yet. Within a
 * transaction or snapshot of the caller; one thread a connection. */

#include "database.h"
#include "error.h"
#include "form.h"
#include <jansson.h>

#define MEETING_ATTENDEES_MAX 5000

/* {"units", "ranks", "groups", "staff", "optional", "except"}; ends with a field without a name. */
extern const struct form_field meeting_invitation_form[];

/* says has the form above. *ret_people is {id of a person: "required" or "optional"}, yours.
 * ERROR_INVALID, with the member's path, for a rank or a group that there is not and for too many
 * people. */
bool meeting_invitation_people(struct database *database, const json_t *says, int32_t date,
                               json_t **ret_people, struct error *err) MUST_USE;
