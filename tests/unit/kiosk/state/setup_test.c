#include "setup.h"

#include "cmocka_tests.h"
#include <string.h>

static void type(struct setup *setup, const char *text)
{
    for (; *text; text++) {
        setup_type(setup, *text);
    }
}

static struct setup at_code(void)
{
    struct setup setup;
    setup_init(&setup, "https://shoushi.example");
    setup_begin_check(&setup);
    setup_note_result(&setup, SETUP_FAULT_NONE, "", 0);
    return setup;
}

static void test_setup__an_address_is_typed_and_erased(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, "https://");
    type(&setup, "a.b:8\n_Z");
    assert_string_equal(setup.address, "https://a.b:8");
    setup_erase(&setup);
    setup_erase(&setup);
    assert_string_equal(setup.address, "https://a.b");
    for (int i = 0; i < 200; i++) {
        setup_type(&setup, 'x');
    }
    assert_int_equal(strlen(setup.address), SETUP_ADDRESS_MAX);
    for (int i = 0; i < 200; i++) {
        setup_erase(&setup);
    }
    assert_string_equal(setup.address, "");
    assert_false(setup_can_go_on(&setup));
}

static void test_setup__a_code_comes_in_groups(void **state)
{
    (void)state;
    struct setup setup = at_code();
    assert_int_equal(setup.step, SETUP_CODE);
    type(&setup, "7kq4-m2xw");
    assert_string_equal(setup.code, "7KQ4-M2XW");
    for (int i = 0; i < 4; i++) {
        setup_erase(&setup);
    }
    assert_string_equal(setup.code, "7KQ4"); /* the hyphen goes with its letter */
    type(&setup, "-M2XW");                   /* as on paper */
    assert_string_equal(setup.code, "7KQ4-M2XW");
    type(&setup, "abcdefgh");
    assert_true(strlen(setup.code) <= SETUP_CODE_MAX);
}

static void test_setup__what_failed_is_named_and_what_was_before_it_is_good(void **state)
{
    (void)state;
    static const struct {
        enum setup_fault fault;
        enum setup_check bad;
    } cases[] = {
        {SETUP_FAULT_ADDRESS, SETUP_CHECK_ADDRESS},
        {SETUP_FAULT_NAME, SETUP_CHECK_NAME},
        {SETUP_FAULT_REFUSED, SETUP_CHECK_CONNECTION},
        {SETUP_FAULT_SILENT, SETUP_CHECK_CONNECTION},
        {SETUP_FAULT_CERTIFICATE, SETUP_CHECK_CERTIFICATE},
        {SETUP_FAULT_CLOCK, SETUP_CHECK_CERTIFICATE},
        {SETUP_FAULT_NOT_OURS, SETUP_CHECK_SERVER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct setup setup;
        setup_init(&setup, "https://shoushi.example");
        setup_begin_check(&setup);
        assert_true(setup.busy);
        setup_type(&setup, 'x'); /* not while the server is asked */
        setup_note_result(&setup, cases[i].fault, "why", 0);
        assert_int_equal(setup.step, SETUP_ADDRESS);
        assert_string_equal(setup.address, "https://shoushi.example");
        assert_true(setup_shows_checks(&setup));
        for (int check = 0; check < SETUP_CHECKS; check++) {
            int expected = check < (int)cases[i].bad    ? SETUP_GOOD
                           : check == (int)cases[i].bad ? SETUP_BAD
                                                        : SETUP_NOT_YET;
            assert_int_equal(setup.checks[check], expected);
        }
        assert_true(setup_go_back(&setup)); /* to typing, with what was typed */
        assert_false(setup_shows_checks(&setup));
        assert_false(setup_go_back(&setup));
    }
}

static void test_setup__a_clock_that_is_off_is_a_note_and_no_fault(void **state)
{
    (void)state;
    struct setup setup;
    setup_init(&setup, "https://shoushi.example");
    setup_begin_check(&setup);
    setup_note_result(&setup, SETUP_FAULT_NONE, "", -47 * 60);
    assert_int_equal(setup.step, SETUP_CODE);
    assert_int_equal(setup.checks[SETUP_CHECK_CLOCK], SETUP_NOTE);
    assert_int_equal(setup.clock_off_min, -47);
}

static void test_setup__a_wrong_code_is_typed_again_and_a_good_one_ends_it(void **state)
{
    (void)state;
    struct setup setup = at_code();
    type(&setup, "7kq4m2xw");
    setup_begin_check(&setup);
    setup_note_result(&setup, SETUP_FAULT_CODE, "", 0);
    assert_int_equal(setup.step, SETUP_CODE);
    assert_int_equal(setup.checks[SETUP_CHECK_SERVER], SETUP_GOOD);
    assert_int_equal(setup.checks[SETUP_CHECK_CODE], SETUP_BAD);
    assert_true(setup_go_back(&setup));
    assert_string_equal(setup.code, "7KQ4-M2XW");
    setup_begin_check(&setup);
    setup_note_result(&setup, SETUP_FAULT_NONE, "", 0);
    assert_int_equal(setup.step, SETUP_DONE);
    assert_false(setup_can_go_on(&setup));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_setup__an_address_is_typed_and_erased),
        cmocka_unit_test(test_setup__a_code_comes_in_groups),
        cmocka_unit_test(test_setup__what_failed_is_named_and_what_was_before_it_is_good),
        cmocka_unit_test(test_setup__a_clock_that_is_off_is_a_note_and_no_fault),
        cmocka_unit_test(test_setup__a_wrong_code_is_typed_again_and_a_good_one_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
