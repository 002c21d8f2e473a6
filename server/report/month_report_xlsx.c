#include "month_report_xlsx.h"

#include "check.h"
#include "civil.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <xlsxwriter.h>

#define HEAD_ROW  3 /* of both tables, from 0; the rows above say what this is */
#define FIRST_ROW (HEAD_ROW + 1)

/* Figures in the order of columns, with the words of the office. */
static const struct {
    enum figure figure;
    const char *heading;
} columns[] = {
    {FIGURE_CHECKS_DUE, "应打卡"},
    {FIGURE_ON_TIME, "正常"},
    {FIGURE_LATE, "迟到"},
    {FIGURE_LATE_MIN, "迟到分钟"},
    {FIGURE_EARLY, "早退"},
    {FIGURE_EARLY_MIN, "早退分钟"},
    {FIGURE_MISSING, "缺卡"},
    {FIGURE_ABSENT, "旷工"},
    {FIGURE_LEAVE, "请假班段"},
    {FIGURE_TRIP, "公出班段"},
    {FIGURE_LEAVE_MIN, "请假分钟"},
    {FIGURE_TRIP_MIN, "公出分钟"},
    {FIGURE_CORRECTIONS, "补卡"},
    {FIGURE_MEETINGS_DUE, "应参会"},
    {FIGURE_MEETINGS_ON_TIME, "会议准时"},
    {FIGURE_MEETINGS_LATE, "会议迟到"},
    {FIGURE_MEETINGS_ABSENT, "会议缺席"},
    {FIGURE_MEETINGS_LEAVE, "会议请假"},
    {FIGURE_MEETINGS_LEAVE_LATE, "逾期请假"},
    {FIGURE_MEETINGS_SUBSTITUTED, "代会"},
    {FIGURE_MEETINGS_UNAPPROVED_SUBSTITUTE, "擅自代会"},
    {FIGURE_MEETINGS_LEFT_EARLY, "提前离会"},
    {FIGURE_REVIEW, "待核实"},
    {FIGURE_VIOLATIONS, "违规合计"},
};
static_assert(sizeof columns / sizeof columns[0] == FIGURE_COUNT, "every figure has a column");

struct book {
    lxw_workbook *workbook;
    lxw_format *title, *note, *head, *text, *number, *rate, *better, *worse, *total, *total_rate;
};

static lxw_format *format_with(struct book *book, const char *number_format)
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

static lxw_format *cell_format(struct book *book, const char *number_format)
{
    lxw_format *format = format_with(book, number_format);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_border_color(format, 0xD0D5DD);
    return format;
}

static void add_formats(struct book *book)
{
    book->title = format_with(book, NULL);
    format_set_bold(book->title);
    format_set_font_size(book->title, 18);
    book->note = format_with(book, NULL);
    format_set_font_color(book->note, 0x475467);
    book->head = cell_format(book, NULL);
    format_set_bold(book->head);
    format_set_text_wrap(book->head);
    format_set_align(book->head, LXW_ALIGN_CENTER);
    format_set_bg_color(book->head, 0xEAF2F8);
    book->text = cell_format(book, NULL);
    book->number = cell_format(book, "#,##0");
    book->rate = cell_format(book, "0.00%");
    book->better = cell_format(book, "\"↑\"0;\"↓\"0;\"—\"");
    format_set_align(book->better, LXW_ALIGN_CENTER);
    format_set_font_color(book->better, 0x1B7F5C);
    book->worse = cell_format(book, "\"↑\"0;\"↓\"0;\"—\"");
    format_set_align(book->worse, LXW_ALIGN_CENTER);
    format_set_font_color(book->worse, 0xB45309);
    book->total = cell_format(book, "#,##0");
    format_set_bold(book->total);
    book->total_rate = cell_format(book, "0.00%");
    format_set_bold(book->total_rate);
}

/* The limits that a cell could break (rows, columns, length of a text) are far above what a county
 * has. */
static void put_text(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *text,
                     lxw_format *format)
{
    CHECK(worksheet_write_string(sheet, row, column, text, format) == LXW_NO_ERROR);
}

static void put_number(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, int64_t number,
                       lxw_format *format)
{
    CHECK(worksheet_write_number(sheet, row, column, (double)number, format) == LXW_NO_ERROR);
}

static void put_rate(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, int32_t rate_bp,
                     lxw_format *format)
{
    if (rate_bp == RANKING_NO_RATE) {
        put_text(sheet, row, column, "—", format);
    } else {
        CHECK(worksheet_write_number(sheet, row, column, rate_bp / 10000.0, format) ==
              LXW_NO_ERROR);
    }
}

static void put_figures(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t first,
                        const struct figures *figures, lxw_format *format)
{
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        put_number(sheet, row, (lxw_col_t)(first + i), figures->of[columns[i].figure], format);
    }
}

static void put_headings(struct book *book, lxw_worksheet *sheet, const char *const *first,
                         size_t count)
{
    (void)worksheet_set_row(sheet, HEAD_ROW, 34, NULL); /* a height: looks, not content */
    for (size_t i = 0; i < count; i++) {
        put_text(sheet, HEAD_ROW, (lxw_col_t)i, first[i], book->head);
    }
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        put_text(sheet, HEAD_ROW, (lxw_col_t)(count + i), columns[i].heading, book->head);
    }
}

static void describe_completeness(const struct month_report *report, char *ret_text, size_t size)
{
    char as_of[CIVIL_TIME_SIZE];
    (void)civil_time_format(civil_minute_ms(report->as_of_ms), as_of);
    as_of[10] = ' ';
    as_of[16] = '\0';
    int len = snprintf(ret_text, size, "截至 %s", as_of);
    if (report->kiosk_behind_count > 0 && len > 0 && (size_t)len < size) {
        (void)snprintf(ret_text + len, size - (size_t)len,
                       "，暂定：%zu 台签到机的记录尚未到齐（如 %s）", report->kiosk_behind_count,
                       report->kiosks_behind[0].place);
    }
}

static void put_title(struct book *book, lxw_worksheet *sheet, const struct month_report *report,
                      const char *what)
{
    int32_t year, month, day;
    civil_date_split(civil_month_first(report->month), &year, &month, &day);
    char title[512];
    (void)snprintf(title, sizeof title, "%s作风守时月报  %d年%d月  %s", report->site_name,
                   (int)year, (int)month, what);
    char note[640];
    describe_completeness(report, note, sizeof note);
    (void)worksheet_set_row(sheet, 0, 30, NULL); /* a height: looks, not content */
    put_text(sheet, 0, 0, title, book->title);
    put_text(sheet, 1, 0, note, book->note);
}

static void set_paper(lxw_worksheet *sheet)
{
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9);        /* A4 */
    worksheet_set_print_scale(sheet, 72); /* two pages across: on one nobody could read it */
    worksheet_set_margins(sheet, 0.4, 0.4, 0.5, 0.6);       /* inches */
    (void)worksheet_repeat_rows(sheet, HEAD_ROW, HEAD_ROW); /* both within the sheet's limits */
    (void)worksheet_repeat_columns(sheet, 0, 2);
    (void)worksheet_set_footer(sheet, "&C第 &P 页，共 &N 页"); /* shorter than its limit */
}

static void set_widths(lxw_worksheet *sheet, const double *widths, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        CHECK(worksheet_set_column(sheet, (lxw_col_t)i, (lxw_col_t)i, widths[i], NULL) ==
              LXW_NO_ERROR);
    }
    CHECK(worksheet_set_column(sheet, (lxw_col_t)count, (lxw_col_t)(count + FIGURE_COUNT - 1), 7.5,
                               NULL) == LXW_NO_ERROR);
}

static void finish_table(lxw_worksheet *sheet, size_t rows, size_t fixed, lxw_col_t frozen)
{
    worksheet_freeze_panes(sheet, FIRST_ROW, frozen);
    lxw_row_t last = (lxw_row_t)(HEAD_ROW + (rows ? rows : 1));
    CHECK(worksheet_autofilter(sheet, HEAD_ROW, 0, last, (lxw_col_t)(fixed + FIGURE_COUNT - 1)) ==
          LXW_NO_ERROR);
    set_paper(sheet);
}

static void write_units(struct book *book, const struct month_report *report)
{
    static const char *const headings[] = {"名次", "升降", "单位", "人数", "守时率"};
    static const double widths[] = {6, 6, 28, 7, 9};
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, "单位排名");
    CHECK(sheet);
    put_title(book, sheet, report, "单位排名");
    put_headings(book, sheet, headings, ARRAY_LEN(headings));
    set_widths(sheet, widths, ARRAY_LEN(widths));
    lxw_row_t row = FIRST_ROW;
    for (size_t i = 0; i < report->unit_count; i++, row++) {
        const struct unit_month *unit = &report->units[i].month;
        if (unit->rank == RANKING_NO_RANK) {
            put_text(sheet, row, 0, "—", book->text);
        } else {
            put_number(sheet, row, 0, unit->rank, book->number);
        }
        if (unit->has_rank_change) {
            put_number(sheet, row, 1, unit->rank_change,
                       unit->rank_change < 0 ? book->worse : book->better);
        } else {
            put_text(sheet, row, 1, "", book->text);
        }
        put_text(sheet, row, 2, report->units[i].name, book->text);
        put_number(sheet, row, 3, unit->headcount, book->number);
        put_rate(sheet, row, 4, unit->rate_bp, book->rate);
        put_figures(sheet, row, ARRAY_LEN(headings), &unit->figures, book->number);
    }
    finish_table(sheet, report->unit_count, ARRAY_LEN(headings), 3);
    put_text(sheet, row, 0, "", book->total);
    put_text(sheet, row, 1, "", book->total);
    put_text(sheet, row, 2, "合计", book->total);
    put_number(sheet, row, 3, report->headcount, book->total);
    put_rate(sheet, row, 4, report->rate_bp, book->total_rate);
    put_figures(sheet, row, ARRAY_LEN(headings), &report->figures, book->total);
}

static void join_steps(const struct month_report_person *person, char *ret_text, size_t size)
{
    size_t len = 0;
    ret_text[0] = '\0';
    for (size_t i = 0; i < person->step_count; i++) {
        if (len + strlen("、") + strlen(person->steps[i]) >= size) {
            break;
        }
        len +=
            (size_t)snprintf(ret_text + len, size - len, "%s%s", i ? "、" : "", person->steps[i]);
    }
}

static void write_people(struct book *book, const struct month_report *report)
{
    static const char *const headings[] = {"单位", "编号", "姓名", "处理"};
    static const double widths[] = {28, 9, 14, 16};
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, "人员明细");
    CHECK(sheet);
    put_title(book, sheet, report, "人员明细");
    put_headings(book, sheet, headings, ARRAY_LEN(headings));
    set_widths(sheet, widths, ARRAY_LEN(widths));
    for (size_t i = 0; i < report->person_count; i++) {
        const struct month_report_person *person = &report->people[i];
        lxw_row_t row = (lxw_row_t)(FIRST_ROW + i);
        char steps[4096];
        join_steps(person, steps, sizeof steps);
        put_text(sheet, row, 0, person->unit ? person->unit->name : "", book->text);
        put_text(sheet, row, 1, person->staff->id, book->text);
        put_text(sheet, row, 2, person->staff->name, book->text);
        put_text(sheet, row, 3, steps, book->text);
        put_figures(sheet, row, ARRAY_LEN(headings), &person->figures, book->number);
    }
    finish_table(sheet, report->person_count, ARRAY_LEN(headings), 3);
}

static void write_notes(struct book *book)
{
    static const char *const lines[] = {
        "如何阅读",
        "守时率 =（正常打卡 + 会议准时）÷（应打卡 + 应参会）。",
        "名次：守时率高者在前；相同者，人均违规少者在前；再相同者并列，其后名次顺延。",
        "升降：与上月名次相比，↑ 为上升。",
        "旷工班段的各次打卡只计入旷工，不再计入缺卡；请假、公出不计入应打卡。",
        "待核实：签到机时钟当时不可信，须由人核实；核实前不计入任何其他数字。",
        "未到时的打卡不计入任何数字。",
    };
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, "说明");
    CHECK(sheet);
    CHECK(worksheet_set_column(sheet, 0, 0, 100, NULL) == LXW_NO_ERROR);
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        put_text(sheet, (lxw_row_t)i, 0, lines[i], i == 0 ? book->title : book->note);
    }
}

bool month_report_write_xlsx(const struct month_report *report, const char *path, struct error *err)
{
    struct book book = {.workbook = workbook_new(path)};
    if (!book.workbook) {
        return error_set(err, ERROR_NO_MEMORY, "workbook: out of memory");
    }
    add_formats(&book);
    write_units(&book, report);
    write_people(&book, report);
    write_notes(&book);
    lxw_error fault = workbook_close(book.workbook);
    if (fault != LXW_NO_ERROR) {
        return error_set(err, ERROR_IO, "workbook %s: %s", path, lxw_strerror(fault));
    }
    return true;
}
