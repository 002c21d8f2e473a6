#pragma once
/* A PDF as it is made, page by page: faces of official documents with what stands in for them where
 * they are not installed, texts, lines and bars. Lengths are points of 1/72 inch, from the page's
 * upper left corner. The same calls give the same bytes. One thread. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PRINT_MM(mm) ((mm)*72.0 / 25.4)

/* A4 */
#define PRINT_A4_SHORT PRINT_MM(210)
#define PRINT_A4_LONG  PRINT_MM(297)

/* Of official documents (GB/T 9704-2012); Noto's and Arphic's stand in for them. */
enum print_face {
    PRINT_TITLE, /* 小标宋 */
    PRINT_FANG,  /* 仿宋 */
    PRINT_KAI,   /* 楷体 */
    PRINT_HEI,   /* 黑体 */
    PRINT_SONG,  /* 宋体 */
    PRINT_PLAIN  /* of tables: no serifs */
};

enum print_align { PRINT_LEFT, PRINT_CENTER, PRINT_RIGHT };

#define PRINT_BLACK 0x1D2939
#define PRINT_GREY  0x667085
#define PRINT_RULE  0xD0D5DD
#define PRINT_RED   0xD6001C /* of a red head */

struct print_type {
    enum print_face face;
    double size; /* points */
    uint32_t color;
    enum print_align align;
};

struct print;

struct print_settings {
    double width, height;
    const char *title; /* of the file's properties */
    int64_t made_ms;   /* local: the same for the same paper */
    /* Called when a page ends, to put its foot; NULL: none. */
    void (*on_page_end)(struct print *print, int page, void *user);
    void *user;
};

bool print_create(const struct print_settings *settings, struct print **ret_print,
                  struct error *err) MUST_USE;
void print_destroy(struct print *print);
DEFINE_AUTO(print);

/* Ends the last page and gives the file: malloc's, yours. What no face on this server has is
 * logged.
 */
bool print_finish(struct print *print, char **ret_bytes, size_t *ret_len, struct error *err)
    MUST_USE;

double print_width(const struct print *print);
double print_height(const struct print *print);
int print_page(const struct print *print); /* from 1 */
void print_next_page(struct print *print);

/* A line of the reader's table of contents that leads to this page. */
void print_outline(struct print *print, const char *text);

/* Puts a text into a box of this width, in as many lines as it needs; returns their height. Of
 * print_measure nothing is seen. */
double print_text(struct print *print, double x, double y, double width,
                  const struct print_type *type, const char *text);
double print_measure(struct print *print, double width, const struct print_type *type,
                     const char *text);

/* How wide it is in one line. */
double print_natural(struct print *print, const struct print_type *type, const char *text);

/* In one line: smaller, down to two thirds, where it is too wide, and then cut. */
void print_line(struct print *print, double x, double y, double width,
                const struct print_type *type, const char *text);

/* Straight lines, drawn as one: hundreds of them on a page cost little more than one. */
struct print_segment {
    double x1, y1, x2, y2;
};
void print_rules(struct print *print, const struct print_segment *segments, size_t count,
                 double thickness, uint32_t color);

/* A rule, and a filled box. */
void print_rule(struct print *print, double x1, double y1, double x2, double y2, double thickness,
                uint32_t color);
void print_box(struct print *print, double x, double y, double width, double height,
               uint32_t color);

/* Lines from point to point, with a dot on each. */
struct print_point {
    double x, y;
};
void print_curve(struct print *print, const struct print_point *points, size_t count,
                 uint32_t color);
