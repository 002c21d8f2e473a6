#pragma once
/* The bytes of files that prove something (schema 0007). Used within a transaction of the caller;
 * one thread a connection. */

#include "database.h"
#include <stdbool.h>
#include <stddef.h>

bool evidence_store_add(struct database *database, const char *id, const void *bytes, size_t len,
                        struct error *err) MUST_USE;

/* malloc's, yours; *ret_found false where there is none. */
bool evidence_store_read(struct database *database, const char *id, bool *ret_found,
                         void **ret_bytes, size_t *ret_len, struct error *err) MUST_USE;
