#pragma once
/* The accounts that may organize meetings: whom a meeting or a group of people is handed over to.
 * Within a transaction or snapshot of the caller, but for the list; one thread a connection. */

#include "office_change.h"
#include "storage.h"

#define ORGANIZERS_MAX 1000

/* Is it an active account with the organizer's role? */
bool organizer_may(struct database *database, const char *account, bool *ret_may, struct error *err)
    MUST_USE;

/* A meeting or group of somebody who organizes no more is nobody's: whoever reaches it finds it
 * another owner. Of one whose owner (the member) still does, refuses everybody else. */
bool organizer_check_giver(struct office_change *change, const char *member, struct error *err)
    MUST_USE;

/* The member "organizer" of an action's input; refuses, at that member, whoever may not. */
bool organizer_check_input(struct office_change *change, const json_t *input, struct error *err)
    MUST_USE;

/* {"items": [{"account", "name", "staff", "unit"}…], "names": {"staff": …, "unit": …}}, by account,
 * at most ORGANIZERS_MAX; staff and unit are null where the account is nobody's. Any thread. */
bool organizer_list(struct office *office, json_t **ret_list, struct error *err) MUST_USE;
