#pragma once
/* The theme as it comes out on one screen: sizes in pixels, colours of one appearance, and the
 * words' language. What screens draw with. Pure values, any thread. */

#include "phrase.h"
#include "scene.h"
#include "theme.h"

struct look {
    const struct palette *palette;
    const struct theme *theme;
    enum language language;
    int shorter_px; /* side that sizes are fractions of */
    int brightness_percent;
};

/* Borrows the theme. */
struct look look_make(const struct theme *theme, enum appearance appearance, enum language language,
                      int width, int height);

struct colour look_colour(const struct look *look, enum colour_role role);

/* What remains of white. */
struct colour look_light(const struct look *look);

/* A size of the theme, never below what is legible. */
int look_size(const struct look *look, enum size_role role);

/* A distance in 1080ths of the shorter side. */
int look_distance(const struct look *look, int in_1080ths);

/* Text of a size and colour; one that is too wide may shrink to the legible minimum. */
struct text_style look_text(const struct look *look, enum size_role size, enum colour_role colour,
                            enum align align);

/* The same in bold. */
struct text_style look_bold(const struct look *look, enum size_role size, enum colour_role colour,
                            enum align align);
