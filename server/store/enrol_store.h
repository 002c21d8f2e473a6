#pragma once
/* One-time codes of enrolment, by their keyed hashes, and the wrong ones that came. Used within a
 * transaction of the caller; one thread a connection. */

#include "database.h"
#include "hash.h"
#include "kiosk_store.h"
#include <stdbool.h>
#include <stdint.h>

struct enrol_code {
    struct hash code_hash;
    char place[KIOSK_PLACE_MAX + 1];
    int64_t expires_utc_us;
    char kiosk[TAP_RECORD_ID_MAX + 1]; /* who used it; "" for nobody yet */
};

bool enrol_store_add(struct database *database, const struct enrol_code *code, const char *made_by,
                     int64_t now_utc_us, struct error *err) MUST_USE;
bool enrol_store_find(struct database *database, const struct hash *code_hash, bool *ret_found,
                      struct enrol_code *ret_code, struct error *err) MUST_USE;
bool enrol_store_use(struct database *database, const struct hash *code_hash, const char *kiosk,
                     struct error *err) MUST_USE;

/* Wrong codes in one hour (since 1970): from one address, and from all. */
bool enrol_store_count_failures(struct database *database, int64_t hour, const char *peer,
                                int64_t *ret_of_peer, int64_t *ret_of_all, struct error *err)
    MUST_USE;

/* Notes one more, and forgets those of earlier hours. */
bool enrol_store_add_failure(struct database *database, int64_t hour, const char *peer,
                             struct error *err) MUST_USE;
