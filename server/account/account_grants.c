#include "account_grants.h"

#include <string.h>

static bool add_role(const char *role, const char *unit, void *user, struct error *err)
{
    struct permission_holder *holder = user;
    size_t len = strlen(unit);
    if (holder->grant_count == PERMISSION_GRANTS_MAX || len > PERMISSION_UNIT_MAX) {
        return error_set(err, ERROR_INVALID, "account %s: too many roles, or a unit too long",
                         holder->account);
    }
    struct permission_grant *grant = &holder->grants[holder->grant_count++];
    grant->role = account_role_of_name(role);
    memcpy(grant->unit, unit, len + 1);
    return true;
}

bool account_grants_read(struct database *database, const struct account *account,
                         struct permission_holder *ret_holder, struct error *err)
{
    struct permission_holder holder = {0};
    memcpy(holder.account, account->account, sizeof holder.account);
    memcpy(holder.staff, account->staff, sizeof holder.staff);
    if (!account_store_each_role(database, account->account, add_role, &holder, err)) {
        return false;
    }
    *ret_holder = holder;
    return true;
}

unsigned account_grants_roles(const struct permission_holder *holder)
{
    unsigned roles = 0;
    for (size_t i = 0; i < holder->grant_count; i++) {
        roles |= holder->grants[i].role;
    }
    return roles;
}
