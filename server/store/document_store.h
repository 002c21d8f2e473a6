#pragma once
/* Facts as documents: the log of all that was ever put, the newest form of each, and who names
 * whom. Written by server/service/fact_writer alone; read by the state feed, judging and reports.
 * Used within a transaction of the caller; one thread a connection. */

#include "database.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One document. Texts are borrowed. */
struct document {
    const char *kind;
    const char *id;
    int64_t revision;
    const char *value; /* JSON; NULL where it is gone */
};

/* What is given to it holds for the call only; false ends the walk with its err. */
typedef bool document_visit(const struct document *document, void *user, struct error *err);

/* The newest revision; 0 before the first fact. */
bool document_store_revision(struct database *database, int64_t *ret_revision, struct error *err)
    MUST_USE;

/* Documents changed after since, in the order of their revisions, at most max of them. */
bool document_store_each_since(struct database *database, int64_t since, int64_t max,
                               document_visit *on_document, void *user, struct error *err) MUST_USE;

/* All documents that are not gone; of one kind, or of all (NULL); by kind, then id. */
bool document_store_each(struct database *database, const char *kind, document_visit *on_document,
                         void *user, struct error *err) MUST_USE;

/* A document that was changed after a revision, as it was then and as it is now; JSON, or NULL
 * where it is not there. Texts are borrowed. */
struct document_change {
    const char *kind, *id;
    const char *before, *after;
};
typedef bool document_change_visit(const struct document_change *change, void *user,
                                   struct error *err);

/* Each document that was changed after since, once, in the order of their newest revisions, at most
 * max of them. */
bool document_store_each_change(struct database *database, int64_t since, int64_t max,
                                document_change_visit *on_change, void *user, struct error *err)
    MUST_USE;

enum document_presence { DOCUMENT_NEVER, DOCUMENT_GONE, DOCUMENT_PRESENT };

/* The value is yours, a copy; NULL unless the document is present. */
bool document_store_read(struct database *database, const char *kind, const char *id,
                         enum document_presence *ret_presence, char **ret_value, struct error *err)
    MUST_USE;

/* The documents of a kind that name another document, as ids in a list: each id followed by a NUL,
 * ret_count of them. Yours. */
bool document_store_naming(struct database *database, const char *named_kind, const char *named_id,
                           const char *kind, char **ret_ids, size_t *ret_count, struct error *err)
    MUST_USE;

/* Does any document name this one? ret_kind has a kind that does. */
bool document_store_is_named(struct database *database, const char *kind, const char *id,
                             bool *ret_named, char ret_kind[static 41], struct error *err) MUST_USE;

#define DOCUMENT_AUTHOR_SIZE 256 /* of a name that is read */

struct document_author {
    const char *name;
    int64_t recorded_utc_us;
};

/* Who put the fact of that revision, and when; *ret_found is false where there is none. */
bool document_store_read_author(struct database *database, int64_t revision, bool *ret_found,
                                char ret_name[static DOCUMENT_AUTHOR_SIZE],
                                int64_t *ret_recorded_utc_us, struct error *err) MUST_USE;

/* A document as it was put once. Texts are borrowed; value NULL: it was taken back. */
struct document_fact {
    int64_t revision;
    struct document_author author;
    const char *value;
};
typedef bool document_fact_visit(const struct document_fact *fact, void *user, struct error *err);

/* All that was ever put of one document, the newest first, at most max of them. */
bool document_store_each_fact(struct database *database, const char *kind, const char *id,
                              int64_t max, document_fact_visit *on_fact, void *user,
                              struct error *err) MUST_USE;

/* Adds a fact to the log under a new revision and makes it the newest form. value NULL: gone. */
bool document_store_put(struct database *database, const char *kind, const char *id,
                        const char *value, const struct document_author *author,
                        int64_t *ret_revision, struct error *err) MUST_USE;

/* Forgets what a document names, before it is added anew. */
bool document_store_clear_links(struct database *database, const char *kind, const char *id,
                                struct error *err) MUST_USE;
bool document_store_add_link(struct database *database, const char *kind, const char *id,
                             const char *named_kind, const char *named_id, struct error *err)
    MUST_USE;
