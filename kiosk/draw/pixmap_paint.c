#include "pixmap_paint.h"

#include <math.h>
#include <SDL.h>

#define KEPT 2 /* scaled pictures: the one that is shown, and the one before */

struct scaled {
    uint64_t id;
    SDL_Surface *surface; /* NULL: free */
};

struct pixmap_paint {
    struct scaled kept[KEPT]; /* the newest first */
};

bool pixmap_paint_create(struct pixmap_paint **ret_paint, struct error *err)
{
    struct pixmap_paint *paint = calloc(1, sizeof *paint);
    if (!paint) {
        return error_set(err, ERROR_NO_MEMORY, "pictures: out of memory");
    }
    *ret_paint = paint;
    return true;
}

void pixmap_paint_destroy(struct pixmap_paint *paint)
{
    if (paint) {
        for (int i = 0; i < KEPT; i++) {
            SDL_FreeSurface(paint->kept[i].surface);
        }
        free(paint);
    }
}

/* The middle of the picture that has the box's proportions. */
static SDL_Rect cut_out(const struct pixmap *picture, struct box box)
{
    SDL_Rect cut = {0, 0, picture->width, picture->height};
    if ((int64_t)picture->width * box.h > (int64_t)picture->height * box.w) {
        cut.w = (int)((int64_t)picture->height * box.w / box.h);
    } else {
        cut.h = (int)((int64_t)picture->width * box.h / box.w);
    }
    cut.w = cut.w > 0 ? cut.w : 1;
    cut.h = cut.h > 0 ? cut.h : 1;
    cut.x = (picture->width - cut.w) / 2;
    cut.y = (picture->height - cut.h) / 2;
    return cut;
}

static SDL_Surface *scale(const struct pixmap *picture, struct box box)
{
    SDL_Rect cut = cut_out(picture, box);
    SDL_Surface *scaled =
        SDL_CreateRGBSurfaceWithFormat(0, box.w, box.h, 32, SDL_PIXELFORMAT_XRGB8888);
    SDL_Surface *whole = SDL_CreateRGBSurfaceWithFormatFrom(
        picture->pixels, picture->width, picture->height, 32,
        picture->width * (int)sizeof *picture->pixels, SDL_PIXELFORMAT_XRGB8888);
    bool good = scaled && whole && SDL_SoftStretchLinear(whole, &cut, scaled, NULL) == 0;
    SDL_FreeSurface(whole);
    if (!good) {
        SDL_FreeSurface(scaled);
        return NULL;
    }
    return scaled;
}

/* NULL without memory. */
static const SDL_Surface *find_scaled(struct pixmap_paint *paint, const struct scene_item *item)
{
    for (int i = 0; i < KEPT; i++) {
        const struct scaled *kept = &paint->kept[i];
        if (kept->surface && kept->id == item->picture->id && kept->surface->w == item->box.w &&
            kept->surface->h == item->box.h) {
            return kept->surface;
        }
    }
    SDL_Surface *fresh = scale(item->picture, item->box);
    if (fresh) {
        SDL_FreeSurface(paint->kept[KEPT - 1].surface);
        paint->kept[KEPT - 1] = paint->kept[0];
        paint->kept[0] = (struct scaled){item->picture->id, fresh};
    }
    return fresh;
}

/* Pixels as large as the item's box. */
struct source {
    const uint32_t *pixels; /* NULL: none */
    int pitch_px;
};

/* On the usual screen a photograph has its size already. */
static struct source find_source(struct pixmap_paint *paint, const struct scene_item *item)
{
    const struct pixmap *picture = item->picture;
    if (picture->width == item->box.w && picture->height == item->box.h) {
        return (struct source){picture->pixels, picture->width};
    }
    const SDL_Surface *scaled = find_scaled(paint, item);
    return scaled ? (struct source){scaled->pixels, scaled->pitch / 4} : (struct source){NULL, 0};
}

/* How much of a pixel lies within the round corners, from 0 to 256. */
static unsigned coverage(const struct box *box, int radius, int x, int y)
{
    int from_left = x - box->x;
    int from_right = box->x + box->w - 1 - x;
    int from_top = y - box->y;
    int from_bottom = box->y + box->h - 1 - y;
    int across = radius - (from_left < from_right ? from_left : from_right);
    int down = radius - (from_top < from_bottom ? from_top : from_bottom);
    if (across <= 0 || down <= 0) {
        return 256;
    }
    double beyond = hypot(across - 0.5, down - 0.5) - radius + 0.5;
    return beyond <= 0 ? 256 : beyond >= 1 ? 0 : (unsigned)(256 * (1 - beyond));
}

static uint32_t mix(uint32_t under, uint32_t over, unsigned share)
{
    uint32_t mixed = 0xff000000U; /* opaque on screens that know transparency */
    for (int shift = 0; shift <= 16; shift += 8) {
        uint32_t below = under >> shift & 0xff;
        uint32_t above = over >> shift & 0xff;
        mixed |= ((below * (256 - share) + above * share) >> 8) << shift;
    }
    return mixed;
}

/* A screen that is dimmed dims photographs as well. */
static uint32_t dim(uint32_t pixel, struct colour light)
{
    return (pixel >> 16 & 0xff) * light.red / 255 << 16 |
           (pixel >> 8 & 0xff) * light.green / 255 << 8 | (pixel & 0xff) * light.blue / 255;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* A row of a picture that is being painted, of which x is given as on the screen. */
struct row {
    const struct scene_item *item;
    const uint32_t *from; /* of the picture's left edge */
    uint32_t *to;         /* of the screen's */
    int y;
};

static void paint_edge(const struct row *row, int left, int right)
{
    const struct box *box = &row->item->box;
    for (int x = left; x < right; x++) {
        row->to[x] = mix(row->to[x], dim(row->from[x - box->x], row->item->colour),
                         coverage(box, row->item->radius, x, row->y));
    }
}

/* Away from the corners nothing of what is below shows through: a quarter of a million pixels,
 * between a card and its answer. */
static void paint_middle(const struct row *row, int left, int right)
{
    const struct colour light = row->item->colour;
    const uint32_t *from = row->from - row->item->box.x;
    bool full = light.red == 255 && light.green == 255 && light.blue == 255;
    for (int x = left; full && x < right; x++) {
        row->to[x] = 0xff000000U | from[x];
    }
    for (int x = left; !full && x < right; x++) {
        row->to[x] = 0xff000000U | dim(from[x], light);
    }
}

static void paint_row(const struct row *row, int left, int right)
{
    const struct box *box = &row->item->box;
    int from_edge = smaller(row->y - box->y, box->y + box->h - 1 - row->y);
    int corner = from_edge < row->item->radius ? row->item->radius : 0;
    int middle_left = smaller(larger(left, box->x + corner), right);
    int middle_right = larger(smaller(right, box->x + box->w - corner), middle_left);
    paint_edge(row, left, middle_left);
    paint_middle(row, middle_left, middle_right);
    paint_edge(row, middle_right, right);
}

void pixmap_paint_item(struct pixmap_paint *paint, const struct scene_item *item,
                       const struct mask_target *target)
{
    const struct source source = find_source(paint, item);
    const struct box *box = &item->box;
    int left = larger(box->x, target->left);
    int right = smaller(box->x + box->w, target->right);
    if (!source.pixels || left >= right) {
        return;
    }
    for (int y = larger(box->y, target->top); y < smaller(box->y + box->h, target->bottom); y++) {
        const struct row row = {
            .item = item,
            .from = source.pixels + (ptrdiff_t)(y - box->y) * source.pitch_px,
            .to = target->pixels + (ptrdiff_t)y * target->pitch_px,
            .y = y,
        };
        paint_row(&row, left, right);
    }
}
