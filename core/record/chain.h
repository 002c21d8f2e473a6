#pragma once
/* The hash chain over a kiosk's records: each line holds the SHA-256 of the line before it, so that
 * taking out, changing or re-ordering a line shows in the next one, and `sha256sum` alone can check
 * it. One thread an object. */

#include "hash.h"
#include "tap_record.h"

/* What the first line of an epoch holds as prev: SHA-256 of "shoushi-chain-1:KIOSK:EPOCH". */
struct hash chain_genesis(const char *kiosk, uint32_t epoch);

/* The hash of a line: SHA-256 over its bytes without the newline. */
struct hash chain_hash_line(struct hasher *hasher, const char *line, size_t len);

/* Where a chain stands: the last line that was accepted. Before the first line of an epoch: seq 0
 * and chain_genesis as the hash. */
struct chain_head {
    uint32_t epoch;
    uint64_t seq;
    struct hash hash;
};

enum chain_link {
    CHAIN_NEXT,  /* follows the head */
    CHAIN_SAME,  /* is the head itself, sent again */
    CHAIN_OLDER, /* an earlier seq: a duplicate or a fork; the store that holds that seq can tell */
    CHAIN_FORK,  /* the head's seq with other bytes: a disk image put back, or a copy */
    CHAIN_GAP,   /* a later seq: lines between are missing */
    CHAIN_BROKEN,    /* the next seq, but prev is not the head's hash */
    CHAIN_NEW_EPOCH, /* first line of a later epoch */
};

/* How a decoded record with the hash of its line stands to the head. Pure. */
enum chain_link chain_compare(const struct chain_head *head, const struct tap_record *record,
                              const struct hash *line_hash);
