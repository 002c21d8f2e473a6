#include "login_limit.h"

#include "account_store.h"
#include "hash.h"
#include <stdio.h>
#include <string.h>

#define SECOND_US ((int64_t)1000000)

static struct hash subject_hash(const char *kind, const char *name)
{
    char text[512];
    (void)snprintf(text, sizeof text, "%s:%s", kind, name); /* names are bounded far below */
    return hash_sha256(text, strlen(text));
}

static bool count_one(struct database *database, const struct hash *subject, int64_t limit,
                      int64_t now_utc_us, int64_t *ret_locked_s, struct error *err)
{
    struct login_attempt attempt;
    if (!account_store_read_attempt(database, subject, &attempt, err)) {
        return false;
    }
    if (attempt.locked_until_utc_us > now_utc_us) {
        *ret_locked_s = (attempt.locked_until_utc_us - now_utc_us + SECOND_US - 1) / SECOND_US;
        return true;
    }
    bool begins_anew = attempt.locked_until_utc_us != 0 ||
                       now_utc_us - attempt.since_utc_us >= LOGIN_LIMIT_WINDOW_S * SECOND_US;
    if (begins_anew) {
        attempt = (struct login_attempt){.since_utc_us = now_utc_us};
    }
    attempt.attempts++;
    bool locks = attempt.attempts > limit;
    attempt.locked_until_utc_us = locks ? now_utc_us + LOGIN_LIMIT_LOCK_S * SECOND_US : 0;
    *ret_locked_s = locks ? LOGIN_LIMIT_LOCK_S : 0;
    return account_store_write_attempt(database, subject, &attempt, err);
}

bool login_limit_count(struct database *database, const struct login_limit_subject *subject,
                       int64_t now_utc_us, int64_t *ret_locked_s, struct error *err)
{
    struct hash account = subject_hash("account", subject->account);
    struct hash address = subject_hash("address", subject->address);
    int64_t account_s = 0;
    int64_t address_s = 0;
    int64_t stale_utc_us = now_utc_us - 2 * LOGIN_LIMIT_WINDOW_S * SECOND_US;
    if (!account_store_forget_attempts_before(database, stale_utc_us, err) ||
        !count_one(database, &address, LOGIN_LIMIT_PER_ADDRESS, now_utc_us, &address_s, err)) {
        return false;
    }
    /* An address that is locked does not lock accounts besides. */
    if (address_s == 0 &&
        !count_one(database, &account, LOGIN_LIMIT_PER_ACCOUNT, now_utc_us, &account_s, err)) {
        return false;
    }
    *ret_locked_s = address_s > account_s ? address_s : account_s;
    return true;
}

bool login_limit_clear(struct database *database, const struct login_limit_subject *subject,
                       struct error *err)
{
    struct hash account = subject_hash("account", subject->account);
    struct hash address = subject_hash("address", subject->address);
    struct login_attempt attempt;
    if (!account_store_forget_attempt(database, &account, err) ||
        !account_store_read_attempt(database, &address, &attempt, err)) {
        return false;
    }
    if (attempt.attempts == 0) {
        return true;
    }
    attempt.attempts--;
    return account_store_write_attempt(database, &address, &attempt, err);
}

bool login_limit_forget(struct database *database, const char *account, struct error *err)
{
    struct hash subject = subject_hash("account", account);
    return account_store_forget_attempt(database, &subject, err);
}
