#include "wedge_decoder.h"

#include "check.h"
#include "reader_driver.h"
#include <stdio.h>
#include <string.h>

static void append(const struct wedge_decoder *decoder, struct wedge_reading reading,
                   struct wedge_readings *readings)
{
    CHECK(readings->count < WEDGE_READINGS_MAX);
    reading.at_us = decoder->changed_us;
    readings->items[readings->count++] = reading;
}

static void append_malformed(const struct wedge_decoder *decoder, const char *reason,
                             struct wedge_readings *readings)
{
    struct wedge_reading reading = {.kind = WEDGE_MALFORMED};
    (void)snprintf(reading.reason, sizeof reading.reason, "%s", reason); /* cut is enough */
    append(decoder, reading, readings);
}

static void spoil(struct wedge_decoder *decoder, const char *reason,
                  struct wedge_readings *readings)
{
    if (decoder->phase != WEDGE_SPOILED) {
        append_malformed(decoder, reason, readings);
    }
    decoder->phase = WEDGE_SPOILED;
}

static void append_number(const struct wedge_decoder *decoder, struct wedge_readings *readings)
{
    const struct reader_config *config = decoder->config;
    if (config->wedge_report == WEDGE_REPORT_TEXTS) {
        struct wedge_reading typed = {.kind = WEDGE_TYPED, .text_len = decoder->len};
        memcpy(typed.text, decoder->text, decoder->len);
        append(decoder, typed, readings);
        return;
    }
    struct wedge_reading card = {
        .kind = WEDGE_CARD,
        .format = wedge_format_kind((enum wedge_format)config->wedge_format),
    };
    struct error err;
    if (wedge_format_parse(config, decoder->text, decoder->len, &card.number, &err)) {
        append(decoder, card, readings);
    } else {
        append_malformed(decoder, err.text, readings);
    }
}

static void end_number(struct wedge_decoder *decoder, struct wedge_readings *readings)
{
    if (decoder->phase == WEDGE_TYPING) {
        append_number(decoder, readings);
    }
    decoder->phase = WEDGE_IDLE;
    decoder->len = 0;
}

static void take_key(struct wedge_decoder *decoder, char key, struct wedge_readings *readings)
{
    if (key == KEY_ENTER) {
        end_number(decoder, readings);
    } else if (key == KEY_UNKNOWN) {
        spoil(decoder, "a key that no card number has", readings);
    } else if (decoder->len == sizeof decoder->text) {
        spoil(decoder, "too many characters for a card number", readings);
    } else if (decoder->phase != WEDGE_SPOILED) {
        decoder->phase = WEDGE_TYPING;
        decoder->text[decoder->len++] = key;
    }
}

void wedge_decoder_init(struct wedge_decoder *decoder, const struct reader_config *config)
{
    *decoder = (struct wedge_decoder){
        .config = config,
        .keyboard = {.layout = (enum wedge_layout)config->wedge_layout},
    };
}

enum boot_report wedge_decoder_take(struct wedge_decoder *decoder, const uint8_t *report,
                                    size_t len, int64_t now_us, struct wedge_readings *ret_readings)
{
    ret_readings->count = 0;
    int64_t deadline_us = wedge_decoder_deadline_us(decoder);
    if (deadline_us != READER_NO_DEADLINE && now_us - deadline_us >= WEDGE_HELD_UP_US) {
        end_number(decoder, ret_readings);
    }
    struct boot_keys keys = {0};
    enum boot_report what = boot_keyboard_read(&decoder->keyboard, report, len, &keys);
    if (what == BOOT_REPORT_EMPTY || what == BOOT_REPORT_SAME) {
        return what;
    }
    decoder->changed_us = now_us;
    if (what == BOOT_REPORT_TOO_SHORT) {
        spoil(decoder, "a report that is shorter than a keyboard's", ret_readings);
    } else if (what == BOOT_REPORT_ROLL_OVER) {
        spoil(decoder, "keys were lost: the reader reported a roll-over", ret_readings);
    }
    for (size_t i = 0; i < keys.count; i++) {
        take_key(decoder, keys.keys[i], ret_readings);
    }
    return what;
}

void wedge_decoder_disturb(struct wedge_decoder *decoder, int64_t now_us,
                           struct wedge_readings *ret_readings)
{
    ret_readings->count = 0;
    if (decoder->phase == WEDGE_TYPING) {
        decoder->changed_us = now_us;
        spoil(decoder, "the reader failed in the middle of a number", ret_readings);
    }
}

int64_t wedge_decoder_deadline_us(const struct wedge_decoder *decoder)
{
    if (decoder->phase == WEDGE_IDLE) {
        return READER_NO_DEADLINE;
    }
    return decoder->changed_us + decoder->config->wedge_inter_key_ms * 1000;
}

void wedge_decoder_expire(struct wedge_decoder *decoder, int64_t now_us,
                          struct wedge_readings *ret_readings)
{
    ret_readings->count = 0;
    if (now_us >= wedge_decoder_deadline_us(decoder)) {
        end_number(decoder, ret_readings);
    }
}
