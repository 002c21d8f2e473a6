/* Reports of a wedge reader, of any length and at any time, through the decoder. The first byte
 * chooses the site's configuration; then come records of a length, a pause in units of 10 ms, and
 * the report. */

#include "check.h"
#include "reader_driver.h"
#include "wedge_decoder.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Once a number is called malformed nothing more comes of it, and a card has the length of its
 * format. */
static void look_at(const struct wedge_readings *readings, const struct reader_config *config)
{
    static const uint8_t lengths[] = {4, 3, 4, 5, 7};
    CHECK(readings->count <= WEDGE_READINGS_MAX);
    for (size_t i = 0; i < readings->count; i++) {
        const struct wedge_reading *reading = &readings->items[i];
        if (reading->kind == WEDGE_CARD) {
            CHECK(reading->number.len == lengths[config->wedge_format]);
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
    config.wedge_format = data[0] % 5;
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
            look_at(&readings, &config);
            CHECK(wedge_decoder_deadline_us(&decoder) == READER_NO_DEADLINE);
        }
        (void)wedge_decoder_take(&decoder, data + at, len, now_us, &readings);
        look_at(&readings, &config);
        at += len;
    }
    return 0;
}
