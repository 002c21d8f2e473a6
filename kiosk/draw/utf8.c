#include "utf8.h"

#include <stdbool.h>
#include <string.h>

#define BYTES_MAX 4

/* Length by the first byte (RFC 3629 section 3); 0 for one that cannot begin a character. */
static size_t sequence_length(unsigned char first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xc2 && first < 0xe0) {
        return 2;
    }
    if (first >= 0xe0 && first < 0xf0) {
        return 3;
    }
    return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

static bool is_scalar(uint32_t character, size_t len)
{
    static const uint32_t least[BYTES_MAX + 1] = {0, 0, 0x80, 0x800, 0x10000};
    bool surrogate = character >= 0xd800 && character < 0xe000;
    return character >= least[len] && character <= 0x10ffff && !surrogate;
}

uint32_t utf8_decode(const char *text, size_t *ret_len)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t len = sequence_length(bytes[0]);
    *ret_len = 1;
    if (len < 2) {
        return len == 1 ? bytes[0] : UTF8_REPLACEMENT;
    }
    uint32_t character = bytes[0] & (0x7fU >> len);
    for (size_t i = 1; i < len; i++) {
        if ((bytes[i] & 0xc0) != 0x80) { /* also the NUL at the end of a cut text */
            return UTF8_REPLACEMENT;
        }
        character = character << 6 | (bytes[i] & 0x3fU);
    }
    if (!is_scalar(character, len)) {
        return UTF8_REPLACEMENT;
    }
    *ret_len = len;
    return character;
}

static bool is_control(uint32_t character)
{
    bool separator = character == 0x2028 || character == 0x2029;
    return character < 0x20 || (character >= 0x7f && character < 0xa0) || separator;
}

size_t utf8_copy_clean(char *ret_text, size_t size, const char *text)
{
    size_t out = 0;
    while (*text && out < size) {
        size_t taken;
        uint32_t character = utf8_decode(text, &taken);
        const char *bytes = text;
        size_t len = taken;
        if (character == UTF8_REPLACEMENT) {
            bytes = "\xef\xbf\xbd";
            len = 3;
        } else if (is_control(character)) {
            bytes = " ";
            len = 1;
        }
        if (out + len >= size) {
            break;
        }
        memcpy(ret_text + out, bytes, len);
        out += len;
        text += taken;
    }
    if (size > 0) {
        ret_text[out] = '\0';
    }
    return out;
}
