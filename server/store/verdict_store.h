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

/* One session's row. The verdict is without its reason but for the number of taps and the window's
 * end. */
struct verdict_row {
    char unit[64];
    struct session_verdict verdict;
};

/* The rows of a person-day, in order of the sessions; count at most VERDICT_DAY_SESSIONS_MAX. */
struct verdict_day {
    size_t count;
    struct verdict_row rows[VERDICT_DAY_SESSIONS_MAX];
};

/* What stands for a person-day: its rows, and when time alone will change them (CIVIL_NEVER_MS: it
 * will not). */
struct verdict_kept {
    struct verdict_day day;
    int64_t changes_at_ms;
};

/* Of the dates first..last; ret_kept holds last − first + 1. */
bool verdict_store_read_days(struct database *database, const char *staff, int32_t first,
                             int32_t last, struct verdict_kept *ret_kept, struct error *err)
    MUST_USE;

/* The same will be asked for soon: statement_read_ahead. */
bool verdict_store_read_ahead(struct database *database, const char *staff, int32_t first,
                              int32_t last, struct error *err) MUST_USE;

/* Puts one session's row, new or in the place of the one that was there; takes one away. */
bool verdict_store_write_row(struct database *database, int32_t day, const char *staff,
                             const struct verdict_row *row, struct error *err) MUST_USE;
bool verdict_store_delete_row(struct database *database, int32_t day, const char *staff,
                              int32_t session, struct error *err) MUST_USE;

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

/* Months whose verdicts are kept up: those that judging has begun to give rows for each person and
 * date. Which of these are not done yet, or wait to be judged again, stands in rejudging_store.h.
 */
#define VERDICT_MONTHS_MAX 600

bool verdict_store_is_judged(struct database *database, int32_t month, bool *ret_judged,
                             struct error *err) MUST_USE;
bool verdict_store_add_month(struct database *database, int32_t month, struct error *err) MUST_USE;

/* Those of first..last, in order. */
bool verdict_store_list_months(struct database *database, int32_t first, int32_t last,
                               int32_t ret_months[static VERDICT_MONTHS_MAX], size_t *ret_count,
                               struct error *err) MUST_USE;

/* Takes away all rows of a person who is not there any more. */
bool verdict_store_delete_days(struct database *database, const char *staff, int32_t first,
                               int32_t last, struct error *err) MUST_USE;

/* A session that is absent, or has a check that is late, early or missing. Texts are borrowed for
 * the call. */
struct verdict_breach {
    const char *staff, *unit;
    int32_t date;
    int64_t window_to_ms; /* local; until then a tap could belong to the session */
};
typedef void verdict_breach_visit(const struct verdict_breach *breach, void *user);

/* The breaches of the dates first..last to which a tap after open_after_ms could still belong. */
bool verdict_store_each_breach(struct database *database, int32_t first, int32_t last,
                               int64_t open_after_ms, verdict_breach_visit *on_breach, void *user,
                               struct error *err) MUST_USE;

/* People by what is known of the date so far, each counted once (server/api/openapi.yaml,
 * DayCounts). */
struct verdict_day_counts {
    int64_t staff, in, on_time, late, leave, missing;
};
bool verdict_store_count_day(struct database *database, int32_t day,
                             struct verdict_day_counts *ret_counts, struct error *err) MUST_USE;
