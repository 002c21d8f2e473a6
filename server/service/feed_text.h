#pragma once
/* JSON put together from pieces that are JSON already, for answers to kiosks. One thread an object.
 */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>

/* All zero is an empty text. */
struct feed_text {
    char *bytes; /* NULL before the first piece; ends with a NUL */
    size_t len, size;
};

void feed_text_finish(struct feed_text *text);
#define AUTO_FEED_TEXT __attribute__((cleanup(feed_text_finish)))

bool feed_text_add(struct feed_text *text, const char *piece, struct error *err) MUST_USE;
