#pragma once
/* All that a kiosk ever sent, in the order of its chains, for whoever proves it. Used within a
 * transaction of the caller; one thread a connection. */

#include "database.h"
#include "received_store.h"
#include <stdbool.h>
#include <stdint.h>

/* A line that is stored, without its newline. */
struct chain_line {
    uint32_t epoch;
    uint64_t seq;
    int64_t batch; /* that brought it */
    const char *line;
};

/* False ends the walk with its err. What is given to it holds for the call only. */
typedef bool chain_line_visit(const struct chain_line *line, void *user, struct error *err);

/* The kiosk's lines by epoch, then sequence number. */
bool chain_store_each_line(struct database *database, const char *kiosk, chain_line_visit *on_line,
                           void *user, struct error *err) MUST_USE;

/* The lines that came in the same batch as the one at this place, and are of the same epoch. */
bool chain_store_each_line_beside(struct database *database, const struct record_place *place,
                                  int64_t batch, chain_line_visit *on_line, void *user,
                                  struct error *err) MUST_USE;

typedef bool record_batch_visit(const struct record_batch *batch, void *user, struct error *err);

/* The kiosk's batches by number. */
bool chain_store_each_batch(struct database *database, const char *kiosk,
                            record_batch_visit *on_batch, void *user, struct error *err) MUST_USE;

/* One batch; *ret_found false where there is none. Its texts are given to the visitor only. */
bool chain_store_read_batch(struct database *database, const char *kiosk, int64_t batch,
                            bool *ret_found, record_batch_visit *on_batch, void *user,
                            struct error *err) MUST_USE;

/* Where an epoch's chain is said to stand. */
struct chain_end {
    uint32_t epoch;
    uint64_t seq;
    struct hash hash;
};
typedef bool chain_end_visit(const struct chain_end *end, void *user, struct error *err);
bool chain_store_each_end(struct database *database, const char *kiosk, chain_end_visit *on_end,
                          void *user, struct error *err) MUST_USE;

/* The batch that brought a line; 0 where the line is not there. */
bool chain_store_batch_of(struct database *database, const struct record_place *place,
                          int64_t *ret_batch, struct error *err) MUST_USE;

/* Has the line of this hash ever been in quarantine? */
bool chain_store_was_quarantined(struct database *database, const char *kiosk,
                                 const struct hash *line_hash, bool *ret_was, struct error *err)
    MUST_USE;
