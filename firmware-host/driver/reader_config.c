#include "reader_config.h"

#include "check.h"
#include "usb_id.h"
#include <string.h>

const char *const wedge_format_names[] = {
    [WEDGE_DECIMAL_10] = "decimal10",
    [WEDGE_DECIMAL_3_5] = "decimal3+5",
    [WEDGE_DECIMAL_3_COMMA_5] = "decimal3,5",
    [WEDGE_DECIMAL_5_5] = "decimal5+5",
    [WEDGE_DECIMAL_8] = "decimal8",
    [WEDGE_DECIMAL_13] = "decimal13",
    [WEDGE_DECIMAL_17] = "decimal17",
    [WEDGE_HEX_6] = "hex6",
    [WEDGE_HEX_8] = "hex8",
    [WEDGE_HEX_10] = "hex10",
    [WEDGE_HEX_14] = "hex14",
    [WEDGE_HEX_16] = "hex16",
    NULL,
};

const char *const wedge_byte_order_names[] = {
    [WEDGE_FIRST_BYTE_HIGH] = "high_first",
    [WEDGE_FIRST_BYTE_LOW] = "low_first",
    NULL,
};

const char *const wedge_zeros_names[] = {
    [WEDGE_ZEROS_TYPED] = "typed",
    [WEDGE_ZEROS_CUT] = "cut",
    NULL,
};

const char *const wedge_layout_names[] = {
    [WEDGE_LAYOUT_US] = "us",
    [WEDGE_LAYOUT_DE] = "de",
    [WEDGE_LAYOUT_FR] = "fr",
    NULL,
};

const char *const reader_feedback_names[] = {
    [READER_FEEDBACK_READER] = "reader", [READER_FEEDBACK_OFF] = "off",
    [READER_FEEDBACK_BEEP] = "beep",     [READER_FEEDBACK_LIGHT] = "light",
    [READER_FEEDBACK_BOTH] = "both",     NULL,
};

struct reader_config reader_config_default(void)
{
    return (struct reader_config){
        .wedge_format = WEDGE_DECIMAL_10,
        .wedge_byte_order = WEDGE_FIRST_BYTE_HIGH,
        .wedge_inter_key_ms = READER_INTER_KEY_DEFAULT_MS,
        .wedge_layout = WEDGE_LAYOUT_US,
        .uid_part = CARD_NUMBER_WHOLE,
        .feedback = READER_FEEDBACK_READER,
        .again_ms = READER_AGAIN_DEFAULT_MS,
    };
}

/* A reader can type what stands on a keyboard; a space is allowed, since some end with one. */
static bool check_affix(const char *affix, const char *field, struct error *err)
{
    if (memchr(affix, '\0', READER_AFFIX_SIZE) == NULL) {
        return error_set(err, ERROR_INVALID, "%s: longer than %d characters", field,
                         READER_AFFIX_SIZE - 1);
    }
    for (const char *at = affix; *at; at++) {
        if (*at < 0x20 || *at > 0x7e) {
            return error_set(err, ERROR_INVALID, "%s: only printable ASCII can be typed", field);
        }
    }
    return true;
}

static bool check_choice(int value, const char *const *names, const char *field, struct error *err)
{
    for (int i = 0; names[i]; i++) {
        if (i == value) {
            return true;
        }
    }
    return error_set(err, ERROR_INVALID, "%s: no such word", field);
}

static bool check_choices(const struct reader_config *config, struct error *err)
{
    return check_choice(config->wedge_format, wedge_format_names, "wedge_format", err) &&
           check_choice(config->wedge_byte_order, wedge_byte_order_names, "wedge_byte_order",
                        err) &&
           check_choice(config->wedge_zeros, wedge_zeros_names, "wedge_zeros", err) &&
           check_choice(config->wedge_layout, wedge_layout_names, "wedge_layout", err) &&
           check_choice(config->uid_part, card_number_part_names, "uid_part", err) &&
           check_choice(config->feedback, reader_feedback_names, "feedback", err);
}

bool reader_config_check(const struct reader_config *config, struct error *err)
{
    if (!check_choices(config, err)) {
        return false;
    }
    if (config->again_ms < 0 || config->again_ms > READER_AGAIN_MAX_MS ||
        config->wedge_again_ms < 0 || config->wedge_again_ms > READER_AGAIN_MAX_MS) {
        return error_set(err, ERROR_INVALID, "again_ms, wedge_again_ms: must be from 0 to %d",
                         READER_AGAIN_MAX_MS);
    }
    if (config->wedge_inter_key_ms < READER_INTER_KEY_MIN_MS ||
        config->wedge_inter_key_ms > READER_INTER_KEY_MAX_MS) {
        return error_set(err, ERROR_INVALID, "wedge_inter_key_ms: must be from %d to %d",
                         READER_INTER_KEY_MIN_MS, READER_INTER_KEY_MAX_MS);
    }
    struct usb_id ids[READER_IDS_MAX];
    size_t id_count;
    if (memchr(config->wedge_ids, '\0', sizeof config->wedge_ids) == NULL) {
        return error_set(err, ERROR_INVALID, "wedge_ids: longer than %d bytes",
                         READER_IDS_SIZE - 1);
    }
    if (!usb_id_parse_list(config->wedge_ids, ARRAY_LEN(ids), ids, &id_count, err)) {
        return error_prefix(err, "wedge_ids");
    }
    return check_affix(config->wedge_prefix, "wedge_prefix", err) &&
           check_affix(config->wedge_suffix, "wedge_suffix", err);
}
