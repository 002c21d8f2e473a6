#include "server_address.h"

#include "cmocka_tests.h"

static void test_server_address__https_anywhere_and_http_at_home(void **state)
{
    (void)state;
    static const struct {
        const char *text, *address;
    } cases[] = {
        {"https://shoushi.example:8443", "https://shoushi.example:8443"},
        {"https://shoushi.example/", "https://shoushi.example"},
        {"https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"},
        {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},
        {"http://127.8.9.1:8080", "http://127.8.9.1:8080"},
        {"http://[::1]:8080/", "http://[::1]:8080"},
        {"http://localhost:8080", "http://localhost:8080"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char address[IDENTITY_URL_MAX + 1];
        struct error err = {0};
        if (!server_address_check(cases[i].text, SYNC_TRANSPORT_TLS, address, &err)) {
            fail_msg("%s", err.text);
        }
        assert_string_equal(address, cases[i].address);
    }
}

static void test_server_address__plain_http_elsewhere_only_when_told_in_words(void **state)
{
    (void)state;
    static const char *const plain[] = {"http://10.0.0.5:8080", "http://shoushi.example",
                                        "http://127.0.0.1.example:80", "http://localhost.example"};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        char address[IDENTITY_URL_MAX + 1];
        struct error err = {0};
        assert_false(server_address_check(plain[i], SYNC_TRANSPORT_TLS, address, &err));
        assert_int_equal(err.code, ERROR_DENIED);
        assert_true(server_address_check(plain[i], SYNC_TRANSPORT_PLAIN_ALLOWED, address, &err));
    }
}

static void test_server_address__anything_else_is_no_address(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "shoushi.example",
        "ftp://shoushi.example",
        "file:///etc/passwd",
        "https://user:secret@shoushi.example",
        "https://shoushi.example/prefix",
        "https://shoushi.example/?a=b",
        "https://shoushi.example/#x",
        "https://",
        "https://sho ushi.example",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char address[IDENTITY_URL_MAX + 1];
        struct error err = {0};
        assert_false(server_address_check(wrong[i], SYNC_TRANSPORT_PLAIN_ALLOWED, address, &err));
        assert_int_equal(err.code, ERROR_INVALID);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_server_address__https_anywhere_and_http_at_home),
        cmocka_unit_test(test_server_address__plain_http_elsewhere_only_when_told_in_words),
        cmocka_unit_test(test_server_address__anything_else_is_no_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
