#pragma once
/* The second step of logging in: a secret that the account's owner keeps on a device, and recovery
 * codes for when that is lost. Secrets are hidden in the database with a key that is not in it.
 * Within a transaction of the caller; one thread a connection. */

#include "database.h"
#include "error.h"
#include "second_step_store.h"
#include "totp.h"
#include <stdbool.h>
#include <stdint.h>

#define SECOND_STEP_CODES     10
#define SECOND_STEP_CODE_SIZE 15 /* "7KQ4-M2XW-R8TN": as a one-time password */
#define SECOND_STEP_TYPED_MAX 40 /* bytes of what is typed as a code */

/* What secrets are hidden with: any 32 bytes that are not in the database. */
struct second_step_key {
    uint8_t bytes[32];
};

/* A fresh secret that waits for its first code; replaces one that waits. *ret_done is false where
 * the step is active already. */
bool second_step_begin(struct database *database, const struct second_step_key *key,
                       const char *account, int64_t now_utc_us, bool *ret_done,
                       char ret_secret[static TOTP_BASE32_SIZE], struct error *err) MUST_USE;

/* The first code: active from now on, with fresh recovery codes. */
bool second_step_confirm(struct database *database, const struct second_step_key *key,
                         const char *account, const char *typed, int64_t now_utc_us,
                         bool *ret_matches,
                         char ret_codes[SECOND_STEP_CODES][SECOND_STEP_CODE_SIZE],
                         struct error *err) MUST_USE;

enum second_step_answer {
    SECOND_STEP_NOT_NEEDED, /* the account has none */
    SECOND_STEP_MISSING,    /* it has one and nothing was typed */
    SECOND_STEP_WRONG,
    SECOND_STEP_GOOD,
};

/* Takes what was typed (NULL or "": nothing): a code of the device or a recovery code, each good
 * once. */
bool second_step_check(struct database *database, const struct second_step_key *key,
                       const char *account, const char *typed, int64_t now_utc_us,
                       enum second_step_answer *ret_answer, struct error *err) MUST_USE;

/* *ret_codes: how many recovery codes are left. */
bool second_step_look(struct database *database, const char *account,
                      enum second_step_state *ret_state, int64_t *ret_codes, struct error *err)
    MUST_USE;

bool second_step_remove(struct database *database, const char *account, struct error *err) MUST_USE;
