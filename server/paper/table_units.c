#include "paper_inside.h"
#include "table_list.h"

#define OWN 5

/* Units in ranking order, then the sum. */

static const struct table_column columns[] = {
    {"名次", 6, 1}, {"升降", 6, 1}, {"单位", 28, 4}, {"人数", 7, 1}, {"守时率", 9, 1.5F}, {0},
};

static bool put_unit(struct paper_desk *desk, const struct month_report_unit *unit,
                     const struct row_sink *sink, struct error *err)
{
    const struct unit_month *month = &unit->month;
    struct cell cells[TABLE_COLUMNS_MAX] = {
        month->rank == RANKING_NO_RANK ? cell_text("—") : cell_of(CELL_NUMBER, month->rank),
        month->has_rank_change ? cell_of(CELL_CHANGE, month->rank_change) : cell_text(NULL),
        cell_text(unit->name),
        cell_of(CELL_NUMBER, month->headcount),
        cell_of(CELL_RATE, month->rate_bp),
    };
    const struct figure_claim claim = {FIGURE_OF_UNIT, month->code, desk->question.month,
                                       desk->now_ms, &month->figures};
    return table_put_figures(desk, &claim, sink, cells, OWN, ROW_PLAIN, err);
}

static bool each_unit(struct paper_desk *desk, const struct row_sink *sink, struct error *err)
{
    const struct month_report *report = desk->view.report;
    for (size_t i = 0; i < report->unit_count; i++) {
        if (!put_unit(desk, &report->units[i], sink, err)) {
            return false;
        }
    }
    struct cell cells[TABLE_COLUMNS_MAX] = {
        cell_text(NULL),
        cell_text(NULL),
        cell_text("合计"),
        cell_of(CELL_NUMBER, report->headcount),
        cell_of(CELL_RATE, report->rate_bp),
    };
    const char *unit = desk->question.unit;
    const struct figure_claim claim = {desk->question.sieve ? FIGURE_OF_NOBODY
                                       : unit               ? FIGURE_OF_TREE
                                                            : FIGURE_OF_COUNTY,
                                       unit ? unit : "", desk->question.month, desk->now_ms,
                                       &report->figures};
    return table_put_figures(desk, &claim, sink, cells, OWN, ROW_TOTAL, err);
}

const struct month_table table_units = {
    .word = "units",
    .title = "单位排名",
    .frozen = 3,
    .kind = TABLE_FIGURES,
    .columns = columns,
    .each_row = each_unit,
};
