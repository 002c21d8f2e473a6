#include "month_print.h"

#include "check.h"
#include "month_charts.h"
#include "paper_inside.h"
#include "print_table.h"
#include "table.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MARGIN        PRINT_MM(14)
#define TOP           PRINT_MM(14)
#define BOTTOM        (PRINT_A4_SHORT - PRINT_MM(16))
#define FOOT          (PRINT_A4_SHORT - PRINT_MM(12))
#define WIDTH         (PRINT_A4_LONG - 2 * MARGIN)
#define CELL_SIZE     8.5
#define ROW_HEIGHT    PRINT_MM(6.2)
#define SECTION_GAP   22.0
#define SECTION_LEAST PRINT_MM(62) /* what a section begins with: its title and some rows */
#define ROWS_MAX                                                                                   \
    6000 /* of a table: some 200 pages; nobody reads more, and the workbook has all                \
          */

struct printing {
    struct paper_desk *desk;
    struct print *print;
    char title[512], state[PAPER_STATE_SIZE];
    const char *section; /* that goes on at the page's end; "" on the first page */
    double y;            /* where what comes next could begin */
    int pages;           /* all of them; 0 while they are counted */
};

static void put_foot(struct print *print, int page, void *user)
{
    const struct printing *printing = user;
    const struct print_type left = {PRINT_SONG, 8.5, PRINT_GREY, PRINT_LEFT};
    const struct print_type right = {PRINT_SONG, 8.5, PRINT_GREY, PRINT_RIGHT};
    char text[sizeof printing->title + sizeof printing->state + 80], number[48];
    (void)snprintf(text, sizeof text, "%s  %s    %s", printing->title, printing->section,
                   printing->state);
    (void)snprintf(number, sizeof number, "第 %d 页 共 %d 页", page, printing->pages);
    print_line(print, MARGIN, FOOT, WIDTH * 0.85, &left, text);
    print_line(print, MARGIN + WIDTH * 0.85, FOOT, WIDTH * 0.15, &right, number);
}

/* The first page */

struct headline {
    const char *name;
    struct cell value;
};

static void put_headlines(struct printing *printing, double y)
{
    const struct month_report *report = printing->desk->view.report;
    const int64_t *of = report->figures.of;
    const struct headline headlines[] = {
        {"守时率", cell_of(CELL_RATE, report->rate_bp)},
        {"单位", cell_of(CELL_NUMBER, (int64_t)report->unit_count)},
        {"人数", cell_of(CELL_NUMBER, report->headcount)},
        {"违规合计", cell_of(CELL_NUMBER, of[FIGURE_VIOLATIONS])},
        {"迟到、早退", cell_of(CELL_NUMBER, of[FIGURE_LATE] + of[FIGURE_EARLY])},
        {"缺卡、旷工", cell_of(CELL_NUMBER, of[FIGURE_MISSING] + of[FIGURE_ABSENT])},
        {"待核实", cell_of(CELL_NUMBER, of[FIGURE_REVIEW])},
        {"暂定", cell_of(CELL_NUMBER, report->provisional)},
    };
    const struct print_type name = {PRINT_PLAIN, 9, PRINT_GREY, PRINT_LEFT};
    const struct print_type value = {PRINT_HEI, 20, PRINT_BLACK, PRINT_LEFT};
    double width = WIDTH / ARRAY_LEN(headlines);
    for (size_t i = 0; i < ARRAY_LEN(headlines); i++) {
        char text[CELL_TEXT_SIZE];
        double x = MARGIN + width * (double)i;
        print_line(printing->print, x, y, width - 8, &name, headlines[i].name);
        print_line(printing->print, x, y + 14, width - 8, &value,
                   cell_words(&headlines[i].value, text));
    }
}

static bool put_cover(struct printing *printing, struct error *err)
{
    const struct print_type title = {PRINT_TITLE, 24, PRINT_BLACK, PRINT_LEFT};
    const struct print_type state = {PRINT_SONG, 10.5, PRINT_GREY, PRINT_LEFT};
    struct paper_desk *desk = printing->desk;
    struct month_trend trend;
    if (!month_trend_read(&trend, &desk->view, &desk->sieve, err)) {
        return false;
    }
    double y = TOP;
    print_outline(printing->print, "概览");
    y += print_text(printing->print, MARGIN, y, WIDTH, &title, printing->title) + 2;
    y += print_text(printing->print, MARGIN, y, WIDTH, &state, printing->state) + 14;
    put_headlines(printing, y);
    y += 62;
    const struct print_area units = {MARGIN, y, WIDTH * 0.48, BOTTOM - y};
    const struct print_area months = {MARGIN + WIDTH * 0.52, y, WIDTH * 0.48, (BOTTOM - y) * 0.62};
    month_charts_units(printing->print, &units, desk->view.report);
    month_charts_trend(printing->print, &months, &trend);
    printing->y = BOTTOM; /* the first page is its own */
    return true;
}

/* Tables */

/* One of the report's tables as it goes on paper: only columns that have a share of the width. */
struct putting {
    struct print_table table;
    size_t from[PRINT_TABLE_COLUMNS_MAX]; /* which cell a column shows */
    size_t rows;
};

static void set_columns(struct putting *putting, const struct month_table *table)
{
    double shares = 0;
    size_t count = month_table_columns(table);
    for (size_t i = 0; i < count; i++) {
        shares += (double)month_table_column(table, i)->share;
    }
    for (size_t i = 0; i < count; i++) {
        const struct table_column *column = month_table_column(table, i);
        if (column->share > 0) {
            CHECK(putting->table.column_count < PRINT_TABLE_COLUMNS_MAX);
            putting->from[putting->table.column_count] = i;
            putting->table.columns[putting->table.column_count++] =
                (struct print_column){column->heading, WIDTH * (double)column->share / shares,
                                      column->share > 1.7F ? PRINT_LEFT : PRINT_CENTER};
        }
    }
}

static bool put_row(const struct cell *cells, size_t count, enum row_style style, void *user,
                    struct error *err)
{
    struct putting *putting = user;
    char texts[PRINT_TABLE_COLUMNS_MAX][CELL_TEXT_SIZE];
    const char *shown[PRINT_TABLE_COLUMNS_MAX];
    (void)err; /* what goes wrong on paper is known at its end */
    if (style == ROW_QUIET) {
        return true;
    }
    for (size_t i = 0; i < putting->table.column_count; i++) {
        CHECK(putting->from[i] < count);
        shown[i] = cell_words(&cells[putting->from[i]], texts[i]);
    }
    print_table_row(&putting->table, shown, style == ROW_TOTAL ? PRINT_ROW_TOTAL : PRINT_ROW_PLAIN);
    putting->rows++;
    return true;
}

/* On the page of what was before where there is room; note: "" for none. */
static struct print_table begin_section(struct printing *printing, const char *title,
                                        const char *note)
{
    const struct print_type head = {PRINT_HEI, 14, PRINT_BLACK, PRINT_LEFT};
    const struct print_type small = {PRINT_SONG, 9, PRINT_GREY, PRINT_LEFT};
    double y = printing->y + SECTION_GAP;
    if (y + SECTION_LEAST > BOTTOM) {
        print_next_page(printing->print);
        y = TOP;
    }
    print_outline(printing->print, title);
    printing->section = title;
    y += print_text(printing->print, MARGIN, y, WIDTH, &head, title) + 4;
    if (*note) {
        y += print_text(printing->print, MARGIN, y, WIDTH, &small, note) + 4;
    }
    printing->y = y;
    return (struct print_table){.print = printing->print,
                                .x = MARGIN,
                                .y = y + 2,
                                .top = TOP,
                                .bottom = BOTTOM,
                                .size = CELL_SIZE,
                                .row_height = ROW_HEIGHT};
}

/* An empty table is no mistake, and says so. */
static void put_nothing(struct putting *putting)
{
    const char *texts[PRINT_TABLE_COLUMNS_MAX];
    for (size_t i = 0; i < putting->table.column_count; i++) {
        texts[i] = i == 0 ? "无" : "";
    }
    print_table_row(&putting->table, texts, PRINT_ROW_PLAIN);
}

/* What is not on this paper, in words. */
static void write_note(const struct month_table *table, const struct table_count *rows,
                       char *ret_text, size_t size)
{
    ret_text[0] = '\0';
    if (rows->told > ROWS_MAX) {
        (void)snprintf(ret_text, size,
                       "共约 %" PRId64 " 行，多于纸面所容的 %d "
                       "行，未印出：请见同月工作簿（XLSX）“%s”，或按单位分别打印。",
                       rows->told, ROWS_MAX, table->title);
    } else if (rows->quiet > 0) {
        (void)snprintf(ret_text, size,
                       "本表列有违规、待核实或应采取措施的 %" PRId64 " 人；其余 %" PRId64
                       " 人本月无违规，见同月工作簿（XLSX）“%s”。",
                       rows->told, rows->quiet, table->title);
    }
}

static bool put_table(struct printing *printing, const struct month_table *table, struct error *err)
{
    struct table_count rows = {0};
    char note[512];
    if (table->count) {
        rows = table->count(printing->desk->view.report);
    }
    write_note(table, &rows, note, sizeof note);
    struct putting putting = {.table = begin_section(printing, table->title, note)};
    const struct row_sink sink = {put_row, &putting};
    if (rows.told > ROWS_MAX) {
        return true;
    }
    set_columns(&putting, table);
    print_table_begin(&putting.table);
    if (!table->each_row(printing->desk, &sink, err)) {
        return false;
    }
    if (putting.rows == 0) {
        put_nothing(&putting);
    }
    print_table_end(&putting.table);
    printing->y = putting.table.y;
    return true;
}

/* Codes */

struct coding {
    struct print_table table;
    size_t name, code; /* which cells */
};

static bool put_code(const struct cell *cells, size_t count, enum row_style style, void *user,
                     struct error *err)
{
    struct coding *coding = user;
    (void)style; /* the total has a code too */
    (void)err;
    const char *const texts[] = {cells[coding->name].text, cells[count - 1].text};
    print_table_row(&coding->table, texts, PRINT_ROW_PLAIN);
    return true;
}

/* Of the units and their sum; those of people stand in their own records and in the workbook. */
static bool put_codes(struct printing *printing, struct error *err)
{
    const struct month_table *units = month_table_find("units");
    struct coding coding = {.table = begin_section(printing, "附：核验码", ""), .name = 2};
    const struct row_sink sink = {put_code, &coding};
    coding.table.column_count = 2;
    coding.table.columns[0] = (struct print_column){"单位", WIDTH * 0.4, PRINT_LEFT};
    coding.table.columns[1] = (struct print_column){
        "核验码（shoushi-server verify --code 由刷卡记录重新判定）", WIDTH * 0.6, PRINT_LEFT};
    print_table_begin(&coding.table);
    if (!units->each_row(printing->desk, &sink, err)) {
        return false;
    }
    print_table_end(&coding.table);
    return true;
}

static bool put_all(struct printing *printing, struct error *err)
{
    const struct month_table *table;
    if (!put_cover(printing, err)) {
        return false;
    }
    for (size_t i = 0; (table = month_table_at(i)) != NULL; i++) {
        if (!put_table(printing, table, err)) {
            return false;
        }
    }
    return put_codes(printing, err);
}

/* A new file with all of it in it. */
static bool put_file(struct printing *printing, struct print **ret_print, struct error *err)
{
    const struct print_settings settings = {.width = PRINT_A4_LONG,
                                            .height = PRINT_A4_SHORT,
                                            .title = printing->title,
                                            .made_ms = printing->desk->now_ms,
                                            .on_page_end = put_foot,
                                            .user = printing};
    AUTO(print) struct print *print = NULL;
    if (!print_create(&settings, &print, err)) {
        return false;
    }
    printing->print = print;
    printing->section = "";
    if (!put_all(printing, err)) {
        return false;
    }
    *ret_print = TAKE(print);
    return true;
}

/* Twice: a page's foot says how many pages there are, and a page that is ended is out of reach. */
bool month_print(struct paper_desk *desk, char **ret_bytes, size_t *ret_len, struct error *err)
{
    struct printing printing = {.desk = desk};
    char month[PAPER_MONTH_SIZE];
    AUTO(print) struct print *counted = NULL;
    AUTO(print) struct print *print = NULL;
    (void)snprintf(printing.title, sizeof printing.title, "%s作风守时月报  %s",
                   paper_desk_whose(desk), paper_desk_month(desk, month));
    (void)paper_desk_state(desk, printing.state);
    if (!put_file(&printing, &counted, err)) {
        return false;
    }
    printing.pages = print_page(counted);
    return put_file(&printing, &print, err) && print_finish(print, ret_bytes, ret_len, err);
}
