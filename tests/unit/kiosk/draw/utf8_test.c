#include "utf8.h"

#include "cmocka_tests.h"
#include <string.h>

static void test_utf8__characters_of_every_length_are_decoded(void **state)
{
    (void)state;
    const struct {
        const char *text;
        uint32_t character;
        size_t len;
    } cases[] = {
        {"A", 'A', 1}, {"é", 0xe9, 2}, {"守", 0x5b88, 3}, {"𬭎", 0x2cb4e, 4}, {"😀", 0x1f600, 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t len;
        assert_int_equal(utf8_decode(cases[i].text, &len), cases[i].character);
        assert_int_equal(len, cases[i].len);
    }
}

static void test_utf8__broken_bytes_become_replacements_one_by_one(void **state)
{
    (void)state;
    /* a lone continuation, an over-long slash, a surrogate, beyond Unicode, a cut character */
    const char *const broken[] = {"\x80", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                  "\xe5\xae"};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        size_t len;
        assert_int_equal(utf8_decode(broken[i], &len), UTF8_REPLACEMENT);
        assert_int_equal(len, 1);
    }
}

static void test_utf8__clean_copy_keeps_whole_characters_only(void **state)
{
    (void)state;
    char text[8];
    assert_int_equal(utf8_copy_clean(text, sizeof text, "守时守时"), 6);
    assert_string_equal(text, "守时");
    assert_int_equal(utf8_copy_clean(text, 1, "A"), 0);
    assert_string_equal(text, "");
}

static void test_utf8__clean_copy_has_no_control_characters(void **state)
{
    (void)state;
    char text[32];
    (void)utf8_copy_clean(text, sizeof text,
                          "a\nb\tc\x7f"
                          "d\xe2\x80\xa8"
                          "e");
    assert_string_equal(text, "a b c d e");
    (void)utf8_copy_clean(text, sizeof text,
                          "a\xff"
                          "b");
    assert_string_equal(text, "a\xef\xbf\xbd"
                              "b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_utf8__characters_of_every_length_are_decoded),
        cmocka_unit_test(test_utf8__broken_bytes_become_replacements_one_by_one),
        cmocka_unit_test(test_utf8__clean_copy_keeps_whole_characters_only),
        cmocka_unit_test(test_utf8__clean_copy_has_no_control_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
