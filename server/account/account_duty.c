#include "account_duty.h"

#include <stdio.h>
#include <string.h>

static bool refuse(const char *where, struct error *err)
{
    return error_set(err, ERROR_INVALID,
                     "roles: administrator, security_officer and auditor are three people%s",
                     where);
}

bool account_duty_may_combine(const struct permission_holder *holder, struct error *err)
{
    return account_role_may_combine(account_grants_roles(holder)) || refuse("", err);
}

/* A walk over all accounts. */
struct looking {
    struct database *database;
    const struct permission_holder *holder;
    bool has_officer;
};

static bool look_at_person(const struct account *account, void *user, struct error *err)
{
    const struct looking *looking = user;
    const struct permission_holder *holder = looking->holder;
    struct permission_holder other;
    if (account->state != ACCOUNT_ACTIVE || strcmp(account->staff, holder->staff) != 0 ||
        strcmp(account->account, holder->account) == 0) {
        return true;
    }
    if (!account_grants_read(looking->database, account, &other, err)) {
        return false;
    }
    char where[ACCOUNT_ID_MAX + 40];
    (void)snprintf(where, sizeof where, ", and %s is this person's too", account->account);
    return account_role_may_combine(account_grants_roles(holder) | account_grants_roles(&other)) ||
           refuse(where, err);
}

bool account_duty_check(struct database *database, const struct permission_holder *holder,
                        struct error *err)
{
    struct looking looking = {.database = database, .holder = holder};
    return !holder->staff[0] || account_store_each(database, look_at_person, &looking, err);
}

static bool look_for_officer(const struct account *account, void *user, struct error *err)
{
    struct looking *looking = user;
    struct permission_holder holder;
    if (!account_grants_read(looking->database, account, &holder, err)) {
        return false;
    }
    bool officer = account_grants_roles(&holder) & ACCOUNT_ROLE_SECURITY_OFFICER;
    looking->has_officer |= officer && account->state == ACCOUNT_ACTIVE;
    return true;
}

bool account_duty_check_officer(struct database *database, struct error *err)
{
    struct looking looking = {.database = database};
    if (!account_store_each(database, look_for_officer, &looking, err)) {
        return false;
    }
    return looking.has_officer ||
           error_set(err, ERROR_INVALID,
                     "roles: nobody would be left who can give roles (security_officer)");
}
