#include "canvas.h"

#include "check.h"
#include "font_set.h"
#include "surface_cache.h"
#include <SDL.h>

#define SHAPES_MAX   64
#define SHAPES_BYTES (8U * 1024U * 1024U)

struct canvas {
    struct surface_cache *shapes;
};

bool canvas_create(struct canvas **ret_canvas, struct error *err)
{
    AUTO(canvas) struct canvas *canvas = calloc(1, sizeof *canvas);
    if (!canvas) {
        return error_set(err, ERROR_NO_MEMORY, "canvas: out of memory");
    }
    if (!surface_cache_create(SHAPES_MAX, SHAPES_BYTES, &canvas->shapes, err)) {
        return false;
    }
    *ret_canvas = TAKE(canvas);
    return true;
}

void canvas_destroy(struct canvas *canvas)
{
    if (canvas) {
        surface_cache_destroy(canvas->shapes);
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

static SDL_Surface *make_shape(enum icon icon, int size_px, struct colour colour)
{
    SDL_Surface *shape =
        SDL_CreateRGBSurfaceWithFormat(0, size_px, size_px, 32, SDL_PIXELFORMAT_ARGB8888);
    AUTO(memory) uint8_t *coverage = malloc((size_t)size_px * (size_t)size_px);
    if (!shape || !coverage) {
        SDL_FreeSurface(shape);
        return NULL;
    }
    icon_render(icon, size_px, coverage);
    uint32_t opaque = (uint32_t)colour.red << 16 | (uint32_t)colour.green << 8 | colour.blue;
    for (int y = 0; y < size_px; y++) {
        uint32_t *row = (uint32_t *)(void *)((uint8_t *)shape->pixels + y * shape->pitch);
        for (int x = 0; x < size_px; x++) {
            row[x] = (uint32_t)coverage[y * size_px + x] << 24 | opaque;
        }
    }
    return shape;
}

/* Without memory the shape is left out of this picture; the words beside it still say it. */
static SDL_Surface *find_shape(struct canvas *canvas, enum icon icon, int size_px,
                               struct colour colour)
{
    const struct surface_key key = {(int)icon, size_px, colour, ""};
    SDL_Surface *kept = surface_cache_find(canvas->shapes, &key);
    if (kept) {
        return kept;
    }
    SDL_Surface *fresh = make_shape(icon, size_px, colour);
    return fresh ? surface_cache_keep(canvas->shapes, &key, fresh) : NULL;
}

static void fill_rect(SDL_Surface *target, struct box box, struct colour colour)
{
    SDL_Rect rect = to_rect(box);
    uint32_t pixel = SDL_MapRGB(target->format, colour.red, colour.green, colour.blue);
    (void)SDL_FillRect(target, &rect, pixel); /* fails only for a surface without pixels */
}

/* A quarter of the disc, mirrored into place: SDL has no mirrored blit, so the disc's quarters are
 * parts of one shape of twice the radius. */
static void fill_corners(struct canvas *canvas, SDL_Surface *target, struct box box,
                         struct colour colour, int radius)
{
    SDL_Surface *disc = find_shape(canvas, ICON_ROUND, 2 * radius, colour);
    for (int corner = 0; disc && corner < 4; corner++) {
        int right = corner % 2;
        int lower = corner / 2;
        SDL_Rect part = {right * radius, lower * radius, radius, radius};
        SDL_Rect place = {right ? box.x + box.w - radius : box.x,
                          lower ? box.y + box.h - radius : box.y, radius, radius};
        (void)SDL_BlitSurface(disc, &part, target, &place); /* both surfaces are in memory */
    }
}

static void paint_fill(struct canvas *canvas, SDL_Surface *target, const struct scene_item *item)
{
    struct box box = item->box;
    int radius = item->radius;
    if (radius == 0) {
        fill_rect(target, box, item->colour);
        return;
    }
    struct box middle = {box.x, box.y + radius, box.w, box.h - 2 * radius};
    struct box upper = {box.x + radius, box.y, box.w - 2 * radius, radius};
    struct box lower = {upper.x, box.y + box.h - radius, upper.w, radius};
    fill_rect(target, middle, item->colour);
    fill_rect(target, upper, item->colour);
    fill_rect(target, lower, item->colour);
    fill_corners(canvas, target, box, item->colour, radius);
}

/* Never beyond the item's own box, which is all that will be painted over later. */
static void paint_surface(SDL_Surface *target, SDL_Surface *surface, struct box box)
{
    if (!surface) {
        return;
    }
    SDL_Rect part = {0, 0, box.w, box.h};
    SDL_Rect place = to_rect(box);
    (void)SDL_BlitSurface(surface, &part, target, &place); /* both surfaces are in memory */
}

static void paint_item(struct canvas *canvas, SDL_Surface *target, const struct scene *scene,
                       const struct scene_item *item)
{
    switch (item->kind) {
    case SCENE_FILL:
        paint_fill(canvas, target, item);
        return;
    case SCENE_ICON:
        paint_surface(target, find_shape(canvas, item->icon, item->box.w, item->colour), item->box);
        return;
    case SCENE_TEXT:
        paint_surface(target,
                      font_set_render(scene_fonts(scene), item->style, item->colour, item->text),
                      item->box);
        return;
    }
}

void canvas_paint(struct canvas *canvas, struct SDL_Surface *target, const struct scene *now,
                  const struct scene *before, struct canvas_dirty *ret_dirty)
{
    struct box frame = scene_frame(now);
    CHECK(target->w == frame.w && target->h == frame.h);
    find_dirty(now, before, ret_dirty);
    for (size_t i = 0; i < ret_dirty->count; i++) {
        SDL_Rect clip = to_rect(ret_dirty->boxes[i]);
        (void)SDL_SetClipRect(target,
                              &clip); /* false only for an empty one, which add_dirty drops */
        for (size_t j = 0; j < scene_item_count(now); j++) {
            const struct scene_item *item = scene_item_at(now, j);
            if (box_overlap(item->box, ret_dirty->boxes[i])) {
                paint_item(canvas, target, now, item);
            }
        }
    }
    (void)SDL_SetClipRect(target, NULL);
}
