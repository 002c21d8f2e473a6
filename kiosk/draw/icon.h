#pragma once
/* The shapes that stand beside words: each verdict's icon has an outline of its own, so that it is
 * told apart without its colour. Drawn from distances, smooth at any size. Pure, any thread. */

#include <stdint.h>

enum icon {
    ICON_TICK,      /* a tick in a circle */
    ICON_CLOCK,     /* a ring with hands */
    ICON_INFO,      /* an i in a rounded square */
    ICON_HOURGLASS, /* two triangles */
    ICON_CROSS,     /* a bare cross */
    ICON_TRIANGLE,  /* a triangle with an exclamation mark */
    ICON_PERSON,    /* where a photo would be */
    ICON_CARD,      /* a card and its waves */
    ICON_DISC,      /* a light: well */
    ICON_RING,      /* a light: being mended, or not known yet */
    ICON_ROUND,     /* a full disc: the corners of rounded rectangles */
    ICONS,
};

/* Fills size_px × size_px bytes, row by row: how much of each pixel the shape covers, 0 to 255. */
void icon_render(enum icon icon, int size_px, uint8_t *ret_coverage);
