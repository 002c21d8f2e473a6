#include "error.h"

#include "cmocka_tests.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static void test_error__set_returns_false_with_code_and_text(void **state)
{
    (void)state;
    struct error err = {0};
    assert_false(error_set(&err, ERROR_BUSY, "reader %d of %s", 3, "east"));
    assert_int_equal(err.code, ERROR_BUSY);
    assert_string_equal(err.text, "reader 3 of east");
}

static void test_error__nobody_needs_to_listen(void **state)
{
    (void)state;
    assert_false(error_set(NULL, ERROR_IO, "x"));
    assert_false(error_set_errno(NULL, EIO, "x"));
    assert_false(error_prefix(NULL, "x"));
}

static void test_error__errno_gives_the_code_that_callers_act_on(void **state)
{
    (void)state;
    const struct {
        int errnum;
        enum error_code code;
    } cases[] = {
        {ENOSPC, ERROR_FULL},  {EDQUOT, ERROR_FULL},      {EACCES, ERROR_DENIED},
        {EPERM, ERROR_DENIED}, {ENOMEM, ERROR_NO_MEMORY}, {EIO, ERROR_IO},
        {ENOENT, ERROR_IO},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct error err = {0};
        assert_false(error_set_errno(&err, cases[i].errnum, "cannot open %s", "a.db"));
        assert_int_equal(err.code, cases[i].code);
        char expected[256];
        (void)snprintf(expected, sizeof expected, "cannot open a.db: %s",
                       strerror(cases[i].errnum));
        assert_string_equal(err.text, expected);
    }
}

static void test_error__prefix_keeps_the_code_and_stands_before_the_text(void **state)
{
    (void)state;
    struct error err = {0};
    (void)error_set(&err, ERROR_GONE, "no answer");
    assert_false(error_prefix(&err, "batch %d", 7));
    assert_int_equal(err.code, ERROR_GONE);
    assert_string_equal(err.text, "batch 7: no answer");
}

static void test_error__long_texts_are_cut_and_stay_texts(void **state)
{
    (void)state;
    char longer[1000];
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    struct error err;
    memset(&err, 'z', sizeof err);
    (void)error_set(&err, ERROR_INVALID, "%s", longer);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    (void)error_prefix(&err, "%s", longer);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    (void)error_set_errno(&err, EIO, "%s", longer);
    assert_non_null(strstr(err.text, ": Input/output error"));
}

static void test_error__every_code_has_a_word_of_its_own(void **state)
{
    (void)state;
    for (int code = ERROR_NONE; code <= ERROR_INTERRUPTED; code++) {
        const char *name = error_code_name((enum error_code)code);
        assert_non_null(name);
        assert_string_not_equal(name, "unknown");
        for (int other = ERROR_NONE; other < code; other++) {
            assert_string_not_equal(name, error_code_name((enum error_code)other));
        }
    }
    assert_string_equal(error_code_name(ERROR_INTERRUPTED + 1), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_error__set_returns_false_with_code_and_text),
        cmocka_unit_test(test_error__nobody_needs_to_listen),
        cmocka_unit_test(test_error__errno_gives_the_code_that_callers_act_on),
        cmocka_unit_test(test_error__prefix_keeps_the_code_and_stands_before_the_text),
        cmocka_unit_test(test_error__long_texts_are_cut_and_stay_texts),
        cmocka_unit_test(test_error__every_code_has_a_word_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
