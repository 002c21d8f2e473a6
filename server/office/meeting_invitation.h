#pragma once
/* Whom units, ranks, groups and lists invite to a meeting, worked out for a day: what meetings are
 * made with, and what is asked beforehand about a meeting that is not made yet. Within a
 * transaction or snapshot of the caller; one thread a connection. */

#include "database.h"
#include "error.h"
#include "form.h"
#include "office.h"
#include <jansson.h>

#define MEETING_ATTENDEES_MAX 5000

/* {"units", "ranks", "groups", "staff", "optional", "except"}; ends with a field without a name. */
extern const struct form_field meeting_invitation_form[];

/* {id of a person: role} of a meeting's attendees, yours; NULL without memory. */
json_t *meeting_invitation_roles(const json_t *meeting);

/* Who invites whom for which day; says has the form above. */
struct meeting_invitation {
    const struct office *office;
    const struct office_caller *caller;
    const json_t *says;
    int32_t date;
};

/* *ret_people is {id of a person: "required" or "optional"}, yours. ERROR_INVALID, with the
 * member's path, for a rank that there is not, for a group that there is not or that the caller may
 * not read, and for too many people. */
bool meeting_invitation_people(struct database *database,
                               const struct meeting_invitation *invitation, json_t **ret_people,
                               struct error *err) MUST_USE;
