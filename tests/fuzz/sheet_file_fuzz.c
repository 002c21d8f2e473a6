/* Any bytes as a file of a list: XLSX by its first bytes, otherwise CSV in one of its encodings.
 * What is read of a CSV comes back the same after it is written. */

#include "check.h"
#include "csv.h"
#include "sheet_file.h"
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at(const struct sheet *sheet)
{
    AUTO(sheet) struct sheet *again = NULL;
    AUTO(memory) char *text = NULL;
    size_t len;
    CHECK(csv_write(sheet, SHEET_COLUMNS_MAX, &text, &len, NULL));
    CHECK(sheet_file_read(text, len, &again, NULL));
    for (size_t row = 0; row < sheet_row_count(sheet); row++) {
        for (size_t column = 0; column < SHEET_COLUMNS_MAX; column++) {
            CHECK(strcmp(sheet_cell(sheet, row, column), sheet_cell(again, row, column)) == 0);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(sheet) struct sheet *sheet = NULL;
    struct error err;
    if (sheet_file_read(data, size, &sheet, &err)) {
        look_at(sheet);
    } else {
        CHECK(err.code == ERROR_INVALID && err.text[0]);
    }
    return 0;
}
