#pragma once
/* The kinds of documents that facts come in, as a table: what each names, and which verdicts a
 * change of it may touch. What a document looks like inside is core/facts' own. Any
 * thread. */

#include "database.h"
#include "error.h"
#include "touch_list.h"
#include <jansson.h>
#include <stdbool.h>

#define FACT_LINKS_MAX 4

/* Member of the document, or of each entry of one of its lists, that has another document's id. */
struct fact_link {
    const char *list; /* NULL: the member is the document's own */
    const char *member;
    const char *named_kind;
};

/* A document before and after; one of the values is NULL where it is new or gone. */
struct fact_change {
    const char *kind, *id;
    const json_t *before, *after;
};

struct fact_kind {
    const char *name;
    struct fact_link links[FACT_LINKS_MAX]; /* ends with a NULL member */
    /* Adds what the change may touch; NULL: it touches no verdict. */
    bool (*touch)(struct database *database, const struct fact_change *change,
                  struct touch_list *touches, struct error *err);
};

/* NULL for a kind that is none. */
const struct fact_kind *fact_kind_find(const char *name);

/* Calls on_link for each document that the value names, in order; path is where ("moves[1].unit").
 * False ends the walk with its err. */
typedef bool fact_link_visit(const char *named_kind, const char *named_id, const char *path,
                             void *user, struct error *err);
bool fact_kind_each_link(const struct fact_kind *kind, const json_t *value,
                         fact_link_visit *on_link, void *user, struct error *err) MUST_USE;
