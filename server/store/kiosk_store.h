#pragma once
/* Kiosks: who they are, how far their records go, what they last said of themselves. Used within a
 * transaction of the caller; one thread a connection. */

#include "chain.h"
#include "database.h"
#include "signature.h"
#include "tap_record.h"
#include <stdbool.h>
#include <stdint.h>

#define KIOSK_PLACE_MAX   255 /* bytes */
#define KIOSK_VERSION_MAX 40

enum kiosk_standing { KIOSK_UNKNOWN, KIOSK_ACTIVE, KIOSK_REVOKED };

struct kiosk {
    char kiosk[TAP_RECORD_ID_MAX + 1];
    char place[KIOSK_PLACE_MAX + 1];
    struct public_key public_key;
    enum kiosk_standing standing;
};

/* standing is KIOSK_UNKNOWN where there is none. */
bool kiosk_store_find(struct database *database, const char *kiosk, struct kiosk *ret_kiosk,
                      struct error *err) MUST_USE;
bool kiosk_store_find_by_key(struct database *database, const struct public_key *key,
                             struct kiosk *ret_kiosk, struct error *err) MUST_USE;

/* A new kiosk with the next id: "k0001", "k0002", … */
bool kiosk_store_add(struct database *database, const char *place, const struct public_key *key,
                     const char *version, int64_t now_utc_us, struct kiosk *ret_kiosk,
                     struct error *err) MUST_USE;

/* *ret_done is false where there is no such kiosk. */
bool kiosk_store_revoke(struct database *database, const char *kiosk, bool *ret_done,
                        struct error *err) MUST_USE;

/* Where it stands from now on; the same. */
bool kiosk_store_set_place(struct database *database, const char *kiosk, const char *place,
                           bool *ret_done, struct error *err) MUST_USE;

/* How far a kiosk's records go. */
struct kiosk_progress {
    int64_t batches;            /* numbers its batches */
    int64_t gaps;               /* lines in quarantine that wait for lines before them */
    int64_t complete_to_utc_us; /* the watermark; 0: never */
    uint32_t claimed_epoch; /* the watermark moves to claimed_utc_us once the server holds this */
    uint64_t claimed_seq;   /* line; epoch 0: no claim is open */
    int64_t claimed_utc_us;
};

/* Locks the kiosk against any other writer until the transaction ends, then reads it. */
bool kiosk_store_lock(struct database *database, const char *kiosk,
                      enum kiosk_standing *ret_standing, struct kiosk_progress *ret_progress,
                      struct error *err) MUST_USE;
bool kiosk_store_save(struct database *database, const char *kiosk,
                      const struct kiosk_progress *progress, struct error *err) MUST_USE;

/* What a kiosk says of itself; words as in docs/sync-protocol.md. */
struct kiosk_status {
    char version[KIOSK_VERSION_MAX + 1];
    char reader[16];
    int64_t backlog;
    char clock[16];
    int64_t clock_offset_us;
    int64_t clock_error_us;
    int64_t disk_free_bytes;
    int64_t reported_utc_us;
};

bool kiosk_store_report(struct database *database, const char *kiosk,
                        const struct kiosk_status *status, struct error *err) MUST_USE;

/* A kiosk as lists and reports show it. */
struct kiosk_overview {
    struct kiosk kiosk;
    struct kiosk_progress progress;
    struct kiosk_status status; /* reported_utc_us 0: none yet */
    int64_t enrolled_utc_us;
};

/* What is given to it holds for the call only. */
typedef void kiosk_visit(const struct kiosk_overview *overview, void *user);
bool kiosk_store_each(struct database *database, kiosk_visit *on_kiosk, void *user,
                      struct error *err) MUST_USE;

/* Where the chain of an epoch stands; before its first line that is its genesis, with seq 0. */
bool kiosk_store_read_chain(struct database *database, const char *kiosk, uint32_t epoch,
                            struct chain_head *ret_head, struct error *err) MUST_USE;

/* Of the highest epoch that has a line; the genesis of epoch 1 where none has. */
bool kiosk_store_newest_chain(struct database *database, const char *kiosk,
                              struct chain_head *ret_head, struct error *err) MUST_USE;
bool kiosk_store_write_chain(struct database *database, const char *kiosk,
                             const struct chain_head *head, int64_t now_utc_us, struct error *err)
    MUST_USE;
