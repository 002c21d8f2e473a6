#pragma once
/* A sheet of texts: what CSV and XLSX files are read into and written from. Rows and columns count
 * from 0. One thread an object. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>

#define SHEET_ROWS_MAX    100000
#define SHEET_COLUMNS_MAX 64
#define SHEET_CELL_MAX    32767      /* bytes; Excel's own limit of characters */
#define SHEET_FILE_MAX    (32 << 20) /* bytes of a file, and of what an XLSX unpacks to twice that */

struct sheet;

bool sheet_create(struct sheet **ret_sheet, struct error *err) MUST_USE;
void sheet_destroy(struct sheet *sheet);
DEFINE_AUTO(sheet);

/* Up to and with the last row that has anything in it. */
size_t sheet_row_count(const struct sheet *sheet);

/* "" where there is nothing. */
const char *sheet_cell(const struct sheet *sheet, size_t row, size_t column);

/* Puts a copy; "" is nothing. ERROR_FULL beyond the limits. */
bool sheet_put(struct sheet *sheet, size_t row, size_t column, const char *text, size_t len,
               struct error *err) MUST_USE;
