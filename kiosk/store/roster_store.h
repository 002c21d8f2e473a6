#pragma once
/* What the server has told this kiosk, in roster.db: staff, cards, schedules, meetings, approvals,
 * as the documents of the sync protocol, and the taps at other kiosks (other_taps.h), sealed with a
 * key of the enrolment (roster_seal). It can always be fetched again, so one that is damaged, or
 * turns out to be in use, is set aside and begun anew at revision 0 with the documents that can
 * still be read. The sync thread's. */

#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include "identity_file.h"
#include "other_taps.h"
#include "photo_book.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ROSTER_KIND_MAX  24      /* bytes of a kind */
#define ROSTER_ID_MAX    64      /* bytes of a document's id: a card's is its token in hex */
#define ROSTER_VALUE_MAX 4194304 /* no document is larger than the answer that brings it */
#define ROSTER_BATCH_MAX 1000    /* changes in one answer */
#define ROSTER_TAPS_MAX  800     /* the same of taps */

#define ROSTER_FINGERPRINT_SIZE 17 /* at most 16 letters and digits, and a NUL */

struct roster_store;

/* Where the next question goes on: numbers of the server, 0 where nothing is known, and what tells
 * them from the same numbers of a database that was put back ("" where it has not said). */
struct roster_cursor {
    int64_t revision, taps;
    char fingerprint[ROSTER_FINGERPRINT_SIZE], taps_fingerprint[ROSTER_FINGERPRINT_SIZE];
};

/* One document: its value is JSON text, NULL where it is gone. Texts are borrowed. */
struct roster_change {
    const char *kind;
    const char *id;
    int64_t revision;
    const char *value;
    size_t value_len;
};

/* An answer of the server, already checked. */
struct roster_answer {
    struct roster_cursor next; /* what to ask with next */
    bool more;                 /* there is more to fetch at once */
    const struct roster_change *changes;
    size_t count;
    bool more_taps; /* the same of the other kiosks' taps */
    const struct other_tap *taps;
    size_t tap_count;
};

/* One that was told to another kiosk, or to this one before it was enrolled anew, is wiped. One
 * that an earlier version wrote in the clear is sealed, and its copies go. */
bool roster_store_open(const char *folder, const struct identity *identity,
                       const struct clock *clock, struct roster_store **ret_store,
                       struct error *err) MUST_USE;
void roster_store_destroy(struct roster_store *store);
DEFINE_AUTO(roster_store);

/* What the next request for changes begins at. */
struct roster_cursor roster_store_cursor(const struct roster_store *store);
int64_t roster_store_revision(const struct roster_store *store);

/* Everything is being told from revision 0 on (roster_store_begin_again): the next answer without
 * `more` drops what was not told. */
bool roster_store_is_told_again(const struct roster_store *store);

/* How often it was set aside and begun anew since it was opened: what was found out about its
 * content before says nothing of the new one. */
unsigned roster_store_renewals(const struct roster_store *store);

/* The value of one document, yours; NULL where it is not there. ERROR_INVALID: damaged. */
bool roster_store_find(struct roster_store *store, const char *kind, const char *id,
                       char **ret_value, struct error *err) MUST_USE;

/* Applies the answer in one transaction: on any fault nothing of it is there. */
bool roster_store_apply(struct roster_store *store, const struct roster_answer *answer,
                        struct error *err) MUST_USE;

/* The server does not know our cursor (its database was put back): the next request begins at 0,
 * and what is not told again until the first answer without `more` is dropped with that answer.
 * Until then the documents serve as before; taps are dropped at once. */
bool roster_store_begin_again(struct roster_store *store, struct error *err) MUST_USE;

/* Deletes the taps of days before that moment's. */
bool roster_store_forget_taps(struct roster_store *store, int64_t before_utc_us, struct error *err)
    MUST_USE;

/* Photographs (photo_book.h): which are missing, after those that nobody wants are gone; and one
 * more. */
bool roster_store_compare_photos(struct roster_store *store, struct photo_list wanted,
                                 struct hash *ret_missing, size_t *ret_missing_count,
                                 struct error *err) MUST_USE;
bool roster_store_put_photo(struct roster_store *store, const struct hash *sha256,
                            const void *bytes, size_t len, struct error *err) MUST_USE;

/* Deletes every document, tap and photograph and their bytes in the file, and any copy that was set
 * aside: this kiosk is revoked. One that cannot be emptied is deleted whole. */
bool roster_store_wipe(struct roster_store *store, struct error *err) MUST_USE;

/* Calls on_document with every document, in an order of no meaning, until it returns false with err
 * filled. One that was damaged is passed over, and all are to be told again. */
bool roster_store_each(struct roster_store *store,
                       bool (*on_document)(const struct roster_change *document, void *user,
                                           struct error *err),
                       void *user, struct error *err) MUST_USE;
