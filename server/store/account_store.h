#pragma once
/* Accounts, their roles, and log-ins tried. Used by server/account alone, within a transaction of
 * the caller; one thread a connection. */

#include "database.h"
#include "hash.h"
#include <stdbool.h>
#include <stdint.h>

#define ACCOUNT_ID_MAX       64 /* bytes, as are all below */
#define ACCOUNT_NAME_MAX     128
#define ACCOUNT_STAFF_MAX    40
#define ACCOUNT_PASSWORD_MAX 191 /* in the PHC form */

enum account_state { ACCOUNT_ACTIVE, ACCOUNT_CLOSED };

struct account {
    char account[ACCOUNT_ID_MAX + 1];
    char name[ACCOUNT_NAME_MAX + 1];
    char staff[ACCOUNT_STAFF_MAX + 1]; /* "": nobody on the roster */
    enum account_state state;
    char password[ACCOUNT_PASSWORD_MAX + 1];
    bool one_time;
    int64_t password_expires_utc_us; /* 0: never */
};

bool account_store_find(struct database *database, const char *account, bool *ret_found,
                        struct account *ret_account, struct error *err) MUST_USE;
bool account_store_add(struct database *database, const struct account *account,
                       const char *made_by, int64_t now_utc_us, struct error *err) MUST_USE;

/* Sets password, one_time and password_expires_utc_us as they are in account. */
bool account_store_set_password(struct database *database, const struct account *account,
                                int64_t now_utc_us, struct error *err) MUST_USE;

/* Sets name, staff and state as they are in account. */
bool account_store_update(struct database *database, const struct account *account,
                          struct error *err) MUST_USE;

/* All accounts, by their ids. */
typedef bool account_store_visit(const struct account *account, void *user, struct error *err);
bool account_store_each(struct database *database, account_store_visit *on_account, void *user,
                        struct error *err) MUST_USE;

/* The active accounts of a role, in whatever unit, by their ids; at most max. */
bool account_store_each_of_role(struct database *database, const char *role, int64_t max,
                                account_store_visit *on_account, void *user, struct error *err)
    MUST_USE;

bool account_store_clear_roles(struct database *database, const char *account, struct error *err)
    MUST_USE;

/* role is a word; unit "" stands for all units. */
bool account_store_add_role(struct database *database, const char *account, const char *role,
                            const char *unit, struct error *err) MUST_USE;

typedef bool account_store_visit_role(const char *role, const char *unit, void *user,
                                      struct error *err);
bool account_store_each_role(struct database *database, const char *account,
                             account_store_visit_role *on_role, void *user, struct error *err)
    MUST_USE;

/* Log-ins tried of one subject: an account or an address. */
struct login_attempt {
    int64_t attempts;
    int64_t since_utc_us;
    int64_t locked_until_utc_us; /* 0: not locked */
};

/* All zero where none was tried. */
bool account_store_read_attempt(struct database *database, const struct hash *subject,
                                struct login_attempt *ret_attempt, struct error *err) MUST_USE;
bool account_store_write_attempt(struct database *database, const struct hash *subject,
                                 const struct login_attempt *attempt, struct error *err) MUST_USE;

/* Forgets the subjects from first to last, by their bytes; or all that began before a time and are
 * not locked. */
bool account_store_forget_attempts(struct database *database, const struct hash *first,
                                   const struct hash *last, struct error *err) MUST_USE;
bool account_store_forget_attempts_before(struct database *database, int64_t before_utc_us,
                                          struct error *err) MUST_USE;
