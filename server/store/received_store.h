#pragma once
/* The records as they came: lines of the chain, the batches that brought them, and what is in
 * quarantine. Written by server/service/ingest. Used within a transaction of the caller; one thread
 * a connection. */

#include "database.h"
#include "hash.h"
#include "tap_record.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a line belongs. */
struct record_place {
    const char *kiosk;
    uint32_t epoch;
    uint64_t seq;
};

/* Lines are without their newline. A place that is taken is our own bug: ERROR_INVALID. */
bool received_store_add(struct database *database, const struct record_place *place, int64_t batch,
                        const char *line, size_t len, struct error *err) MUST_USE;

enum record_match { RECORD_ABSENT, RECORD_SAME, RECORD_OTHER };

/* Is this very line at its place? */
bool received_store_compare(struct database *database, const struct record_place *place,
                            const char *line, size_t len, enum record_match *ret_match,
                            struct error *err) MUST_USE;

/* Copies a line with a NUL; ret_line holds TAP_RECORD_LINE_MAX + 1. */
bool received_store_read(struct database *database, const struct record_place *place,
                         bool *ret_found, char *ret_line, size_t *ret_len, struct error *err)
    MUST_USE;

/* What is given to it holds for the call only; false ends the walk with its err. */
typedef bool received_line_visit(const char *line, size_t len, void *user, struct error *err);

/* The lines of an epoch from place->seq to last_seq, in their order. */
bool received_store_each(struct database *database, const struct record_place *place,
                         uint64_t last_seq, received_line_visit *on_line, void *user,
                         struct error *err) MUST_USE;

/* A request with what proves who sent it. */
struct record_batch {
    const char *kiosk;
    int64_t batch;
    int64_t received_utc_us;
    int64_t signed_utc_us;
    const char *signed_target;
    struct hash body_hash;
    const uint8_t *signature; /* SIGNATURE_BYTES */
    size_t lines;
};
bool received_store_add_batch(struct database *database, const struct record_batch *batch,
                              struct error *err) MUST_USE;

/* A line that could not be taken. */
struct quarantined_line {
    const char *kiosk; /* who sent it */
    struct hash line_hash;
    const char *reason; /* malformed, kiosk, fork, broken, gap */
    const char *detail;
    uint32_t epoch; /* 0 where the line does not say */
    uint64_t seq;
    int64_t batch;
    int64_t received_utc_us;
    const char *line;
    size_t len;
};

/* *ret_added is false where this very line is there already. */
bool received_store_quarantine(struct database *database, const struct quarantined_line *line,
                               bool *ret_added, struct error *err) MUST_USE;

/* A line that waits in quarantine for this place because of a gap; the skip first of them are
 * passed over. Copies it with a NUL; ret_line holds TAP_RECORD_LINE_MAX + 1. */
bool received_store_find_waiting(struct database *database, const struct record_place *place,
                                 size_t skip, bool *ret_found, char *ret_line, size_t *ret_len,
                                 struct error *err) MUST_USE;

/* The line of this hash has become a record. */
bool received_store_take_waiting(struct database *database, const char *kiosk,
                                 const struct hash *line_hash, struct error *err) MUST_USE;

/* How many lines are in quarantine and wait for a person. */
bool received_store_count_quarantine(struct database *database, int64_t *ret_count,
                                     struct error *err) MUST_USE;

/* What the kiosk's clock was known to be at a moment. */
struct clock_fact {
    const char *kiosk, *boot;
    int64_t mono_us, at_utc_us, offset_us, error_us;
};

/* *ret_added is false where the newest of the same boot says the same of offset and error. */
bool received_store_add_clock(struct database *database, const struct clock_fact *fact,
                              bool *ret_added, struct error *err) MUST_USE;

/* What is known nearest to a moment of a boot, before it and after it: at most two visits. */
typedef void clock_fact_visit(const struct clock_fact *fact, void *user);
bool received_store_clocks_near(struct database *database, const char *kiosk, const char *boot,
                                int64_t mono_us, clock_fact_visit *on_fact, void *user,
                                struct error *err) MUST_USE;
