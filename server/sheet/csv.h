#pragma once
/* CSV files (RFC 4180), as offices' programs write and read them: comma or tab, quotes, any ends of
 * lines. A cell that a spreadsheet would take for a formula is written with an apostrophe before
 * it, which reading takes away again. Any thread. */

#include "sheet.h"
#include <stdio.h>

/* From UTF-8 without a byte order mark. ERROR_INVALID names row and column. */
bool csv_read(const char *text, size_t len, struct sheet **ret_sheet, struct error *err) MUST_USE;

/* UTF-8 with a byte order mark, so that Excel knows it. malloc's, yours. */
bool csv_write(const struct sheet *sheet, size_t columns, char **ret_text, size_t *ret_len,
               struct error *err) MUST_USE;

/* One cell as csv_write writes it, for files that are too long for a sheet. */
bool csv_put_cell(FILE *out, const char *text);
