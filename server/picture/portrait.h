#pragma once
/* A photograph of a person as somebody sent it, made into the one form that kiosks get: a JPEG of
 * PORTRAIT_WIDTH × PORTRAIT_HEIGHT and at most PORTRAIT_MAX bytes, decoded and encoded anew here,
 * so that nothing of what was sent reaches a kiosk but its pixels. Any thread; a large one takes
 * 100 MB while it is decoded. */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>

#define PORTRAIT_SENT_MAX   (4U << 20)  /* bytes that are looked at */
#define PORTRAIT_PIXELS_MAX (24U << 20) /* of the picture that was sent */
#define PORTRAIT_SIDE_MIN   64          /* pixels; less is no photograph */
#define PORTRAIT_WIDTH      448
#define PORTRAIT_HEIGHT     560
#define PORTRAIT_MAX        131072

/* JPEG or PNG, turned upright as its camera noted, cut to the middle (and more from below than from
 * above) where its sides are of another ratio. ERROR_INVALID says what is wrong with it. ret_jpeg
 * is malloc's, yours. */
bool portrait_make(const void *sent, size_t len, void **ret_jpeg, size_t *ret_len,
                   struct error *err) MUST_USE;
