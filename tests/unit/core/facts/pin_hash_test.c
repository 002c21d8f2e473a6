#include "pin_hash.h"

#include "check.h"
#include "cmocka_tests.h"

#define SALT "c2FsdHNhbHRzYWx0"
#define TAG  "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"

static void test_pin_hash__what_the_server_makes_is_taken(void **state)
{
    (void)state;
    assert_true(pin_hash_check("$argon2id$v=19$m=16384,t=4,p=1$" SALT "$" TAG));
    assert_true(pin_hash_check("$argon2id$v=19$m=8,t=1,p=1$" SALT "$" TAG));
    assert_true(pin_hash_check("$argon2id$v=19$m=32768,t=6,p=1$" SALT "$" TAG));
}

static void test_pin_hash__what_would_keep_a_kiosk_busy_is_refused(void **state)
{
    static const char *const costly[] = {
        "$argon2id$v=19$m=32769,t=4,p=1$" SALT "$" TAG,
        "$argon2id$v=19$m=16384,t=7,p=1$" SALT "$" TAG,
        "$argon2id$v=19$m=16384,t=4,p=2$" SALT "$" TAG,
        "$argon2id$v=19$m=4294967295,t=4,p=1$" SALT "$" TAG,
        "$argon2id$v=19$m=16384,t=4294967297,p=1$" SALT "$" TAG,
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(costly); i++) {
        assert_false(pin_hash_check(costly[i]));
    }
}

static void test_pin_hash__any_other_form_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "480215",
        "$argon2i$v=19$m=16384,t=4,p=1$" SALT "$" TAG,
        "$argon2id$v=16$m=16384,t=4,p=1$" SALT "$" TAG,
        "$argon2id$v=19$m=016384,t=4,p=1$" SALT "$" TAG,
        "$argon2id$v=19$m=0,t=4,p=1$" SALT "$" TAG,
        "$argon2id$v=19$m=-8,t=4,p=1$" SALT "$" TAG,
        "$argon2id$v=19$m=16384,t=0,p=1$" SALT "$" TAG,
        "$argon2id$v=19$m=16384,t=4,p=1$short$" TAG,
        "$argon2id$v=19$m=16384,t=4,p=1$" SALT "$short",
        "$argon2id$v=19$m=16384,t=4,p=1$" SALT "$" TAG "$",
        "$argon2id$v=19$m=16384,t=4,p=1$" SALT "$" TAG " ",
        "$argon2id$v=19$m=16384,t=4,p=1$" SALT SALT SALT SALT SALT "$" TAG,
        "$argon2id$v=19$m=16384,t=4,p=1$" SALT "$" TAG TAG TAG,
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        assert_false(pin_hash_check(wrong[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pin_hash__what_the_server_makes_is_taken),
        cmocka_unit_test(test_pin_hash__what_would_keep_a_kiosk_busy_is_refused),
        cmocka_unit_test(test_pin_hash__any_other_form_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
