#include "pinyin.h"

#include "check.h"
#include "pinyin_table.h"
#include "utf8.h"
#include <stddef.h>

#define INITIALS_MAX 64 /* of one name; what follows cannot be searched for */
#define ANY_LETTER   '.'

/* A character as it may be typed: by its usual reading, or as a surname. */
struct typed {
    char usual, surname;
};

/* Surnames that are read otherwise than the character usually is. */
static const struct {
    uint32_t character;
    char initial;
} surnames[] = {
    {0x66fe, 'Z'}, {0x5355, 'S'}, {0x89e3, 'X'}, {0x4ec7, 'Q'}, {0x67e5, 'Z'}, {0x7fdf, 'Z'},
    {0x533a, 'O'}, {0x79cd, 'C'}, {0x4e50, 'Y'}, {0x5c09, 'Y'}, {0x4e07, 'M'}, {0x7f2a, 'M'},
    {0x5458, 'Y'}, {0x8983, 'Q'}, {0x6298, 'S'}, {0x76d6, 'G'}, {0x957f, 'Z'}, {0x53ec, 'S'},
};

static char surname_initial(uint32_t character)
{
    for (size_t i = 0; i < ARRAY_LEN(surnames); i++) {
        if (surnames[i].character == character) {
            return surnames[i].initial;
        }
    }
    return 0;
}

static bool is_latin(uint32_t character)
{
    return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
}

char pinyin_initial(uint32_t character)
{
    if (is_latin(character)) {
        return (char)(character >= 'a' ? character - 'a' + 'A' : character);
    }
    for (size_t i = 0; i < PINYIN_RANGES; i++) {
        const struct pinyin_range *range = &pinyin_ranges[i];
        if (character >= range->first && character <= range->last) {
            char letter = range->letters[character - range->first];
            return letter == ANY_LETTER ? 0 : letter;
        }
    }
    return 0;
}

static bool is_character(uint32_t character)
{
    return character >= 0x3400 && character != 0x30fb &&
           !(character >= 0xff00 && character < 0xfff0);
}

/* Marks between the parts of a name are not typed. */
static size_t list_initials(const char *name, struct typed ret_typed[static INITIALS_MAX])
{
    size_t count = 0;
    bool in_word = false;
    while (*name && count < INITIALS_MAX) {
        size_t len;
        uint32_t character = utf8_decode(name, &len);
        name += len;
        bool latin = is_latin(character);
        if (is_character(character) || (latin && !in_word)) {
            char usual = pinyin_initial(character);
            ret_typed[count++] =
                (struct typed){usual ? usual : ANY_LETTER, surname_initial(character)};
        }
        in_word = latin || (in_word && character == '\'');
    }
    return count;
}

static bool stand_at(const struct typed *typed, const char *letters)
{
    for (size_t i = 0; letters[i]; i++) {
        if (typed[i].usual != letters[i] && typed[i].surname != letters[i] &&
            typed[i].usual != ANY_LETTER) {
            return false;
        }
    }
    return true;
}

bool pinyin_matches(const char *name, const char *letters)
{
    struct typed typed[INITIALS_MAX];
    size_t count = list_initials(name, typed);
    size_t wanted = 0;
    while (letters[wanted]) {
        wanted++;
    }
    for (size_t at = 0; at + wanted <= count; at++) {
        if (stand_at(typed + at, letters)) {
            return true;
        }
    }
    return wanted == 0;
}
