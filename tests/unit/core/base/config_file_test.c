#include "config_file.h"

#include "cmocka_tests.h"
#include "file.h"
#include "temporary_folder.h"
#include <stdio.h>
#include <string.h>

enum sound { SOUND_OFF, SOUND_SOFT, SOUND_LOUD };

struct settings {
    char place[16];
    int64_t port;
    bool upright;
    int sound;
};

static const char *const sounds[] = {"off", "soft", "loud", NULL};

static const struct config_key keys[] = {
    {.path = "place",
     .type = CONFIG_TEXT,
     .offset = offsetof(struct settings, place),
     .text_size = sizeof(((struct settings *)0)->place)},
    {.path = "server.port",
     .type = CONFIG_INT,
     .offset = offsetof(struct settings, port),
     .min = 1,
     .max = 65535},
    {.path = "screen.upright", .type = CONFIG_BOOL, .offset = offsetof(struct settings, upright)},
    {.path = "screen.sound",
     .type = CONFIG_CHOICE,
     .offset = offsetof(struct settings, sound),
     .choices = sounds},
};

static const struct settings defaults = {"nowhere", 8080, false, SOUND_SOFT};

struct fixture {
    struct temporary_folder folder;
    char path[512];
    struct settings settings;
    struct error err;
};

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    if (!fixture) {
        return -1;
    }
    temporary_folder_init(&fixture->folder);
    (void)temporary_folder_path(&fixture->folder, "kiosk.conf", fixture->path); /* same pointer */
    fixture->settings = defaults;
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

static bool read_settings(struct fixture *fixture, const char *content)
{
    assert_true(file_replace(fixture->path, content, strlen(content), 0600, NULL));
    return config_file_read(fixture->path, keys, sizeof keys / sizeof keys[0], &fixture->settings,
                            sizeof fixture->settings, &fixture->err);
}

/* The file is refused with "FILE:LINE: WHAT", and nothing of it has been applied. */
static void assert_refused(struct fixture *fixture, const char *content, int line, const char *what)
{
    assert_false(read_settings(fixture, content));
    assert_int_equal(fixture->err.code, ERROR_INVALID);
    char expected[1024];
    (void)snprintf(expected, sizeof expected, "%s:%d: %s", fixture->path, line, what);
    assert_string_equal(fixture->err.text, expected);
    assert_memory_equal(&fixture->settings, &defaults, sizeof defaults);
}

static void test_config_file__values_of_every_type_are_read(void **state)
{
    struct fixture *fixture = *state;
    assert_true(read_settings(fixture, "# the east gate\n"
                                       "place = \"东门\";\n"
                                       "server: { port = 443; };\n"
                                       "screen: { upright = true; sound = \"loud\"; };\n"));
    assert_string_equal(fixture->settings.place, "东门");
    assert_int_equal(fixture->settings.port, 443);
    assert_true(fixture->settings.upright);
    assert_int_equal(fixture->settings.sound, SOUND_LOUD);
}

static void test_config_file__what_is_left_out_stays(void **state)
{
    struct fixture *fixture = *state;
    assert_true(read_settings(fixture, ""));
    assert_memory_equal(&fixture->settings, &defaults, sizeof defaults);
    assert_true(read_settings(fixture, "screen: { upright = true; };"));
    assert_int_equal(fixture->settings.port, 8080);
    assert_string_equal(fixture->settings.place, "nowhere");
}

static void test_config_file__an_unknown_key_is_named_with_its_line(void **state)
{
    struct fixture *fixture = *state;
    assert_refused(fixture, "place = \"east\";\n\nplaec = \"west\";\n", 3, "plaec: unknown key");
    assert_refused(fixture, "server: {\n  prot = 80;\n};\n", 2, "server.prot: unknown key");
    assert_refused(fixture, "servre: { port = 80; };\n", 1, "servre: unknown key");
    assert_refused(fixture, "port = 80;\n", 1, "port: unknown key");
}

static void test_config_file__a_group_of_an_unknown_name_is_refused_even_if_empty(void **state)
{
    struct fixture *fixture = *state;
    assert_refused(fixture, "servre: { };\n", 1, "servre: unknown key");
    assert_refused(fixture, "serve: { };\n", 1, "serve: unknown key");
    assert_refused(fixture, "place: { };\n", 1, "place: expected a value, not a group");
    assert_true(read_settings(fixture, "server: { };\n"));
}

static void test_config_file__wrong_types_are_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_refused(fixture, "place = 7;", 1, "place: expected text in double quotes");
    assert_refused(fixture, "place = [\"a\"];", 1, "place: expected text in double quotes");
    assert_refused(fixture, "\nserver = 7;", 2, "server: expected a group of keys");
    assert_refused(fixture, "server: { port = \"80\"; };", 1,
                   "server.port: expected a whole number");
    assert_refused(fixture, "server: { port = 80.5; };", 1, "server.port: expected a whole number");
    assert_refused(fixture, "server: { port = true; };", 1, "server.port: expected a whole number");
    assert_refused(fixture, "screen: { upright = 1; };", 1,
                   "screen.upright: expected true or false");
    assert_refused(fixture, "screen: { upright = \"true\"; };", 1,
                   "screen.upright: expected true or false");
    assert_refused(fixture, "screen: { sound = 1; };", 1,
                   "screen.sound: expected one of \"off\" \"soft\" \"loud\"");
    assert_refused(fixture, "screen: { sound = \"lout\"; };", 1,
                   "screen.sound: expected one of \"off\" \"soft\" \"loud\"");
}

static void test_config_file__bounds_are_included_and_kept(void **state)
{
    struct fixture *fixture = *state;
    assert_refused(fixture, "server: { port = 0; };", 1,
                   "server.port: 0 is not between 1 and 65535");
    assert_refused(fixture, "server: { port = 65536; };", 1,
                   "server.port: 65536 is not between 1 and 65535");
    assert_refused(fixture, "server: { port = 4294967376L; };", 1,
                   "server.port: 4294967376 is not between 1 and 65535");
    assert_refused(fixture, "place = \"0123456789abcdef\";", 1, "place: longer than 15 bytes");
    assert_true(read_settings(fixture, "place = \"0123456789abcde\"; server: { port = 65535; };"));
    assert_true(read_settings(fixture, "server: { port = 1; };"));
}

/* libconfig alone would read these as 80, -1, 80 and -1. */
static void test_config_file__numbers_that_libconfig_would_cut_are_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_refused(fixture, "server: {\n port = 4294967376; };", 2,
                   "4294967376: too large, or an L behind it missing");
    assert_refused(fixture, "server: { port = 0xffffffff; };", 1,
                   "0xffffffff: too large, or an L behind it missing");
    assert_refused(fixture, "server: { port = -4294967216; };", 1,
                   "-4294967216: too large, or an L behind it missing");
    assert_refused(fixture, "server: { port = 18446744073709551615L; };", 1,
                   "18446744073709551615L: too large, or an L behind it missing");
    assert_true(read_settings(fixture, "# 4294967376\n// 4294967376 \"\n/* 4294967376\n */\n"
                                       "place = \"\\\"4294967376\"; server: { port = 443L; };"));
    assert_string_equal(fixture->settings.place, "\"4294967376");
    assert_int_equal(fixture->settings.port, 443);
}

static void test_config_file__a_later_fault_undoes_earlier_values(void **state)
{
    struct fixture *fixture = *state;
    assert_refused(fixture,
                   "place = \"east\";\nserver: { port = 443; };\nscreen: { sound = \"x\"; };\n", 3,
                   "screen.sound: expected one of \"off\" \"soft\" \"loud\"");
}

static void test_config_file__broken_syntax_names_its_line(void **state)
{
    struct fixture *fixture = *state;
    assert_refused(fixture, "place = \"east\";\nserver {\n", 2, "syntax error");
    assert_refused(fixture, "place = \"east\";\nplace = \"west\";\n", 2, "duplicate setting name");
}

static void test_config_file__includes_are_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_refused(fixture, "place = \"east\";\n  @include \"/etc\"\n", 2,
                   "@include is not supported");
}

static void test_config_file__a_nul_byte_is_refused(void **state)
{
    struct fixture *fixture = *state;
    assert_true(file_replace(fixture->path, "place = \"a\";\n\0x", 15, 0600, NULL));
    assert_false(config_file_read(fixture->path, keys, sizeof keys / sizeof keys[0],
                                  &fixture->settings, sizeof fixture->settings, &fixture->err));
    assert_int_equal(fixture->err.code, ERROR_INVALID);
    assert_memory_equal(&fixture->settings, &defaults, sizeof defaults);
}

static void test_config_file__what_cannot_be_read_is_an_error_with_the_path(void **state)
{
    struct fixture *fixture = *state;
    const char *const paths[] = {"/nonexistent/kiosk.conf", fixture->folder.path};
    for (size_t i = 0; i < 2; i++) {
        assert_false(config_file_read(paths[i], keys, sizeof keys / sizeof keys[0],
                                      &fixture->settings, sizeof fixture->settings, &fixture->err));
        assert_int_equal(fixture->err.code, ERROR_IO);
        assert_non_null(strstr(fixture->err.text, paths[i]));
    }
}

#define CONFIG_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CONFIG_TEST(test_config_file__values_of_every_type_are_read),
        CONFIG_TEST(test_config_file__what_is_left_out_stays),
        CONFIG_TEST(test_config_file__an_unknown_key_is_named_with_its_line),
        CONFIG_TEST(test_config_file__a_group_of_an_unknown_name_is_refused_even_if_empty),
        CONFIG_TEST(test_config_file__wrong_types_are_refused),
        CONFIG_TEST(test_config_file__bounds_are_included_and_kept),
        CONFIG_TEST(test_config_file__numbers_that_libconfig_would_cut_are_refused),
        CONFIG_TEST(test_config_file__a_later_fault_undoes_earlier_values),
        CONFIG_TEST(test_config_file__broken_syntax_names_its_line),
        CONFIG_TEST(test_config_file__includes_are_refused),
        CONFIG_TEST(test_config_file__a_nul_byte_is_refused),
        CONFIG_TEST(test_config_file__what_cannot_be_read_is_an_error_with_the_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
