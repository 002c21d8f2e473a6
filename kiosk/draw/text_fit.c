#include "text_fit.h"

#include "check.h"
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
    bool full_width_mark = character >= 0xff00 && character < 0xff61;
    return (character >= 0x2e80 && character < 0xfe00) || full_width_mark || character >= 0x20000;
}

/* Closing marks stay with what they close. */
static bool is_closing(uint32_t character)
{
    static const uint32_t closing[] = {0x00b7, 0x3001, 0x3002, 0xff0c, 0xff1a, 0xff1b, 0xff01,
                                       0xff1f, 0xff09, 0x300b, 0x300d, 0x300f, 0x2019, 0x201d};
    for (size_t i = 0; i < ARRAY_LEN(closing); i++) {
        if (character == closing[i]) {
            return true;
        }
    }
    return false;
}

static bool is_pause(uint32_t character)
{
    return character == 0x3002 || character == 0xff0c || character == 0xff1b || character == ',' ||
           character == ';' || character == '.';
}

/* A stretch that stays in one line: its bytes, and whether a reader pauses behind it. */
struct unit {
    size_t len;
    bool spaced; /* its last byte is a space */
    bool paused;
};

static struct unit next_unit(const char *text)
{
    struct unit unit = {0};
    uint32_t before = 0;
    while (text[unit.len]) {
        size_t len;
        uint32_t character = utf8_decode(text + unit.len, &len);
        unit.len += len;
        unit.spaced = character == ' ';
        unit.paused = is_pause(unit.spaced ? before : character);
        before = character;
        if (!text[unit.len] || unit.spaced) {
            break;
        }
        size_t ignored;
        uint32_t following = utf8_decode(text + unit.len, &ignored);
        if ((is_wide(character) || is_wide(following)) && !is_closing(following) &&
            following != ' ') {
            break;
        }
    }
    return unit;
}

static int width_of(struct font_set *fonts, struct font_style font, const char *text, size_t len)
{
    char part[FONT_TEXT_SIZE];
    (void)utf8_copy_clean(part, len + 1 < sizeof part ? len + 1 : sizeof part, text);
    return font_set_width(fonts, font, part);
}

/* By the widths of the words alone. */
static size_t add_units(struct font_set *fonts, struct font_style font, int width, const char *text)
{
    size_t taken = 0;
    size_t paused = 0;
    int used = 0;
    while (text[taken]) {
        struct unit unit = next_unit(text + taken);
        size_t shown = unit.spaced ? unit.len - 1 : unit.len;
        int shown_width = width_of(fonts, font, text + taken, shown);
        if (taken > 0 && used + shown_width > width) {
            return paused > 0 ? paused : taken;
        }
        used += unit.spaced ? width_of(fonts, font, text + taken, unit.len) : shown_width;
        taken += unit.len;
        if (unit.paused && used >= width / 2) {
            paused = taken;
        }
    }
    return taken;
}

/* Words beside each other may be wider than the sum of them. */
size_t text_fit_break(struct font_set *fonts, struct font_style font, int width, const char *text)
{
    for (int room = width;;) {
        size_t taken = add_units(fonts, font, room, text);
        size_t shown = taken > 0 && text[taken - 1] == ' ' ? taken - 1 : taken;
        int excess = width_of(fonts, font, text, shown) - width;
        if (excess <= 0 || taken <= next_unit(text).len) {
            return taken;
        }
        room -= excess;
    }
}

/* Lines at this size; more than max_lines is max_lines + 1. */
static int count_lines(struct font_set *fonts, struct font_style font, int width, int max_lines,
                       const char *text)
{
    int lines = 0;
    while (*text && lines <= max_lines) {
        text += text_fit_break(fonts, font, width, text);
        lines++;
    }
    return lines;
}

static bool every_unit_fits(struct font_set *fonts, struct font_style font, int width,
                            const char *text)
{
    while (*text) {
        struct unit unit = next_unit(text);
        if (width_of(fonts, font, text, unit.spaced ? unit.len - 1 : unit.len) > width) {
            return false;
        }
        text += unit.len;
    }
    return true;
}

/* A second line of one or two characters reads worse than one line a little smaller. */
static bool fits_one_smaller_line(struct font_set *fonts, struct font_style *font, int min_px,
                                  int width, const char *text)
{
    struct font_style smaller = *font;
    int least = font->size_px * 4 / 5 > min_px ? font->size_px * 4 / 5 : min_px;
    int measured = font_set_width(fonts, smaller, text);
    while (measured > width && smaller.size_px > least) {
        smaller.size_px = scaled_size(smaller.size_px, least, width, measured);
        measured = font_set_width(fonts, smaller, text);
    }
    if (measured > width) {
        return false;
    }
    *font = smaller;
    return true;
}

int text_fit_lines(struct font_set *fonts, struct font_style *font, int min_px, int width,
                   int max_lines, const char *text)
{
    while (font->size_px > min_px) {
        if (font_set_width(fonts, *font, text) <= width) {
            return 1;
        }
        int lines = count_lines(fonts, *font, width, max_lines, text);
        if (lines <= max_lines && every_unit_fits(fonts, *font, width, text)) {
            return lines == 2 && fits_one_smaller_line(fonts, font, min_px, width, text) ? 1
                                                                                         : lines;
        }
        int smaller = font->size_px * 9 / 10;
        font->size_px = smaller > min_px ? smaller : min_px;
    }
    int lines = count_lines(fonts, *font, width, max_lines, text);
    return lines < max_lines ? lines : max_lines;
}
