#include "second_step.h"

#include "check.h"
#include "password_hash.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

static_assert(SECOND_STEP_CODE_SIZE == PASSWORD_ONE_TIME_SIZE, "codes are made as those are");
static_assert(SECOND_STEP_SECRET_BYTES == TOTP_SECRET_BYTES, "one secret");

/* Each nonce is used for one secret, so that the keyed hash of it is as good as a key of its own:
 * hiding and finding again are the same. */
static void hide(const struct second_step_key *key, const struct second_step_row *row,
                 const uint8_t from[static TOTP_SECRET_BYTES], uint8_t to[static TOTP_SECRET_BYTES])
{
    uint8_t text[SECOND_STEP_NONCE_BYTES + ACCOUNT_ID_MAX + 20] = "shoushi-totp-1:";
    size_t len = strlen((const char *)text);
    size_t account_len = strlen(row->account);
    memcpy(text + len, row->nonce, sizeof row->nonce);
    len += sizeof row->nonce;
    memcpy(text + len, row->account, account_len);
    len += account_len;
    const struct hash stream = hash_hmac_sha256(key->bytes, sizeof key->bytes, text, len);
    for (size_t i = 0; i < TOTP_SECRET_BYTES; i++) {
        to[i] = from[i] ^ stream.bytes[i];
    }
}

bool second_step_begin(struct database *database, const struct second_step_key *key,
                       const char *account, int64_t now_utc_us, bool *ret_done,
                       char ret_secret[static TOTP_BASE32_SIZE], struct error *err)
{
    struct second_step_row row;
    uint8_t secret[TOTP_SECRET_BYTES];
    if (!second_step_store_read(database, account, &row, err)) {
        return false;
    }
    *ret_done = row.state != SECOND_STEP_ACTIVE;
    if (!*ret_done) {
        return true;
    }
    row = (struct second_step_row){.state = SECOND_STEP_PENDING, .made_utc_us = now_utc_us};
    (void)snprintf(row.account, sizeof row.account, "%s", account);
    hash_random(row.nonce, sizeof row.nonce);
    hash_random(secret, sizeof secret);
    hide(key, &row, secret, row.secret);
    totp_base32(secret, ret_secret);
    return second_step_store_write(database, &row, err);
}

/* Capitals, hyphens and spaces as the code was shown do not matter. */
static struct hash code_hash(const char *account, const char *typed)
{
    char text[ACCOUNT_ID_MAX + SECOND_STEP_TYPED_MAX + 32];
    int len = snprintf(text, sizeof text, "shoushi-recovery-1:%s:", account);
    for (size_t i = 0; typed[i] && i < SECOND_STEP_TYPED_MAX; i++) {
        char c = typed[i];
        if (c != ' ' && c != '-') {
            text[len++] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        }
    }
    return hash_sha256(text, (size_t)len);
}

static bool make_codes(struct database *database, const char *account,
                       char codes[SECOND_STEP_CODES][SECOND_STEP_CODE_SIZE], struct error *err)
{
    if (!second_step_store_clear_codes(database, account, err)) {
        return false;
    }
    for (size_t i = 0; i < SECOND_STEP_CODES; i++) {
        password_hash_one_time(codes[i]);
        const struct hash hash = code_hash(account, codes[i]);
        if (!second_step_store_add_code(database, account, &hash, err)) {
            return false;
        }
    }
    return true;
}

/* A code of the device: noted, so that it is not taken twice. */
static bool take_code(struct database *database, const struct second_step_key *key,
                      struct second_step_row *row, const char *typed, int64_t now_utc_us,
                      bool *ret_matches, struct error *err)
{
    uint8_t secret[TOTP_SECRET_BYTES];
    hide(key, row, row->secret, secret);
    *ret_matches = totp_match(secret, typed, now_utc_us, row->last_step, &row->last_step);
    if (!*ret_matches) {
        return true;
    }
    row->state = SECOND_STEP_ACTIVE;
    return second_step_store_write(database, row, err);
}

bool second_step_confirm(struct database *database, const struct second_step_key *key,
                         const char *account, const char *typed, int64_t now_utc_us,
                         bool *ret_matches,
                         char ret_codes[SECOND_STEP_CODES][SECOND_STEP_CODE_SIZE],
                         struct error *err)
{
    struct second_step_row row;
    *ret_matches = false;
    if (!second_step_store_read(database, account, &row, err)) {
        return false;
    }
    if (row.state != SECOND_STEP_PENDING) {
        return true;
    }
    return take_code(database, key, &row, typed, now_utc_us, ret_matches, err) &&
           (!*ret_matches || make_codes(database, account, ret_codes, err));
}

bool second_step_check(struct database *database, const struct second_step_key *key,
                       const char *account, const char *typed, int64_t now_utc_us,
                       enum second_step_answer *ret_answer, struct error *err)
{
    struct second_step_row row;
    bool matches;
    if (!second_step_store_read(database, account, &row, err)) {
        return false;
    }
    if (row.state != SECOND_STEP_ACTIVE || !typed || !*typed) {
        *ret_answer =
            row.state == SECOND_STEP_ACTIVE ? SECOND_STEP_MISSING : SECOND_STEP_NOT_NEEDED;
        return true;
    }
    if (!take_code(database, key, &row, typed, now_utc_us, &matches, err)) {
        return false;
    }
    const struct hash hash = code_hash(account, typed);
    if (!matches && !second_step_store_take_code(database, account, &hash, &matches, err)) {
        return false;
    }
    *ret_answer = matches ? SECOND_STEP_GOOD : SECOND_STEP_WRONG;
    return true;
}

bool second_step_look(struct database *database, const char *account,
                      enum second_step_state *ret_state, int64_t *ret_codes, struct error *err)
{
    struct second_step_row row;
    if (!second_step_store_read(database, account, &row, err) ||
        !second_step_store_count_codes(database, account, ret_codes, err)) {
        return false;
    }
    *ret_state = row.state;
    return true;
}

bool second_step_remove(struct database *database, const char *account, struct error *err)
{
    return second_step_store_remove(database, account, err);
}
