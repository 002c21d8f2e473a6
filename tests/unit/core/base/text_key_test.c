#include "text_key.h"

#include "cmocka_tests.h"
#include <string.h>

static int make_key(void **state)
{
    struct text_key *key = NULL;
    assert_true(text_key_create(&key, NULL));
    *state = key;
    return 0;
}

static int drop_key(void **state)
{
    text_key_destroy(*state);
    return 0;
}

static void test_text_key__names_are_found_by_reading_and_initials(void **state)
{
    char text[TEXT_KEY_MAX + 1];
    assert_true(text_key_name(*state, "王伟", text, NULL));
    assert_string_equal(text, "王伟 wangwei ww");
    assert_true(text_key_name(*state, "阿依古丽·买买提", text, NULL));
    assert_non_null(strstr(text, "ayiguli"));
    assert_true(text_key_name(*state, "Anna", text, NULL));
    assert_string_equal(text, "anna");
    assert_true(text_key_name(*state, "", text, NULL));
    assert_string_equal(text, "");
}

static void test_text_key__width_and_case_do_not_matter(void **state)
{
    char text[TEXT_KEY_MAX + 1];
    assert_true(text_key_fold(*state, "  ＷＷ ", text, NULL));
    assert_string_equal(text, "ww");
    assert_true(text_key_fold(*state, "Straße", text, NULL));
    assert_string_equal(text, "strasse");
}

static void test_text_key__long_texts_are_cut_between_characters(void **state)
{
    char name[3 * 1000 + 1];
    char text[TEXT_KEY_MAX + 1];
    for (size_t i = 0; i < 1000; i++) {
        memcpy(name + 3 * i, "王", 3);
    }
    name[sizeof name - 1] = '\0';
    assert_true(text_key_name(*state, name, text, NULL));
    assert_true(strlen(text) <= TEXT_KEY_MAX);
    assert_true(text_key_fold(*state, name, text, NULL));
    assert_int_equal(strlen(text) % 3, 0);
    /* The ligature that one character folds into eighteen. */
    for (size_t i = 0; i < 1000; i++) {
        memcpy(name + 3 * i, "ﷺ", 3);
    }
    assert_true(text_key_fold(*state, name, text, NULL));
    assert_true(strlen(text) <= TEXT_KEY_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_text_key__names_are_found_by_reading_and_initials,
                                        make_key, drop_key),
        cmocka_unit_test_setup_teardown(test_text_key__width_and_case_do_not_matter, make_key,
                                        drop_key),
        cmocka_unit_test_setup_teardown(test_text_key__long_texts_are_cut_between_characters,
                                        make_key, drop_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
