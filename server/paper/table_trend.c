#include "month_trend.h"
#include "paper_inside.h"
#include "table_list.h"

#define OWN 2

/* Thirteen months, one below the other. */

static const struct table_column columns[] = {{"月份", 12, 1.6F}, {"守时率", 9, 1.4F}, {0}};

static bool each_month(struct paper_desk *desk, const struct row_sink *sink, struct error *err)
{
    struct month_trend trend;
    if (!month_trend_read(&trend, &desk->view, &desk->sieve, err)) {
        return false;
    }
    for (size_t i = 0; i < MONTH_TREND_MONTHS; i++) {
        struct cell cells[TABLE_COLUMNS_MAX] = {
            cell_of(CELL_MONTH, trend.of[i].month),
            cell_of(CELL_RATE, trend.of[i].rate_bp),
        };
        for (size_t f = 0; f < FIGURE_COUNT; f++) {
            cells[OWN + f] = cell_of(CELL_NUMBER, trend.of[i].figures.of[f]);
        }
        if (!sink->put(cells, OWN + FIGURE_COUNT, ROW_PLAIN, sink->user, err)) {
            return false;
        }
    }
    return true;
}

const struct month_table table_trend = {
    .word = "trend",
    .title = "十三个月趋势",
    .frozen = 1,
    .kind = TABLE_SUMS,
    .columns = columns,
    .each_row = each_month,
};
