#pragma once
/* Who may do what: one table of role, resource and actions, each within a scope. The three
 * administrative duties (三员分立) share no row: the administrator runs the system and sees no
 * verdicts, the security officer keeps accounts and sees no facts, the auditor reads the audit log
 * and nothing else. Pure values; any thread. */

#include "account_role.h"
#include "account_store.h"
#include "unit_tree.h"
#include <stdbool.h>
#include <stddef.h>

#define PERMISSION_GRANTS_MAX 32
#define PERMISSION_UNIT_MAX   40 /* bytes of a unit's code */

enum permission_resource {
    PERMISSION_UNIT,
    PERMISSION_STAFF, /* people, with their memberships */
    PERMISSION_CARD,
    PERMISSION_SCHEDULE, /* schedules and their versions */
    PERMISSION_CALENDAR,
    PERMISSION_ASSIGNMENT,
    PERMISSION_POLICY,    /* policy and the site's own document */
    PERMISSION_TIME_AWAY, /* leaves and trips, with 销假 */
    PERMISSION_CORRECTION,
    PERMISSION_MEETING,         /* with series and attendees */
    PERMISSION_GROUP,           /* of people that organizers invite again and again */
    PERMISSION_MEETING_REQUEST, /* meeting leave, substitutes */
    PERMISSION_MARK,            /* the organizer's word */
    PERMISSION_DISCIPLINE,      /* breaches of it in a meeting */
    PERMISSION_SPOT_CHECK,
    PERMISSION_KIOSK,
    PERMISSION_QUARANTINE, /* lines that could not be taken */
    PERMISSION_REVIEW,     /* decisions on what is uncertain */
    PERMISSION_TAP,        /* taps as they came, live too */
    PERMISSION_VERDICT,    /* days and meetings, one by one */
    PERMISSION_REPORT,     /* a month's figures */
    PERMISSION_LEDGER,
    PERMISSION_IMPORT,
    PERMISSION_EXPORT,
    PERMISSION_ACCOUNT,
    PERMISSION_AUDIT,
    PERMISSION_RESOURCE_COUNT
};

enum permission_action {
    PERMISSION_READ = 1u << 0,
    PERMISSION_WRITE = 1u << 1,   /* make, change, take back */
    PERMISSION_REQUEST = 1u << 2, /* ask for what somebody else approves */
    PERMISSION_APPROVE = 1u << 3, /* decide what was asked for */
};

/* One role of an account in one unit and those below it; unit "": in all. */
struct permission_grant {
    unsigned role;
    char unit[PERMISSION_UNIT_MAX + 1];
};

struct permission_holder {
    char account[ACCOUNT_ID_MAX + 1];
    char staff[ACCOUNT_STAFF_MAX + 1]; /* "": nobody on the roster */
    size_t grant_count;
    struct permission_grant grants[PERMISSION_GRANTS_MAX];
};

/* All that a holder may reach of a resource with an action. Borrows from the holder. */
struct permission_scope {
    bool all;
    size_t unit_count;
    const char *units[PERMISSION_GRANTS_MAX]; /* these and those below them */
    const char *own_staff;                    /* records of this person; NULL: none */
    const char *own_account;                  /* what this account organizes; NULL: nothing */
    const char *approver; /* what the approval rule puts before this person; NULL: nothing */
};

/* What is asked about; NULL or "": it has none. */
struct permission_subject {
    const char *unit;      /* whose it is */
    const char *staff;     /* whose record it is */
    const char *organizer; /* the account that organizes the meeting */
    const char *approver;  /* the person who has to decide it, by the rule of length and rank */
};

/* May the holder do this to anything at all? */
bool permission_has(const struct permission_holder *holder, enum permission_resource resource,
                    unsigned action);

struct permission_scope permission_scope_of(const struct permission_holder *holder,
                                            enum permission_resource resource, unsigned action);

/* Does it reach nothing? */
bool permission_scope_is_empty(const struct permission_scope *scope);

/* Is the subject within the scope? tree may be NULL where the scope is all. */
bool permission_scope_holds(const struct permission_scope *scope, const struct unit_tree *tree,
                            const struct permission_subject *subject);

/* "time_away", "account", …: the words of refusals and of the audit log. */
const char *permission_resource_name(enum permission_resource resource);
const char *permission_action_name(unsigned action);
