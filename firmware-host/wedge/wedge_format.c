#include "wedge_format.h"

#include "check.h"
#include <string.h>

/* One run of digits; a format has one or two. */
struct field {
    uint8_t digits; /* typed, leading zeros included */
    uint8_t bytes;  /* that they stand for; the value must fit */
};

struct format_row {
    uint8_t radix;
    struct field fields[2];
    const char *between; /* typed between the two */
};

static const struct format_row format_rows[] = {
    [WEDGE_DECIMAL_10] = {10, {{10, 4}}, ""},
    [WEDGE_DECIMAL_3_5] = {10, {{3, 1}, {5, 2}}, ""},
    [WEDGE_DECIMAL_3_COMMA_5] = {10, {{3, 1}, {5, 2}}, ","},
    [WEDGE_DECIMAL_5_5] = {10, {{5, 2}, {5, 2}}, ""},
    [WEDGE_DECIMAL_8] = {10, {{8, 3}}, ""},
    [WEDGE_DECIMAL_13] = {10, {{13, 5}}, ""},
    [WEDGE_DECIMAL_17] = {10, {{17, 7}}, ""},
    [WEDGE_HEX_6] = {16, {{6, 3}}, ""},
    [WEDGE_HEX_8] = {16, {{8, 4}}, ""},
    [WEDGE_HEX_10] = {16, {{10, 5}}, ""},
    [WEDGE_HEX_14] = {16, {{14, 7}}, ""},
    [WEDGE_HEX_16] = {16, {{16, 8}}, ""},
};

#define DIGITS_MAX (2 * CARD_NUMBER_MAX_BYTES) /* of any format, with what is typed between */

static int digit_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
        return digit - 'a' + 10;
    }
    if (digit >= 'A' && digit <= 'F') {
        return digit - 'A' + 10;
    }
    return 16;
}

static bool parse_field(struct field field, uint8_t radix, const char *digits, uint8_t *ret_bytes,
                        struct error *err)
{
    uint64_t value = 0;
    for (size_t i = 0; i < field.digits; i++) {
        int digit = digit_value(digits[i]);
        if (digit >= radix) {
            return error_set(err, ERROR_INVALID, "a character that is no %s digit",
                             radix == 10 ? "decimal" : "hexadecimal");
        }
        value = value * radix + (unsigned)digit;
    }
    if (field.bytes < sizeof value && value >> (8 * field.bytes) != 0) {
        return error_set(err, ERROR_INVALID, "%d digits that stand for more than %d bytes",
                         field.digits, field.bytes);
    }
    for (size_t i = 0; i < field.bytes; i++) {
        ret_bytes[i] = (uint8_t)(value >> (8 * (field.bytes - 1u - i)));
    }
    return true;
}

/* Takes prefix and suffix off; what is left are the digits. */
static bool strip_affixes(const struct reader_config *config, const char **text, size_t *len,
                          struct error *err)
{
    size_t prefix_len = strlen(config->wedge_prefix);
    size_t suffix_len = strlen(config->wedge_suffix);
    if (*len < prefix_len + suffix_len || memcmp(*text, config->wedge_prefix, prefix_len) != 0 ||
        memcmp(*text + *len - suffix_len, config->wedge_suffix, suffix_len) != 0) {
        return error_set(err, ERROR_INVALID, "without the prefix or suffix that readers here type");
    }
    *text += prefix_len;
    *len -= prefix_len + suffix_len;
    return true;
}

size_t wedge_format_digits(enum wedge_format format)
{
    CHECK((size_t)format < ARRAY_LEN(format_rows));
    const struct format_row *row = &format_rows[format];
    return row->fields[0].digits + strlen(row->between) + row->fields[1].digits;
}

/* The digits at their full length, with the zeros that the reader has left out. One that leaves
 * them out types none to begin with: such a number has lost a key. */
static bool complete(const struct reader_config *config, const char *text, size_t len,
                     char ret_digits[static DIGITS_MAX], struct error *err)
{
    size_t full_len = wedge_format_digits((enum wedge_format)config->wedge_format);
    bool may_be_shorter =
        config->wedge_zeros == WEDGE_ZEROS_CUT && len > 0 && len < full_len && text[0] != '0';
    if (len != full_len && !may_be_shorter) {
        return error_set(err, ERROR_INVALID, "%zu characters where %zu digits are expected", len,
                         full_len);
    }
    memset(ret_digits, '0', full_len - len);
    memcpy(ret_digits + full_len - len, text, len);
    return true;
}

static bool parse_fields(const struct format_row *row, const char *digits,
                         struct card_number *ret_number, struct error *err)
{
    for (size_t i = 0; i < ARRAY_LEN(row->fields); i++) {
        struct field field = row->fields[i];
        if (!parse_field(field, row->radix, digits, ret_number->bytes + ret_number->len, err)) {
            return false;
        }
        digits += field.digits;
        ret_number->len = (uint8_t)(ret_number->len + field.bytes);
        size_t between_len = i == 0 ? strlen(row->between) : 0;
        if (memcmp(digits, row->between, between_len) != 0) {
            return error_set(err, ERROR_INVALID, "without the \"%s\" between its two parts",
                             row->between);
        }
        digits += between_len;
    }
    return true;
}

bool wedge_format_parse(const struct reader_config *config, const char *text, size_t len,
                        struct card_number *ret_number, struct error *err)
{
    CHECK((size_t)config->wedge_format < ARRAY_LEN(format_rows));
    const struct format_row *row = &format_rows[config->wedge_format];
    if (!strip_affixes(config, &text, &len, err)) {
        return false;
    }
    char digits[DIGITS_MAX];
    struct card_number number = {0};
    if (!complete(config, text, len, digits, err) || !parse_fields(row, digits, &number, err)) {
        return false;
    }
    if (card_number_is_blank(&number)) {
        return error_set(err, ERROR_INVALID, "zeros alone, which are no card's number");
    }
    if (config->wedge_byte_order == WEDGE_FIRST_BYTE_LOW) {
        card_number_reverse(&number);
    }
    *ret_number = number;
    return true;
}

enum reader_card_format wedge_format_kind(enum wedge_format format)
{
    CHECK((size_t)format < ARRAY_LEN(format_rows));
    return format_rows[format].radix == 10 ? READER_CARD_DECIMAL : READER_CARD_HEX;
}
