#include "ccid_readers.h"

#include "cmocka_tests.h"

static void test_ccid_readers__extras_go_by_ids(void **state)
{
    (void)state;
    assert_int_equal(ccid_readers_extras((struct usb_id){0x072f, 0x2200}), CCID_EXTRA_ACR122);
    assert_int_equal(ccid_readers_extras((struct usb_id){0x072f, 0x2201}), 0);
    assert_int_equal(ccid_readers_extras((struct usb_id){0x2200, 0x072f}), 0);
}

static void test_ccid_readers__every_row_has_a_name(void **state)
{
    (void)state;
    size_t count;
    const struct ccid_reader *readers = ccid_readers(&count);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(readers[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ccid_readers__extras_go_by_ids),
        cmocka_unit_test(test_ccid_readers__every_row_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
