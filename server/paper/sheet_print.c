#include "sheet_print.h"

#include <stdio.h>

#define FOOT_Y    (PRINT_A4_LONG - PRINT_MM(14))
#define BOTTOM    (PRINT_A4_LONG - PRINT_MM(20))
#define LINE_SIZE 10.5

static double room(const struct sheet_print *sheet)
{
    return print_width(sheet->print) - 2 * SHEET_PRINT_MARGIN;
}

static void put_foot(struct print *print, int page, void *user)
{
    const struct sheet_print *sheet = user;
    const struct print_type left = {PRINT_SONG, 9, PRINT_GREY, PRINT_LEFT};
    const struct print_type right = {PRINT_SONG, 9, PRINT_GREY, PRINT_RIGHT};
    double width = print_width(print) - 2 * SHEET_PRINT_MARGIN;
    char text[PAPER_STATE_SIZE];
    char number[40];
    print_line(print, SHEET_PRINT_MARGIN, FOOT_Y, width * 0.8, &left,
               paper_desk_state(sheet->desk, text));
    (void)snprintf(number, sizeof number, "第 %d 页", page);
    print_line(print, SHEET_PRINT_MARGIN + width * 0.8, FOOT_Y, width * 0.2, &right, number);
}

bool sheet_print_begin(struct sheet_print *sheet, struct error *err)
{
    const struct print_settings settings = {.width = PRINT_A4_SHORT,
                                            .height = PRINT_A4_LONG,
                                            .title = sheet->title,
                                            .made_ms = sheet->desk->now_ms,
                                            .on_page_end = put_foot,
                                            .user = sheet};
    const struct print_type title = {PRINT_TITLE, 20, PRINT_BLACK, PRINT_CENTER};
    const struct print_type about = {PRINT_SONG, LINE_SIZE, PRINT_BLACK, PRINT_LEFT};
    if (!print_create(&settings, &sheet->print, err)) {
        return false;
    }
    sheet->y = SHEET_PRINT_MARGIN;
    sheet->y +=
        print_text(sheet->print, SHEET_PRINT_MARGIN, sheet->y, room(sheet), &title, sheet->title);
    sheet->y += PRINT_MM(4);
    if (*sheet->about) {
        sheet->y += print_text(sheet->print, SHEET_PRINT_MARGIN, sheet->y, room(sheet), &about,
                               sheet->about);
        sheet->y += PRINT_MM(3);
    }
    return true;
}

void sheet_print_end(struct sheet_print *sheet)
{
    print_destroy(sheet->print);
    sheet->print = NULL;
}

bool sheet_print_finish(struct sheet_print *sheet, struct paper *paper, struct error *err)
{
    return print_finish(sheet->print, &paper->bytes, &paper->len, err);
}

void sheet_print_table(const struct sheet_print *sheet, const struct sheet_print_column *columns,
                       struct print_table *ret_table)
{
    double shares = 0;
    *ret_table = (struct print_table){.print = sheet->print,
                                      .x = SHEET_PRINT_MARGIN,
                                      .y = sheet->y,
                                      .top = SHEET_PRINT_MARGIN,
                                      .bottom = BOTTOM,
                                      .size = 9.5,
                                      .row_height = PRINT_MM(7.2)};
    for (size_t i = 0; columns[i].heading; i++) {
        shares += columns[i].share;
    }
    for (size_t i = 0; columns[i].heading; i++) {
        ret_table->columns[ret_table->column_count++] = (struct print_column){
            columns[i].heading, room(sheet) * columns[i].share / shares, columns[i].align};
    }
}

void sheet_print_text(struct sheet_print *sheet, const struct print_type *type, const char *text)
{
    double height = print_measure(sheet->print, room(sheet), type, text);
    if (sheet->y + height > BOTTOM) {
        print_next_page(sheet->print);
        sheet->y = SHEET_PRINT_MARGIN;
    }
    sheet->y += print_text(sheet->print, SHEET_PRINT_MARGIN, sheet->y, room(sheet), type, text);
}
