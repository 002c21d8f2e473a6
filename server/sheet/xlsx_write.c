#include "xlsx.h"

#include "file.h"
#include <errno.h>
#include <stdlib.h>
#include <xlsxwriter.h>

#define WIDTH_CHARACTERS 16

static bool fill(lxw_workbook *workbook, const struct sheet *sheet, size_t columns,
                 const char *title)
{
    lxw_worksheet *worksheet = workbook_add_worksheet(workbook, title);
    lxw_format *text = workbook_add_format(workbook);
    lxw_format *heading = workbook_add_format(workbook);
    if (!worksheet || !text || !heading) {
        return false;
    }
    format_set_num_format(text, "@"); /* so that what is typed later stays text too: 0017 */
    format_set_bold(heading);
    bool good = worksheet_set_column(worksheet, 0, (lxw_col_t)(columns - 1), WIDTH_CHARACTERS,
                                     text) == LXW_NO_ERROR;
    worksheet_freeze_panes(worksheet, 1, 0);
    for (size_t row = 0; good && row < sheet_row_count(sheet); row++) {
        for (size_t column = 0; good && column < columns; column++) {
            const char *cell = sheet_cell(sheet, row, column);
            good =
                !*cell || worksheet_write_string(worksheet, (lxw_row_t)row, (lxw_col_t)column, cell,
                                                 row == 0 ? heading : text) == LXW_NO_ERROR;
        }
    }
    return good;
}

/* libxlsxwriter knows files alone: one that has no name any more once it is read back. */
static bool write_file(const struct sheet *sheet, size_t columns, const char *title,
                       const char *path, struct error *err)
{
    lxw_workbook *workbook = workbook_new(path);
    if (!workbook) {
        return error_set(err, ERROR_NO_MEMORY, "workbook: out of memory");
    }
    bool good = fill(workbook, sheet, columns, title);
    lxw_error fault = workbook_close(workbook);
    return (good && fault == LXW_NO_ERROR) ||
           error_set(err, ERROR_IO, "workbook: %s", lxw_strerror(fault));
}

bool xlsx_write(const struct sheet *sheet, size_t columns, const char *title, char **ret_data,
                size_t *ret_len, struct error *err)
{
    char path[] = "/tmp/shoushi-sheet-XXXXXX";
    AUTO(fd) int made = mkstemp(path);
    if (made < 0) {
        return error_set_errno(err, errno, "cannot make a file for the workbook in /tmp");
    }
    bool good = write_file(sheet, columns, title, path, err) &&
                file_read(path, 4 * (size_t)SHEET_FILE_MAX, ret_data, ret_len, err);
    (void)unlink(path); /* it is read */
    return good;
}
