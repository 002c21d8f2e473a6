#pragma once
/* What happens in an office because time passes: a thread that looks after it now and then. Created
 * and destroyed by main; the thread is its own. */

#include "cleanup.h"
#include "error.h"

struct office;
struct office_minder;

/* Looks at once, and every ten minutes. office outlives it. */
bool office_minder_create(struct office *office, struct office_minder **ret_minder,
                          struct error *err) MUST_USE;
void office_minder_destroy(struct office_minder *minder);
DEFINE_AUTO(office_minder);
