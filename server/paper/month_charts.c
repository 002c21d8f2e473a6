#include "month_charts.h"

#include "civil.h"
#include "ranking.h"
#include "table.h"
#include <stdio.h>

#define GOOD  0x1B7F5C
#define TITLE 11.0
#define LABEL 8.0

/* The chart's title; what is left of the area below it. */
static struct print_area put_title(struct print *print, const struct print_area *area,
                                   const char *title)
{
    const struct print_type type = {PRINT_HEI, TITLE, PRINT_BLACK, PRINT_LEFT};
    print_line(print, area->x, area->y, area->width, &type, title);
    double used = TITLE * 2;
    return (struct print_area){area->x, area->y + used, area->width, area->height - used};
}

static const char *rate_words(int32_t rate_bp, char ret_text[static CELL_TEXT_SIZE])
{
    const struct cell cell = cell_of(CELL_RATE, rate_bp);
    return cell_words(&cell, ret_text);
}

/* Which unit stands in the i-th place of the chart. */
static size_t unit_at(size_t place, size_t shown, size_t ranked)
{
    return place < (shown + 1) / 2 ? place : ranked - shown + place;
}

static void put_bar(struct print *print, const struct print_area *row,
                    const struct month_report_unit *unit)
{
    const struct print_type name = {PRINT_PLAIN, LABEL, PRINT_BLACK, PRINT_RIGHT};
    const struct print_type rate = {PRINT_PLAIN, LABEL, PRINT_BLACK, PRINT_LEFT};
    char text[CELL_TEXT_SIZE];
    double names = row->width * 0.32;
    double room = row->width * 0.54;
    double y = row->y + (row->height - LABEL * 1.45) / 2;
    print_line(print, row->x, y, names - 6, &name, unit->name);
    double length = room * unit->month.rate_bp / 10000.0;
    print_box(print, row->x + names, row->y + row->height * 0.18, length, row->height * 0.64, GOOD);
    print_line(print, row->x + names + length + 4, y, row->width - names - length - 4, &rate,
               rate_words(unit->month.rate_bp, text));
}

void month_charts_units(struct print *print, const struct print_area *area,
                        const struct month_report *report)
{
    size_t ranked = 0;
    while (ranked < report->unit_count && report->units[ranked].month.rank != RANKING_NO_RANK) {
        ranked++;
    }
    size_t shown = ranked < MONTH_CHARTS_UNITS ? ranked : MONTH_CHARTS_UNITS;
    const struct print_area plot = put_title(
        print, area, shown < ranked ? "各单位守时率（首尾各 12 个单位）" : "各单位守时率");
    double height = shown > 0 ? plot.height / (double)shown : 0;
    height = height > 22 ? 22 : height;
    for (size_t i = 0; i < shown; i++) {
        const struct print_area row = {plot.x, plot.y + (double)i * height, plot.width, height};
        put_bar(print, &row, &report->units[unit_at(i, shown, ranked)]);
    }
}

/* The scale of a line need not begin at nought: it shows change. Whole per cents around what there
 * is. */
struct scale {
    int32_t low_bp, high_bp;
};

static struct scale scale_of(const struct month_trend *trend)
{
    struct scale scale = {10000, 0};
    for (size_t i = 0; i < MONTH_TREND_MONTHS; i++) {
        int32_t rate_bp = trend->of[i].rate_bp;
        if (rate_bp != RANKING_NO_RATE) {
            scale.low_bp = rate_bp < scale.low_bp ? rate_bp : scale.low_bp;
            scale.high_bp = rate_bp > scale.high_bp ? rate_bp : scale.high_bp;
        }
    }
    scale.low_bp = scale.low_bp / 100 * 100 - 100;
    scale.high_bp = scale.high_bp / 100 * 100 + 100;
    scale.low_bp = scale.low_bp < 0 ? 0 : scale.low_bp;
    scale.high_bp = scale.high_bp > 10000 ? 10000 : scale.high_bp;
    return scale;
}

static double height_of(const struct scale *scale, const struct print_area *plot, int32_t rate_bp)
{
    int32_t span = scale->high_bp > scale->low_bp ? scale->high_bp - scale->low_bp : 1;
    return plot->y + plot->height * (scale->high_bp - rate_bp) / span;
}

static void put_axis(struct print *print, const struct print_area *plot, const struct scale *scale)
{
    const struct print_type type = {PRINT_PLAIN, LABEL, PRINT_GREY, PRINT_RIGHT};
    const int32_t marks[] = {scale->low_bp, (scale->low_bp + scale->high_bp) / 2, scale->high_bp};
    for (size_t i = 0; i < 3; i++) {
        char text[CELL_TEXT_SIZE];
        double y = height_of(scale, plot, marks[i]);
        print_rule(print, plot->x, y, plot->x + plot->width, y, 0.3, PRINT_RULE);
        print_line(print, plot->x - 46, y - LABEL * 0.75, 42, &type, rate_words(marks[i], text));
    }
}

/* 1月, and its year below where one begins. */
static void put_month(struct print *print, const struct print_area *area, int32_t at, bool is_first)
{
    const struct print_type type = {PRINT_PLAIN, LABEL, PRINT_GREY, PRINT_CENTER};
    int32_t year, month, day;
    char text[CELL_TEXT_SIZE];
    civil_date_split(civil_month_first(at), &year, &month, &day);
    (void)snprintf(text, sizeof text, "%d月", (int)month);
    print_line(print, area->x, area->y, area->width, &type, text);
    if (month == 1 || is_first) {
        (void)snprintf(text, sizeof text, "%d年", (int)year);
        print_line(print, area->x - 10, area->y + LABEL * 1.4, area->width + 20, &type, text);
    }
}

void month_charts_trend(struct print *print, const struct print_area *area,
                        const struct month_trend *trend)
{
    const struct print_type rate_type = {PRINT_PLAIN, LABEL, PRINT_BLACK, PRINT_CENTER};
    struct print_area plot = put_title(print, area, "十三个月守时率");
    struct print_point points[MONTH_TREND_MONTHS];
    size_t count = 0;
    plot = (struct print_area){plot.x + 46, plot.y + 14, plot.width - 46, plot.height - 46};
    double step = plot.width / MONTH_TREND_MONTHS;
    const struct scale scale = scale_of(trend);
    put_axis(print, &plot, &scale);
    for (size_t i = 0; i < MONTH_TREND_MONTHS; i++) {
        char text[CELL_TEXT_SIZE];
        double x = plot.x + step * ((double)i + 0.5);
        int32_t rate_bp = trend->of[i].rate_bp;
        const struct print_area below = {x - step / 2, plot.y + plot.height + 6, step, LABEL};
        put_month(print, &below, trend->of[i].month, i == 0);
        if (rate_bp != RANKING_NO_RATE) {
            double y = height_of(&scale, &plot, rate_bp);
            points[count++] = (struct print_point){x, y};
            print_line(print, x - step / 2, y - LABEL * 2, step, &rate_type,
                       rate_words(rate_bp, text));
        }
    }
    print_curve(print, points, count, GOOD);
}
