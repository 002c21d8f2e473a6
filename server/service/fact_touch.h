#pragma once
/* Which person-days and meetings a changed document may touch, kind by kind: what the table of
 * fact_kind.c points to. The values have been checked; other documents are read where the change
 * alone does not say who is meant. The writer's thread only. */

#include "fact_kind.h"

typedef bool fact_touch_finder(struct database *database, const struct fact_change *change,
                               struct touch_list *touches, struct error *err);

fact_touch_finder fact_touch_policy;
fact_touch_finder fact_touch_staff;
fact_touch_finder fact_touch_calendar;
fact_touch_finder fact_touch_schedule;
fact_touch_finder fact_touch_assignment;
fact_touch_finder fact_touch_time_away; /* leave, trip */
fact_touch_finder fact_touch_correction;
fact_touch_finder fact_touch_meeting;
fact_touch_finder fact_touch_of_meeting; /* what is asked and decided about one */
