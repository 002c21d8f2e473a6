#pragma once
/* Files as they come from an office's programs: XLSX by its first bytes, otherwise CSV in UTF-8
 * (with or without a byte order mark), UTF-16 with one, or GB18030, of which GBK is a part. Any
 * thread. */

#include "sheet.h"

bool sheet_file_read(const void *data, size_t len, struct sheet **ret_sheet, struct error *err)
    MUST_USE;
