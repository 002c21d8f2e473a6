#pragma once
/* Months that are closed, with all that was frozen then (schema 0012). Used within a transaction of
 * the caller; one thread a connection. */

#include "database.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Texts are borrowed. */
struct closed_month {
    int32_t month;
    int64_t closed_utc_us;
    const char *closed_by;
    const char *manifest, *hash;
};

bool closed_month_store_has(struct database *database, int32_t month, bool *ret_has,
                            struct error *err) MUST_USE;

bool closed_month_store_add(struct database *database, const struct closed_month *closed,
                            struct error *err) MUST_USE;

/* The month, or (month CLOSED_MONTH_ALL) every one, the newest first. What is given holds for the
 * call only. */
#define CLOSED_MONTH_ALL INT32_MIN
typedef bool closed_month_visit(const struct closed_month *closed, void *user, struct error *err);
bool closed_month_store_each(struct database *database, int32_t month, closed_month_visit *on_month,
                             void *user, struct error *err) MUST_USE;

struct frozen_document {
    const char *name, *media_type, *sha256;
    const void *bytes;
    size_t len;
};

bool closed_month_store_add_document(struct database *database, int32_t month,
                                     const struct frozen_document *document, struct error *err)
    MUST_USE;

/* One by its name, or (NULL) every one. */
typedef bool frozen_document_visit(const struct frozen_document *document, void *user,
                                   struct error *err);
bool closed_month_store_each_document(struct database *database, int32_t month, const char *name,
                                      frozen_document_visit *on_document, void *user,
                                      struct error *err) MUST_USE;
