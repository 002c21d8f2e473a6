#pragma once
/* The bytes of people's photographs (schema 0016). Used within a transaction of the caller; one
 * thread a connection. */

#include "database.h"
#include <stdbool.h>
#include <stddef.h>

/* In the place of the person's earlier one. */
bool photo_store_put(struct database *database, const char *staff, const char *sha256,
                     const void *bytes, size_t len, struct error *err) MUST_USE;

bool photo_store_remove(struct database *database, const char *staff, struct error *err) MUST_USE;

/* malloc's, yours; *ret_found false where there is none. */
bool photo_store_read(struct database *database, const char *staff, bool *ret_found,
                      void **ret_bytes, size_t *ret_len, struct error *err) MUST_USE;

/* The same by the hash, whoever it is of. */
bool photo_store_find(struct database *database, const char *sha256, bool *ret_found,
                      void **ret_bytes, size_t *ret_len, struct error *err) MUST_USE;
