#include "print_table.h"

#include <math.h>

#define PAD_X 3.0
#define PAD_Y 3.0

static double table_width(const struct print_table *table)
{
    double width = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        width += table->columns[i].width;
    }
    return width;
}

static struct print_type type_of(const struct print_table *table, const struct print_column *column,
                                 enum print_row style)
{
    return (struct print_type){style == PRINT_ROW_TOTAL ? PRINT_HEI : PRINT_PLAIN, table->size,
                               PRINT_BLACK, column->align};
}

static void put_rule(const struct print_table *table, double y, double thickness, uint32_t color)
{
    print_rule(table->print, table->x, y, table->x + table_width(table), y, thickness, color);
}

/* The thin rules between the rows and columns that this page has had. */
static void put_grid(struct print_table *table)
{
    struct print_segment segments[PRINT_TABLE_EDGES_MAX + PRINT_TABLE_COLUMNS_MAX];
    size_t count = 0;
    double x = table->x, right = table->x + table_width(table);
    for (size_t i = 0; i < table->edge_count; i++) {
        segments[count++] =
            (struct print_segment){table->x, table->edges[i], right, table->edges[i]};
    }
    for (size_t i = 0; i + 1 < table->column_count; i++) {
        x += table->columns[i].width;
        segments[count++] = (struct print_segment){x, table->body, x, table->y};
    }
    print_rules(table->print, segments, count, 0.3, PRINT_RULE);
    table->body = table->y;
    table->edge_count = 0;
}

/* The narrowest box in which a heading takes no more lines than its column makes it take: 会议
 * above 准时, not 会议准 above 时. */
static double heading_width(const struct print_table *table, const struct print_type *type,
                            const struct print_column *column)
{
    double room = column->width - 2 * PAD_X;
    double natural = print_natural(table->print, type, column->heading);
    if (natural <= room) {
        return room;
    }
    double lines = ceil(natural / room);
    double even = natural / lines + table->size / 2;
    return even < room ? even : room;
}

static void put_heads(struct print_table *table)
{
    double height = 0, x = table->x;
    double widths[PRINT_TABLE_COLUMNS_MAX], heights[PRINT_TABLE_COLUMNS_MAX];
    const struct print_type type = {PRINT_HEI, table->size, PRINT_BLACK, PRINT_CENTER};
    for (size_t i = 0; i < table->column_count; i++) {
        widths[i] = heading_width(table, &type, &table->columns[i]);
        heights[i] = print_measure(table->print, widths[i], &type, table->columns[i].heading);
        height = heights[i] > height ? heights[i] : height;
    }
    height += 2 * PAD_Y;
    print_box(table->print, table->x, table->y, table_width(table), height, 0xEAF2F8);
    for (size_t i = 0; i < table->column_count; i++) {
        (void)print_text(table->print, x + (table->columns[i].width - widths[i]) / 2,
                         table->y + (height - heights[i]) / 2, widths[i], &type,
                         table->columns[i].heading);
        x += table->columns[i].width;
    }
    put_rule(table, table->y, 0.8, PRINT_BLACK);
    table->y += height;
    put_rule(table, table->y, 0.5, PRINT_BLACK);
    table->body = table->y;
}

static void go_on(struct print_table *table)
{
    print_table_end(table);
    print_next_page(table->print);
    table->y = table->top;
    if (table->on_page) {
        table->on_page(table->print, table->user);
    }
    put_heads(table);
}

void print_table_begin(struct print_table *table)
{
    if (table->y + 4 * table->row_height > table->bottom) {
        print_next_page(table->print);
        table->y = table->top;
        if (table->on_page) {
            table->on_page(table->print, table->user);
        }
    }
    put_heads(table);
}

void print_table_row(struct print_table *table, const char *const *texts, enum print_row style)
{
    double heights[PRINT_TABLE_COLUMNS_MAX];
    double height = table->row_height - 2 * PAD_Y;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct print_type type = type_of(table, &table->columns[i], style);
        heights[i] = *texts[i] ? print_measure(table->print, table->columns[i].width - 2 * PAD_X,
                                               &type, texts[i])
                               : 0;
        height = heights[i] > height ? heights[i] : height;
    }
    height += 2 * PAD_Y;
    if (table->y + height > table->bottom) {
        go_on(table);
    }
    double x = table->x;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct print_type type = type_of(table, &table->columns[i], style);
        if (*texts[i]) {
            (void)print_text(table->print, x + PAD_X, table->y + (height - heights[i]) / 2,
                             table->columns[i].width - 2 * PAD_X, &type, texts[i]);
        }
        x += table->columns[i].width;
    }
    table->y += height;
    table->edges[table->edge_count++] = table->y;
    if (table->edge_count == PRINT_TABLE_EDGES_MAX) {
        put_grid(table);
    }
}

void print_table_end(struct print_table *table)
{
    put_grid(table);
    put_rule(table, table->y, 0.8, PRINT_BLACK);
}
