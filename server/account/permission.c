#include "permission.h"

#include "check.h"
#include <string.h>

#define R PERMISSION_READ
#define W PERMISSION_WRITE
#define Q PERMISSION_REQUEST
#define A PERMISSION_APPROVE

/* How far a row reaches. */
enum reach {
    REACH_ALL,       /* whatever the grant's unit is: names and hours that concern everyone */
    REACH_UNIT,      /* the grant's unit and those below it */
    REACH_OWN,       /* the account's own person */
    REACH_ORGANIZED, /* meetings that the account organizes */
    REACH_APPROVER,  /* what the rule of length and rank puts before the account's person */
};

struct permission_row {
    unsigned role;
    enum permission_resource resource;
    unsigned actions;
    enum reach reach;
};

/* The whole of it. */
static const struct permission_row rows[] = {
    {ACCOUNT_ROLE_STAFF, PERMISSION_UNIT, R, REACH_ALL},
    {ACCOUNT_ROLE_STAFF, PERMISSION_STAFF, R, REACH_OWN},
    {ACCOUNT_ROLE_STAFF, PERMISSION_CARD, R, REACH_OWN},
    {ACCOUNT_ROLE_STAFF, PERMISSION_SCHEDULE, R, REACH_ALL},
    {ACCOUNT_ROLE_STAFF, PERMISSION_CALENDAR, R, REACH_ALL},
    {ACCOUNT_ROLE_STAFF, PERMISSION_TIME_AWAY, R | Q, REACH_OWN},
    {ACCOUNT_ROLE_STAFF, PERMISSION_TIME_AWAY, R | A, REACH_APPROVER},
    {ACCOUNT_ROLE_STAFF, PERMISSION_CORRECTION, R | Q, REACH_OWN},
    {ACCOUNT_ROLE_STAFF, PERMISSION_CORRECTION, R | A, REACH_APPROVER},
    {ACCOUNT_ROLE_STAFF, PERMISSION_MEETING, R, REACH_OWN},
    {ACCOUNT_ROLE_STAFF, PERMISSION_MEETING_REQUEST, R | Q, REACH_OWN},
    {ACCOUNT_ROLE_STAFF, PERMISSION_DISCIPLINE, R, REACH_OWN},
    {ACCOUNT_ROLE_STAFF, PERMISSION_TAP, R, REACH_OWN},
    {ACCOUNT_ROLE_STAFF, PERMISSION_VERDICT, R, REACH_OWN},
    {ACCOUNT_ROLE_STAFF, PERMISSION_REPORT, R, REACH_OWN},
    {ACCOUNT_ROLE_STAFF, PERMISSION_LEDGER, R, REACH_OWN},

    {ACCOUNT_ROLE_CLERK, PERMISSION_UNIT, R, REACH_ALL},
    {ACCOUNT_ROLE_CLERK, PERMISSION_STAFF, R | W, REACH_UNIT},
    {ACCOUNT_ROLE_CLERK, PERMISSION_CARD, R | W, REACH_UNIT},
    {ACCOUNT_ROLE_CLERK, PERMISSION_SCHEDULE, R, REACH_ALL},
    {ACCOUNT_ROLE_CLERK, PERMISSION_CALENDAR, R, REACH_ALL},
    {ACCOUNT_ROLE_CLERK, PERMISSION_ASSIGNMENT, R | W, REACH_UNIT},
    {ACCOUNT_ROLE_CLERK, PERMISSION_POLICY, R, REACH_ALL},
    {ACCOUNT_ROLE_CLERK, PERMISSION_TIME_AWAY, R | W | Q | A, REACH_UNIT},
    {ACCOUNT_ROLE_CLERK, PERMISSION_CORRECTION, R | W | Q | A, REACH_UNIT},
    {ACCOUNT_ROLE_CLERK, PERMISSION_MEETING, R, REACH_UNIT},
    {ACCOUNT_ROLE_CLERK, PERMISSION_MEETING_REQUEST, R | Q, REACH_UNIT},
    {ACCOUNT_ROLE_CLERK, PERMISSION_DISCIPLINE, R, REACH_UNIT},
    {ACCOUNT_ROLE_CLERK, PERMISSION_TAP, R, REACH_UNIT},
    {ACCOUNT_ROLE_CLERK, PERMISSION_VERDICT, R, REACH_UNIT},
    {ACCOUNT_ROLE_CLERK, PERMISSION_REPORT, R | W, REACH_UNIT}, /* W: confirms and submits it */
    {ACCOUNT_ROLE_CLERK, PERMISSION_LEDGER, R | Q, REACH_UNIT}, /* Q: rectifies */
    {ACCOUNT_ROLE_CLERK, PERMISSION_IMPORT, W, REACH_UNIT},
    {ACCOUNT_ROLE_CLERK, PERMISSION_EXPORT, R, REACH_UNIT},

    {ACCOUNT_ROLE_ORGANIZER, PERMISSION_UNIT, R, REACH_ALL},
    {ACCOUNT_ROLE_ORGANIZER, PERMISSION_STAFF, R, REACH_UNIT}, /* whom to invite */
    {ACCOUNT_ROLE_ORGANIZER, PERMISSION_CALENDAR, R, REACH_ALL},
    {ACCOUNT_ROLE_ORGANIZER, PERMISSION_POLICY, R, REACH_ALL},
    {ACCOUNT_ROLE_ORGANIZER, PERMISSION_KIOSK, R, REACH_ALL}, /* where to sign in */
    {ACCOUNT_ROLE_ORGANIZER, PERMISSION_MEETING, R | W, REACH_ORGANIZED},
    {ACCOUNT_ROLE_ORGANIZER, PERMISSION_MEETING, A, REACH_UNIT}, /* A: hands on what nobody has */
    {ACCOUNT_ROLE_ORGANIZER, PERMISSION_GROUP, R | W, REACH_ORGANIZED},
    {ACCOUNT_ROLE_ORGANIZER, PERMISSION_GROUP, R | A, REACH_UNIT}, /* A: likewise */
    {ACCOUNT_ROLE_ORGANIZER, PERMISSION_MEETING_REQUEST, R | W | A, REACH_ORGANIZED},
    {ACCOUNT_ROLE_ORGANIZER, PERMISSION_MARK, R | W, REACH_ORGANIZED},
    {ACCOUNT_ROLE_ORGANIZER, PERMISSION_DISCIPLINE, R | W, REACH_ORGANIZED},
    {ACCOUNT_ROLE_ORGANIZER, PERMISSION_VERDICT, R, REACH_ORGANIZED},
    {ACCOUNT_ROLE_ORGANIZER, PERMISSION_EXPORT, R, REACH_ORGANIZED},

    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_UNIT, R, REACH_ALL},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_STAFF, R, REACH_UNIT},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_CARD, R, REACH_UNIT},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_SCHEDULE, R, REACH_ALL},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_CALENDAR, R, REACH_ALL},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_ASSIGNMENT, R, REACH_UNIT},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_POLICY, R, REACH_ALL},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_TIME_AWAY, R, REACH_UNIT},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_CORRECTION, R, REACH_UNIT},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_MEETING, R, REACH_UNIT},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_MEETING_REQUEST, R, REACH_UNIT},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_MARK, R, REACH_UNIT},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_DISCIPLINE, R, REACH_UNIT},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_SPOT_CHECK, R | W, REACH_UNIT},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_KIOSK, R, REACH_ALL},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_QUARANTINE, R, REACH_ALL},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_REVIEW, R | W, REACH_UNIT},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_TAP, R, REACH_UNIT},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_VERDICT, R, REACH_UNIT},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_REPORT, R | A, REACH_UNIT}, /* A: closes the month */
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_LEDGER, R | W, REACH_UNIT},
    {ACCOUNT_ROLE_INSPECTOR, PERMISSION_EXPORT, R, REACH_UNIT},

    {ACCOUNT_ROLE_ADMINISTRATOR, PERMISSION_UNIT, R | W, REACH_UNIT},
    {ACCOUNT_ROLE_ADMINISTRATOR, PERMISSION_STAFF, R | W, REACH_UNIT},
    {ACCOUNT_ROLE_ADMINISTRATOR, PERMISSION_CARD, R | W, REACH_UNIT},
    {ACCOUNT_ROLE_ADMINISTRATOR, PERMISSION_SCHEDULE, R | W, REACH_ALL},
    {ACCOUNT_ROLE_ADMINISTRATOR, PERMISSION_CALENDAR, R | W, REACH_ALL},
    {ACCOUNT_ROLE_ADMINISTRATOR, PERMISSION_ASSIGNMENT, R | W, REACH_UNIT},
    {ACCOUNT_ROLE_ADMINISTRATOR, PERMISSION_POLICY, R | W, REACH_ALL},
    {ACCOUNT_ROLE_ADMINISTRATOR, PERMISSION_GROUP, R | A, REACH_UNIT}, /* A: as the organizers' */
    {ACCOUNT_ROLE_ADMINISTRATOR, PERMISSION_MEETING, A, REACH_UNIT},
    {ACCOUNT_ROLE_ADMINISTRATOR, PERMISSION_KIOSK, R | W, REACH_ALL},
    {ACCOUNT_ROLE_ADMINISTRATOR, PERMISSION_QUARANTINE, R | W, REACH_ALL},
    {ACCOUNT_ROLE_ADMINISTRATOR, PERMISSION_IMPORT, W, REACH_UNIT},
    {ACCOUNT_ROLE_ADMINISTRATOR, PERMISSION_EXPORT, R, REACH_UNIT},

    {ACCOUNT_ROLE_SECURITY_OFFICER, PERMISSION_ACCOUNT, R | W, REACH_ALL},
    {ACCOUNT_ROLE_SECURITY_OFFICER, PERMISSION_UNIT, R, REACH_ALL}, /* a role's unit */

    {ACCOUNT_ROLE_AUDITOR, PERMISSION_AUDIT, R, REACH_ALL},
};

static void widen(struct permission_scope *scope, const struct permission_holder *holder,
                  const struct permission_grant *grant, enum reach reach)
{
    const char *own = holder->staff[0] ? holder->staff : NULL;
    switch (reach) {
    case REACH_ALL:
        scope->all = true;
        return;
    case REACH_UNIT:
        scope->all = scope->all || !grant->unit[0];
        if (grant->unit[0] && scope->unit_count < PERMISSION_GRANTS_MAX) {
            scope->units[scope->unit_count++] = grant->unit;
        }
        return;
    case REACH_OWN:
        scope->own_staff = own;
        return;
    case REACH_ORGANIZED:
        scope->own_account = holder->account;
        return;
    case REACH_APPROVER:
        scope->approver = own;
        return;
    }
}

struct permission_scope permission_scope_of(const struct permission_holder *holder,
                                            enum permission_resource resource, unsigned action)
{
    struct permission_scope scope = {0};
    for (size_t g = 0; g < holder->grant_count; g++) {
        const struct permission_grant *grant = &holder->grants[g];
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
            const struct permission_row *row = &rows[i];
            if (row->role == grant->role && row->resource == resource &&
                (row->actions & action) == action) {
                widen(&scope, holder, grant, row->reach);
            }
        }
    }
    return scope;
}

bool permission_scope_is_empty(const struct permission_scope *scope)
{
    return !scope->all && scope->unit_count == 0 && !scope->own_staff && !scope->own_account &&
           !scope->approver;
}

bool permission_has(const struct permission_holder *holder, enum permission_resource resource,
                    unsigned action)
{
    const struct permission_scope scope = permission_scope_of(holder, resource, action);
    return !permission_scope_is_empty(&scope);
}

static bool is_same(const char *own, const char *asked)
{
    return own && asked && *asked && strcmp(own, asked) == 0;
}

bool permission_scope_holds(const struct permission_scope *scope, const struct unit_tree *tree,
                            const struct permission_subject *subject)
{
    if (scope->all || is_same(scope->own_staff, subject->staff) ||
        is_same(scope->own_account, subject->organizer) ||
        is_same(scope->approver, subject->approver)) {
        return true;
    }
    bool has_unit = subject->unit && *subject->unit;
    for (size_t i = 0; has_unit && i < scope->unit_count; i++) {
        CHECK(tree);
        if (unit_tree_holds(tree, scope->units[i], subject->unit)) {
            return true;
        }
    }
    return false;
}

const char *permission_resource_name(enum permission_resource resource)
{
    static const char *const names[PERMISSION_RESOURCE_COUNT] = {
        [PERMISSION_UNIT] = "unit",
        [PERMISSION_STAFF] = "staff",
        [PERMISSION_CARD] = "card",
        [PERMISSION_SCHEDULE] = "schedule",
        [PERMISSION_CALENDAR] = "calendar",
        [PERMISSION_ASSIGNMENT] = "assignment",
        [PERMISSION_POLICY] = "policy",
        [PERMISSION_TIME_AWAY] = "time_away",
        [PERMISSION_CORRECTION] = "correction",
        [PERMISSION_MEETING] = "meeting",
        [PERMISSION_GROUP] = "group",
        [PERMISSION_MEETING_REQUEST] = "meeting_request",
        [PERMISSION_MARK] = "mark",
        [PERMISSION_DISCIPLINE] = "discipline",
        [PERMISSION_SPOT_CHECK] = "spot_check",
        [PERMISSION_KIOSK] = "kiosk",
        [PERMISSION_QUARANTINE] = "quarantine",
        [PERMISSION_REVIEW] = "review",
        [PERMISSION_TAP] = "tap",
        [PERMISSION_VERDICT] = "verdict",
        [PERMISSION_REPORT] = "report",
        [PERMISSION_LEDGER] = "ledger",
        [PERMISSION_IMPORT] = "import",
        [PERMISSION_EXPORT] = "export",
        [PERMISSION_ACCOUNT] = "account",
        [PERMISSION_AUDIT] = "audit",
    };
    CHECK((size_t)resource < PERMISSION_RESOURCE_COUNT);
    return names[resource];
}

const char *permission_action_name(unsigned action)
{
    switch (action) {
    case PERMISSION_READ:
        return "read";
    case PERMISSION_WRITE:
        return "write";
    case PERMISSION_REQUEST:
        return "request";
    case PERMISSION_APPROVE:
        return "approve";
    default:
        break;
    }
    CHECK(action == 0); /* one action at a time */
    return "none";
}
