#include "column.h"

#include "check.h"
#include <stdio.h>

#define LINE_HEIGHT_PERMILLE 1300

void column_init(struct column *column, struct scene *scene, int width)
{
    column->scene = scene;
    column->width = width;
    column->count = 0;
}

static struct column_row *add_row(struct column *column, enum column_row_kind kind, int height)
{
    CHECK(column->count < COLUMN_ROWS_MAX);
    struct column_row *row = &column->rows[column->count++];
    row->kind = kind;
    row->height = height;
    return row;
}

void column_add_gap(struct column *column, int height)
{
    (void)add_row(column, COLUMN_GAP, height); /* nothing more to say about it */
}

void column_add_icon(struct column *column, enum icon icon, int side, struct colour colour,
                     enum align align)
{
    struct column_row *row = add_row(column, COLUMN_ICON, side);
    row->icon = icon;
    row->style = (struct text_style){.colour = colour, .align = align};
}

void column_add_text(struct column *column, const struct text_style *style, int max_lines,
                     const char *text)
{
    if (!*text) {
        return;
    }
    struct column_row *row = add_row(column, COLUMN_TEXT, 0);
    row->style = *style;
    row->max_lines = max_lines;
    (void)snprintf(row->text, sizeof row->text, "%s", text); /* a scene cuts it there too */
    row->height = scene_paragraph_height(column->scene, column->width, style, max_lines, row->text);
}

void column_add_digits(struct column *column, const struct text_style *style, const char *text)
{
    struct column_row *row =
        add_row(column, COLUMN_DIGITS, style->font.size_px * LINE_HEIGHT_PERMILLE / 1000);
    row->style = *style;
    (void)snprintf(row->text, sizeof row->text, "%s", text); /* a few digits */
}

void column_add_space(struct column *column, int height, struct box *ret_box)
{
    add_row(column, COLUMN_SPACE, height)->ret_box = ret_box;
}

void column_add_picture(struct column *column, int height, struct box *ret_box)
{
    add_row(column, COLUMN_PICTURE, height)->ret_box = ret_box;
}

static bool gives_way(const struct column_row *row)
{
    return row->kind == COLUMN_GAP || row->kind == COLUMN_ICON || row->kind == COLUMN_PICTURE;
}

/* How much of their height gaps and pictures keep, in permille. */
static int fit_permille(const struct column *column, int room, int *ret_height)
{
    int fixed = 0;
    int soft = 0;
    for (size_t i = 0; i < column->count; i++) {
        const struct column_row *row = &column->rows[i];
        fixed += gives_way(row) ? 0 : row->height;
        soft += gives_way(row) ? row->height : 0;
    }
    int permille = 1000;
    if (fixed + soft > room && soft > 0) {
        permille = room > fixed ? (int)(1000L * (room - fixed) / soft) : 0;
    }
    *ret_height = fixed + (int)((long)soft * permille / 1000);
    return permille;
}

static int aligned_x(struct box line, int width, enum align align)
{
    if (align == ALIGN_LEFT) {
        return line.x;
    }
    return align == ALIGN_RIGHT ? line.x + line.w - width : line.x + (line.w - width) / 2;
}

static void draw_row(const struct column *column, const struct column_row *row, struct box line)
{
    struct box icon = {aligned_x(line, line.h, row->style.align), line.y, line.h, line.h};
    switch (row->kind) {
    case COLUMN_GAP:
        return;
    case COLUMN_ICON:
        scene_icon(column->scene, row->icon, icon, row->style.colour);
        return;
    case COLUMN_TEXT:
        scene_paragraph(column->scene, line, &row->style, row->max_lines, row->text);
        return;
    case COLUMN_DIGITS:
        (void)scene_digits(column->scene, line, &row->style, row->text); /* its place is known */
        return;
    case COLUMN_PICTURE:
    case COLUMN_SPACE:
        *row->ret_box = line;
        return;
    }
}

void column_draw(const struct column *column, struct box box)
{
    int height;
    int permille = fit_permille(column, box.h, &height);
    struct box line = {box.x, box.y + (box.h - height) / 2, box.w, 0};
    for (size_t i = 0; i < column->count; i++) {
        const struct column_row *row = &column->rows[i];
        line.h = gives_way(row) ? (int)((long)row->height * permille / 1000) : row->height;
        draw_row(column, row, line);
        line.y += line.h;
    }
}
