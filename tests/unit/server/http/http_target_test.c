#include "http_target.h"

#include "cmocka_tests.h"
#include <stdio.h>
#include <string.h>

static void assert_target(const char *raw, const char *expected)
{
    struct http_target target;
    const char *fault = NULL;
    if (!http_target_parse(raw, &target, &fault)) {
        fail_msg("%s: %s", raw, fault);
    }
    char seen[1024] = "";
    for (size_t i = 0; i < target.segment_count; i++) {
        size_t len = strlen(seen);
        (void)snprintf(seen + len, sizeof seen - len, "[%s]", target.segments[i]);
    }
    for (size_t i = 0; i < target.query_count; i++) {
        size_t len = strlen(seen);
        (void)snprintf(seen + len, sizeof seen - len, " %s=%s", target.query[i].name,
                       target.query[i].value);
    }
    assert_string_equal(seen, expected);
}

static void test_target__segments_and_query_are_decoded(void **state)
{
    (void)state;
    assert_target("/", "[]");
    assert_target("/api/v1/taps", "[api][v1][taps]");
    assert_target("/api/v1/taps/", "[api][v1][taps][]");
    assert_target("//a", "[][a]");
    assert_target("/%e6%97%b6%E9%97%B4/a%2Fb", "[时间][a/b]");
    assert_target("/a+b", "[a+b]");
    assert_target("/t?since=12&wait=30", "[t] since=12 wait=30");
    assert_target("/t?name=a+b%2Bc&empty=&bare", "[t] name=a b+c empty= bare=");
    assert_target("/t?a=b?c=d/e", "[t] a=b?c=d/e");
    assert_target("/t?", "[t]");
    assert_target("/t?&&a=1&", "[t] a=1");
    assert_target("/...", "[...]");
}

static void assert_all_refused(const char *const bad[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct http_target target;
        const char *fault = NULL;
        if (http_target_parse(bad[i], &target, &fault)) {
            fail_msg("'%s' was taken", bad[i]);
        }
        assert_non_null(fault);
    }
}

static void test_target__letters_beyond_ascii_are_escaped(void **state)
{
    (void)state;
    static const char *const bad[] = {"/时间", "/a?b=你", "/a?b=\xe4%BD%A0"};
    assert_all_refused(bad, sizeof bad / sizeof bad[0]);
}

static void test_target__what_is_not_clean_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",         "a",           "*",          "http://host/",  "/%",
        "/%1",      "/%zz",        "/%00",       "/a?b=%00",      "/a?b=%0",
        "/%0a",     "/a?%0d%0a=1", "/\x01",      "/\x7f",         "/%7f",
        "/%ff",     "/%c0%af",     "/%ed%a0%80", "/%f4%90%80%80", "/%e6%97",
        "/a?b=%e6", "/..",         "/a/../b",    "/a/./b",        "/%2e%2e/x",
        "/.%2E",    "/a#b",        "/a?b#c",     "/a?b=1&b=2",    "/a?b&b=",
    };
    assert_all_refused(bad, sizeof bad / sizeof bad[0]);
}

static void test_target__limits_hold(void **state)
{
    (void)state;
    char raw[HTTP_TARGET_MAX + 2];
    struct http_target target;
    const char *fault;
    memset(raw, 'a', sizeof raw);
    raw[0] = '/';
    raw[HTTP_TARGET_MAX] = '\0';
    assert_true(http_target_parse(raw, &target, &fault));
    assert_int_equal(strlen(target.segments[0]), HTTP_TARGET_MAX - 1);
    raw[HTTP_TARGET_MAX] = 'a';
    raw[HTTP_TARGET_MAX + 1] = '\0';
    assert_false(http_target_parse(raw, &target, &fault));

    char deep[64] = "";
    for (int i = 0; i < HTTP_SEGMENTS_MAX; i++) {
        strcat(deep, "/a");
    }
    assert_true(http_target_parse(deep, &target, &fault));
    strcat(deep, "/");
    assert_false(http_target_parse(deep, &target, &fault));

    char wide[512] = "/?";
    for (int i = 0; i < HTTP_QUERY_MAX; i++) {
        size_t len = strlen(wide);
        (void)snprintf(wide + len, sizeof wide - len, "q%d&", i);
    }
    assert_true(http_target_parse(wide, &target, &fault));
    strcat(wide, "more");
    assert_false(http_target_parse(wide, &target, &fault));
}

static void test_target__a_query_parameter_is_found_or_null(void **state)
{
    (void)state;
    struct http_target target;
    const char *fault;
    assert_true(http_target_parse("/t?date=2026-11-22&limit=", &target, &fault));
    assert_string_equal(http_target_query(&target, "date"), "2026-11-22");
    assert_string_equal(http_target_query(&target, "limit"), "");
    assert_null(http_target_query(&target, "dat"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_target__segments_and_query_are_decoded),
        cmocka_unit_test(test_target__letters_beyond_ascii_are_escaped),
        cmocka_unit_test(test_target__what_is_not_clean_is_refused),
        cmocka_unit_test(test_target__limits_hold),
        cmocka_unit_test(test_target__a_query_parameter_is_found_or_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
