#include "month_csv.h"

#include "csv.h"
#include "ranking.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "CSV: out of memory");
}

/* Numbers stay numbers; a change of rank is written as one too, for whoever reckons with it. */
static bool put_one(FILE *out, const struct cell *cell)
{
    char text[CELL_TEXT_SIZE];
    if (cell->type == CELL_CHANGE) {
        return fprintf(out, "%" PRId64, cell->number) > 0;
    }
    return csv_put_cell(out, cell_words(cell, text));
}

static bool put_row(const struct cell *cells, size_t count, enum row_style style, void *user,
                    struct error *err)
{
    FILE *out = user;
    (void)style; /* a total looks like any other row */
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        good = (i == 0 || fputc(',', out) != EOF) && put_one(out, &cells[i]);
    }
    return (good && fputs("\r\n", out) != EOF) || no_memory(err);
}

static bool write_to(FILE *out, struct paper_desk *desk, const struct month_table *table,
                     struct error *err)
{
    struct cell headings[TABLE_COLUMNS_MAX];
    size_t count = month_table_columns(table);
    for (size_t i = 0; i < count; i++) {
        headings[i] = cell_text(month_table_column(table, i)->heading);
    }
    const struct row_sink sink = {put_row, out};
    return (fputs("\xef\xbb\xbf", out) != EOF || no_memory(err)) &&
           put_row(headings, count, ROW_PLAIN, out, err) && table->each_row(desk, &sink, err);
}

bool month_csv_write(struct paper_desk *desk, const struct month_table *table, char **ret_text,
                     size_t *ret_len, struct error *err)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (!out) {
        return no_memory(err);
    }
    bool good = write_to(out, desk, table, err);
    if (fclose(out) != 0 && good) {
        good = no_memory(err);
    }
    if (!good) {
        free(text);
        return false;
    }
    *ret_text = text;
    *ret_len = len;
    return true;
}
