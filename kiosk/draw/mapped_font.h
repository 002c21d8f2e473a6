#pragma once
/* One font file, mapped into memory, in whatever size is asked for. Mapping matters: through a
 * stream a glyph that was not shown before costs milliseconds, from memory a tenth of that. Used by
 * font_set. Main thread. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stdint.h>

struct SDL_Surface;
struct mapped_font;

/* name is "PATH" or "PATH#N" (face N of a collection, from 0). Needs TTF_Init(). */
bool mapped_font_create(const char *name, struct mapped_font **ret_font, struct error *err)
    MUST_USE;
void mapped_font_destroy(struct mapped_font *font);
DEFINE_AUTO(mapped_font);

bool mapped_font_has(const struct mapped_font *font, uint32_t character);

/* Scripts that are shaped in a way of their own, from right to left. */
enum font_script { FONT_SCRIPT_ANY, FONT_SCRIPT_ARABIC, FONT_SCRIPT_HEBREW };

/* The script that a character belongs to. */
enum font_script mapped_font_script(uint32_t character);

struct mapped_font_style {
    int size_px;
    enum font_script script; /* of the whole text */
};

int mapped_font_width(struct mapped_font *font, struct mapped_font_style style, const char *text);
int mapped_font_height(struct mapped_font *font, int size_px);
int mapped_font_ascent(struct mapped_font *font, int size_px);

/* Coverage of the text as an 8-bit surface that the caller frees, or NULL. */
struct SDL_Surface *mapped_font_render(struct mapped_font *font, struct mapped_font_style style,
                                       const char *text);
