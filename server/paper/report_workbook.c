#include "report_workbook.h"

#include "check.h"
#include "file.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define HEAD_ROW   3 /* of every table, from 0; the rows above say what this is */
#define FIRST_ROW  (HEAD_ROW + 1)
#define TITLE_SIZE 512
#define BYTES_MAX  (512u * 1024 * 1024)

/* A table on its sheet. */
struct filling {
    struct workbook *book;
    lxw_worksheet *sheet;
    size_t columns;
    lxw_row_t next;
    bool is_filtered;
};

/* Over the rows so far, which have to be the newest: what went to the disk is out of reach. */
static void set_filter(struct filling *filling)
{
    lxw_row_t last = filling->next > FIRST_ROW ? filling->next - 1 : FIRST_ROW;
    CHECK(worksheet_autofilter(filling->sheet, HEAD_ROW, 0, last,
                               (lxw_col_t)(filling->columns - 1)) == LXW_NO_ERROR);
    filling->is_filtered = true;
}

/* The filter leaves out the total. */
static bool put_row(const struct cell *cells, size_t count, enum row_style style, void *user,
                    struct error *err)
{
    struct filling *filling = user;
    if (filling->next >= LXW_ROW_MAX) {
        return error_set(err, ERROR_FULL, "workbook: a sheet holds no more than %d rows",
                         LXW_ROW_MAX);
    }
    if (style == ROW_TOTAL && !filling->is_filtered) {
        set_filter(filling);
    }
    for (size_t i = 0; i < count; i++) {
        workbook_put_cell(filling->book, filling->sheet, filling->next, (lxw_col_t)i, &cells[i],
                          style);
    }
    filling->next++;
    return true;
}

static void write_title(const struct paper_desk *desk, const struct workbook_content *content,
                        char ret_title[static TITLE_SIZE])
{
    (void)snprintf(ret_title, TITLE_SIZE, "%s%s %s", paper_desk_whose(desk), content->name,
                   content->when);
}

static void put_title(struct workbook *book, lxw_worksheet *sheet, const struct paper_desk *desk,
                      const struct workbook_content *content, const char *what)
{
    char title[TITLE_SIZE], whole[TITLE_SIZE + 80];
    char state[PAPER_STATE_SIZE];
    write_title(desk, content, title);
    (void)snprintf(whole, sizeof whole, "%s  %s", title, what);
    (void)worksheet_set_row(sheet, 0, 30, NULL); /* a height: looks, not content */
    workbook_put_text(sheet, 0, 0, whole, book->title);
    workbook_put_text(sheet, 1, 0, paper_desk_state(desk, state), book->note);
}

static void set_paper(lxw_worksheet *sheet, size_t frozen)
{
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9);        /* A4 */
    worksheet_set_print_scale(sheet, 72); /* two pages across: on one nobody could read it */
    worksheet_set_margins(sheet, 0.4, 0.4, 0.5, 0.6);       /* inches */
    (void)worksheet_repeat_rows(sheet, HEAD_ROW, HEAD_ROW); /* both within the sheet's limits */
    if (frozen > 0) {
        (void)worksheet_repeat_columns(sheet, 0, (lxw_col_t)(frozen - 1));
    }
    (void)worksheet_set_footer(sheet, "&C第 &P 页，共 &N 页"); /* shorter than its limit */
}

static void put_headings(struct workbook *book, lxw_worksheet *sheet,
                         const struct month_table *table)
{
    size_t count = month_table_columns(table);
    for (size_t i = 0; i < count; i++) {
        const struct table_column *column = month_table_column(table, i);
        CHECK(worksheet_set_column(sheet, (lxw_col_t)i, (lxw_col_t)i, (double)column->width,
                                   NULL) == LXW_NO_ERROR);
    }
    (void)worksheet_set_row(sheet, HEAD_ROW, 34, NULL); /* a height: looks, not content */
    for (size_t i = 0; i < count; i++) {
        workbook_put_text(sheet, HEAD_ROW, (lxw_col_t)i, month_table_column(table, i)->heading,
                          book->head);
    }
}

static bool write_table(struct workbook *book, struct paper_desk *desk,
                        const struct workbook_content *content, const struct month_table *table,
                        struct error *err)
{
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, table->title);
    CHECK(sheet);
    put_title(book, sheet, desk, content, table->title);
    put_headings(book, sheet, table);
    struct filling filling = {book, sheet, month_table_columns(table), FIRST_ROW, false};
    const struct row_sink sink = {put_row, &filling};
    worksheet_freeze_panes(sheet, FIRST_ROW, (lxw_col_t)table->frozen);
    set_paper(sheet, table->frozen);
    if (!table->each_row(desk, &sink, err)) {
        return false;
    }
    if (!filling.is_filtered) {
        set_filter(&filling);
    }
    return true;
}

static void write_notes(struct workbook *book, const char *const notes[])
{
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, "说明");
    CHECK(sheet);
    CHECK(worksheet_set_column(sheet, 0, 0, 100, NULL) == LXW_NO_ERROR);
    workbook_put_text(sheet, 0, 0, "如何阅读", book->title);
    for (size_t i = 0; notes[i]; i++) {
        workbook_put_text(sheet, (lxw_row_t)i + 1, 0, notes[i], book->note);
    }
}

static bool write_sheets(struct workbook *book, struct paper_desk *desk,
                         const struct workbook_content *content, struct error *err)
{
    const struct month_table *table;
    if (content->write_cover) {
        content->write_cover(book, desk);
    }
    for (size_t i = 0; (table = content->table_at(i)) != NULL; i++) {
        if (!write_table(book, desk, content, table, err)) {
            return false;
        }
    }
    write_notes(book, content->notes);
    return true;
}

/* The same facts give the same bytes: the workbook is as old as the moment that it shows. */
static void set_properties(struct workbook *book, const struct paper_desk *desk,
                           const struct workbook_content *content)
{
    char title[TITLE_SIZE];
    write_title(desk, content, title);
    lxw_doc_properties properties = {.title = title, .created = (time_t)(desk->now_ms / 1000)};
    CHECK(workbook_set_properties(book->workbook, &properties) == LXW_NO_ERROR);
}

static bool write_to(struct paper_desk *desk, const struct workbook_content *content,
                     const char *path, struct error *err)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    struct workbook book = {.workbook = workbook_new_opt(path, &options)};
    if (!book.workbook) {
        return error_set(err, ERROR_NO_MEMORY, "workbook: out of memory");
    }
    workbook_set_up(&book);
    set_properties(&book, desk, content);
    bool good = write_sheets(&book, desk, content, err);
    lxw_error fault = workbook_close(book.workbook);
    if (good && fault != LXW_NO_ERROR) {
        return error_set(err, ERROR_IO, "workbook %s: %s", path, lxw_strerror(fault));
    }
    return good;
}

/* libxlsxwriter knows files alone: one that is gone once it is read back. */
bool report_workbook_make(struct paper_desk *desk, const struct workbook_content *content,
                          struct paper *paper, struct error *err)
{
    char path[] = "/tmp/shoushi-paper-XXXXXX";
    AUTO(fd) int made = mkstemp(path);
    if (made < 0) {
        return error_set_errno(err, errno, "cannot make a file for the workbook in /tmp");
    }
    bool good = write_to(desk, content, path, err) &&
                file_read(path, BYTES_MAX, &paper->bytes, &paper->len, err);
    (void)unlink(path); /* it is read */
    return good;
}
