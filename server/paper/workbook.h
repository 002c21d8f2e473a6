#pragma once
/* A workbook's formats and cells: what its sheets share. Private to server/paper. One thread. */

#include "table.h"
#include <xlsxwriter.h>

struct workbook {
    lxw_workbook *workbook;
    lxw_format *title, *note, *head, *worse;
    lxw_format *cells[ROW_STYLES][CELL_MOMENT + 1]; /* by enum row_style and cell_type */
};

/* Makes the formats. */
void workbook_set_up(struct workbook *book);

/* The limits that a cell could break (rows, columns, length of a text) are far above what a county
 * has. */
void workbook_put_text(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *text,
                       lxw_format *format);
void workbook_put_cell(struct workbook *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                       const struct cell *cell, enum row_style style);
