#pragma once
/* Who wants to hear of records: judging, within the transaction that stores them, and the live
 * feed, once it is committed. All calls come on the writer's thread, once for each commit, with the
 * taps of every kiosk's batch in it. */

#include "database.h"
#include "error.h"
#include "fact_observer.h"
#include "tap_record.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A record that has been stored, with what the server makes of it. Its row in `tap` is there
 * already (person_tap_store.h reads it). */
struct stored_tap {
    struct tap_record record;            /* as the kiosk wrote it */
    enum tap_card card;                  /* by the server's facts: token and date */
    char staff[TAP_RECORD_ID_MAX + 1];   /* whose card it is by these; "" where nobody's */
    int64_t at_utc_us;                   /* the kiosk's clock plus its offset */
    int64_t at_ms;                       /* the same, local */
    int64_t not_before_ms, not_after_ms; /* local bounds of an uncertain tap, otherwise 0 */
};

struct ingest_observer {
    /* Sorted by staff, then time. May write; must not fail but for the database's own faults: false
     * undoes the commit, and the kiosks send again. NULL: nothing to do. */
    bool (*on_taps_in_transaction)(struct database *database, const struct stored_tap *taps,
                                   size_t count, void *user, struct error *err);
    /* Taps that are there already stand at another time now, for something was learned of their
     * kiosk's clock: whom that may concern. As the one above. */
    bool (*on_moved_in_transaction)(struct database *database, const struct fact_touch *touches,
                                    size_t count, void *user, struct error *err);
    /* In the order in which they were stored. Must not wait. NULL: nothing to do. */
    void (*on_taps_committed)(const struct stored_tap *taps, size_t count, void *user);
    void *user;
};
