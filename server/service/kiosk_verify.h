#pragma once
/* Proves what one kiosk sent, or names the first bad line: sequence numbers without gaps, each line
 * with the hash of the one before, the chain's end as it was noted, every batch signed with the
 * kiosk's key, and its body the very lines where all of them were new. Within a read transaction of
 * the caller; one thread a connection. */

#include "database.h"
#include "error.h"
#include "kiosk_store.h"
#include <stdbool.h>
#include <stdint.h>

struct kiosk_verdict {
    int64_t lines, batches; /* that were looked at */
    bool good;
    uint32_t bad_epoch; /* where not good: the line; epoch 0: a batch */
    uint64_t bad_seq;
    int64_t bad_batch;
    char what[200];
};

bool kiosk_verify_run(struct database *database, const struct kiosk *kiosk,
                      struct kiosk_verdict *ret_verdict, struct error *err) MUST_USE;
