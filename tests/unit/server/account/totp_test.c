/* One-time codes as authenticator programs make them. */

#include "totp.h"

#include "cmocka_tests.h"

/* RFC 6238, appendix B, the last six digits. */
static void test_totp__the_standards_own_figures(void **state)
{
    (void)state;
    const uint8_t *secret = (const uint8_t *)"12345678901234567890";
    static const struct {
        int64_t utc_s;
        uint32_t code;
    } figures[] = {{59, 287082},       {1111111109, 81804},  {1111111111, 50471},
                   {1234567890, 5924}, {2000000000, 279037}, {20000000000, 353130}};
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        int64_t utc_us = figures[i].utc_s * 1000000;
        assert_int_equal(totp_code(secret, totp_step(utc_us)), figures[i].code);
    }
    char text[TOTP_BASE32_SIZE];
    totp_base32(secret, text);
    assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

static void test_totp__a_code_is_digits_of_now_and_not_taken_twice(void **state)
{
    (void)state;
    const uint8_t *secret = (const uint8_t *)"12345678901234567890";
    int64_t step = 0;
    assert_true(totp_match(secret, "287 082", 59000000, 0, &step));
    assert_int_equal(step, 1);
    assert_true(totp_match(secret, "287082", 59000000 + 30000000, 0, &step));
    assert_false(totp_match(secret, "287082", 59000000 + 60000000, 0, &step));
    assert_false(totp_match(secret, "287082", 59000000, 1, &step));
    static const char *const bad[] = {"", "28708", "2870820", "28708x", "-87082", "287083"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(totp_match(secret, bad[i], 59000000, 0, &step));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_totp__the_standards_own_figures),
        cmocka_unit_test(test_totp__a_code_is_digits_of_now_and_not_taken_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
