#include "print_table.h"

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

static void put_heads(struct print_table *table)
{
    double height = 0;
    const struct print_type type = {PRINT_HEI, table->size, PRINT_BLACK, PRINT_CENTER};
    for (size_t i = 0; i < table->column_count; i++) {
        double needed = print_measure(table->print, table->columns[i].width - 2 * PAD_X, &type,
                                      table->columns[i].heading);
        height = needed > height ? needed : height;
    }
    height += 2 * PAD_Y;
    print_box(table->print, table->x, table->y, table_width(table), height, 0xEAF2F8);
    double x = table->x;
    for (size_t i = 0; i < table->column_count; i++) {
        double width = table->columns[i].width - 2 * PAD_X;
        double needed = print_measure(table->print, width, &type, table->columns[i].heading);
        (void)print_text(table->print, x + PAD_X, table->y + (height - needed) / 2, width, &type,
                         table->columns[i].heading);
        x += table->columns[i].width;
    }
    put_rule(table, table->y, 0.8, PRINT_BLACK);
    table->y += height;
    put_rule(table, table->y, 0.5, PRINT_BLACK);
}

static void go_on(struct print_table *table)
{
    put_rule(table, table->y, 0.8, PRINT_BLACK);
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
        if (i + 1 < table->column_count) {
            print_rule(table->print, x, table->y, x, table->y + height, 0.3, PRINT_RULE);
        }
    }
    table->y += height;
    put_rule(table, table->y, 0.3, PRINT_RULE);
}

void print_table_end(struct print_table *table)
{
    put_rule(table, table->y, 0.8, PRINT_BLACK);
}
