#pragma once
/* The sync thread's view of records.db: lines in order for sending, a look at one line, the
 * checkpoint when idle. It never writes a record, and follows when a damaged file is replaced under
 * way. One thread an object, another connection than record_store's; opened after it. */

#include "cleanup.h"
#include "error.h"
#include "hash.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORD_BATCH_MAX       500
#define RECORD_BATCH_MAX_BYTES 262144

struct record_reader;

/* A line's place: lines are ordered by epoch, then sequence number. All zero: before every line. */
struct record_position {
    uint32_t epoch;
    uint64_t seq;
};

static inline bool record_position_after(struct record_position a, struct record_position b)
{
    return a.epoch != b.epoch ? a.epoch > b.epoch : a.seq > b.seq;
}

/* Lines to send: the body of a request, and where each line stands. */
struct record_batch {
    size_t count;
    size_t len; /* bytes of lines */
    struct record_position positions[RECORD_BATCH_MAX];
    char lines[RECORD_BATCH_MAX_BYTES + 1]; /* each with its newline; a NUL behind all */
};

bool record_reader_open(const char *folder, struct record_reader **ret_reader, struct error *err)
    MUST_USE;
void record_reader_destroy(struct record_reader *reader);
DEFINE_AUTO(record_reader);

/* The lines after a position, as many as a request may carry; count 0 where there are none. */
bool record_reader_batch(struct record_reader *reader, struct record_position after,
                         struct record_batch *ret_batch, struct error *err) MUST_USE;

/* How many lines stand after a position, and the last of all (all zero where there is none). */
bool record_reader_backlog(struct record_reader *reader, struct record_position after,
                           uint64_t *ret_count, struct record_position *ret_last, struct error *err)
    MUST_USE;

/* When the first line after a position was tapped, by the kiosk's own clock; 0 where there is none.
 */
bool record_reader_first_after(struct record_reader *reader, struct record_position after,
                               int64_t *ret_at_utc_us, struct error *err) MUST_USE;

enum record_lookup { RECORD_FOUND, RECORD_NEVER_WRITTEN, RECORD_NO_LONGER_KEPT };

/* The hash of the line at a position. RECORD_NEVER_WRITTEN: it is beyond what its epoch, or any
 * epoch, has here; RECORD_NO_LONGER_KEPT: it is before what is kept. */
bool record_reader_find(struct record_reader *reader, struct record_position position,
                        enum record_lookup *ret_lookup, struct hash *ret_hash, struct error *err)
    MUST_USE;

/* Moves committed pages from the WAL into the database as far as nobody is in the way, and keeps
 * the WAL's file. For quiet moments. */
bool record_reader_checkpoint(struct record_reader *reader, struct error *err) MUST_USE;
