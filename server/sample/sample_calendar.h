#pragma once
/* Working days, hours and time away in the sample county, with the State Council's swapped days of
 * 2025 and 2026. Pure, any thread. */

#include "sample_county.h"
#include <stdbool.h>

#define SAMPLE_HOURS_MAX 2

struct sample_hours {
    int32_t start_min, end_min;
};

/* Dates of the State Council's notice for a year, as the calendar document of
 * docs/sync-protocol.md: {"rest", "work"}; today is among `work` where it would be a rest day. NULL
 * when out of memory. */
json_t *sample_calendar_document(const struct sample_county *county, int32_t year);

bool sample_calendar_is_work_day(const struct sample_county *county, int32_t date);

/* The sessions of a unit on a working date: most units tap twice, those with a service counter four
 * times. Today all have one session, moved to the county's hours. Returns how many. */
size_t sample_calendar_hours(const struct sample_county *county, size_t unit, int32_t date,
                             struct sample_hours *ret_hours);
bool sample_calendar_has_counter(size_t unit);

/* Leave and trips: one stretch for some people, known by the person's index. */
enum sample_away_kind { SAMPLE_AWAY_NONE, SAMPLE_AWAY_LEAVE, SAMPLE_AWAY_TRIP };
struct sample_away {
    enum sample_away_kind kind;
    int32_t first, last; /* dates, both included */
};
struct sample_away sample_calendar_away(const struct sample_county *county, size_t person);
bool sample_calendar_is_away(const struct sample_county *county, size_t person, int32_t date);
