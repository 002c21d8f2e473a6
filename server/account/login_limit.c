#include "login_limit.h"

#include "account_store.h"
#include "check.h"
#include "hash.h"
#include <stdio.h>
#include <string.h>

#define SECOND_US ((int64_t)1000000)

#define HALF (HASH_BYTES / 2)

static struct hash subject_hash(const char *kind, const char *name)
{
    char text[512];
    (void)snprintf(text, sizeof text, "%s:%s", kind, name); /* names are bounded far below */
    return hash_sha256(text, strlen(text));
}

/* What a try is counted for. */
struct counted {
    struct hash address, account;
    struct hash here; /* halves of both: the account's rows lie side by side */
};

static struct counted counted_of(const struct login_limit_subject *subject)
{
    struct counted counted = {.address = subject_hash("address", subject->address),
                              .account = subject_hash("account", subject->account)};
    memcpy(counted.here.bytes, counted.account.bytes, HALF);
    memcpy(counted.here.bytes + HALF, counted.address.bytes, HALF);
    return counted;
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
    const struct counted counted = counted_of(subject);
    /* In this order: what is locked for one of them does not count for the next. */
    const struct {
        const struct hash *subject;
        int64_t limit;
    } counts[] = {{&counted.address, LOGIN_LIMIT_PER_ADDRESS},
                  {&counted.here, LOGIN_LIMIT_HERE},
                  {&counted.account, LOGIN_LIMIT_PER_ACCOUNT}};
    int64_t locked_s = 0;
    int64_t stale_utc_us = now_utc_us - 2 * LOGIN_LIMIT_WINDOW_S * SECOND_US;
    if (!account_store_forget_attempts_before(database, stale_utc_us, err)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(counts) && locked_s == 0; i++) {
        if (!count_one(database, counts[i].subject, counts[i].limit, now_utc_us, &locked_s, err)) {
            return false;
        }
    }
    *ret_locked_s = locked_s;
    return true;
}

static bool take_one(struct database *database, const struct hash *subject, struct error *err)
{
    struct login_attempt attempt;
    if (!account_store_read_attempt(database, subject, &attempt, err)) {
        return false;
    }
    if (attempt.attempts == 0) {
        return true;
    }
    attempt.attempts--;
    return account_store_write_attempt(database, subject, &attempt, err);
}

bool login_limit_take_back(struct database *database, const struct login_limit_subject *subject,
                           struct error *err)
{
    const struct counted counted = counted_of(subject);
    return take_one(database, &counted.address, err) && take_one(database, &counted.here, err) &&
           take_one(database, &counted.account, err);
}

bool login_limit_clear(struct database *database, const struct login_limit_subject *subject,
                       struct error *err)
{
    const struct counted counted = counted_of(subject);
    return account_store_forget_attempts(database, &counted.here, &counted.here, err) &&
           take_one(database, &counted.address, err) && take_one(database, &counted.account, err);
}

bool login_limit_forget(struct database *database, const char *account, struct error *err)
{
    struct hash first = subject_hash("account", account);
    struct hash last = first;
    memset(first.bytes + HALF, 0, HALF);
    memset(last.bytes + HALF, 0xff, HALF);
    return account_store_forget_attempts(database, &first, &last, err);
}
