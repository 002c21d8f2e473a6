#pragma once
/* The tables of a month report, each written down once: what its columns are and how its rows are
 * made, one after the other, so that a long one needs no memory. Workbook, CSV and PDF are three
 * ways to put such rows on paper. One thread. */

#include "error.h"
#include "paper.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cell_type {
    CELL_NONE,
    CELL_TEXT,   /* whatever it holds: never a formula */
    CELL_NUMBER, /* a count, or minutes */
    CELL_RATE,   /* in 1/10000; RANKING_NO_RATE: nothing was due */
    CELL_CHANGE, /* of a rank: above 0 is better */
    CELL_DATE,   /* days since 1970-01-01 */
    CELL_MONTH,  /* as civil.h counts them */
    CELL_MOMENT  /* local milliseconds */
};

struct cell {
    enum cell_type type;
    const char *text; /* borrowed for the call that puts it */
    int64_t number;
};

#define TABLE_COLUMNS_MAX 40

struct table_column {
    const char *heading; /* NULL ends a list */
    float width;         /* in characters of the workbook; a Chinese one takes two */
    float share;         /* of the line's width on paper; 0: not on paper */
};

/* Of a quiet row there is nothing to tell: it is in the workbook, and on paper only counted. */
enum row_style { ROW_PLAIN, ROW_TOTAL, ROW_QUIET };
#define ROW_STYLES 3

/* About how many rows a table will have, from sums alone: to make them takes time. */
struct table_count {
    int64_t told, quiet;
};

/* Where rows go. */
struct row_sink {
    bool (*put)(const struct cell *cells, size_t count, enum row_style style, void *user,
                struct error *err);
    void *user;
};

enum table_kind {
    TABLE_LIST,
    TABLE_SUMS,   /* behind its own columns those of every figure */
    TABLE_FIGURES /* and the code that proves them */
};

struct month_table {
    const char *word;  /* "people": as commands and addresses say it */
    const char *title; /* 人员明细 */
    size_t frozen;     /* columns that stay in sight */
    enum table_kind kind;
    const struct table_column *columns;                             /* of its own */
    struct table_count (*count)(const struct month_report *report); /* NULL: never many */
    bool (*each_row)(struct paper_desk *desk, const struct row_sink *sink, struct error *err);
};

/* In the order of the report; NULL beyond the last. */
const struct month_table *month_table_at(size_t i);
const struct month_table *month_table_find(const char *word);
size_t month_table_columns(const struct month_table *table); /* at most TABLE_COLUMNS_MAX */
const struct table_column *month_table_column(const struct month_table *table, size_t i);

/* Cells. */
static inline struct cell cell_text(const char *text)
{
    return (struct cell){.type = text && *text ? CELL_TEXT : CELL_NONE, .text = text};
}

static inline struct cell cell_of(enum cell_type type, int64_t number)
{
    return (struct cell){.type = type, .number = number};
}

#define CELL_TEXT_SIZE 48

/* How a cell reads where there is only text: a text as it is, all others in ret_text. */
const char *cell_words(const struct cell *cell, char ret_text[static CELL_TEXT_SIZE]);
