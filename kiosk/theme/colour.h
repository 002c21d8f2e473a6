#pragma once
/* A colour of the screen, and whether two of them can be told apart. Values only. Any thread. */

#include <stdbool.h>
#include <stdint.h>

struct colour {
    uint8_t red, green, blue;
};

/* Reads "#RRGGBB"; false for anything else. */
bool colour_parse(const char *text, struct colour *ret_colour) __attribute__((warn_unused_result));

bool colour_equal(struct colour a, struct colour b);

/* The mixture of a and b with share_permille of b, for tints that follow the theme's colours. */
struct colour colour_mix(struct colour a, struct colour b, int share_permille);

/* Contrast ratio of WCAG 2.1 in thousandths, 1000 to 21000: 4500 and more is AA for text, 3000 for
 * large text and shapes. */
int colour_contrast_permille(struct colour a, struct colour b);
