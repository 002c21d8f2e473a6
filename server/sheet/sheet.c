#include "sheet.h"

#include <stdlib.h>
#include <string.h>

struct row {
    char *cells[SHEET_COLUMNS_MAX];
};

struct sheet {
    struct row **rows; /* NULL where a row is empty */
    size_t count, size;
};

bool sheet_create(struct sheet **ret_sheet, struct error *err)
{
    *ret_sheet = calloc(1, sizeof **ret_sheet);
    return *ret_sheet || error_set(err, ERROR_NO_MEMORY, "sheet: out of memory");
}

void sheet_destroy(struct sheet *sheet)
{
    if (!sheet) {
        return;
    }
    for (size_t i = 0; i < sheet->count; i++) {
        for (size_t c = 0; sheet->rows[i] && c < SHEET_COLUMNS_MAX; c++) {
            free(sheet->rows[i]->cells[c]);
        }
        free(sheet->rows[i]);
    }
    free(sheet->rows);
    free(sheet);
}

size_t sheet_row_count(const struct sheet *sheet)
{
    return sheet->count;
}

const char *sheet_cell(const struct sheet *sheet, size_t row, size_t column)
{
    const char *text = row < sheet->count && column < SHEET_COLUMNS_MAX && sheet->rows[row]
                           ? sheet->rows[row]->cells[column]
                           : NULL;
    return text ? text : "";
}

static bool reach(struct sheet *sheet, size_t row)
{
    if (row >= sheet->size) {
        size_t size = sheet->size ? 2 * sheet->size : 256;
        size = size > row ? size : row + 1;
        struct row **rows = realloc(sheet->rows, size * sizeof *rows);
        if (!rows) {
            return false;
        }
        sheet->rows = rows;
        sheet->size = size;
    }
    for (; sheet->count <= row; sheet->count++) {
        sheet->rows[sheet->count] = NULL;
    }
    if (!sheet->rows[row]) {
        sheet->rows[row] = calloc(1, sizeof *sheet->rows[row]);
    }
    return sheet->rows[row] != NULL;
}

bool sheet_put(struct sheet *sheet, size_t row, size_t column, const char *text, size_t len,
               struct error *err)
{
    if (len == 0) {
        return true;
    }
    if (row >= SHEET_ROWS_MAX || column >= SHEET_COLUMNS_MAX || len > SHEET_CELL_MAX) {
        return error_set(err, ERROR_INVALID,
                         "row %zu, column %zu: more than %d rows, %d columns or %d bytes", row + 1,
                         column + 1, SHEET_ROWS_MAX, SHEET_COLUMNS_MAX, SHEET_CELL_MAX);
    }
    char *copy = strndup(text, len);
    if (!copy || !reach(sheet, row)) {
        free(copy);
        return error_set(err, ERROR_NO_MEMORY, "sheet: out of memory");
    }
    free(sheet->rows[row]->cells[column]);
    sheet->rows[row]->cells[column] = copy;
    return true;
}
