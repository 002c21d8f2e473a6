#pragma once
/* The audit log as rows: lines, where their chain stands, and its signed heads. Written by
 * server/service/audit alone. Used within a transaction of the caller; one thread a connection. */

#include "database.h"
#include "hash.h"
#include "signature.h"
#include <stdbool.h>
#include <stdint.h>

#define AUDIT_STORE_WORD_MAX 64 /* bytes of a word to look up by */

/* Texts are borrowed. */
struct audit_row {
    int64_t no;
    int64_t at_utc_us;
    const char *who, *action, *kind, *id, *unit, *outcome;
    const char *line; /* JSON, without a newline */
};

/* Where the chain stands; hash is "" before the first line. */
struct audit_place {
    int64_t no;
    char hash[HASH_HEX_SIZE];
};

/* Takes the next number, against any other writer until the transaction ends: ret_place is that
 * number with the hash of the line before it. */
bool audit_store_next(struct database *database, struct audit_place *ret_place, struct error *err)
    MUST_USE;

/* Adds the line of that number; hash is its own. */
bool audit_store_add(struct database *database, const struct audit_row *row,
                     const struct hash *hash, struct error *err) MUST_USE;

bool audit_store_read_place(struct database *database, struct audit_place *ret_place,
                            struct error *err) MUST_USE;

struct audit_head {
    struct audit_place place;
    int64_t signed_utc_us;
    struct signature signature;
};

/* Nothing where this head is signed already. */
bool audit_store_add_head(struct database *database, const struct audit_head *head,
                          struct error *err) MUST_USE;

/* The first head of this number or above; *ret_found false where there is none. */
bool audit_store_find_head(struct database *database, int64_t no, bool *ret_found,
                           struct audit_head *ret_head, struct error *err) MUST_USE;
bool audit_store_newest_head(struct database *database, bool *ret_found,
                             struct audit_head *ret_head, struct error *err) MUST_USE;

/* What is looked for; NULL and 0 leave out a condition. */
struct audit_filter {
    const char *who, *action, *kind, *id, *unit, *outcome;
    int64_t from_utc_us, to_utc_us; /* to is not included */
    int64_t before_no;              /* only lines below this one */
    int64_t max;                    /* how many at most */
};

/* False ends the walk with its err. What is given to it holds for the call only. */
typedef bool audit_visit(const struct audit_row *row, void *user, struct error *err);

/* The newest first. */
bool audit_store_each_match(struct database *database, const struct audit_filter *filter,
                            audit_visit *on_row, void *user, struct error *err) MUST_USE;

/* All lines from a number on, in their order. */
bool audit_store_each_from(struct database *database, int64_t no, audit_visit *on_row, void *user,
                           struct error *err) MUST_USE;
