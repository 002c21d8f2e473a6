#pragma once
/* The first letters of names as people type them on a keyboard of letters: 欧阳建国 is OYJG. Each
 * Chinese character has the initial of its usual reading, and a surname with a reading of its own
 * (曾, 单, 解) has both. Tables made at build time from ICU's readings: text_key asks ICU when it
 * runs, which is too slow for three thousand names a keystroke. Pure, any thread. */

#include <stdbool.h>
#include <stdint.h>

#define PINYIN_LETTERS_MAX 12

/* 'A' to 'Z' of a character; 0 where it has no reading, or is no letter. */
char pinyin_initial(uint32_t character);

/* Whether letters (capitals) are the initials of some characters of the name in a row, or of some
 * words of a name in Latin letters. A character without a known reading may be any letter. */
bool pinyin_matches(const char *name, const char *letters);
