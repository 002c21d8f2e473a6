#pragma once
/* What the sheets for daily use have in common: an upright A4 with a title, a line about it, and a
 * numbered foot. One thread. */

#include "paper_inside.h"
#include "print_table.h"

#define SHEET_PRINT_MARGIN PRINT_MM(18)

struct sheet_print {
    const char *title;
    const char *about; /* lines below the title; "" for none */
    const struct paper_desk *desk;
    struct print *print;
    double y; /* where the rest begins */
};

/* Puts the head of the first page. The sheet and its texts stay until it is finished. */
bool sheet_print_begin(struct sheet_print *sheet, struct error *err) MUST_USE;
bool sheet_print_finish(struct sheet_print *sheet, struct paper *paper, struct error *err) MUST_USE;
void sheet_print_end(struct sheet_print *sheet);
#define AUTO_SHEET_PRINT __attribute__((cleanup(sheet_print_end)))

/* A table as wide as the page's room; shares are parts of it. */
struct sheet_print_column {
    const char *heading; /* NULL ends a list */
    double share;
    enum print_align align;
};
void sheet_print_table(const struct sheet_print *sheet, const struct sheet_print_column *columns,
                       struct print_table *ret_table);

/* A text below what is there, on the next page where it has no room. */
void sheet_print_text(struct sheet_print *sheet, const struct print_type *type, const char *text);
