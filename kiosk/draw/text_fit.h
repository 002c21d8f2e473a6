#pragma once
/* Making a text fit its place: smaller, then cut; or broken into lines. Used by scene. Main thread.
 */

#include "font_style.h"
#include <stddef.h>

struct font_set;

/* The largest size from font.size_px down to min_px in which text is at most width px wide; where
 * there is none, min_px and as much of the text as fits before "…". ret_text holds FONT_TEXT_SIZE;
 * returns the width. */
int text_fit_line(struct font_set *fonts, struct font_style *font, int min_px, int width,
                  const char *text, char ret_text[static FONT_TEXT_SIZE]);

/* How many bytes of text go into a line of at most width px: whole words, or Chinese characters
 * but no punctuation at a line's beginning; a line that is at least half full rather ends behind a
 * comma. At least one character; all of it where it fits. The space at which a line is broken is
 * counted, though not shown. */
size_t text_fit_break(struct font_set *fonts, struct font_style font, int width, const char *text);

/* The largest size from font->size_px down to min_px in which the text takes at most max_lines
 * lines; up to a fifth smaller where that makes one line of two. Returns how many; max_lines at
 * min_px even where the last of them has to be cut. */
int text_fit_lines(struct font_set *fonts, struct font_style *font, int min_px, int width,
                   int max_lines, const char *text);
