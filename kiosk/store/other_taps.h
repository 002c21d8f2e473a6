#pragma once
/* The taps of other kiosks in roster.db, sealed as its documents are: written there by the sync
 * thread (roster_store.h) and read by main over a connection of its own. One thread an object. */

#include "cleanup.h"
#include "error.h"
#include "identity_file.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kiosk_database;
struct roster_seal;
struct other_taps;

/* Texts are borrowed; they have no spaces. */
struct other_tap {
    const char *kiosk;
    uint32_t epoch;
    uint64_t seq;
    const char *staff;                           /* "": it is nobody's */
    int64_t at_utc_us;                           /* true time */
    int64_t not_before_utc_us, not_after_utc_us; /* of an uncertain one; otherwise 0 */
    const char *meeting;                         /* "" where none */
    const char *substitute_for;
};

/* Within a transaction of the caller: each takes the place of what was told of it before. */
bool other_taps_write(struct kiosk_database *database, const struct roster_seal *seal,
                      const struct other_tap *taps, size_t count, struct error *err) MUST_USE;

/* Deletes those of days before that moment's. */
bool other_taps_forget(struct kiosk_database *database, int64_t before_utc_us, struct error *err)
    MUST_USE;

/* roster.db is there: roster_store_open has made it for this identity. Once it is moved, another
 * is to be opened, and its rows are numbered anew. */
bool other_taps_open(const char *folder, const struct identity *identity,
                     struct other_taps **ret_taps, struct error *err) MUST_USE;
void other_taps_destroy(struct other_taps *taps);
DEFINE_AUTO(other_taps);
bool other_taps_is_moved(const struct other_taps *taps);

/* What is given to it holds for the call only. */
typedef void other_tap_visit(const struct other_tap *tap, void *user);

/* At most max of those that came behind no (0 at the beginning) and are of since_utc_us's day or
 * later, in the order in which they came; *ret_no is where to go on, *ret_count how many there
 * were. One that was damaged is passed over. */
bool other_taps_each_new(struct other_taps *taps, int64_t no, int64_t since_utc_us, size_t max,
                         other_tap_visit *on_tap, void *user, int64_t *ret_no, size_t *ret_count,
                         struct error *err) MUST_USE;

/* A person's, from since_utc_us's day to until_utc_us's. */
bool other_taps_each_of(struct other_taps *taps, const char *staff, int64_t since_utc_us,
                        int64_t until_utc_us, other_tap_visit *on_tap, void *user,
                        struct error *err) MUST_USE;
