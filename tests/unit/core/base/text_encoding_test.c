#include "text_encoding.h"

#include "cleanup.h"
#include "cmocka_tests.h"
#include <string.h>

static void expect(const char *bytes, size_t len, const char *text)
{
    AUTO(memory) char *got = NULL;
    size_t got_len;
    struct error err;
    assert_true(text_encoding_to_utf8(bytes, len, &got, &got_len, &err));
    assert_string_equal(got, text);
    assert_int_equal(got_len, strlen(text));
}

static void test_text_encoding__each_is_known_by_itself(void **state)
{
    (void)state;
    expect("王伟", 6, "王伟");
    expect("\xef\xbb\xbf王伟", 9, "王伟");
    expect("\xcd\xf5\xce\xb0", 4, "王伟");         /* GBK */
    expect("\x95\x32\x82\x36", 4, "𠀀");           /* four bytes of GB18030 */
    expect("\xff\xfe\x8b\x73\x1f\x4f", 6, "王伟"); /* UTF-16 */
    expect("\xfe\xff\x73\x8b\x4f\x1f", 6, "王伟");
    expect("", 0, "");
}

static void test_text_encoding__what_is_no_text_is_refused(void **state)
{
    (void)state;
    char *got = NULL;
    size_t len;
    struct error err;
    assert_false(text_encoding_to_utf8("\xff\xff\x80", 3, &got, &len, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    assert_false(text_encoding_to_utf8("\xef\xbb\xbf\xcd\xf5", 5, &got, &len, &err));
    assert_int_equal(err.code, ERROR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_encoding__each_is_known_by_itself),
        cmocka_unit_test(test_text_encoding__what_is_no_text_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
