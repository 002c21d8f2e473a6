#pragma once
/* A published result as a sheet, for CSV and XLSX: in the office's words, with what has changed
 * since. Pure; any thread. */

#include "error.h"
#include "sheet.h"
#include <jansson.h>

#define MEETING_RESULT_COLUMNS 6

/* result: what meeting_result_read answers. Yours. */
bool meeting_result_sheet_make(const json_t *result, struct sheet **ret_sheet, struct error *err)
    MUST_USE;
