#pragma once
/* What the office does about a person's figures: the steps of a month (rules.md, Escalation). Pure,
 * any thread. */

#include "figures.h"
#include "policy.h"
#include <stddef.h>

/* The steps in the policy's order, without repeats; ret_steps holds policy->escalation_count
 * borrowed texts. year: the months from January to this one, summed. */
size_t escalation_steps(const struct policy *policy, const struct figures *month,
                        const struct figures *year, const char **ret_steps);
