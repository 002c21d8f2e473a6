#pragma once
/* A text drafted from figures by a template (docs/papers.md). A line of it is a paragraph: "# "
 * and "## " begin headings, "{field}" is a figure, "[list]…{field}…[、]" repeats what is between
 * for each item with 、 between them. A line whose list is empty falls out, and one that begins
 * with
 * "?name " where there is none of it. "#+ " and "#- " head what is good and what is bad: the office
 * says which comes first. Pure; any thread. */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>

#define DRAFT_TEMPLATE_MAX   20000  /* bytes */
#define DRAFT_TEXT_MAX       200000 /* bytes of one paragraph that is drafted */
#define DRAFT_VALUE_SIZE     640
#define DRAFT_PARAGRAPHS_MAX 400

/* What a template may name: "month", …; a list with the fields of its items. Ends with a NULL name.
 */
struct draft_field {
    const char *name;
    const char *help;
};

struct draft_list {
    const char *name;
    const char *help;
    const struct draft_field *fields;
};

extern const struct draft_field draft_fields[];
extern const struct draft_list draft_lists[];

/* ERROR_INVALID: "line 4: there is no field {mnth}". */
bool draft_check(const char *text, struct error *err) MUST_USE;

/* Where values come from. ret_value holds DRAFT_VALUE_SIZE; "" and "0" count as none for "?". */
struct draft_source {
    void (*value)(const char *field, char *ret_value, void *user);
    size_t (*count)(const char *list, void *user);
    void (*item)(const char *list, size_t index, const char *field, char *ret_value, void *user);
    void *user;
};

enum draft_level { DRAFT_BODY, DRAFT_HEADING, DRAFT_SUBHEADING };
enum draft_order { DRAFT_GOOD_FIRST, DRAFT_BAD_FIRST };

struct draft_paragraph {
    enum draft_level level;
    char *text; /* headings with their numbers: 一、 （一） */
};

struct draft {
    size_t count;
    struct draft_paragraph paragraphs[DRAFT_PARAGRAPHS_MAX];
};

/* Fills an empty draft. */
bool draft_make(const char *text, const struct draft_source *source, enum draft_order order,
                struct draft *draft, struct error *err) MUST_USE;
void draft_finish(struct draft *draft);
#define AUTO_DRAFT __attribute__((cleanup(draft_finish)))

/* The template that holds until the office has one of its own. */
extern const char draft_template[];
