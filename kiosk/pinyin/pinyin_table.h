#pragma once
/* The generated table: one letter a character of these ranges, '.' where it has no reading. Pure,
 * any thread. */

#include <stdint.h>

struct pinyin_range {
    uint32_t first, last;
    const char *letters;
};

#define PINYIN_RANGES 4

extern const struct pinyin_range pinyin_ranges[PINYIN_RANGES];
