#pragma once
/* Where taps are written down: records.db, one line of JSON a tap, byte for byte as it goes to the
 * server, chained by SHA-256. It is the only writer of that file; the sync thread reads it through
 * record_reader and keeps what the server answered in a file of its own (sync_journal), so that no
 * tap ever waits for the network's bookkeeping. Main thread. */

#include "chain.h"
#include "cleanup.h"
#include "clock.h"
#include "error.h"
#include "record_reader.h"
#include "tap_record.h"
#include <stdbool.h>
#include <stdint.h>

/* The last so many lines are checked at every start. */
#define RECORD_STORE_CHECK_MAX 20000

struct record_store;

struct record_store_place {
    const char *folder;        /* exists; the store's files are made in it with mode 0600 */
    const char *kiosk;         /* this kiosk's id, of the enrolment */
    uint32_t first_epoch;      /* of the enrolment's answer */
    struct chain_head trusted; /* last head that the server counter-signed; seq 0 where none is */
    const struct clock *clock; /* names what is set aside */
    const char *damage; /* what was found wrong with the database in use, so that it is set aside
                           whatever its lines look like; NULL: nothing was */
};

enum record_store_start {
    RECORD_STORE_CONTINUED, /* an intact chain goes on */
    RECORD_STORE_FRESH,     /* there was none: a new epoch */
    RECORD_STORE_SHORTENED, /* the server holds later lines than this disk: a new epoch */
    RECORD_STORE_SET_ASIDE, /* a damaged one was set aside whole: a new epoch */
};

/* What opening found; the app says it aloud where it is not RECORD_STORE_CONTINUED. */
struct record_store_opening {
    enum record_store_start start;
    char set_aside[512]; /* where the damaged files are now */
    char damage[256];    /* what is wrong with them */
    uint64_t salvaged;   /* lines that could still be read and were carried over, to be sent */
};

/* Opens the store or makes a new one, and checks its chain. A damaged database is renamed with its
 * WAL, what can be read of its lines is carried over, and a new epoch begins: nothing is deleted.
 * ERROR_UNSUPPORTED: written by a newer version, untouched. ERROR_BUSY: another program has the
 * store open. ERROR_FULL, ERROR_DENIED, ERROR_IO: the disk's own faults; nothing is set aside. */
bool record_store_open(const struct record_store_place *place, struct record_store **ret_store,
                       struct record_store_opening *ret_opening, struct error *err) MUST_USE;
void record_store_destroy(struct record_store *store);
DEFINE_AUTO(record_store);

/* Writes the tap down and returns when it is on the disk (WAL, synchronous FULL). The caller fills
 * everything but kiosk, epoch, seq and prev, which are set here. False: the tap is not recorded and
 * nobody may be greeted; the next call tries with the same sequence number. ERROR_FULL: the disk;
 * ERROR_INVALID: the database is damaged, so destroy the store and open it again with that for
 * `damage`: not every damage shows when lines are read. */
bool record_store_append(struct record_store *store, struct tap_record *tap, struct error *err)
    MUST_USE;

/* Whether a tap could be written down now: by writing one to the disk, and taking it back in the
 * same transaction. The same errors. */
bool record_store_try_writing(struct record_store *store, struct error *err) MUST_USE;

/* The last line written: what the next one will follow. */
struct chain_head record_store_head(const struct record_store *store);

/* Lines that go in one transaction: a tap that comes meanwhile waits for some milliseconds. */
#define RECORD_STORE_PURGE_MAX 200

/* Deletes the oldest lines up to this place, which the server has, but never the last line; some of
 * them, *ret_more saying whether others remain. The hash of the last one that went is kept, so that
 * the chain of the others can be checked as before. */
bool record_store_purge(struct record_store *store, struct record_position upto, bool *ret_more,
                        struct error *err) MUST_USE;

/* Lines in the file, of all epochs: counted now, for a service page. */
bool record_store_count(struct record_store *store, uint64_t *ret_count, struct error *err)
    MUST_USE;

/* Where the server says that it has lines which this store never wrote (a disk image put back):
 * goes on in an epoch later than the server's, so that the next taps are not taken for copies. Does
 * nothing where the present one is later already. */
bool record_store_begin_epoch(struct record_store *store, uint32_t server_epoch, struct error *err)
    MUST_USE;

/* Calls on_record with the newest records, newest first, until one is older than since_utc_us by
 * its own clock and offset, or max were given. The record is the callback's for the call only. A
 * line that is none is passed over, as the server has what was there. ERROR_INVALID: the database
 * is damaged, as in record_store_append. */
bool record_store_each_recent(struct record_store *store, int64_t since_utc_us, uint64_t max,
                              void (*on_record)(const struct tap_record *record, void *user),
                              void *user, struct error *err) MUST_USE;
