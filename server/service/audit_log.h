#pragma once
/* The audit log as the auditor reads it. Any thread. */

#include "audit_store.h"
#include "audit_verify.h"
#include "error.h"
#include "storage.h"
#include <jansson.h>
#include <stdbool.h>

/* The lines that match, the newest first, as they are kept (texts), so that their hashes can be
 * made again from what is shown. *ret_last_no is the last one's number, 0 where there is none. */
bool audit_log_read(struct storage *storage, const struct audit_filter *filter, json_t **ret_lines,
                    int64_t *ret_last_no, struct error *err) MUST_USE;

/* The newest head that is signed; *ret_found false before the first line. */
bool audit_log_head(struct storage *storage, bool *ret_found, struct audit_head *ret_head,
                    struct error *err) MUST_USE;

bool audit_log_verify(struct storage *storage, const struct public_key *server_key,
                      struct audit_verdict *ret_verdict, struct error *err) MUST_USE;
