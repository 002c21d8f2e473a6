#include "text_fit.h"

#include "font_set.h"
#include "utf8.h"
#include <stdio.h>
#include <string.h>

#define ELLIPSIS "…"

/* The size that would fit if widths were proportional, which they nearly are. */
static int scaled_size(int size_px, int min_px, int width, int measured)
{
    int scaled = (int)((long)size_px * width / measured);
    if (scaled >= size_px) {
        scaled = size_px - 1;
    }
    return scaled > min_px ? scaled : min_px;
}

static size_t next_character(const char *text)
{
    size_t len;
    (void)utf8_decode(text, &len); /* only its length is wanted */
    return len;
}

/* Cuts the last character off; the text is clean UTF-8 and not empty. */
static void drop_last(char *text)
{
    size_t len = strlen(text);
    do {
        len--;
    } while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80);
    text[len] = '\0';
}

/* As many characters as the average width promises, so that few have to be tried. */
static void cut_roughly(char *text, int width, int measured)
{
    size_t keep = strlen(text) * (size_t)width / (size_t)measured + 8;
    for (size_t at = 0; text[at];) {
        size_t len = next_character(text + at);
        if (at + len > keep) {
            text[at] = '\0';
            return;
        }
        at += len;
    }
}

static int cut_line(struct font_set *fonts, struct font_style font, int width, int measured,
                    char text[static FONT_TEXT_SIZE])
{
    cut_roughly(text, width, measured);
    char with_ellipsis[FONT_TEXT_SIZE + sizeof ELLIPSIS];
    int cut_width;
    do {
        if (text[0] == '\0') {
            return 0;
        }
        drop_last(text);
        (void)snprintf(with_ellipsis, sizeof with_ellipsis, "%s" ELLIPSIS, text);
        cut_width = font_set_width(fonts, font, with_ellipsis);
    } while (cut_width > width);
    (void)utf8_copy_clean(text, FONT_TEXT_SIZE, with_ellipsis);
    return cut_width;
}

int text_fit_line(struct font_set *fonts, struct font_style *font, int min_px, int width,
                  const char *text, char ret_text[static FONT_TEXT_SIZE])
{
    (void)utf8_copy_clean(ret_text, FONT_TEXT_SIZE, text);
    int measured = font_set_width(fonts, *font, ret_text);
    while (measured > width && font->size_px > min_px) {
        font->size_px = scaled_size(font->size_px, min_px, width, measured);
        measured = font_set_width(fonts, *font, ret_text);
    }
    return measured <= width ? measured : cut_line(fonts, *font, width, measured, ret_text);
}

static bool is_wide(uint32_t character)
{
    return character >= 0x2e80 && character < 0xfe00;
}

/* Closing marks stay with what they close. */
static bool may_begin_line(uint32_t character)
{
    static const uint32_t closing[] = {0x3001, 0x3002, 0xff0c, 0xff1a, 0xff1b, 0xff01, 0xff1f,
                                       0xff09, 0x300b, 0x300d, 0x300f, 0x2019, 0x201d};
    for (size_t i = 0; i < sizeof closing / sizeof closing[0]; i++) {
        if (character == closing[i]) {
            return false;
        }
    }
    return true;
}

/* Bytes up to the next place where a line may end. */
static size_t next_unit(const char *text)
{
    size_t at = 0;
    while (text[at]) {
        size_t len;
        uint32_t character = utf8_decode(text + at, &len);
        at += len;
        if (!text[at] || character == ' ') {
            break;
        }
        size_t ignored;
        uint32_t following = utf8_decode(text + at, &ignored);
        if ((is_wide(character) || is_wide(following)) && may_begin_line(following)) {
            break;
        }
    }
    return at;
}

static int unit_width(struct font_set *fonts, struct font_style font, const char *text, size_t len)
{
    char unit[FONT_TEXT_SIZE];
    (void)utf8_copy_clean(unit, len + 1 < sizeof unit ? len + 1 : sizeof unit, text);
    return font_set_width(fonts, font, unit);
}

size_t text_fit_break(struct font_set *fonts, struct font_style font, int width, const char *text)
{
    size_t taken = next_unit(text);
    int used = unit_width(fonts, font, text, taken);
    while (text[taken]) {
        size_t unit = next_unit(text + taken);
        size_t shown = text[taken + unit - 1] == ' ' ? unit - 1 : unit;
        if (used + unit_width(fonts, font, text + taken, shown) > width) {
            break;
        }
        used += unit_width(fonts, font, text + taken, unit);
        taken += unit;
    }
    return taken;
}
