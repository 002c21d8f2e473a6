#pragma once
/* The second step of logging in, by account. Used by server/account alone, within a transaction of
 * the caller; one thread a connection. */

#include "account_store.h"
#include "database.h"
#include "hash.h"
#include <stdbool.h>
#include <stdint.h>

#define SECOND_STEP_SECRET_BYTES 20
#define SECOND_STEP_NONCE_BYTES  16

enum second_step_state { SECOND_STEP_NONE, SECOND_STEP_PENDING, SECOND_STEP_ACTIVE };

struct second_step_row {
    char account[ACCOUNT_ID_MAX + 1];
    enum second_step_state state;
    uint8_t nonce[SECOND_STEP_NONCE_BYTES];
    uint8_t secret[SECOND_STEP_SECRET_BYTES]; /* hidden */
    int64_t last_step;
    int64_t made_utc_us;
};

/* state is SECOND_STEP_NONE where there is none. */
bool second_step_store_read(struct database *database, const char *account,
                            struct second_step_row *ret_row, struct error *err) MUST_USE;
bool second_step_store_write(struct database *database, const struct second_step_row *row,
                             struct error *err) MUST_USE;

/* Takes it away with its recovery codes. */
bool second_step_store_remove(struct database *database, const char *account, struct error *err)
    MUST_USE;

bool second_step_store_clear_codes(struct database *database, const char *account,
                                   struct error *err) MUST_USE;
bool second_step_store_add_code(struct database *database, const char *account,
                                const struct hash *code_hash, struct error *err) MUST_USE;

/* Takes one code away; *ret_was false where it was not there. */
bool second_step_store_take_code(struct database *database, const char *account,
                                 const struct hash *code_hash, bool *ret_was, struct error *err)
    MUST_USE;
bool second_step_store_count_codes(struct database *database, const char *account,
                                   int64_t *ret_count, struct error *err) MUST_USE;
