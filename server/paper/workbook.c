#include "workbook.h"

#include "check.h"
#include "civil.h"
#include "ranking.h"
#include <string.h>

/* Days from 1899-12-30, where a workbook's dates begin, to 1970-01-01. */
#define EPOCH_DAYS 25569

static lxw_format *format_with(struct workbook *book, const char *number_format)
{
    lxw_format *format = workbook_add_format(book->workbook);
    CHECK(format);
    format_set_font_name(format, "宋体");
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    if (number_format) {
        format_set_num_format(format, number_format);
        format_set_align(format, LXW_ALIGN_RIGHT);
    }
    return format;
}

static lxw_format *cell_format(struct workbook *book, const char *number_format,
                               enum row_style style)
{
    lxw_format *format = format_with(book, number_format);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_border_color(format, 0xD0D5DD);
    if (style == ROW_TOTAL) {
        format_set_bold(format);
    }
    return format;
}

#define CHANGE_FORMAT "\"↑\"0;\"↓\"0;\"—\""

static void add_cell_formats(struct workbook *book, enum row_style style)
{
    lxw_format **of = book->cells[style];
    of[CELL_NONE] = cell_format(book, NULL, style);
    of[CELL_TEXT] = of[CELL_NONE];
    of[CELL_NUMBER] = cell_format(book, "#,##0", style);
    of[CELL_RATE] = cell_format(book, "0.00%", style);
    of[CELL_CHANGE] = cell_format(book, CHANGE_FORMAT, style);
    format_set_align(of[CELL_CHANGE], LXW_ALIGN_CENTER);
    format_set_font_color(of[CELL_CHANGE], 0x1B7F5C);
    of[CELL_DATE] = cell_format(book, "yyyy-mm-dd", style);
    of[CELL_MONTH] = cell_format(book, "yyyy-mm", style);
    of[CELL_MOMENT] = cell_format(book, "yyyy-mm-dd hh:mm:ss", style);
}

void workbook_set_up(struct workbook *book)
{
    book->title = format_with(book, NULL);
    format_set_bold(book->title);
    format_set_font_size(book->title, 18);
    book->note = format_with(book, NULL);
    format_set_font_color(book->note, 0x475467);
    book->head = cell_format(book, NULL, ROW_PLAIN);
    format_set_bold(book->head);
    format_set_text_wrap(book->head);
    format_set_align(book->head, LXW_ALIGN_CENTER);
    format_set_bg_color(book->head, 0xEAF2F8);
    add_cell_formats(book, ROW_PLAIN);
    add_cell_formats(book, ROW_TOTAL);
    (void)memcpy(book->cells[ROW_QUIET], book->cells[ROW_PLAIN], sizeof book->cells[ROW_QUIET]);
    book->worse = cell_format(book, CHANGE_FORMAT, ROW_PLAIN);
    format_set_align(book->worse, LXW_ALIGN_CENTER);
    format_set_font_color(book->worse, 0xB45309);
}

void workbook_put_text(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *text,
                       lxw_format *format)
{
    CHECK(worksheet_write_string(sheet, row, column, text, format) == LXW_NO_ERROR);
}

static void put_number(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, double number,
                       lxw_format *format)
{
    CHECK(worksheet_write_number(sheet, row, column, number, format) == LXW_NO_ERROR);
}

void workbook_put_cell(struct workbook *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                       const struct cell *cell, enum row_style style)
{
    lxw_format *format = book->cells[style][cell->type];
    switch (cell->type) {
    case CELL_NONE:
        CHECK(worksheet_write_blank(sheet, row, column, format) == LXW_NO_ERROR);
        break;
    case CELL_TEXT:
        workbook_put_text(sheet, row, column, cell->text, format);
        break;
    case CELL_NUMBER:
        put_number(sheet, row, column, (double)cell->number, format);
        break;
    case CELL_RATE:
        if (cell->number == RANKING_NO_RATE) { /* a text would be a nought in a chart */
            CHECK(worksheet_write_blank(sheet, row, column, format) == LXW_NO_ERROR);
        } else {
            put_number(sheet, row, column, (double)cell->number / 10000, format);
        }
        break;
    case CELL_CHANGE:
        put_number(sheet, row, column, (double)cell->number,
                   cell->number < 0 ? book->worse : format);
        break;
    case CELL_DATE:
        put_number(sheet, row, column, (double)(cell->number + EPOCH_DAYS), format);
        break;
    case CELL_MONTH:
        put_number(sheet, row, column,
                   (double)civil_month_first((int32_t)cell->number) + EPOCH_DAYS, format);
        break;
    case CELL_MOMENT:
        put_number(sheet, row, column, (double)cell->number / (double)CIVIL_DAY_MS + EPOCH_DAYS,
                   format);
        break;
    }
}
