#pragma once
/* Pictures of the gallery made small enough to be kept, and how far two of them differ. One
 * thread. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>

struct SDL_Surface;

/* 24-bit pixels, row by row. */
struct picture {
    int width, height;
    unsigned char *pixels;
};

void picture_finish(struct picture *picture);

/* The surface with each block of by × by pixels averaged. */
bool picture_reduce(struct SDL_Surface *surface, int by, struct picture *ret_picture,
                    struct error *err) MUST_USE;

bool picture_read(const char *path, struct picture *ret_picture, struct error *err) MUST_USE;
bool picture_write(const char *path, const struct picture *picture, struct error *err) MUST_USE;

/* Pixels that differ by more than the smoothing of an edge can; the place of the first one. All of
 * them where the sizes differ. */
size_t picture_differing(const struct picture *a, const struct picture *b, int *ret_x, int *ret_y);
