#pragma once
/* What the members of a thing may be, as a table: one reader for every resource, its actions and
 * its imports. Texts stay what they are; what they may not hold are control characters. Pure; any
 * thread. */

#include "error.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum form_type {
    FORM_TEXT, /* one line of at most max bytes, not blank; with FORM_LINES several */
    FORM_ID,   /* printable ASCII without space, quote and backslash */
    FORM_DATE,
    FORM_MINUTE, /* local date-time at a whole minute */
    FORM_TIME,   /* local date-time */
    FORM_CLOCK,  /* "08:30", up to "36:00" */
    FORM_WORD,   /* one of words */
    FORM_INT,    /* from min to max */
    FORM_BOOL,
    FORM_IDS,  /* a list of at most max ids, each once */
    FORM_INTS, /* a list of at most max numbers from 1 to min, each once */
    FORM_ROWS, /* a list of at most max objects of the form rows */
    FORM_PART, /* one object of the form rows */
};

enum form_flags {
    FORM_REQUIRED = 1,
    FORM_OFFICE = 2,  /* is kept beside the document: no rule asks for it */
    FORM_FIXED = 4,   /* said when the thing is made, never changed */
    FORM_MADE = 8,    /* the server's own: refused from outside */
    FORM_LINES = 16,  /* text of several lines */
    FORM_SECRET = 64, /* is told to nobody and stands in no log */
    FORM_LATE = 32,   /* may be left out at first: whoever makes the thing finds it out */
};

struct form_field {
    const char *name; /* NULL ends the form */
    enum form_type type;
    unsigned flags;
    int64_t min, max;
    const char *const *words; /* ends with NULL */
    const struct form_field *rows;
    const char *link; /* the kind of thing whose id this is; it must be there */
};

/* A new thing has every required member; a change only has what changes, null takes a member away.
 */
enum form_use { FORM_NEW, FORM_CHANGE };

/* ERROR_INVALID: "attendees[3].staff: what is wrong". */
bool form_check(const struct form_field *form, enum form_use use, const json_t *object,
                struct error *err) MUST_USE;

/* NULL where the form has no such member. */
const struct form_field *form_find(const struct form_field *form, const char *name);

/* "path: what is wrong", and false. */
bool form_fail(const char *path, const char *what, struct error *err);

/* Calls on_link for each id of the object that names something, with its path. */
typedef bool form_link_visit(const char *kind, const char *id, const char *path, void *user,
                             struct error *err);
bool form_each_link(const struct form_field *form, const json_t *object, form_link_visit *on_link,
                    void *user, struct error *err) MUST_USE;
