#include "kiosk_options.h"

#include "cmocka_tests.h"
#include <string.h>

#define WORDS_MAX 8

/* Parses words, a list that ends with NULL. */
static bool parse(const char *const *words, struct kiosk_options *ret_options, struct error *err)
{
    static char copies[WORDS_MAX][64]; /* getopt_long() wants texts that it could change */
    char *argv[WORDS_MAX + 1] = {NULL};
    int argc = 0;
    for (; words[argc]; argc++) {
        strcpy(copies[argc], words[argc]);
        argv[argc] = copies[argc];
    }
    return kiosk_options_parse(argc, argv, ret_options, err);
}

static void test_kiosk_options__run_is_what_is_done_without_a_word(void **state)
{
    (void)state;
    struct kiosk_options options;
    struct error err;
    assert_true(parse((const char *[]){"kiosk", NULL}, &options, &err));
    assert_int_equal(options.command, KIOSK_COMMAND_RUN);
    assert_null(options.config_path);
}

static void test_kiosk_options__enrol_takes_two_words_wherever_the_config_stands(void **state)
{
    (void)state;
    const char *const lines[][WORDS_MAX] = {
        {"kiosk", "--enrol", "https://a:1", "7KQ4-M2XW", "--config", "f", NULL},
        {"kiosk", "--config", "f", "--enrol", "https://a:1", "7KQ4-M2XW", NULL},
        {"kiosk", "--enrol=https://a:1", "--config=f", "7KQ4-M2XW", NULL},
    };
    for (size_t i = 0; i < 3; i++) {
        struct kiosk_options options;
        struct error err;
        assert_true(parse(lines[i], &options, &err));
        assert_int_equal(options.command, KIOSK_COMMAND_ENROL);
        assert_string_equal(options.server_url, "https://a:1");
        assert_string_equal(options.code, "7KQ4-M2XW");
        assert_string_equal(options.config_path, "f");
    }
}

static void test_kiosk_options__what_is_not_understood_is_named(void **state)
{
    (void)state;
    const struct {
        const char *words[WORDS_MAX];
        const char *fault;
    } cases[] = {
        {{"kiosk", "--enrol", "https://a:1", NULL}, "expected URL and CODE"},
        {{"kiosk", "--what", NULL}, "--what"},
        {{"kiosk", "--config", NULL}, "--config"},
        {{"kiosk", "now", NULL}, "now: not understood"},
        {{"kiosk", "--enrol", "u", "c", "d", NULL}, "d: not understood"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct kiosk_options options;
        struct error err;
        assert_false(parse(cases[i].words, &options, &err));
        assert_non_null(strstr(err.text, cases[i].fault));
    }
}

static void test_kiosk_options__help_names_every_option(void **state)
{
    (void)state;
    const char *const options[] = {"--config", "--enrol", "--gallery",
                                   "--check",  "--help",  "--version"};
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        assert_non_null(strstr(kiosk_options_help(), options[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kiosk_options__run_is_what_is_done_without_a_word),
        cmocka_unit_test(test_kiosk_options__enrol_takes_two_words_wherever_the_config_stands),
        cmocka_unit_test(test_kiosk_options__what_is_not_understood_is_named),
        cmocka_unit_test(test_kiosk_options__help_names_every_option),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
