#pragma once
/* Where a month report's figures come from: for the present moment the rows that judging keeps up,
 * for a moment past the facts judged again as of then. Any thread. */

#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include "fact_cache.h"
#include "judging.h"
#include "month_report.h"
#include "storage.h"
#include <stdbool.h>
#include <stdint.h>

struct month_source {
    struct storage *storage;
    struct fact_cache *cache;
    struct judging *judging;
    const struct clock *clock;
};

/* Where a report's figures come from: rows that judging keeps up, or the facts judged anew. */
enum month_rows { MONTH_ROWS_KEPT, MONTH_ROWS_JUDGED_ANEW };

/* A report with the facts that it borrows from and the moment of the database that it was read at,
 * from which whoever holds the view may read on. One thread. */
struct month_view {
    struct snapshot *snapshot;
    struct fact_loan *loan;
    struct month_report *report;
    enum month_rows rows;
    struct judging_turns *turns; /* for whoever judges more of it anew */
};
void month_view_finish(struct month_view *view);

#define AUTO_MONTH_VIEW __attribute__((cleanup(month_view_finish)))

/* The report as of the present moment, or of as_of_ms (local) where that is not MONTH_SOURCE_NOW.
 * What has to be judged anew is judged one question at a time: ERROR_BUSY where that is too many.
 */
#define MONTH_SOURCE_NOW INT64_MIN
bool month_source_report(const struct month_source *source, int32_t month, int64_t as_of_ms,
                         struct month_view *ret_view, struct error *err) MUST_USE;

/* The present moment on the site's clock. */
bool month_source_now(const struct month_source *source, int64_t *ret_now_ms, struct error *err)
    MUST_USE;

/* The months from that of the first tap to the present one; false in *ret_any where there is no
 * tap. */
bool month_source_span(const struct month_source *source, bool *ret_any, int32_t *ret_first,
                       int32_t *ret_last, struct error *err) MUST_USE;
