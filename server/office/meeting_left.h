#pragma once
/* Meetings that a closed account has left behind, for whoever hands them on. Any thread but the
 * writer's. */

#include "office.h"

#define MEETINGS_LEFT_MAX 1000

/* {"items": [{"id", "title", "start", "end", "organizer"}…], "names": {"account": …}, "more"}:
 * those that are not cancelled, whose organizer may organize no more, and that the caller may hand
 * on. */
bool meeting_left_list(struct office *office, const struct office_caller *caller, json_t **ret_list,
                       struct error *err) MUST_USE;
