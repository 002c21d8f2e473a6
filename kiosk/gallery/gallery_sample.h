#pragma once
/* One display of every kind that a kiosk can come to show, with the names, times and faults that
 * strain its layout: what the gallery paints and tests compare. Pure values, any thread. */

#include "display.h"
#include "pixmap.h"
#include "sample_strip.h"
#include <stddef.h>

#define GALLERY_PORTRAIT_WIDTH  64
#define GALLERY_PORTRAIT_HEIGHT 80

struct gallery_sample {
    const char *name; /* part of the picture's file name */
    struct display display;
    struct sample_strip strip;
    struct meeting_board meetings; /* what the display's views point to: it may not be moved */
    struct whereabouts_board whereabouts;
    struct own_month month;
    struct choice_page choices;
    struct judge_verdict would_be;
    struct service_info info;
    struct reader_log reader_log;
    struct pixmap portrait;
    uint32_t portrait_pixels[GALLERY_PORTRAIT_WIDTH * GALLERY_PORTRAIT_HEIGHT];
};

size_t gallery_sample_count(void);

/* Sample number index, below gallery_sample_count(), in a language. */
void gallery_sample_make(size_t index, enum language language, struct gallery_sample *ret_sample);
