#include "canvas.h"

#include "check.h"
#include "font_set.h"
#include "mask_cache.h"
#include "pixmap_paint.h"
#include <SDL.h>
#include <string.h>

#define SHAPES_MAX   64
#define SHAPES_BYTES (8U * 1024U * 1024U)

struct canvas {
    struct mask_cache *shapes;
    struct pixmap_paint *pictures;
};

bool canvas_create(struct canvas **ret_canvas, struct error *err)
{
    AUTO(canvas) struct canvas *canvas = calloc(1, sizeof *canvas);
    if (!canvas) {
        return error_set(err, ERROR_NO_MEMORY, "canvas: out of memory");
    }
    if (!mask_cache_create(SHAPES_MAX, SHAPES_BYTES, &canvas->shapes, err) ||
        !pixmap_paint_create(&canvas->pictures, err)) {
        return false;
    }
    *ret_canvas = TAKE(canvas);
    return true;
}

void canvas_destroy(struct canvas *canvas)
{
    if (canvas) {
        mask_cache_destroy(canvas->shapes);
        pixmap_paint_destroy(canvas->pictures);
        free(canvas);
    }
}

static struct box box_union(struct box a, struct box b)
{
    int x = a.x < b.x ? a.x : b.x;
    int y = a.y < b.y ? a.y : b.y;
    int right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    int bottom = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct box){x, y, right - x, bottom - y};
}

static struct box box_clip(struct box box, struct box frame)
{
    int x = box.x > frame.x ? box.x : frame.x;
    int y = box.y > frame.y ? box.y : frame.y;
    int right = box.x + box.w < frame.x + frame.w ? box.x + box.w : frame.x + frame.w;
    int bottom = box.y + box.h < frame.y + frame.h ? box.y + box.h : frame.y + frame.h;
    return (struct box){x, y, right > x ? right - x : 0, bottom > y ? bottom - y : 0};
}

/* Boxes that overlap become one, so that no pixel is painted twice; where there are too many, the
 * last one takes the rest in. */
static void add_dirty(struct canvas_dirty *dirty, struct box box)
{
    if (box.w == 0 || box.h == 0) {
        return;
    }
    for (size_t i = 0; i < dirty->count;) {
        if (box_overlap(dirty->boxes[i], box)) {
            box = box_union(dirty->boxes[i], box);
            dirty->boxes[i] = dirty->boxes[--dirty->count];
            i = 0; /* the larger box may reach others */
        } else {
            i++;
        }
    }
    if (dirty->count == CANVAS_DIRTY_MAX) {
        struct box last = dirty->boxes[--dirty->count];
        add_dirty(dirty, box_union(last, box));
        return;
    }
    dirty->boxes[dirty->count++] = box;
}

static void find_dirty(const struct scene *now, const struct scene *before,
                       struct canvas_dirty *ret_dirty)
{
    struct box frame = scene_frame(now);
    ret_dirty->count = 0;
    if (!before || scene_frame(before).w != frame.w || scene_frame(before).h != frame.h) {
        add_dirty(ret_dirty, frame);
        return;
    }
    size_t now_count = scene_item_count(now);
    size_t before_count = scene_item_count(before);
    for (size_t i = 0; i < now_count || i < before_count; i++) {
        const struct scene_item *fresh = i < now_count ? scene_item_at(now, i) : NULL;
        const struct scene_item *old = i < before_count ? scene_item_at(before, i) : NULL;
        if (fresh && old && scene_item_equal(fresh, old)) {
            continue;
        }
        if (fresh) {
            add_dirty(ret_dirty, box_clip(fresh->box, frame));
        }
        if (old) {
            add_dirty(ret_dirty, box_clip(old->box, frame));
        }
    }
}

static SDL_Rect to_rect(struct box box)
{
    return (SDL_Rect){box.x, box.y, box.w, box.h};
}

/* Without memory the shape is left out of this picture; the words beside it still say it. */
static const struct mask *find_shape(struct canvas *canvas, enum icon icon, int size_px)
{
    const struct mask_key key = {(int)icon, size_px, ""};
    const struct mask *kept = mask_cache_find(canvas->shapes, &key);
    if (kept) {
        return kept;
    }
    AUTO(memory) uint8_t *coverage = malloc((size_t)size_px * (size_t)size_px);
    if (!coverage) {
        return NULL;
    }
    icon_render(icon, size_px, coverage);
    struct mask *fresh = mask_create(coverage, size_px, size_px, size_px);
    return fresh ? mask_cache_keep(canvas->shapes, &key, fresh) : NULL;
}

/* What is painted on, cut down to one dirty box. */
struct painting {
    struct canvas *canvas;
    SDL_Surface *surface;
    struct mask_target target;
};

/* Row by row as the first: SDL's way goes past the processor's caches, in which the words that come
 * on top would find it. */
static void fill_rect(const struct painting *painting, struct box box, struct colour colour)
{
    const struct mask_target *target = &painting->target;
    struct box clip = {target->left, target->top, target->right - target->left,
                       target->bottom - target->top};
    struct box part = box_clip(box, clip);
    uint32_t *first = target->pixels + (ptrdiff_t)part.y * target->pitch_px + part.x;
    uint32_t value = mask_pixel(colour);
    for (int x = 0; x < part.w && part.h > 0; x++) {
        first[x] = value;
    }
    for (int y = 1; y < part.h; y++) {
        memcpy(first + (ptrdiff_t)y * target->pitch_px, first, (size_t)part.w * sizeof *first);
    }
}

static void paint_mask(const struct painting *painting, const struct mask *mask,
                       struct mask_part part, struct colour colour, int x, int y)
{
    if (mask) {
        mask_blend(mask, part, colour, x, y, &painting->target);
    }
}

static void fill_corners(const struct painting *painting, struct box box, struct colour colour,
                         int radius)
{
    const struct mask *disc = find_shape(painting->canvas, ICON_ROUND, 2 * radius);
    for (int corner = 0; corner < 4; corner++) {
        int right = corner % 2;
        int lower = corner / 2;
        struct mask_part quarter = {right * radius, lower * radius, radius, radius};
        paint_mask(painting, disc, quarter, colour, right ? box.x + box.w - radius : box.x,
                   lower ? box.y + box.h - radius : box.y);
    }
}

static void paint_fill(const struct painting *painting, const struct scene_item *item)
{
    struct box box = item->box;
    int radius = item->radius;
    if (radius == 0) {
        fill_rect(painting, box, item->colour);
        return;
    }
    struct box middle = {box.x, box.y + radius, box.w, box.h - 2 * radius};
    struct box upper = {box.x + radius, box.y, box.w - 2 * radius, radius};
    struct box lower = {upper.x, box.y + box.h - radius, upper.w, radius};
    fill_rect(painting, middle, item->colour);
    fill_rect(painting, upper, item->colour);
    fill_rect(painting, lower, item->colour);
    fill_corners(painting, box, item->colour, radius);
}

/* Never beyond the item's own box, which is all that will be painted over later. */
static void paint_item(const struct painting *painting, const struct scene *scene,
                       const struct scene_item *item)
{
    struct box box = item->box;
    struct mask_part whole = {0, 0, box.w, box.h};
    switch (item->kind) {
    case SCENE_FILL:
        paint_fill(painting, item);
        return;
    case SCENE_ICON:
        paint_mask(painting, find_shape(painting->canvas, item->icon, box.w), whole, item->colour,
                   box.x, box.y);
        return;
    case SCENE_PICTURE:
        pixmap_paint_item(painting->canvas->pictures, item, &painting->target);
        return;
    case SCENE_TEXT:
        paint_mask(painting, font_set_render(scene_fonts(scene), item->style, item->text), whole,
                   item->colour, box.x, box.y);
        return;
    }
}

static void paint_box(struct painting *painting, const struct scene *scene, struct box box)
{
    SDL_Rect clip = to_rect(box);
    (void)SDL_SetClipRect(painting->surface, &clip); /* false only for an empty one */
    painting->target = (struct mask_target){.pixels = painting->surface->pixels,
                                            .pitch_px = painting->surface->pitch / 4,
                                            .left = box.x,
                                            .top = box.y,
                                            .right = box.x + box.w,
                                            .bottom = box.y + box.h};
    for (size_t i = 0; i < scene_item_count(scene); i++) {
        const struct scene_item *item = scene_item_at(scene, i);
        if (box_overlap(item->box, box)) {
            paint_item(painting, scene, item);
        }
    }
}

bool canvas_can_paint(const struct SDL_Surface *surface)
{
    const SDL_PixelFormat *format = surface->format;
    return format->BytesPerPixel == 4 && format->Rmask == 0xff0000 && format->Gmask == 0x00ff00 &&
           format->Bmask == 0x0000ff;
}

void canvas_paint(struct canvas *canvas, struct SDL_Surface *target, const struct scene *now,
                  const struct scene *before, struct canvas_dirty *ret_dirty)
{
    struct box frame = scene_frame(now);
    CHECK(target->w == frame.w && target->h == frame.h && canvas_can_paint(target));
    struct painting painting = {.canvas = canvas, .surface = target};
    find_dirty(now, before, ret_dirty);
    for (size_t i = 0; i < ret_dirty->count; i++) {
        paint_box(&painting, now, ret_dirty->boxes[i]);
    }
    (void)SDL_SetClipRect(target, NULL); /* the whole is never empty */
}
