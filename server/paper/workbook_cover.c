#include "workbook_cover.h"

#include "check.h"
#include "month_trend.h"
#include "paper_inside.h"
#include <stdio.h>

#define LINES_ROW 3  /* of the figures, from 0 */
#define CHART_ROW 19 /* below the figures and the chart beside them */
#define HEAD      3  /* the headings' row on the sheets that charts draw from */
#define UNITS_MAX 40 /* bars that a chart can be read with */

static lxw_chart *add_chart(struct workbook *book, lxw_chart_type type, const char *title)
{
    lxw_chart *chart = workbook_add_chart(book->workbook, (uint8_t)type);
    CHECK(chart);
    chart_title_set_name(chart, title);
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    return chart;
}

/* Units stand in the order of their ranks; a bar chart begins at the bottom. */
static void chart_rates(struct workbook *book, lxw_worksheet *sheet, size_t units)
{
    lxw_row_t last = (lxw_row_t)(HEAD + (units < UNITS_MAX ? units : UNITS_MAX));
    lxw_chart *chart = add_chart(book, LXW_CHART_BAR, "各单位守时率");
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    lxw_chart_fill fill = {.color = 0x1B7F5C};
    CHECK(series);
    chart_series_set_categories(series, "单位排名", HEAD + 1, 2, last, 2);
    chart_series_set_values(series, "单位排名", HEAD + 1, 4, last, 4);
    chart_series_set_fill(series, &fill);
    chart_series_set_labels(series);
    chart_axis_set_reverse(chart->y_axis);
    chart_axis_set_min(chart->x_axis, 0);
    chart_axis_set_max(chart->x_axis, 1);
    chart_axis_set_num_format(chart->x_axis, "0%");
    lxw_chart_options options = {.x_scale = 2.1, .y_scale = units > 12 ? 2.2 : 1.6};
    CHECK(worksheet_insert_chart_opt(sheet, CHART_ROW, 0, chart, &options) == LXW_NO_ERROR);
}

/* Where nothing was due there is no number, and the line has a gap. */
static void chart_trend(struct workbook *book, lxw_worksheet *sheet)
{
    lxw_row_t last = HEAD + MONTH_TREND_MONTHS;
    lxw_chart *chart = add_chart(book, LXW_CHART_LINE, "十三个月守时率");
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    lxw_chart_line line = {.color = 0x1B7F5C, .width = 2};
    CHECK(series);
    chart_series_set_categories(series, "十三个月趋势", HEAD + 1, 0, last, 0);
    chart_series_set_values(series, "十三个月趋势", HEAD + 1, 1, last, 1);
    chart_series_set_line(series, &line);
    chart_series_set_marker_type(series, LXW_CHART_MARKER_CIRCLE);
    chart_axis_set_num_format(chart->x_axis, "yyyy-mm");
    chart_axis_set_num_format(chart->y_axis, "0.0%");
    chart_axis_set_max(chart->y_axis, 1);
    lxw_chart_options options = {.x_scale = 1.3, .y_scale = 1.0};
    CHECK(worksheet_insert_chart_opt(sheet, LINES_ROW, 3, chart, &options) == LXW_NO_ERROR);
}

static void put_line(struct workbook *book, lxw_worksheet *sheet, lxw_row_t row, const char *name,
                     struct cell value)
{
    const struct cell words = cell_text(name);
    workbook_put_cell(book, sheet, row, 0, &words, ROW_TOTAL);
    workbook_put_cell(book, sheet, row, 1, &value, ROW_PLAIN);
}

void workbook_cover_write(struct workbook *book, struct paper_desk *desk)
{
    const struct month_report *report = desk->view.report;
    const int64_t *of = report->figures.of;
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, "封面");
    char title[512], month[PAPER_MONTH_SIZE], state[PAPER_STATE_SIZE];
    CHECK(sheet && worksheet_set_column(sheet, 0, 0, 30, NULL) == LXW_NO_ERROR &&
          worksheet_set_column(sheet, 1, 1, 16, NULL) == LXW_NO_ERROR);
    (void)snprintf(title, sizeof title, "%s作风守时月报  %s", paper_desk_whose(desk),
                   paper_desk_month(desk, month));
    (void)worksheet_set_row(sheet, 0, 36, NULL); /* a height: looks, not content */
    workbook_put_text(sheet, 0, 0, title, book->title);
    workbook_put_text(sheet, 1, 0, paper_desk_state(desk, state), book->note);
    lxw_row_t row = LINES_ROW;
    put_line(book, sheet, row++, "守时率", cell_of(CELL_RATE, report->rate_bp));
    put_line(book, sheet, row++, "单位", cell_of(CELL_NUMBER, (int64_t)report->unit_count));
    put_line(book, sheet, row++, "人数", cell_of(CELL_NUMBER, report->headcount));
    put_line(book, sheet, row++, "违规合计", cell_of(CELL_NUMBER, of[FIGURE_VIOLATIONS]));
    put_line(book, sheet, row++, "其中迟到、早退",
             cell_of(CELL_NUMBER, of[FIGURE_LATE] + of[FIGURE_EARLY]));
    put_line(book, sheet, row++, "缺卡、旷工",
             cell_of(CELL_NUMBER, of[FIGURE_MISSING] + of[FIGURE_ABSENT]));
    put_line(book, sheet, row++, "会议迟到、缺席",
             cell_of(CELL_NUMBER, of[FIGURE_MEETINGS_LATE] + of[FIGURE_MEETINGS_ABSENT]));
    put_line(book, sheet, row++, "待核实", cell_of(CELL_NUMBER, of[FIGURE_REVIEW]));
    put_line(book, sheet, row, "暂定", cell_of(CELL_NUMBER, report->provisional));
    chart_trend(book, sheet);
    if (report->unit_count > 0) {
        chart_rates(book, sheet, report->unit_count);
    }
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9); /* A4 */
    worksheet_fit_to_pages(sheet, 1, 1);
}
