#pragma once
/* A shape or a line of text as coverage, without a colour: how much of each pixel it takes, cut
 * down to where there is any. Most of a letter's box is empty, and what is not is mostly full, so
 * that blending a mask touches few pixels twice. Pure; any thread, a mask belongs to one. */

#include "cleanup.h"
#include "colour.h"
#include <stddef.h>
#include <stdint.h>

struct mask {
    int width, height;      /* of the whole */
    int x, y, ink_w, ink_h; /* where the coverage below stands in it */
    uint8_t coverage[];     /* ink_w × ink_h, row by row, 0 to 255 */
};

/* From width × height coverage values, row by row with pitch bytes each. NULL without memory. */
struct mask *mask_create(const uint8_t *coverage, int width, int height, int pitch);
void mask_destroy(struct mask *mask);
DEFINE_AUTO(mask);

size_t mask_bytes(const struct mask *mask);

/* A colour as a pixel, opaque on screens that know transparency. */
uint32_t mask_pixel(struct colour colour);

/* Pixels of 0xXXRRGGBB, and the part of them that may be painted. */
struct mask_target {
    uint32_t *pixels;
    int pitch_px;
    int left, top, right, bottom; /* right and bottom are excluded */
};

/* Paints part_w × part_h pixels of the whole mask from part_x, part_y on at x, y. */
struct mask_part {
    int x, y, w, h;
};

void mask_blend(const struct mask *mask, struct mask_part part, struct colour colour, int x, int y,
                const struct mask_target *target);
