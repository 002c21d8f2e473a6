#pragma once
/* What was frozen, read back and held against its hashes: a manifest names each document's, a line
 * of the audit log names the manifest's. Used within a transaction of the caller; one thread a
 * connection. */

#include "closed_month_store.h"
#include <jansson.h>

struct month_freeze_verdict {
    size_t documents;
    bool good;
    char what[240]; /* where not good: the first thing that does not hold */
};

/* Everything that was frozen of one month; *ret_found is false where it is not closed. */
bool month_freeze_check(struct database *database, int32_t month, bool *ret_found,
                        struct month_freeze_verdict *ret_verdict, struct error *err) MUST_USE;

/* A document's bytes (malloc's, yours) and, borrowed from the manifest, how it is saved. Whoever
 * hands them out has asked month_freeze_check before. */
struct month_freeze_document {
    json_t *manifest; /* whose texts name and media_type are */
    const char *title, *media_type;
    void *bytes;
    size_t len;
};
void month_freeze_document_finish(struct month_freeze_document *document);
#define AUTO_FREEZE_DOCUMENT __attribute__((cleanup(month_freeze_document_finish)))

bool month_freeze_read(struct database *database, int32_t month, const char *name, bool *ret_found,
                       struct month_freeze_document *ret_document, struct error *err) MUST_USE;
