#include "reader_config.h"

#include "cmocka_tests.h"
#include <string.h>

static void assert_refused(const struct reader_config *config, const char *field)
{
    struct error err;
    assert_false(reader_config_check(config, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    assert_non_null(strstr(err.text, field));
}

static void test_reader_config__default_is_good(void **state)
{
    (void)state;
    struct reader_config config = reader_config_default();
    struct error err;
    assert_true(reader_config_check(&config, &err));
    assert_string_equal(wedge_format_names[config.wedge_format], "decimal10");
    assert_string_equal(wedge_byte_order_names[config.wedge_byte_order], "high_first");
}

static void test_reader_config__bounds_of_the_inter_key_time(void **state)
{
    (void)state;
    struct reader_config config = reader_config_default();
    struct error err;
    config.wedge_inter_key_ms = READER_INTER_KEY_MIN_MS;
    assert_true(reader_config_check(&config, &err));
    config.wedge_inter_key_ms = READER_INTER_KEY_MAX_MS;
    assert_true(reader_config_check(&config, &err));
    config.wedge_inter_key_ms = READER_INTER_KEY_MIN_MS - 1;
    assert_refused(&config, "wedge_inter_key_ms");
    config.wedge_inter_key_ms = READER_INTER_KEY_MAX_MS + 1;
    assert_refused(&config, "wedge_inter_key_ms");
}

static void test_reader_config__choices(void **state)
{
    (void)state;
    struct reader_config config = reader_config_default();
    struct error err;
    for (config.wedge_format = 0; wedge_format_names[config.wedge_format]; config.wedge_format++) {
        assert_true(reader_config_check(&config, &err));
    }
    assert_refused(&config, "wedge_format");
    config.wedge_format = -1;
    assert_refused(&config, "wedge_format");
    config = reader_config_default();
    config.wedge_byte_order = 2;
    assert_refused(&config, "wedge_byte_order");
}

static void test_reader_config__texts(void **state)
{
    (void)state;
    struct reader_config config = reader_config_default();
    struct error err;
    memcpy(config.wedge_prefix, ";%12 ?ab", 9);
    assert_true(reader_config_check(&config, &err));
    memset(config.wedge_prefix, 'x', sizeof config.wedge_prefix);
    assert_refused(&config, "wedge_prefix");
    config = reader_config_default();
    config.wedge_suffix[0] = '\n';
    assert_refused(&config, "wedge_suffix");
    config = reader_config_default();
    (void)strcpy(config.wedge_ids, "0627:0001,xyz");
    assert_refused(&config, "wedge_ids");
    memset(config.wedge_ids, ' ', sizeof config.wedge_ids);
    assert_refused(&config, "wedge_ids");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reader_config__default_is_good),
        cmocka_unit_test(test_reader_config__bounds_of_the_inter_key_time),
        cmocka_unit_test(test_reader_config__choices),
        cmocka_unit_test(test_reader_config__texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
