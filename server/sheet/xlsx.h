#pragma once
/* XLSX files (ECMA-376): the first worksheet's texts and numbers are read, one worksheet of texts
 * is written. Everything is a text: nothing that is written is ever a formula. Any thread. */

#include "sheet.h"

bool xlsx_read(const void *data, size_t len, struct sheet **ret_sheet, struct error *err) MUST_USE;

/* The first row as headings. malloc's, yours. */
bool xlsx_write(const struct sheet *sheet, size_t columns, const char *title, char **ret_data,
                size_t *ret_len, struct error *err) MUST_USE;
