#include "year_review.h"

#include "check.h"
#include "civil.h"
#include "figures.h"
#include "json.h"
#include "long_view.h"
#include "month_csv.h"
#include "ranking.h"
#include "report_workbook.h"
#include "sheet_print.h"
#include "table.h"
#include <stdio.h>
#include <string.h>

#define NAMES_SIZE 4096

static const struct sheet_print_column columns[] = {
    {"名次", 3.2, PRINT_CENTER}, {"单位", 12.4, PRINT_LEFT},  {"守时率", 5.4, PRINT_CENTER},
    {"进步", 5.6, PRINT_CENTER}, {"人月", 4, PRINT_CENTER},   {"迟到", 4, PRINT_CENTER},
    {"早退", 4, PRINT_CENTER},   {"缺卡", 4, PRINT_CENTER},   {"旷工", 4, PRINT_CENTER},
    {"会议", 4, PRINT_CENTER},   {"违规", 4.4, PRINT_CENTER}, {0},
};

static bool read_year(const struct paper_desk *desk, json_t **ret_year, struct error *err)
{
    bool is_cut = desk->question.unit || desk->question.sieve;
    const struct long_view_question question = {.month = desk->question.month,
                                                .sieve = is_cut ? &desk->sieve : NULL};
    return long_view_year(&desk->source->months, &question, ret_year, err);
}

static const char *text_of(const json_t *line, const char *name)
{
    const char *text = json_string_value(json_object_get(line, name));
    return text ? text : "";
}

static int64_t number_of(const json_t *line, const char *name)
{
    return json_integer_value(json_object_get(line, name));
}

static int64_t figure_of(const json_t *line, enum figure figure)
{
    return number_of(line, figure_words[figure]);
}

static struct cell rate_cell(const json_t *line)
{
    const json_t *rate = json_object_get(line, "rate_bp");
    return cell_of(CELL_RATE, json_is_integer(rate) ? json_integer_value(rate) : RANKING_NO_RATE);
}

/* PDF */

/* "+0.52"; "—" where a half has no rate. */
static const char *improvement_words(const json_t *unit, char ret_text[static CELL_TEXT_SIZE])
{
    const json_t *better = json_object_get(unit, "improved_bp");
    if (!json_is_integer(better)) {
        return "—";
    }
    double points = (double)json_integer_value(better) / 100;
    (void)snprintf(ret_text, CELL_TEXT_SIZE, "%+.2f", points);
    return ret_text;
}

static void put_unit(struct print_table *table, const json_t *unit)
{
    const json_t *rank = json_object_get(unit, "rank");
    const struct cell rate = rate_cell(unit);
    const int64_t work = figure_of(unit, FIGURE_LATE) + figure_of(unit, FIGURE_EARLY) +
                         figure_of(unit, FIGURE_MISSING) + figure_of(unit, FIGURE_ABSENT);
    const struct cell numbers[] = {
        cell_of(CELL_NUMBER, number_of(unit, "head_months")),
        cell_of(CELL_NUMBER, figure_of(unit, FIGURE_LATE)),
        cell_of(CELL_NUMBER, figure_of(unit, FIGURE_EARLY)),
        cell_of(CELL_NUMBER, figure_of(unit, FIGURE_MISSING)),
        cell_of(CELL_NUMBER, figure_of(unit, FIGURE_ABSENT)),
        cell_of(CELL_NUMBER, figure_of(unit, FIGURE_VIOLATIONS) - work),
        cell_of(CELL_NUMBER, figure_of(unit, FIGURE_VIOLATIONS)),
    };
    char rank_text[24] = "—", rate_text[CELL_TEXT_SIZE], better[CELL_TEXT_SIZE];
    char texts[ARRAY_LEN(numbers)][CELL_TEXT_SIZE];
    const char *row[4 + ARRAY_LEN(numbers)] = {rank_text, text_of(unit, "name"),
                                               cell_words(&rate, rate_text),
                                               improvement_words(unit, better)};
    if (json_is_integer(rank)) {
        (void)snprintf(rank_text, sizeof rank_text, "%d", (int)json_integer_value(rank));
    }
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        row[4 + i] = cell_words(&numbers[i], texts[i]);
    }
    print_table_row(table, row, PRINT_ROW_PLAIN);
}

static void put_units(struct sheet_print *sheet, const json_t *year)
{
    struct print_table table;
    size_t i;
    json_t *unit;
    sheet_print_table(sheet, columns, &table);
    print_table_begin(&table);
    json_array_foreach(json_object_get(year, "units"), i, unit)
    {
        if (number_of(unit, "head_months") > 0) {
            put_unit(&table, unit);
        }
    }
    print_table_end(&table);
    sheet->y = table.y + PRINT_MM(5);
}

/* The names of one unit's people who kept the whole year, as one paragraph; *at goes on to the next
 * unit. */
static void put_full_unit(struct sheet_print *sheet, const json_t *people, size_t *at)
{
    const struct print_type plain = {PRINT_SONG, 10.5, PRINT_BLACK, PRINT_LEFT};
    char text[NAMES_SIZE];
    const char *unit = text_of(json_array_get(people, *at), "unit_name");
    size_t len = (size_t)snprintf(text, sizeof text, "%s：", unit);
    for (size_t first = *at; *at < json_array_size(people); (*at)++) {
        const json_t *person = json_array_get(people, *at);
        const char *name = text_of(person, "name");
        if (strcmp(text_of(person, "unit_name"), unit) != 0 ||
            len + strlen("、") + strlen(name) >= sizeof text) {
            break;
        }
        len +=
            (size_t)snprintf(text + len, sizeof text - len, "%s%s", *at > first ? "、" : "", name);
    }
    sheet_print_text(sheet, &plain, text);
}

static int by_unit(const void *a, const void *b)
{
    const json_t *const *x = a;
    const json_t *const *y = b;
    int order = strcmp(text_of(*x, "unit"), text_of(*y, "unit"));
    return order ? order : strcmp(text_of(*x, "staff"), text_of(*y, "staff"));
}

/* A list of its own: the people unit by unit. */
static json_t *sorted_by_unit(const json_t *people)
{
    size_t count = json_array_size(people);
    AUTO(memory) json_t **list = calloc(count + 1, sizeof *list);
    AUTO(json) json_t *sorted = json_array();
    for (size_t i = 0; list && i < count; i++) {
        list[i] = json_array_get(people, i);
    }
    if (!list) {
        return NULL;
    }
    qsort(list, count, sizeof(json_t *), by_unit);
    for (size_t i = 0; i < count; i++) {
        if (json_array_append(sorted, list[i]) != 0) {
            return NULL;
        }
    }
    return TAKE(sorted);
}

static bool put_full_attendance(struct sheet_print *sheet, const json_t *year, struct error *err)
{
    const struct print_type head = {PRINT_HEI, 12, PRINT_BLACK, PRINT_LEFT};
    AUTO(json) json_t *people = sorted_by_unit(json_object_get(year, "full_attendance"));
    char title[80];
    if (!people) {
        return error_set(err, ERROR_NO_MEMORY, "year: out of memory");
    }
    (void)snprintf(title, sizeof title, "全勤 %zu 人", json_array_size(people));
    sheet_print_text(sheet, &head, title);
    for (size_t at = 0; at < json_array_size(people);) {
        put_full_unit(sheet, people, &at);
    }
    sheet->y += PRINT_MM(5);
    return true;
}

/* One text, so that it stands on one page. */
static void put_notes(struct sheet_print *sheet, size_t months)
{
    const struct print_type small = {PRINT_SONG, 9, PRINT_GREY, PRINT_LEFT};
    char better[200] = "要有两个月以上才能比较，本年尚不计算", text[2000];
    if (months >= 2) {
        (void)snprintf(better, sizeof better, "后 %zu 个月守时率减前 %zu 个月守时率的百分点%s",
                       months / 2, months / 2, months % 2 ? "，居中的一个月不计" : "");
    }
    (void)snprintf(
        text, sizeof text,
        "如何计算\n"
        "守时率 =（正常打卡 + 会议准时）÷（应打卡 + "
        "应参会），按全年合计计算；名次先比守时率，相同者"
        "比每人月违规次数，再相同者并列。人月：各月在册人数之和。\n"
        "进步：%s。\n"
        "会议：会议迟到、缺席、逾期请假、擅自代会、提前离会的次数。\n"
        "全勤：有应打卡或应参会，没有任何违规、请假，也没有待核实的项目；公出不影响全勤。\n"
        "每个数字的依据见当月月报：各月“违规依据”列出每一次刷卡，核验码由 shoushi-server verify "
        "--code 核验。",
        better);
    sheet_print_text(sheet, &small, text);
}

static bool print_year(struct paper_desk *desk, const json_t *year, struct paper *paper,
                       struct error *err)
{
    const json_t *months = json_object_get(year, "months");
    size_t count = json_array_size(months);
    char title[FACTS_NAME_MAX + 64], about[200] = "本年尚无刷卡记录。";
    (void)snprintf(title, sizeof title, "%s%d年作风守时年度考核表", paper_desk_whose(desk),
                   (int)(desk->question.month / 12));
    if (count > 0) {
        (void)snprintf(about, sizeof about, "统计月份：%s 至 %s（%zu 个月）",
                       json_string_value(json_array_get(months, 0)),
                       json_string_value(json_array_get(months, count - 1)), count);
    }
    AUTO_SHEET_PRINT struct sheet_print sheet = {.title = title, .about = about, .desk = desk};
    if (!sheet_print_begin(&sheet, err)) {
        return false;
    }
    put_units(&sheet, year);
    if (!put_full_attendance(&sheet, year, err)) {
        return false;
    }
    put_notes(&sheet, count);
    return sheet_print_finish(&sheet, paper, err);
}

/* CSV */

#define PERSON_OWN 5
#define UNIT_OWN   4

static const struct table_column person_columns[] = {
    {"单位", 28, 0}, {"编号", 9, 0}, {"姓名", 14, 0}, {"守时率", 9, 0}, {"全勤", 6, 0}, {0}};
static const struct table_column unit_columns[] = {
    {"名次", 6, 0}, {"单位", 28, 0}, {"守时率", 9, 0}, {"人月", 8, 0}, {0}};

static bool put_figures(const json_t *line, struct cell *cells, size_t own,
                        const struct row_sink *sink, struct error *err)
{
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        cells[own + i] = cell_of(CELL_NUMBER, figure_of(line, (enum figure)i));
    }
    return sink->put(cells, own + FIGURE_COUNT, ROW_PLAIN, sink->user, err);
}

static bool each_person(struct paper_desk *desk, const struct row_sink *sink, struct error *err)
{
    AUTO(json) json_t *year = NULL;
    size_t i;
    json_t *person;
    if (!read_year(desk, &year, err)) {
        return false;
    }
    json_array_foreach(json_object_get(year, "staff"), i, person)
    {
        bool is_full = json_is_true(json_object_get(person, "full_attendance"));
        struct cell cells[TABLE_COLUMNS_MAX] = {
            cell_text(text_of(person, "unit_name")), cell_text(text_of(person, "staff")),
            cell_text(text_of(person, "name")), rate_cell(person),
            cell_text(is_full ? "全勤" : NULL)};
        if (!put_figures(person, cells, PERSON_OWN, sink, err)) {
            return false;
        }
    }
    return true;
}

static bool each_unit(struct paper_desk *desk, const struct row_sink *sink, struct error *err)
{
    AUTO(json) json_t *year = NULL;
    size_t i;
    json_t *unit;
    if (!read_year(desk, &year, err)) {
        return false;
    }
    json_array_foreach(json_object_get(year, "units"), i, unit)
    {
        const json_t *rank = json_object_get(unit, "rank");
        struct cell cells[TABLE_COLUMNS_MAX] = {
            json_is_integer(rank) ? cell_of(CELL_NUMBER, json_integer_value(rank)) : cell_text("—"),
            cell_text(text_of(unit, "name")), rate_cell(unit),
            cell_of(CELL_NUMBER, number_of(unit, "head_months"))};
        if (!put_figures(unit, cells, UNIT_OWN, sink, err)) {
            return false;
        }
    }
    return true;
}

static const struct month_table tables[] = {
    {.word = "people",
     .title = "年度人员",
     .frozen = 3,
     .kind = TABLE_SUMS,
     .columns = person_columns,
     .each_row = each_person},
    {.word = "units",
     .title = "年度单位",
     .frozen = 2,
     .kind = TABLE_SUMS,
     .columns = unit_columns,
     .each_row = each_unit},
};

static const struct month_table *table_at(size_t i)
{
    return i < ARRAY_LEN(tables) ? &tables[i] : NULL;
}

static bool write_csv(struct paper_desk *desk, const char *word, struct paper *paper,
                      struct error *err)
{
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        if (strcmp(tables[i].word, word) == 0) {
            return month_csv_write(desk, &tables[i], &paper->bytes, &paper->len, err);
        }
    }
    return error_set(err, ERROR_INVALID, "a year has no table '%s'", word);
}

static bool write_workbook(struct paper_desk *desk, struct paper *paper, struct error *err)
{
    static const char *const notes[] = {
        "统计自一月起至所选月份，逐月相加；人员按月计入当时所在单位。",
        "守时率 =（正常打卡 + 会议准时）÷（应打卡 + 应参会）；空白：全年没有应打卡、应参会。",
        "名次：守时率高者在前；相同者，人均违规少者在前；再相同者并列，其后名次顺延。",
        "人月：每月在册人数之和。",
        "全勤：本人全年没有违规、请假和待核实。",
        "旷工班段的各次打卡只计入旷工，不再计入缺卡；请假、公出不计入应打卡。",
        NULL,
    };
    char year[16];
    (void)snprintf(year, sizeof year, "%d年", (int)(desk->question.month / 12));
    const struct workbook_content content = {
        .name = "作风守时年度考核表 ", .when = year, .table_at = table_at, .notes = notes};
    return report_workbook_make(desk, &content, paper, err);
}

bool year_review_make(struct paper_desk *desk, const struct paper_order *order, struct paper *paper,
                      struct error *err)
{
    AUTO(json) json_t *year = NULL;
    if (!desk->view.report) {
        return error_set(err, ERROR_INVALID, "a year needs a month: its last");
    }
    if (desk->question.as_of_ms != MONTH_SOURCE_NOW) {
        return error_set(err, ERROR_INVALID, "a year is shown as it stands now");
    }
    (void)snprintf(paper->name, sizeof paper->name, "作风守时年度考核表-%d.%s",
                   (int)(desk->question.month / 12), paper_format_words[order->format]);
    if (order->format == PAPER_CSV) {
        return write_csv(desk, order->table ? order->table : "people", paper, err);
    }
    if (order->format == PAPER_XLSX) {
        return write_workbook(desk, paper, err);
    }
    return read_year(desk, &year, err) && print_year(desk, year, paper, err);
}
