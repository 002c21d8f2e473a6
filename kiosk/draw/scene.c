#include "scene.h"

#include "check.h"
#include "font_set.h"
#include "pixmap.h"
#include "text_fit.h"
#include <string.h>

/* The middle of Chinese characters and of capitals stands this far above the baseline. */
#define MIDDLE_PERMILLE      370
#define LINE_HEIGHT_PERMILLE 1300

struct scene {
    struct font_set *fonts;
    struct box frame;
    size_t item_count, touch_count, text_len;
    struct scene_item items[SCENE_ITEMS_MAX];
    struct scene_touch touches[SCENE_TOUCHES_MAX];
    char texts[SCENE_TEXT_BYTES];
};

bool scene_create(struct font_set *fonts, struct scene **ret_scene, struct error *err)
{
    AUTO(scene) struct scene *scene = calloc(1, sizeof *scene);
    if (!scene) {
        return error_set(err, ERROR_NO_MEMORY, "scene: out of memory");
    }
    scene->fonts = fonts;
    *ret_scene = TAKE(scene);
    return true;
}

void scene_destroy(struct scene *scene)
{
    free(scene);
}

static struct scene_item *add_item(struct scene *scene, enum scene_item_kind kind, struct box box,
                                   struct colour colour)
{
    if (scene->item_count == SCENE_ITEMS_MAX || box.w <= 0 || box.h <= 0) {
        return NULL;
    }
    struct scene_item *item = &scene->items[scene->item_count++];
    *item = (struct scene_item){.kind = kind, .box = box, .colour = colour, .text = ""};
    return item;
}

void scene_begin(struct scene *scene, int width, int height, struct colour background)
{
    scene->frame = (struct box){0, 0, width, height};
    scene->item_count = 0;
    scene->touch_count = 0;
    scene->text_len = 0;
    scene_fill(scene, scene->frame, background, 0);
}

void scene_fill(struct scene *scene, struct box box, struct colour colour, int radius)
{
    int most = (box.w < box.h ? box.w : box.h) / 2;
    struct scene_item *item = add_item(scene, SCENE_FILL, box, colour);
    if (item) {
        item->radius = radius < most ? radius : most;
    }
}

void scene_icon(struct scene *scene, enum icon icon, struct box box, struct colour colour)
{
    int side = box.w < box.h ? box.w : box.h;
    struct box square = {box.x + (box.w - side) / 2, box.y + (box.h - side) / 2, side, side};
    struct scene_item *item = add_item(scene, SCENE_ICON, square, colour);
    if (item) {
        item->icon = icon;
    }
}

void scene_picture(struct scene *scene, struct box box, const struct pixmap *picture,
                   struct colour light, int radius)
{
    struct scene_item *item = add_item(scene, SCENE_PICTURE, box, light);
    if (item) {
        item->radius = radius;
        item->picture = picture;
        item->picture_id = picture->id;
    }
}

static const char *keep_text(struct scene *scene, const char *text)
{
    size_t size = strlen(text) + 1;
    if (size > sizeof scene->texts - scene->text_len) {
        return NULL;
    }
    char *kept = scene->texts + scene->text_len;
    memcpy(kept, text, size);
    scene->text_len += size;
    return kept;
}

/* A text that is known to be width px wide, with its middle on the line middle_y. */
static struct box place_text(struct scene *scene, struct font_style font, struct colour colour,
                             struct box box, const char *text)
{
    int baseline = box.y + box.h / 2 + font.size_px * MIDDLE_PERMILLE / 1000;
    struct box place = {box.x, baseline - font_set_ascent(scene->fonts, font), box.w,
                        font_set_height(scene->fonts, font)};
    const char *kept = keep_text(scene, text);
    struct scene_item *item = kept ? add_item(scene, SCENE_TEXT, place, colour) : NULL;
    if (!item) {
        return (struct box){box.x, box.y, 0, 0};
    }
    item->style = font;
    item->text = kept;
    return place;
}

static int aligned_x(struct box box, int width, enum align align)
{
    if (align == ALIGN_LEFT) {
        return box.x;
    }
    return align == ALIGN_RIGHT ? box.x + box.w - width : box.x + (box.w - width) / 2;
}

struct box scene_text(struct scene *scene, struct box box, const struct text_style *style,
                      const char *text)
{
    char fitted[FONT_TEXT_SIZE];
    struct font_style font = style->font;
    int width = text_fit_line(scene->fonts, &font, style->min_px, box.w, text, fitted);
    struct box line = {aligned_x(box, width, style->align), box.y, width, box.h};
    return place_text(scene, font, style->colour, line, fitted);
}

static int cell_width(struct scene *scene, struct font_style font, char character)
{
    char text[2] = {character >= '0' && character <= '9' ? '0' : character, '\0'};
    return font_set_width(scene->fonts, font, text);
}

static int cells_width(struct scene *scene, struct font_style font, const char *text)
{
    int width = 0;
    for (; *text; text++) {
        width += cell_width(scene, font, *text);
    }
    return width;
}

struct box scene_digits(struct scene *scene, struct box box, const struct text_style *style,
                        const char *text)
{
    struct font_style font = style->font;
    int width = cells_width(scene, font, text);
    if (width > box.w) {
        int scaled = (int)((long)font.size_px * box.w / width);
        font.size_px = scaled > style->min_px ? scaled : style->min_px;
        width = cells_width(scene, font, text);
    }
    struct box cell = {aligned_x(box, width, style->align), box.y, 0, box.h};
    struct box all = {cell.x, box.y, width, box.h};
    for (; *text; text++) {
        char one[2] = {*text, '\0'};
        cell.w = cell_width(scene, font, *text);
        int drawn = font_set_width(scene->fonts, font, one);
        struct box middle = {cell.x + (cell.w - drawn) / 2, cell.y, drawn, cell.h};
        struct box place = place_text(scene, font, style->colour, middle, one);
        all.y = place.y;
        all.h = place.h;
        cell.x += cell.w;
    }
    return all;
}

static int line_height(struct font_style font)
{
    return font.size_px * LINE_HEIGHT_PERMILLE / 1000;
}

void scene_paragraph(struct scene *scene, struct box box, const struct text_style *style,
                     int max_lines, const char *text)
{
    struct text_style line_style = *style;
    int lines =
        text_fit_lines(scene->fonts, &line_style.font, style->min_px, box.w, max_lines, text);
    line_style.min_px = line_style.font.size_px; /* a cut last line is as large as the others */
    struct box line = {box.x, box.y, box.w, line_height(line_style.font)};
    for (int i = 0; i < lines; i++) {
        size_t len = i + 1 < lines ? text_fit_break(scene->fonts, line_style.font, box.w, text)
                                   : strlen(text);
        char part[FONT_TEXT_SIZE];
        size_t copied = len < sizeof part ? len : sizeof part - 1;
        memcpy(part, text, copied);
        part[copied] = '\0';
        if (copied > 0 && part[copied - 1] == ' ') {
            part[copied - 1] = '\0';
        }
        (void)scene_text(scene, line, &line_style, part); /* where it stands is known */
        line.y += line.h;
        text += len;
    }
}

int scene_paragraph_height(struct scene *scene, int width, const struct text_style *style,
                           int max_lines, const char *text)
{
    struct font_style font = style->font;
    int lines = text_fit_lines(scene->fonts, &font, style->min_px, width, max_lines, text);
    return lines * line_height(font);
}

int scene_text_width(struct scene *scene, struct font_style style, const char *text)
{
    return font_set_width(scene->fonts, style, text);
}

void scene_touch(struct scene *scene, struct box box, int id)
{
    CHECK(id != 0);
    if (scene->touch_count < SCENE_TOUCHES_MAX) {
        scene->touches[scene->touch_count++] = (struct scene_touch){box, id};
    }
}

int scene_touch_at(const struct scene *scene, int x, int y)
{
    struct box point = {x, y, 1, 1};
    for (size_t i = scene->touch_count; i > 0; i--) {
        if (box_overlap(scene->touches[i - 1].box, point)) {
            return scene->touches[i - 1].id;
        }
    }
    return 0;
}

struct box scene_frame(const struct scene *scene)
{
    return scene->frame;
}

size_t scene_item_count(const struct scene *scene)
{
    return scene->item_count;
}

const struct scene_item *scene_item_at(const struct scene *scene, size_t index)
{
    CHECK(index < scene->item_count);
    return &scene->items[index];
}

size_t scene_touch_count(const struct scene *scene)
{
    return scene->touch_count;
}

const struct scene_touch *scene_touch_of(const struct scene *scene, size_t index)
{
    CHECK(index < scene->touch_count);
    return &scene->touches[index];
}

static bool box_equal(struct box a, struct box b)
{
    return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h;
}

bool scene_item_equal(const struct scene_item *a, const struct scene_item *b)
{
    return a->kind == b->kind && box_equal(a->box, b->box) && colour_equal(a->colour, b->colour) &&
           a->radius == b->radius && a->icon == b->icon && a->picture_id == b->picture_id &&
           a->style.weight == b->style.weight && a->style.size_px == b->style.size_px &&
           strcmp(a->text, b->text) == 0;
}

struct font_set *scene_fonts(const struct scene *scene)
{
    return scene->fonts;
}

bool box_contains(struct box outer, struct box inner)
{
    return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.w <= outer.x + outer.w &&
           inner.y + inner.h <= outer.y + outer.h;
}

bool box_overlap(struct box a, struct box b)
{
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

struct box box_inset(struct box box, int by_x, int by_y)
{
    return (struct box){box.x + by_x, box.y + by_y, box.w - 2 * by_x, box.h - 2 * by_y};
}
