#pragma once
/* What is asked of a meeting's organizer: leave from it and substitutes, all of it at once, with
 * what would come of each request that waits. Any thread but the writer's. */

#include "office.h"

#define MEETING_REQUESTS_MAX 2000 /* of a kind */

/* {"items": [{"kind", members of a meeting_leave or substitute, "standing": {"may_approve", "why"}
 * of those that are pending}, …], "names", "complete"}: what waits first. Only what the caller may
 * see. */
bool meeting_request_list_read(struct office *office, const struct office_caller *caller,
                               const char *meeting, struct office_answer *ret_answer,
                               struct error *err) MUST_USE;
