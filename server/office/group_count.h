#pragma once
/* How many groups of people there are for somebody, and how many of them nobody keeps any more. Any
 * thread. */

#include "office.h"

/* {"kept", "mine", "left"}: of the groups that the caller sees and that a search finds (NULL: of
 * all), those that are kept, those of the caller's own among them, and those whose account
 * organizes no more. */
bool group_count(struct office *office, const struct office_caller *caller, const char *search,
                 struct office_answer *ret_answer, struct error *err) MUST_USE;
