#include "print_words.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 2048u

/* One text a slot: the next that falls on it takes its place. */
struct slot {
    PangoLayout *layout; /* NULL: empty */
    double width, size;
    enum print_face face;
    enum print_align align;
};

struct print_words {
    PangoContext *context;
    const struct print_faces *faces;
    size_t missing;
    struct slot slots[SLOTS];
};

bool print_words_create(PangoContext *context, const struct print_faces *faces,
                        struct print_words **ret_words, struct error *err)
{
    struct print_words *words = calloc(1, sizeof *words);
    if (!words) {
        return error_set(err, ERROR_NO_MEMORY, "PDF: out of memory");
    }
    words->context = context;
    words->faces = faces;
    *ret_words = words;
    return true;
}

void print_words_destroy(struct print_words *words)
{
    for (size_t i = 0; words && i < SLOTS; i++) {
        g_clear_object(&words->slots[i].layout);
    }
    free(words);
}

size_t print_words_missing(const struct print_words *words)
{
    return words->missing;
}

static struct slot *slot_of(struct print_words *words, double width, const struct print_type *type,
                            const char *text)
{
    uint32_t hash = 2166136261U ^ (uint32_t)type->face; /* FNV-1a */
    hash = (hash ^ (uint32_t)(int32_t)width) * 16777619U;
    for (const char *at = text; *at; at++) {
        hash = (hash ^ (unsigned char)*at) * 16777619U;
    }
    return &words->slots[(hash ^ hash >> 16) % SLOTS];
}

/* The very numbers that it was set with, so that nothing is measured against a rounded one. */
static bool is_same(const struct slot *slot, double width, const struct print_type *type,
                    const char *text)
{
    return slot->layout && !(slot->width < width || slot->width > width) &&
           !(slot->size < type->size || slot->size > type->size) && slot->face == type->face &&
           slot->align == type->align && strcmp(pango_layout_get_text(slot->layout), text) == 0;
}

PangoLayout *print_words_set(struct print_words *words, double width, const struct print_type *type,
                             const char *text)
{
    struct slot *slot = slot_of(words, width, type, text);
    if (!is_same(slot, width, type, text)) {
        g_clear_object(&slot->layout);
        *slot = (struct slot){pango_layout_new(words->context), width, type->size, type->face,
                              type->align};
        print_inside_set(slot->layout, words->faces, width, type, text);
        words->missing += (size_t)pango_layout_get_unknown_glyphs_count(slot->layout);
    }
    return slot->layout;
}
