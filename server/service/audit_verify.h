#pragma once
/* Proves the audit log, or names its first bad line: numbers without gaps, each line with the hash
 * of the one before, the columns as the line says, the signed heads on the way, and a signed head
 * at the end. Within a read transaction of the caller; one thread a connection. */

#include "audit_store.h"
#include "database.h"
#include "error.h"
#include "signature.h"
#include <stdbool.h>
#include <stdint.h>

struct audit_verdict {
    int64_t lines, heads; /* that were looked at */
    bool good;
    int64_t bad_no;          /* where not good: the line */
    char what[200];          /* and what is wrong with it */
    struct audit_place head; /* the last good line */
};

/* noted: a head that somebody wrote down earlier, which has to be in the chain; NULL: none. A log
 * whose end was cut off together with its heads shows against such a one alone. */
bool audit_verify_run(struct database *database, const struct public_key *server_key,
                      const struct audit_place *noted, struct audit_verdict *ret_verdict,
                      struct error *err) MUST_USE;
