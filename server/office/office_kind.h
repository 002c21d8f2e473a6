#pragma once
/* Kinds of things, as a table: what members each has, who may do what with it, what lists go by,
 * and what an office checks and does besides. A kind is one short file and one line in
 * office_kind.c. The hooks run within a write transaction, on the writer's thread. */

#include "form.h"
#include "office_change.h"
#include "permission.h"

enum office_kind_flags {
    OFFICE_HAS_DOCUMENT = 1,     /* members without FORM_OFFICE are a document of the same kind */
    OFFICE_NEWEST_FIRST = 2,     /* lists go from the greatest sort key down */
    OFFICE_PERSONAL = 4,         /* somebody's record: each look is written down */
    OFFICE_KEEPS = 8,            /* is never taken away: what was asked and decided stays */
    OFFICE_ONE_ID = 16,          /* the only one of its kind: its id is its kind */
    OFFICE_ID_SENT = 32,         /* the id is a member of what is sent; otherwise it is numbered */
    OFFICE_ID_INSIDE = 64,       /* the document repeats its id as the member id_member */
    OFFICE_ID_TOKEN = 256,       /* the id is the token of the number that is sent */
    OFFICE_MADE_ELSEWHERE = 512, /* has a resource of its own to be made by */
    OFFICE_ID_SHORT = 128,       /* a token: told by its first OFFICE_SHORT_ID characters alone */
};

#define OFFICE_SHORT_ID 32

/* Which members lists go by; NULL where a kind has none. */
struct office_index {
    const char *sort;   /* NULL: the id */
    const char *search; /* a text, found by pinyin too */
    const char *unit, *staff, *meeting;
    const char *owner;     /* the account */
    const char *from, *to; /* dates or date-times; to NULL: the day of from */
};

struct office_action {
    const char *name;              /* "approve"; NULL ends the list */
    unsigned action;               /* PERMISSION_… that it needs */
    const struct form_field *form; /* of its input */
    office_action_run *run;
    office_hook *when; /* refuses it before run, whatever the input is; who reads the thing is told
                        * so as "may_approve". NULL: run alone knows, and nothing is told */
};

struct office_kind {
    const char *name; /* "leave": of documents, entries, links and in the audit log */
    const char *path; /* "leaves": /api/v1/leaves */
    unsigned flags;
    const char *id_member; /* "id", "code" */
    const char *id_prefix; /* of ids that are numbered: "l" */
    const struct form_field *form;
    enum permission_resource resource;
    unsigned make_action; /* PERMISSION_WRITE or _REQUEST */
    struct office_index index;
    const struct office_action *actions; /* NULL: none */
    office_id_hook *on_id;               /* the id that members give it; NULL: by the flags */
    office_hook *on_make;                /* fills what the server makes; NULL: nothing */
    office_hook *on_change;              /* checks what was made or changed; NULL: nothing */
    office_fact_hook *on_fact;           /* turns members into the document's; NULL: as they are */
};

/* NULL where there is none; by name or by path. */
const struct office_kind *office_kind_find(const char *name);
const struct office_kind *office_kind_of_path(const char *path);

/* The i-th, or NULL beyond the last; each names only those before it. */
const struct office_kind *office_kind_at(size_t i);

const struct office_action *office_kind_action(const struct office_kind *kind, const char *name);
