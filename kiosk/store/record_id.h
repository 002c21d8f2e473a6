#pragma once
/* The key of a line in records.db: epoch × 2^40 + seq, which orders lines as they were written. Any
 * thread. */

#include "check.h"
#include "record_reader.h"
#include <stdbool.h>
#include <stdint.h>

#define RECORD_EPOCH_MAX ((uint32_t)(1 << 23) - 1)
#define RECORD_SEQ_MAX   (((uint64_t)1 << 40) - 1)

static inline bool record_id_fits(uint32_t epoch, uint64_t seq)
{
    return epoch <= RECORD_EPOCH_MAX && seq <= RECORD_SEQ_MAX;
}

static inline int64_t record_id_make(uint32_t epoch, uint64_t seq)
{
    CHECK(record_id_fits(epoch, seq));
    return (int64_t)((uint64_t)epoch << 40 | seq);
}

static inline struct record_position record_id_split(int64_t id)
{
    return (struct record_position){.epoch = (uint32_t)((uint64_t)id >> 40),
                                    .seq = (uint64_t)id & RECORD_SEQ_MAX};
}
