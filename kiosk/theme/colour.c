#include "colour.h"

#include <math.h>
#include <string.h>

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef";
    char lower = (char)(c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c);
    const char *found = c ? strchr(digits, lower) : NULL;
    return found ? (int)(found - digits) : -1;
}

bool colour_parse(const char *text, struct colour *ret_colour)
{
    if (text[0] != '#' || strlen(text) != 7) {
        return false;
    }
    uint8_t bytes[3];
    for (int i = 0; i < 3; i++) {
        int high = hex_digit(text[1 + 2 * i]);
        int low = hex_digit(text[2 + 2 * i]);
        if (high < 0 || low < 0) {
            return false;
        }
        bytes[i] = (uint8_t)(high * 16 + low);
    }
    *ret_colour = (struct colour){bytes[0], bytes[1], bytes[2]};
    return true;
}

bool colour_equal(struct colour a, struct colour b)
{
    return a.red == b.red && a.green == b.green && a.blue == b.blue;
}

static uint8_t mix_channel(int a, int b, int share_permille)
{
    return (uint8_t)(a + (b - a) * share_permille / 1000);
}

struct colour colour_mix(struct colour a, struct colour b, int share_permille)
{
    return (struct colour){mix_channel(a.red, b.red, share_permille),
                           mix_channel(a.green, b.green, share_permille),
                           mix_channel(a.blue, b.blue, share_permille)};
}

static double linear(uint8_t channel)
{
    double value = channel / 255.0;
    return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(struct colour colour)
{
    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) +
           0.0722 * linear(colour.blue);
}

int colour_contrast_permille(struct colour a, struct colour b)
{
    double one = luminance(a) + 0.05;
    double other = luminance(b) + 0.05;
    return (int)(1000 * (one > other ? one / other : other / one));
}
