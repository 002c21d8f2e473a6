#include "feed_text.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_SIZE 4096

void feed_text_finish(struct feed_text *text)
{
    free(text->bytes);
    *text = (struct feed_text){0};
}

static bool make_room(struct feed_text *text, size_t more, struct error *err)
{
    if (text->len + more + 1 <= text->size) {
        return true;
    }
    size_t size = text->size ? text->size : FIRST_SIZE;
    while (size < text->len + more + 1) {
        size *= 2;
    }
    char *bytes = realloc(text->bytes, size);
    if (!bytes) {
        return error_set(err, ERROR_NO_MEMORY, "state: out of memory");
    }
    text->bytes = bytes;
    text->size = size;
    return true;
}

bool feed_text_add(struct feed_text *text, const char *piece, struct error *err)
{
    size_t len = strlen(piece);
    if (!make_room(text, len, err)) {
        return false;
    }
    memcpy(text->bytes + text->len, piece, len + 1);
    text->len += len;
    return true;
}
