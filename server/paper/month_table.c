#include "table_list.h"

#include "check.h"
#include "civil.h"
#include "paper_inside.h"
#include "ranking.h"
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* In the order of the report. */
static const struct month_table *const tables[] = {
    &table_units,    &table_trend,   &table_people,   &table_repeated,
    &table_meetings, &table_excused, &table_evidence,
};

const struct month_table *month_table_at(size_t i)
{
    return i < ARRAY_LEN(tables) ? tables[i] : NULL;
}

const struct month_table *month_table_find(const char *word)
{
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        if (strcmp(tables[i]->word, word) == 0) {
            return tables[i];
        }
    }
    return NULL;
}

/* Figures in their order, with the words of the office; on paper only what fits a page. */
static const struct table_column figure_columns[] = {
    {"应打卡", 7.5F, 1},   {"正常", 7.5F, 1},     {"迟到", 7.5F, 0.8F},   {"迟到分钟", 7.5F, 0},
    {"早退", 7.5F, 0.8F},  {"早退分钟", 7.5F, 0}, {"缺卡", 7.5F, 0.8F},   {"旷工", 7.5F, 0.8F},
    {"请假班段", 7.5F, 0}, {"公出班段", 7.5F, 0}, {"请假分钟", 7.5F, 0},  {"公出分钟", 7.5F, 0},
    {"补卡", 7.5F, 0},     {"应参会", 7.5F, 1},   {"会议准时", 7.5F, 1},  {"会议迟到", 7.5F, 1},
    {"会议缺席", 7.5F, 1}, {"会议请假", 7.5F, 0}, {"逾期请假", 7.5F, 0},  {"代会", 7.5F, 0},
    {"擅自代会", 7.5F, 1}, {"提前离会", 7.5F, 0}, {"待核实", 7.5F, 0.9F}, {"违规合计", 7.5F, 1},
};
static_assert(ARRAY_LEN(figure_columns) == FIGURE_COUNT, "every figure has a column");

static const struct table_column code_column = {"核验码", 52, 0};

static size_t own_columns(const struct month_table *table)
{
    size_t count = 0;
    while (table->columns[count].heading) {
        count++;
    }
    return count;
}

size_t month_table_columns(const struct month_table *table)
{
    static const size_t more[] = {
        [TABLE_LIST] = 0, [TABLE_SUMS] = FIGURE_COUNT, [TABLE_FIGURES] = FIGURE_COUNT + 1};
    size_t count = own_columns(table) + more[table->kind];
    CHECK(count <= TABLE_COLUMNS_MAX);
    return count;
}

const struct table_column *month_table_column(const struct month_table *table, size_t i)
{
    size_t own = own_columns(table);
    if (i < own) {
        return &table->columns[i];
    }
    return i - own < FIGURE_COUNT ? &figure_columns[i - own] : &code_column;
}

bool table_put_figures(const struct paper_desk *desk, const struct figure_claim *claim,
                       const struct row_sink *sink, struct cell *cells, size_t own,
                       enum row_style style, struct error *err)
{
    char code[FIGURE_CODE_SIZE] = "";
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        cells[own + i] = cell_of(CELL_NUMBER, claim->figures->of[i]);
    }
    if (claim->whose != FIGURE_OF_NOBODY) {
        figure_code_make(desk->source->signing_seed, claim, code);
    }
    cells[own + FIGURE_COUNT] = cell_text(code);
    return sink->put(cells, own + FIGURE_COUNT + 1, style, sink->user, err);
}

static void write_moment(int64_t local_ms, char ret_text[static CELL_TEXT_SIZE])
{
    char text[CIVIL_TIME_SIZE];
    (void)civil_time_format(local_ms - local_ms % CIVIL_SECOND_MS, text);
    text[10] = ' ';
    (void)snprintf(ret_text, CELL_TEXT_SIZE, "%s", text); /* it fits */
}

static void write_change(int64_t change, char ret_text[static CELL_TEXT_SIZE])
{
    if (change == 0) {
        (void)snprintf(ret_text, CELL_TEXT_SIZE, "—");
    } else {
        (void)snprintf(ret_text, CELL_TEXT_SIZE, "%s%" PRId64, change > 0 ? "↑" : "↓",
                       change > 0 ? change : -change);
    }
}

const char *cell_words(const struct cell *cell, char ret_text[static CELL_TEXT_SIZE])
{
    ret_text[0] = '\0';
    switch (cell->type) {
    case CELL_NONE:
        break;
    case CELL_TEXT:
        return cell->text;
    case CELL_NUMBER:
        (void)snprintf(ret_text, CELL_TEXT_SIZE, "%" PRId64, cell->number);
        break;
    case CELL_RATE:
        if (cell->number == RANKING_NO_RATE) {
            (void)snprintf(ret_text, CELL_TEXT_SIZE, "—");
        } else {
            (void)snprintf(ret_text, CELL_TEXT_SIZE, "%" PRId64 ".%02" PRId64 "%%",
                           cell->number / 100, cell->number % 100);
        }
        break;
    case CELL_CHANGE:
        write_change(cell->number, ret_text);
        break;
    case CELL_DATE: {
        char text[CIVIL_DATE_SIZE];
        (void)snprintf(ret_text, CELL_TEXT_SIZE, "%s",
                       civil_date_format((int32_t)cell->number, text));
        break;
    }
    case CELL_MONTH: {
        char text[CIVIL_MONTH_SIZE];
        (void)snprintf(ret_text, CELL_TEXT_SIZE, "%s",
                       civil_month_format((int32_t)cell->number, text));
        break;
    }
    case CELL_MOMENT:
        write_moment(cell->number, ret_text);
        break;
    }
    return ret_text;
}
