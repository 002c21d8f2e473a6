#include "sheet_file.h"

#include "csv.h"
#include "text_encoding.h"
#include "xlsx.h"
#include <string.h>

bool sheet_file_read(const void *data, size_t len, struct sheet **ret_sheet, struct error *err)
{
    AUTO(memory) char *text = NULL;
    size_t text_len;
    if (len > SHEET_FILE_MAX) {
        return error_set(err, ERROR_INVALID, "file: more than %d bytes", SHEET_FILE_MAX);
    }
    if (len > 4 && memcmp(data, "PK\x03\x04", 4) == 0) {
        return xlsx_read(data, len, ret_sheet, err);
    }
    return text_encoding_to_utf8(data, len, &text, &text_len, err) &&
           csv_read(text, text_len, ret_sheet, err);
}
