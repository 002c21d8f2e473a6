#pragma once
/* Verdicts as they stand: sessions by day and person, and which of them time alone will change.
 * Computed from the facts by server/judging, which is the only writer. Used within a transaction of
 * the caller; one thread a connection. */

#include "database.h"
#include "work_day.h"
#include <stdbool.h>
#include <stdint.h>

#define VERDICT_DAY_SESSIONS_MAX                                                                   \
    16 /* sessions of one date: each is at least a minute, and nobody has so many */

/* One session's row. The verdict is without its reason but for the number of taps. */
struct verdict_row {
    char unit[64];
    struct session_verdict verdict;
};

/* The rows of a person-day, in order of the sessions; count at most VERDICT_DAY_SESSIONS_MAX. */
struct verdict_day {
    size_t count;
    struct verdict_row rows[VERDICT_DAY_SESSIONS_MAX];
};

bool verdict_store_read_day(struct database *database, int32_t day, const char *staff,
                            struct verdict_day *ret_day, struct error *err) MUST_USE;

/* Puts these rows in the place of those that were there. */
bool verdict_store_write_day(struct database *database, int32_t day, const char *staff,
                             const struct verdict_day *rows, struct error *err) MUST_USE;

/* Notes when time alone will change the person-day; CIVIL_NEVER_MS: it will not. */
bool verdict_store_set_unsettled(struct database *database, int32_t day, const char *staff,
                                 int64_t changes_at_ms, struct error *err) MUST_USE;

/* Up to max person-days that should have changed by now_ms; returns how many by ret_count. */
struct verdict_due {
    int32_t day;
    char staff[41];
};
bool verdict_store_list_due(struct database *database, int64_t now_ms, size_t max,
                            struct verdict_due *ret_due, size_t *ret_count, struct error *err)
    MUST_USE;

/* How a month stands: rows for each person and date, rows that wait to be judged again because
 * facts of everybody have changed, or no rows at all. */
enum verdict_month { VERDICT_MONTH_NONE, VERDICT_MONTH_JUDGED, VERDICT_MONTH_STALE };

bool verdict_store_read_month(struct database *database, int32_t month,
                              enum verdict_month *ret_state, struct error *err) MUST_USE;

/* JUDGED or STALE. */
bool verdict_store_write_month(struct database *database, int32_t month, enum verdict_month state,
                               struct error *err) MUST_USE;

/* Makes every judged month of first..last stale. */
bool verdict_store_make_stale(struct database *database, int32_t first, int32_t last,
                              struct error *err) MUST_USE;

/* Takes away all that stands for a month, so that it can be judged from nothing. */
bool verdict_store_clear_month(struct database *database, int32_t month, struct error *err)
    MUST_USE;

/* People by what is known of the date so far, each counted once (server/api/openapi.yaml,
 * DayCounts). */
struct verdict_day_counts {
    int64_t staff, in, on_time, late, leave, missing;
};
bool verdict_store_count_day(struct database *database, int32_t day,
                             struct verdict_day_counts *ret_counts, struct error *err) MUST_USE;
