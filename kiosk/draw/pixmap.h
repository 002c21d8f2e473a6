#pragma once
/* A picture of many colours, such as a photograph: decoded from JPEG by libjpeg-turbo, which is
 * asked for the size before any memory is taken. Immutable once made. Main thread. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PIXMAP_SIDE_MAX 1024 /* pixels */

struct pixmap {
    uint64_t id; /* tells it from any other: the maker's */
    int width, height;
    uint32_t *pixels; /* 0x00RRGGBB, row by row */
};

/* ERROR_INVALID where it is no JPEG, or larger than PIXMAP_SIDE_MAX on a side. */
bool pixmap_decode(const void *jpeg, size_t len, uint64_t id, struct pixmap **ret_picture,
                   struct error *err) MUST_USE;

/* Of one colour, to be painted on by its maker. */
bool pixmap_create(int width, int height, uint64_t id, struct pixmap **ret_picture,
                   struct error *err) MUST_USE;

void pixmap_destroy(struct pixmap *picture);
DEFINE_AUTO(pixmap);
