/* Reports of a wedge reader, of any length and at any time, through the decoder. The first byte
 * chooses the site's configuration; then come records of a length, a pause in units of 10 ms, and
 * the report. */

#include "check.h"
#include "reader_driver.h"
#include "wedge_decoder.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first five are those of the older seeds. */
static const struct {
    enum wedge_format format;
    size_t len; /* of its numbers */
} formats[] = {
    {WEDGE_DECIMAL_10, 4},
    {WEDGE_DECIMAL_3_5, 3},
    {WEDGE_HEX_8, 4},
    {WEDGE_HEX_10, 5},
    {WEDGE_HEX_14, 7},
    {WEDGE_DECIMAL_5_5, 4},
    {WEDGE_DECIMAL_8, 3},
    {WEDGE_DECIMAL_13, 5},
    {WEDGE_DECIMAL_17, 7},
    {WEDGE_HEX_16, 8},
    {WEDGE_DECIMAL_3_COMMA_5, 3},
    {WEDGE_HEX_6, 3},
};

/* Once a number is called malformed nothing more comes of it, and a card has the length of its
 * format. */
static void look_at(const struct wedge_readings *readings, size_t number_len)
{
    CHECK(readings->count <= WEDGE_READINGS_MAX);
    for (size_t i = 0; i < readings->count; i++) {
        const struct wedge_reading *reading = &readings->items[i];
        if (reading->kind == WEDGE_CARD) {
            CHECK(reading->number.len == number_len && !card_number_is_blank(&reading->number));
        } else {
            CHECK(reading->reason[0] && strlen(reading->reason) < READER_REASON_SIZE);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader_config config = reader_config_default();
    struct wedge_decoder decoder;
    struct wedge_readings readings;
    int64_t now_us = 1000000;
    if (size == 0) {
        return 0;
    }
    size_t chosen = (data[0] % 5U + 5U * (data[0] >> 5 & 3U)) % ARRAY_LEN(formats);
    config.wedge_format = (int)formats[chosen].format;
    config.wedge_zeros = data[0] >> 7;
    config.wedge_byte_order = data[0] >> 3 & 1;
    if (data[0] & 0x10) {
        memcpy(config.wedge_prefix, ";", 2);
        memcpy(config.wedge_suffix, "?1", 3);
    }
    wedge_decoder_init(&decoder, &config);
    for (size_t at = 1; at + 2 <= size;) {
        size_t len = data[at] % 20;
        now_us += data[at + 1] * 10000;
        at += 2;
        len = len < size - at ? len : size - at;
        if (now_us >= wedge_decoder_deadline_us(&decoder) && data[at - 1] & 1) {
            wedge_decoder_expire(&decoder, now_us, &readings);
            look_at(&readings, formats[chosen].len);
            CHECK(wedge_decoder_deadline_us(&decoder) == READER_NO_DEADLINE);
        }
        (void)wedge_decoder_take(&decoder, data + at, len, now_us, &readings);
        look_at(&readings, formats[chosen].len);
        at += len;
    }
    return 0;
}
