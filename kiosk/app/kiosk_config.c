#include "kiosk_config.h"

#include "check.h"
#include "civil.h"
#include "config_file.h"
#include "display.h"
#include "phrase.h"
#include "theme.h"
#include <stddef.h>
#include <string.h>

#define AT(member)   offsetof(struct kiosk_config, member)
#define ROOM(member) sizeof(((struct kiosk_config *)NULL)->member)
#define TEXT(name, member)                                                                         \
    {                                                                                              \
        .path = (name), .type = CONFIG_TEXT, .offset = AT(member), .text_size = ROOM(member)       \
    }
#define NUMBER(name, member, least, most)                                                          \
    {                                                                                              \
        .path = (name), .type = CONFIG_INT, .offset = AT(member), .min = (least), .max = (most)    \
    }
#define CHOICE(name, member, words)                                                                \
    {                                                                                              \
        .path = (name), .type = CONFIG_CHOICE, .offset = AT(member), .choices = (words)            \
    }

#define CLOCK(name, member)                                                                        \
    {                                                                                              \
        .path = (name), .type = CONFIG_TEXT, .offset = AT(member), .text_size = ROOM(member),      \
        .find_fault = find_clock_fault                                                             \
    }

static const char *find_clock_fault(const char *text)
{
    int32_t minute;
    bool good = civil_clock_parse(text, &minute) && minute < CIVIL_DAY_MIN;
    return good ? NULL : "expected a time of day such as \"20:00\"";
}

/* By enum window_mode and enum sync_transport. */
static const char *const window_modes[] = {"window", "fullscreen", NULL};
static const char *const transports[] = {"tls", "plain", NULL};

static const struct config_key keys[] = {
    TEXT("data", data_folder),
    CHOICE("language", language, language_names),
    CHOICE("appearance", appearance, appearance_names),
    CHOICE("idle", idle_page, idle_page_names),
    CLOCK("night.from", night_from),
    CLOCK("night.until", night_until),
    NUMBER("volume", volume_percent, 0, 100),
    TEXT("theme", theme_path),
    TEXT("contact", contact),
    TEXT("service.export", export_folder),
    TEXT("control", control_path),
    TEXT("demo.cards", sample_cards),
    CHOICE("window.mode", window_mode, window_modes),
    NUMBER("window.width", window_width, 640, 8192),
    NUMBER("window.height", window_height, 480, 8192),
    TEXT("server.ca_file", ca_file),
    CHOICE("server.transport", transport, transports),
    TEXT("reader.source", reader_source),
    CHOICE("reader.format", reader.wedge_format, wedge_format_names),
    CHOICE("reader.byte_order", reader.wedge_byte_order, wedge_byte_order_names),
    CHOICE("reader.leading_zeros", reader.wedge_zeros, wedge_zeros_names),
    NUMBER("reader.inter_key_ms", reader.wedge_inter_key_ms, READER_INTER_KEY_MIN_MS,
           READER_INTER_KEY_MAX_MS),
    TEXT("reader.prefix", reader.wedge_prefix),
    TEXT("reader.suffix", reader.wedge_suffix),
    TEXT("reader.ids", reader.wedge_ids),
    CHOICE("reader.layout", reader.wedge_layout, wedge_layout_names),
    CHOICE("reader.uid_part", reader.uid_part, card_number_part_names),
    CHOICE("reader.feedback", reader.feedback, reader_feedback_names),
    NUMBER("reader.again_ms", reader.again_ms, 0, READER_AGAIN_MAX_MS),
    NUMBER("reader.wedge_again_ms", reader.wedge_again_ms, 0, READER_AGAIN_MAX_MS),
    TEXT("setup.address", setup_address),
    TEXT("setup.list", setup_list),
    TEXT("font.regular", fonts.weights[FONT_REGULAR]),
    TEXT("font.bold", fonts.weights[FONT_BOLD]),
    TEXT("font.fallback1", fonts.fallbacks[0]),
    TEXT("font.fallback2", fonts.fallbacks[1]),
    TEXT("font.fallback3", fonts.fallbacks[2]),
    TEXT("font.fallback4", fonts.fallbacks[3]),
};

struct kiosk_config kiosk_config_default(void)
{
    return (struct kiosk_config){
        .data_folder = "/var/lib/shoushi-kiosk",
        .language = LANGUAGE_CHINESE,
        .appearance = APPEARANCE_LIGHT,
        .night_from = "20:00",
        .night_until = "06:30",
        .volume_percent = 80,
        .window_width = 1920,
        .window_height = 1080,
        .reader_source = "usb",
        .reader = reader_config_default(),
        .fonts.fallbacks = {"/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"},
    };
}

bool kiosk_config_read(const char *path, struct kiosk_config *ret_config, struct error *err)
{
    struct kiosk_config config = kiosk_config_default();
    if (!config_file_read(path, keys, ARRAY_LEN(keys), &config, sizeof config, err)) {
        return false;
    }
    if (!reader_config_check(&config.reader, err)) {
        return error_prefix(err, "%s: reader", path);
    }
    if (config.sample_cards[0] && strncmp(config.reader_source, "emulator:", 9) != 0) {
        return error_set(err, ERROR_INVALID,
                         "%s: demo.cards: needs a reader.source such as \"emulator:SOCKET\", since "
                         "these cards are tapped in software",
                         path);
    }
    *ret_config = config;
    return true;
}
