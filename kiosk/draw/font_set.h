#pragma once
/* The kiosk's fonts: a regular and a bold one that hold the site's language, and others behind them
 * for characters that these lack. Rendered texts are kept, so that what is shown again costs
 * nothing. Opened and warmed before the first tap. Main thread. */

#include "cleanup.h"
#include "error.h"
#include "font_style.h"
#include "mask.h"
#include <stdbool.h>
#include <stdint.h>

#define FONT_PATH_SIZE     256
#define FONT_FALLBACKS_MAX 4
#define FONT_CACHE_MAX     1024 /* texts kept */
#define FONT_CACHE_BYTES   (24U * 1024U * 1024U)

/* Font files, each "PATH" or "PATH#N" for the N-th face of a collection. An empty path of a weight
 * stands for the first of the places where Linux distributions put Noto Sans CJK. */
struct font_files {
    char weights[FONT_WEIGHTS][FONT_PATH_SIZE];
    char fallbacks[FONT_FALLBACKS_MAX][FONT_PATH_SIZE]; /* "" where there are fewer */
};

struct font_set;

/* In the place of a font that is missing stands one of the usual places, of the other weight or a
 * fallback, with a line in the log; a fallback that is not there is left out likewise. Where there
 * is none at all the error names the package to install. SDL need not be initialised. */
bool font_set_create(const struct font_files *files, struct font_set **ret_set, struct error *err)
    MUST_USE;
/* Whether every font is there that is named, or else wanted: the error says which is not. */
bool font_set_check(const struct font_files *files, struct error *err) MUST_USE;

void font_set_destroy(struct font_set *set);
DEFINE_AUTO(font_set);

/* Width of text in px when rendered in one line. */
int font_set_width(struct font_set *set, struct font_style style, const char *text);

/* Height of a rendered line, and how far its baseline is below its top. */
int font_set_height(struct font_set *set, struct font_style style);
int font_set_ascent(struct font_set *set, struct font_style style);

/* The text in one line, as wide as said and as high, borrowed until the next call; NULL for an
 * empty one, or where memory or the font file fails. */
const struct mask *font_set_render(struct font_set *set, struct font_style style, const char *text);

/* Whether any font has the character. */
bool font_set_has(struct font_set *set, uint32_t character);
