#pragma once
/* What an office keeps of each thing besides its document (schema 0007), read together with that
 * document. Written by server/office alone. Used within a transaction of the caller; one thread a
 * connection. */

#include "database.h"
#include <stdbool.h>
#include <stdint.h>

#define ENTRY_SORT_MAX 600 /* bytes */

/* What lists are sorted, searched and filtered by; texts are borrowed, "" for what it has not. */
struct entry_index {
    const char *sort, *search;
    const char *unit, *staff, *meeting, *owner, *state;
    int64_t from_day, to_day;
};

/* One thing with its document. Texts are borrowed and hold for the visit only. */
struct entry_row {
    const char *kind, *id;
    int64_t version;
    const char *value; /* JSON of the members that are not the document's; "{}" */
    const char *fact;  /* JSON of the document; NULL where it has none */
    int64_t fact_revision;
    int64_t made_utc_us, changed_utc_us;
    const char *made_by, *changed_by;
    struct entry_index index;
};

typedef bool entry_visit(const struct entry_row *row, void *user, struct error *err);

/* *ret_found is false where there is neither an entry nor a document that is not gone. */
bool entry_store_find(struct database *database, const char *kind, const char *id,
                      entry_visit *on_row, void *user, bool *ret_found, struct error *err) MUST_USE;

/* A page of a list. Texts are never NULL; "" filters by nothing. */
struct entry_query {
    const char *kind;
    const char *after_sort, *after_id; /* the last row of the page before; both "" for the first */
    int64_t newest_first;              /* 1: from the greatest sort key down */
    const char *search;                /* folded */
    const char *unit;                  /* about a person of it or of one below it, or it itself */
    const char *staff;                 /* about this person, or naming them */
    const char *meeting, *state;
    int64_t from_day, to_day; /* what holds at any of these days */
    int64_t date;             /* membership counts as of this day where the row has no day */
    /* Whose eyes: rows pass whose unit is one of units or below it, or about staff, or owner's. */
    int64_t sees_all;      /* 1: every row */
    const char *units;     /* " u1 u2 " */
    const char *own_staff; /* "" for none, as with the account */
    const char *own_account;
    int64_t limit;
};

/* Everything of a kind, for every eye; at most ENTRY_QUERY_MAX rows. */
#define ENTRY_QUERY_MAX 100000
struct entry_query entry_query_of(const char *kind);

bool entry_store_list(struct database *database, const struct entry_query *query,
                      entry_visit *on_row, void *user, struct error *err) MUST_USE;

/* How many there are in each state of what a query's list holds ("" of things without one); asked
 * without a row before it, and limited to so many states. */
typedef bool entry_count_visit(const char *state, int64_t count, void *user, struct error *err);
bool entry_store_count(struct database *database, const struct entry_query *query,
                       entry_count_visit *on_count, void *user, struct error *err) MUST_USE;

/* Every row of a kind, by sort key; for exports. */
bool entry_store_each(struct database *database, const char *kind, entry_visit *on_row, void *user,
                      struct error *err) MUST_USE;

/* Every row of a kind that is this account's affair, by sort key. */
bool entry_store_each_of_owner(struct database *database, const char *kind, const char *owner,
                               entry_visit *on_row, void *user, struct error *err) MUST_USE;

/* Every account that has something of the kind, once each. */
typedef bool entry_owner_visit(const char *owner, void *user, struct error *err);
bool entry_store_each_owner(struct database *database, const char *kind,
                            entry_owner_visit *on_owner, void *user, struct error *err) MUST_USE;

/* Puts the members that are not the document's; the index stays as it was ("" of a new row). */
bool entry_store_put(struct database *database, const char *kind, const char *id, const char *value,
                     const char *account, int64_t now_utc_us, struct error *err) MUST_USE;

bool entry_store_index(struct database *database, const char *kind, const char *id,
                       const struct entry_index *index, int64_t now_utc_us, struct error *err)
    MUST_USE;

bool entry_store_remove(struct database *database, const char *kind, const char *id,
                        struct error *err) MUST_USE;

/* The only id of the kind that begins with the text; *ret_found false for none or several. */
bool entry_store_find_prefix(struct database *database, const char *kind, const char *prefix,
                             bool *ret_found, char *ret_id, size_t size, struct error *err)
    MUST_USE;

/* The next number for a thing that has none of its own. */
bool entry_store_next_number(struct database *database, int64_t *ret_number, struct error *err)
    MUST_USE;

/* The last revision of documents that the index knows of. */
bool entry_store_indexed(struct database *database, int64_t *ret_revision, struct error *err)
    MUST_USE;
bool entry_store_set_indexed(struct database *database, int64_t revision, struct error *err)
    MUST_USE;
