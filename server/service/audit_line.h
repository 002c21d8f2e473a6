#pragma once
/* One line of the audit log: compact JSON with its keys in a fixed order, and at its end `prev`,
 * the SHA-256 of the line before it; of line 1, that of "shoushi-audit-1". `sha256sum` alone can
 * check it. Heads are signed with Ed25519 over "shoushi-audit-head-1:NO:HASH". Pure; any
 * thread. */

#include "error.h"
#include "hash.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define AUDIT_WORD_MAX                                                                             \
    64 /* bytes of who, action, kind, id, unit, address and request; longer is cut */
#define AUDIT_DETAIL_MAX 512 /* bytes; longer text is cut */
#define AUDIT_HEAD_SIZE  128 /* of the text that is signed */

enum audit_by { AUDIT_BY_ACCOUNT, AUDIT_BY_KIOSK, AUDIT_BY_COMMAND, AUDIT_BY_SERVER };

/* Who acts. Texts are borrowed; NULL is as "". */
struct audit_actor {
    enum audit_by by;
    const char *who;     /* account, kiosk, or the command's name */
    const char *address; /* where the request came from */
    const char *request; /* its id */
};

enum audit_outcome {
    AUDIT_DONE,
    AUDIT_REFUSED, /* not allowed */
    AUDIT_FAILED,
};

/* What is done. Texts are borrowed; NULL is as "". */
struct audit_entry {
    const char *action;    /* "leave.put", "account.close", "days.read": resource.verb */
    const char *kind, *id; /* the object: a document's kind and id, or "account", … */
    const char *unit;      /* whose the object is */
    enum audit_outcome outcome;
    const char *detail;           /* for people: why it was refused, what was asked for */
    const json_t *before, *after; /* objects; NULL: there was none, or it is gone. What differs is
                                   * written down member by member */
};

/* The line without its number and predecessor, which are known when it is written. Yours; texts
 * that are not UTF-8 are ERROR_INVALID. */
bool audit_line_draft(int64_t at_utc_us, const struct audit_actor *actor,
                      const struct audit_entry *entry, json_t **ret_draft, struct error *err)
    MUST_USE;

/* The finished line; malloc's, yours. The draft is only read. */
bool audit_line_encode(const json_t *draft, int64_t no, const struct hash *prev, char **ret_line,
                       struct error *err) MUST_USE;

/* {"member": {"old": …, "new": …}, …} of all that differs; NULL if there is no memory. */
json_t *audit_line_changes(const json_t *before, const json_t *after);

/* What line 1 holds as prev. */
struct hash audit_line_genesis(void);

/* The text that a head's signature is over; returns its length. */
size_t audit_line_head_text(int64_t no, const struct hash *hash,
                            char ret_text[static AUDIT_HEAD_SIZE]);
