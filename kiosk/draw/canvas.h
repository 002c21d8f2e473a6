#pragma once
/* Paints scenes onto pixels: a window's or plain memory. Only what differs from the scene painted
 * before is touched. Main thread. */

#include "cleanup.h"
#include "error.h"
#include "scene.h"

#define CANVAS_DIRTY_MAX 16

struct SDL_Surface;
struct canvas;

/* Pixels to paint on, and how many. */
struct canvas_surface {
    struct SDL_Surface *pixels;
    int width, height;
};

/* What a paint has changed. */
struct canvas_dirty {
    size_t count;
    struct box boxes[CANVAS_DIRTY_MAX];
};

bool canvas_create(struct canvas **ret_canvas, struct error *err) MUST_USE;
void canvas_destroy(struct canvas *canvas);
DEFINE_AUTO(canvas);

/* Whether the pixels are 0xXXRRGGBB, which is what canvas_paint() paints. */
bool canvas_can_paint(const struct SDL_Surface *surface);

/* Paints now onto target, which shows before (NULL: nothing known, so everything is painted).
 * target has the scene's size. */
void canvas_paint(struct canvas *canvas, struct SDL_Surface *target, const struct scene *now,
                  const struct scene *before, struct canvas_dirty *ret_dirty);
