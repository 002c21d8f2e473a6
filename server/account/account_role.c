#include "account_role.h"

#include <string.h>

/* In the order of the bits. */
static const char *const names[ACCOUNT_ROLE_COUNT] = {
    "staff", "clerk", "organizer", "inspector", "administrator", "security_officer", "auditor",
};

const char *account_role_name(size_t i)
{
    return i < ACCOUNT_ROLE_COUNT ? names[i] : NULL;
}

unsigned account_role_of_name(const char *name)
{
    for (size_t i = 0; i < ACCOUNT_ROLE_COUNT; i++) {
        if (strcmp(names[i], name) == 0) {
            return 1u << i;
        }
    }
    return 0;
}

bool account_role_may_combine(unsigned roles)
{
    const unsigned duties =
        ACCOUNT_ROLE_ADMINISTRATOR | ACCOUNT_ROLE_SECURITY_OFFICER | ACCOUNT_ROLE_AUDITOR;
    unsigned held = roles & duties;
    return (held & (held - 1)) == 0;
}
