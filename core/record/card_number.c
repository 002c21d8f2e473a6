#include "card_number.h"

#include "hash.h"
#include <string.h>

void card_number_format(const struct card_number *number, char *ret_text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < number->len; i++) {
        ret_text[2 * i] = digits[number->bytes[i] >> 4];
        ret_text[2 * i + 1] = digits[number->bytes[i] & 15];
    }
    ret_text[2 * number->len] = '\0';
}

bool card_number_parse(const char *text, size_t len, struct card_number *ret_number)
{
    struct card_number number = {.len = (uint8_t)(len / 2)};
    if (len < 2 || len > 2 * (size_t)CARD_NUMBER_MAX_BYTES ||
        !hash_hex_decode(text, len, number.bytes, number.len)) {
        return false;
    }
    *ret_number = number;
    return true;
}

bool card_number_equal(const struct card_number *a, const struct card_number *b)
{
    return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}
