#pragma once
/* Rows one below the other, in the middle of a box: told first, drawn then, because where the first
 * row stands depends on all of them. Where they are too high together, gaps and pictures give
 * way before letters do. Main thread. */

#include "scene.h"

#define COLUMN_ROWS_MAX  12
#define COLUMN_TEXT_SIZE 512

enum column_row_kind {
    COLUMN_GAP,
    COLUMN_ICON,
    COLUMN_PICTURE,
    COLUMN_TEXT,
    COLUMN_DIGITS,
    COLUMN_SPACE
};

struct column_row {
    enum column_row_kind kind;
    int height;
    enum icon icon;
    int max_lines;
    struct text_style style; /* of an icon: its colour and place */
    struct box *ret_box;     /* of a picture or space: where it came to stand */
    char text[COLUMN_TEXT_SIZE];
};

struct column {
    struct scene *scene;
    int width;
    size_t count;
    struct column_row rows[COLUMN_ROWS_MAX];
};

/* An empty column of this width for the scene. */
void column_init(struct column *column, struct scene *scene, int width);

void column_add_gap(struct column *column, int height);
void column_add_icon(struct column *column, enum icon icon, int side, struct colour colour,
                     enum align align);

/* A text of at most max_lines lines: smaller if need be, then cut. An empty one takes no room. */
void column_add_text(struct column *column, const struct text_style *style, int max_lines,
                     const char *text);
void column_add_digits(struct column *column, const struct text_style *style, const char *text);

/* Room for what the caller draws itself after column_draw() has filled *ret_box: of exactly this
 * height, or for a picture that may become smaller. */
void column_add_space(struct column *column, int height, struct box *ret_box);
void column_add_picture(struct column *column, int height, struct box *ret_box);

/* Draws all rows in the middle of box, which has the column's width. */
void column_draw(const struct column *column, struct box box);
