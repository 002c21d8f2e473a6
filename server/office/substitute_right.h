#pragma once
/* Who may sit in for whom: by rank, as the office has settled it (only a deputy may sit in for a
 * head, where it has said nothing), and nobody who has to be there themselves. Within a transaction
 * of the caller; one thread a connection. */

#include "approval.h"

enum substitute_role { SUBSTITUTE_NOT_INVITED, SUBSTITUTE_OPTIONAL, SUBSTITUTE_REQUIRED };

/* How a person is invited to a meeting. */
bool substitute_right_role(struct database *database, const char *meeting, const char *staff,
                           enum substitute_role *ret_role, struct error *err) MUST_USE;

/* The lowest rank that may sit in for a principal of this rank. */
enum rank substitute_right_rank(const json_t *policy, enum rank principal);
