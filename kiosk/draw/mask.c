#include "mask.h"

#include <string.h>

#define FULL   255
#define OPAQUE 0xff000000U /* the byte beside the colour: some screens take it for transparency */
#define EIGHT  8           /* coverage values looked at in one go */

struct ink {
    int left, top, right, bottom; /* right and bottom are excluded */
};

static bool row_is_empty(const uint8_t *row, int width)
{
    for (int x = 0; x < width; x++) {
        if (row[x]) {
            return false;
        }
    }
    return true;
}

static struct ink find_ink(const uint8_t *coverage, int width, int height, int pitch)
{
    struct ink ink = {width, 0, 0, height};
    while (ink.top < height && row_is_empty(coverage + (size_t)ink.top * (size_t)pitch, width)) {
        ink.top++;
    }
    while (ink.bottom > ink.top &&
           row_is_empty(coverage + (size_t)(ink.bottom - 1) * (size_t)pitch, width)) {
        ink.bottom--;
    }
    for (int y = ink.top; y < ink.bottom; y++) {
        const uint8_t *row = coverage + (size_t)y * (size_t)pitch;
        for (int x = 0; x < ink.left; x++) {
            ink.left = row[x] ? x : ink.left;
        }
        for (int x = width; x > ink.right; x--) {
            ink.right = row[x - 1] ? x : ink.right;
        }
    }
    return ink;
}

struct mask *mask_create(const uint8_t *coverage, int width, int height, int pitch)
{
    struct ink ink = find_ink(coverage, width, height, pitch);
    int ink_w = ink.right > ink.left ? ink.right - ink.left : 0;
    int ink_h = ink.bottom - ink.top;
    struct mask *mask = malloc(sizeof *mask + (size_t)ink_w * (size_t)ink_h);
    if (!mask) {
        return NULL;
    }
    *mask = (struct mask){width, height, ink.left, ink.top, ink_w, ink_h};
    for (int y = 0; y < ink_h; y++) {
        const uint8_t *row = coverage + (size_t)(ink.top + y) * (size_t)pitch + ink.left;
        memcpy(mask->coverage + (size_t)y * (size_t)ink_w, row, (size_t)ink_w);
    }
    return mask;
}

void mask_destroy(struct mask *mask)
{
    free(mask);
}

size_t mask_bytes(const struct mask *mask)
{
    return sizeof *mask + (size_t)mask->ink_w * (size_t)mask->ink_h;
}

/* Two channels at a time; 255 becomes 256, so that full coverage gives exactly the colour. */
static uint32_t blend_pixel(uint32_t under, uint32_t over, uint32_t coverage)
{
    uint32_t share = coverage + (coverage >> 7);
    uint32_t red_blue = under & 0xff00ff;
    uint32_t green = under & 0x00ff00;
    red_blue += (((over & 0xff00ff) - red_blue) * share) >> 8;
    green += (((over & 0x00ff00) - green) * share) >> 8;
    return OPAQUE | (red_blue & 0xff00ff) | (green & 0x00ff00);
}

static void blend_some(uint32_t *pixels, const uint8_t *coverage, int count, uint32_t colour)
{
    for (int i = 0; i < count; i++) {
        uint32_t share = coverage[i];
        pixels[i] = share == FULL ? colour : blend_pixel(pixels[i], colour, share);
    }
}

static void blend_row(uint32_t *pixels, const uint8_t *coverage, int count, uint32_t colour)
{
    int i = 0;
    for (; count - i >= EIGHT; i += EIGHT) {
        uint64_t eight;
        memcpy(&eight, coverage + i, sizeof eight);
        if (eight == UINT64_MAX) {
            for (int j = 0; j < EIGHT; j++) {
                pixels[i + j] = colour;
            }
        } else if (eight != 0) {
            blend_some(pixels + i, coverage + i, EIGHT, colour);
        }
    }
    blend_some(pixels + i, coverage + i, count - i, colour);
}

uint32_t mask_pixel(struct colour colour)
{
    return OPAQUE | (uint32_t)colour.red << 16 | (uint32_t)colour.green << 8 | colour.blue;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

void mask_blend(const struct mask *mask, struct mask_part part, struct colour colour, int x, int y,
                const struct mask_target *target)
{
    /* In the mask's own coordinates: what has ink, is asked for, and may be painted. */
    int to_x = x - part.x;
    int to_y = y - part.y;
    int left = larger(larger(mask->x, part.x), target->left - to_x);
    int top = larger(larger(mask->y, part.y), target->top - to_y);
    int right = smaller(smaller(mask->x + mask->ink_w, part.x + part.w), target->right - to_x);
    int bottom = smaller(smaller(mask->y + mask->ink_h, part.y + part.h), target->bottom - to_y);
    uint32_t value = mask_pixel(colour);
    for (int row = top; row < bottom && left < right; row++) {
        uint32_t *pixels =
            target->pixels + (ptrdiff_t)(row + to_y) * target->pitch_px + left + to_x;
        const uint8_t *coverage =
            mask->coverage + (ptrdiff_t)(row - mask->y) * mask->ink_w + (left - mask->x);
        blend_row(pixels, coverage, right - left, value);
    }
}
