#include "kiosk_config.h"

#include "cmocka_tests.h"
#include "phrase.h"
#include "temporary_folder.h"
#include "theme.h"
#include "window.h"
#include <stdio.h>
#include <string.h>

#define EXAMPLE KIOSK_DOCS "/kiosk.conf"

static char config_path[512];

static bool read_text(const char *text, struct kiosk_config *ret_config, struct error *err)
{
    struct temporary_folder folder;
    temporary_folder_init(&folder);
    FILE *file = fopen(temporary_folder_path(&folder, "kiosk.conf", config_path), "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    bool good = kiosk_config_read(config_path, ret_config, err);
    temporary_folder_finish(&folder);
    return good;
}

static void test_kiosk_config__an_empty_file_is_the_default(void **state)
{
    (void)state;
    struct kiosk_config config;
    struct error err;
    assert_true(read_text("", &config, &err));
    assert_int_equal(config.window_width, 1920);
    assert_int_equal(config.window_height, 1080);
    assert_int_equal(config.language, LANGUAGE_CHINESE);
    assert_int_equal(config.volume_percent, 80);
    assert_string_equal(config.reader_source, "usb");
    assert_int_equal(config.reader.wedge_format, WEDGE_DECIMAL_10);
    assert_string_equal(config.control_path, "");
}

static void test_kiosk_config__every_group_is_read(void **state)
{
    (void)state;
    struct kiosk_config config;
    struct error err;
    if (!read_text("data = \"d\"; language = \"en\"; appearance = \"dark\"; volume = 0;\n"
                   "theme = \"t\"; contact = \"c\"; control = \"s\"; demo: { cards = \"k\"; };\n"
                   "window: { mode = \"fullscreen\"; width = 1024; height = 600; };\n"
                   "server: { ca_file = \"ca\"; transport = \"plain\"; };\n"
                   "reader: { source = \"emulator:e\"; format = \"hex8\"; byte_order = "
                   "\"low_first\"; inter_key_ms = 50; prefix = \";\"; suffix = \"?\"; ids = "
                   "\"0627:0001\"; };\n"
                   "font: { regular = \"r\"; bold = \"b#2\"; fallback1 = \"f\"; };\n",
                   &config, &err)) {
        fail_msg("%s", err.text);
    }
    assert_string_equal(config.data_folder, "d");
    assert_int_equal(config.language, LANGUAGE_ENGLISH);
    assert_int_equal(config.appearance, APPEARANCE_DARK);
    assert_int_equal(config.volume_percent, 0);
    assert_int_equal(config.window_mode, WINDOW_FULLSCREEN);
    assert_int_equal(config.window_width, 1024);
    assert_int_equal(config.transport, 1);
    assert_string_equal(config.reader_source, "emulator:e");
    assert_int_equal(config.reader.wedge_format, WEDGE_HEX_8);
    assert_int_equal(config.reader.wedge_byte_order, WEDGE_FIRST_BYTE_LOW);
    assert_int_equal(config.reader.wedge_inter_key_ms, 50);
    assert_string_equal(config.fonts.weights[FONT_BOLD], "b#2");
    assert_string_equal(config.fonts.fallbacks[0], "f");
    assert_string_equal(config.sample_cards, "k");
}

static void test_kiosk_config__faults_name_file_line_and_key(void **state)
{
    (void)state;
    const struct {
        const char *text, *fault;
    } cases[] = {
        {"volume = 101;", ":1: volume: 101 is not between 0 and 100"},
        {"\n\nvolum = 1;", ":3: volum: unknown key"},
        {"language = \"fr\";", ":1: language: expected one of \"zh\" \"en\""},
        {"window: {\n width = \"wide\";\n};", ":2: window.width: expected a whole number"},
        {"window: { width = 100; };", ":1: window.width: 100 is not between 640 and 8192"},
        {"reader: { format = \"octal\"; };", ":1: reader.format: expected one of"},
        {"reader: { inter_key_ms = 1; };", ":1: reader.inter_key_ms: 1 is not between"},
        {"reader: { ids = \"banana\"; };", ": reader: "},
        {"data = ;", ":1: syntax error"},
        {"demo: { cards = \"k\"; };", "demo.cards: needs a reader.source"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct kiosk_config config = kiosk_config_default();
        struct kiosk_config before = config;
        struct error err;
        assert_false(read_text(cases[i].text, &config, &err));
        assert_memory_equal(err.text, config_path, strlen(config_path));
        if (!strstr(err.text, cases[i].fault)) {
            fail_msg("\"%s\" gives \"%s\"", cases[i].text, err.text);
        }
        assert_string_equal(config.reader_source, before.reader_source);
        assert_int_equal(config.volume_percent, before.volume_percent);
    }
}

/* What docs/kiosk.conf says of each key and its default is true. */
static void test_kiosk_config__the_example_is_good_and_tells_the_defaults(void **state)
{
    (void)state;
    struct kiosk_config config;
    struct error err;
    if (!kiosk_config_read(EXAMPLE, &config, &err)) {
        fail_msg("%s", err.text);
    }
    struct kiosk_config expected = kiosk_config_default();
    assert_string_equal(config.contact, "信息中心 8622-0137");
    assert_int_equal(config.window_mode, WINDOW_FULLSCREEN);
    (void)snprintf(expected.contact, sizeof expected.contact, "%s", config.contact);
    expected.window_mode = WINDOW_FULLSCREEN;
    assert_string_equal(config.data_folder, expected.data_folder);
    assert_int_equal(config.volume_percent, expected.volume_percent);
    assert_int_equal(config.language, expected.language);
    assert_int_equal(config.appearance, expected.appearance);
    assert_int_equal(config.window_width, expected.window_width);
    assert_int_equal(config.window_height, expected.window_height);
    assert_int_equal(config.transport, expected.transport);
    assert_string_equal(config.reader_source, expected.reader_source);
    assert_memory_equal(&config.reader, &expected.reader, sizeof config.reader);
    assert_string_equal(config.fonts.fallbacks[0], expected.fonts.fallbacks[0]);
}

static void test_kiosk_config__a_missing_file_is_named(void **state)
{
    (void)state;
    struct kiosk_config config;
    struct error err;
    assert_false(kiosk_config_read("/nowhere/kiosk.conf", &config, &err));
    assert_non_null(strstr(err.text, "/nowhere/kiosk.conf"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kiosk_config__an_empty_file_is_the_default),
        cmocka_unit_test(test_kiosk_config__every_group_is_read),
        cmocka_unit_test(test_kiosk_config__faults_name_file_line_and_key),
        cmocka_unit_test(test_kiosk_config__the_example_is_good_and_tells_the_defaults),
        cmocka_unit_test(test_kiosk_config__a_missing_file_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
