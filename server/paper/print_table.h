#pragma once
/* A table on paper: rows go from page to page, and every page begins with the heads again. One
 * thread. */

#include "print.h"

#define PRINT_TABLE_COLUMNS_MAX 24
#define PRINT_TABLE_EDGES_MAX   128

struct print_column {
    const char *heading;
    double width; /* points */
    enum print_align align;
};

/* Open values: the caller fills what is above the line. */
struct print_table {
    struct print *print;
    double x;
    double top, bottom; /* of the page's room for it */
    double size;        /* of the type */
    double row_height;  /* the least */
    size_t column_count;
    struct print_column columns[PRINT_TABLE_COLUMNS_MAX];
    /* Called on each further page, before the heads; NULL: nothing. */
    void (*on_page)(struct print *print, void *user);
    void *user;

    double y;    /* where the next row goes */
    double body; /* of this page's rows: where the first stands */
    size_t edge_count;
    double edges[PRINT_TABLE_EDGES_MAX]; /* below each row since; drawn when the page is full */
};

/* Puts the heads at y; on a further page where less than two rows are left. */
void print_table_begin(struct print_table *table);

enum print_row { PRINT_ROW_PLAIN, PRINT_ROW_TOTAL };

/* texts: one a column, "" for nothing. A text that is too long goes on in a second line. */
void print_table_row(struct print_table *table, const char *const *texts, enum print_row style);

/* The last rule, below the last row. */
void print_table_end(struct print_table *table);
