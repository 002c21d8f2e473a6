#pragma once
/* The lists of `expect` and the fields of their rows: what the loader checks, what finds a row, and
 * what is compared. Constant data, any thread. */

#include <stdbool.h>
#include <stddef.h>

enum expect_kind {
    EXPECT_STAFF,
    EXPECT_MEETING,
    EXPECT_UNIT,
    EXPECT_DATE,
    EXPECT_MONTH,
    EXPECT_NUMBER,
    EXPECT_NUMBER_OR_NULL,
    EXPECT_WORD,  /* one of words */
    EXPECT_WORDS, /* a list of them */
    EXPECT_TEXTS
};

enum expect_list_id {
    EXPECT_DAYS,
    EXPECT_MEETINGS,
    EXPECT_WALK_INS,
    EXPECT_MONTHS,
    EXPECT_UNITS,
    EXPECT_LIST_COUNT
};

struct expect_field {
    const char *name;
    enum expect_kind kind;
    const char *const *words;
};

/* The first key_count fields find the row. */
struct expect_list {
    const char *name;
    const struct expect_field *fields;
    size_t field_count;
    size_t key_count;
    bool has_figures; /* the figures of a month are fields too */
};

extern const struct expect_list expect_lists[EXPECT_LIST_COUNT];

/* The field by its name, a figure among them; NULL if the list has none. */
const struct expect_field *expect_field_find(const struct expect_list *list, const char *name);
