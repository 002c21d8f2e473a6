#include "card_number.h"

#include "check.h"
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

bool card_number_is_blank(const struct card_number *number)
{
    for (size_t i = 0; i < number->len; i++) {
        if (number->bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

bool card_number_equal(const struct card_number *a, const struct card_number *b)
{
    return a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

void card_number_reverse(struct card_number *number)
{
    for (size_t i = 0; i < number->len / 2u; i++) {
        uint8_t kept = number->bytes[i];
        number->bytes[i] = number->bytes[number->len - 1u - i];
        number->bytes[number->len - 1u - i] = kept;
    }
}

const char *const card_number_part_names[] = {
    [CARD_NUMBER_WHOLE] = "whole",  [CARD_NUMBER_FIRST_4] = "first4",
    [CARD_NUMBER_LAST_4] = "last4", [CARD_NUMBER_FIRST_3] = "first3",
    [CARD_NUMBER_LAST_3] = "last3", NULL,
};

struct card_number card_number_cut(const struct card_number *number, enum card_number_part part)
{
    static const uint8_t lengths[] = {
        [CARD_NUMBER_WHOLE] = CARD_NUMBER_MAX_BYTES,
        [CARD_NUMBER_FIRST_4] = 4,
        [CARD_NUMBER_LAST_4] = 4,
        [CARD_NUMBER_FIRST_3] = 3,
        [CARD_NUMBER_LAST_3] = 3,
    };
    CHECK((size_t)part < ARRAY_LEN(lengths));
    if (number->len <= lengths[part]) {
        return *number;
    }
    bool last = part == CARD_NUMBER_LAST_4 || part == CARD_NUMBER_LAST_3;
    struct card_number cut = {.len = lengths[part]};
    memcpy(cut.bytes, number->bytes + (last ? number->len - cut.len : 0), cut.len);
    return cut;
}
