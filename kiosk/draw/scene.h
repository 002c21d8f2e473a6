#pragma once
/* A picture as a list of what stands where: screens fill it from a value, canvas compares it with
 * the picture before and repaints only what differs. Also says where a touch means something.
 * Coordinates are pixels from the upper left corner. Main thread. */

#include "cleanup.h"
#include "colour.h"
#include "error.h"
#include "font_style.h"
#include "icon.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCENE_ITEMS_MAX   1024
#define SCENE_TEXT_BYTES  65536 /* of all texts of a picture */
#define SCENE_TOUCHES_MAX 64

struct font_set;
struct pixmap;

struct box {
    int x, y, w, h;
};

enum scene_item_kind { SCENE_FILL, SCENE_TEXT, SCENE_ICON, SCENE_PICTURE };

struct scene_item {
    enum scene_item_kind kind;
    struct box box; /* all that it paints */
    struct colour colour;
    int radius;              /* of a fill's or picture's corners */
    enum icon icon;          /* of an icon, box.w × box.w */
    struct font_style style; /* of a text */
    const char *text;        /* "" for what is no text; the scene's own */
    /* Borrowed while this scene is painted; afterwards its id alone counts. 0: no picture. */
    const struct pixmap *picture;
    uint64_t picture_id;
};

/* A part of the screen that can be touched; id is the screens' own word for it. */
struct scene_touch {
    struct box box;
    int id;
};

enum align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

/* How a text is set into a box. A text that is too wide is made smaller, down to min_px, and then
 * cut with "…". */
struct text_style {
    struct font_style font;
    int min_px;
    struct colour colour;
    enum align align;
};

struct scene;

/* Measures with fonts, which must outlive it. */
bool scene_create(struct font_set *fonts, struct scene **ret_scene, struct error *err) MUST_USE;
void scene_destroy(struct scene *scene);
DEFINE_AUTO(scene);

/* Begins a picture of this size, empty but for its background. */
void scene_begin(struct scene *scene, int width, int height, struct colour background);

void scene_fill(struct scene *scene, struct box box, struct colour colour, int radius);
void scene_icon(struct scene *scene, enum icon icon, struct box box, struct colour colour);

/* A picture that fills the box, cut to its proportions. light: what of it is seen, white for all.
 * It must live until the scene is painted. */
void scene_picture(struct scene *scene, struct box box, const struct pixmap *picture,
                   struct colour light, int radius);

/* One line, in the middle of the box's height. Returns where it stands. What does not fit into a
 * scene's limits any more is left out. */
struct box scene_text(struct scene *scene, struct box box, const struct text_style *style,
                      const char *text);

/* One line whose characters keep their places when digits change, so that only these are painted
 * again. */
struct box scene_digits(struct scene *scene, struct box box, const struct text_style *style,
                        const char *text);

/* A text in up to max_lines lines from the top of the box, broken at spaces or between Chinese
 * characters; smaller, down to min_px, if it takes more lines otherwise. */
void scene_paragraph(struct scene *scene, struct box box, const struct text_style *style,
                     int max_lines, const char *text);

/* The height that scene_paragraph() fills in a box of this width. */
int scene_paragraph_height(struct scene *scene, int width, const struct text_style *style,
                           int max_lines, const char *text);

/* Width of a text in one line. */
int scene_text_width(struct scene *scene, struct font_style style, const char *text);

void scene_touch(struct scene *scene, struct box box, int id);

/* The id of the topmost touchable box at this place, or 0. */
int scene_touch_at(const struct scene *scene, int x, int y);

/* What canvas and tests look at. */
struct box scene_frame(const struct scene *scene);
size_t scene_item_count(const struct scene *scene);
const struct scene_item *scene_item_at(const struct scene *scene, size_t index);
size_t scene_touch_count(const struct scene *scene);
const struct scene_touch *scene_touch_of(const struct scene *scene, size_t index);

/* Same size, items and places in the same order. */
bool scene_item_equal(const struct scene_item *a, const struct scene_item *b);
struct font_set *scene_fonts(const struct scene *scene);

bool box_contains(struct box outer, struct box inner);
bool box_overlap(struct box a, struct box b);
struct box box_inset(struct box box, int by_x, int by_y);
