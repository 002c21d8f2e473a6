#pragma once
/* Sessions of the console, by the hashes of their tokens. Used by server/account alone, within a
 * transaction of the caller; one thread a connection. */

#include "account_store.h"
#include "database.h"
#include "hash.h"
#include <stdbool.h>
#include <stdint.h>

struct login_session_row {
    struct hash token_hash;
    char account[ACCOUNT_ID_MAX + 1];
    int64_t began_utc_us;
    int64_t seen_utc_us;
    int64_t ends_utc_us;
};

bool login_session_store_add(struct database *database, const struct login_session_row *session,
                             struct error *err) MUST_USE;
bool login_session_store_find(struct database *database, const struct hash *token_hash,
                              bool *ret_found, struct login_session_row *ret_session,
                              struct error *err) MUST_USE;
bool login_session_store_touch(struct database *database, const struct hash *token_hash,
                               int64_t seen_utc_us, struct error *err) MUST_USE;
bool login_session_store_remove(struct database *database, const struct hash *token_hash,
                                struct error *err) MUST_USE;

/* All sessions of the account but the one kept (NULL: none). */
bool login_session_store_remove_others(struct database *database, const char *account,
                                       const struct hash *kept, struct error *err) MUST_USE;

/* Every session of the account, the one last seen first. */
typedef bool login_session_visit(const struct login_session_row *session, void *user,
                                 struct error *err);
bool login_session_store_each(struct database *database, const char *account,
                              login_session_visit *on_session, void *user, struct error *err)
    MUST_USE;

/* All that ended before now, or were last seen before idle_utc_us; and of the account all but the
 * max last seen. */
bool login_session_store_prune(struct database *database, const char *account, int64_t max,
                               int64_t now_utc_us, int64_t idle_utc_us, struct error *err) MUST_USE;
