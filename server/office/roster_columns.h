#pragma once
/* Private to server/office: which columns each list has as a sheet. Constants; any thread. */

#include "office_kind.h"
#include "roster_sheet.h"

/* A word as sheets show it, and as it is kept. */
struct shown_word {
    const char *shown, *word;
};

struct column {
    const char *heading; /* as offices write it; the member's name is understood too */
    const char *member;  /* "notice.text": a member of a part */
    const struct shown_word *words;
    enum {
        COLUMN_PLAIN,
        COLUMN_KEY,
        COLUMN_MOVES,
        COLUMN_SHOWN_ONLY,
        COLUMN_STAFF_NAME, /* the name of the person or unit that the member names */
        COLUMN_UNIT_NAME,
    } use;
};

struct roster_sheet {
    const char *name, *title;
    const struct office_kind *kind;
    const struct column *columns;
    enum { ROSTER_BOTH_WAYS, ROSTER_EXPORT } way;
};
