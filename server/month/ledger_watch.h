#pragma once
/* Entries that the ledger gets from figures: of everybody who has reached a step of escalation,
 * once for one cause; and what becomes of those figures afterwards. Any thread but the writer's. */

#include "month_desk.h"

/* Looks at this month, the last, and every month that an open entry came from. Months that wait to
 * be judged again are left for the next time. For server/service/minder: user is a struct
 * month_desk, and *ret_count says how many entries were made or brought up to date. */
bool ledger_watch_run(void *user, size_t *ret_count, struct error *err) MUST_USE;
