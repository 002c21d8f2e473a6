#include "usb_id.h"

#include "cmocka_tests.h"
#include <string.h>

static void test_usb_id__four_and_four_hex_digits(void **state)
{
    (void)state;
    struct usb_id id;
    assert_true(usb_id_parse("ffff:0035", 9, &id));
    assert_int_equal(id.vid, 0xffff);
    assert_int_equal(id.pid, 0x0035);
    assert_true(usb_id_parse("08FF:0aBc", 9, &id));
    assert_int_equal(id.vid, 0x08ff);
    assert_int_equal(id.pid, 0x0abc);
    char text[USB_ID_SIZE];
    usb_id_format(&id, text);
    assert_string_equal(text, "08ff:0abc");
}

static void test_usb_id__anything_else_is_none(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",          "ffff",      "ffff:003",  "ffff:00355",
                                        "ffff-0035", "gfff:0035", "ffff:00 5", "fff:00035"};
    struct usb_id id = {1, 2};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(usb_id_parse(wrong[i], strlen(wrong[i]), &id));
    }
    assert_int_equal(id.vid, 1);
}

static void test_usb_id_list__commas_and_spaces(void **state)
{
    (void)state;
    struct usb_id ids[3];
    size_t count;
    struct error err;
    assert_true(usb_id_parse_list("", 3, ids, &count, &err));
    assert_int_equal(count, 0);
    assert_true(usb_id_parse_list(" 0627:0001 ,1234:5678,  08ff:0009", 3, ids, &count, &err));
    assert_int_equal(count, 3);
    assert_int_equal(ids[0].vid, 0x0627);
    assert_int_equal(ids[2].pid, 0x0009);
}

static void test_usb_id_list__faults_are_named(void **state)
{
    (void)state;
    struct usb_id ids[1];
    size_t count = 7;
    struct error err;
    assert_false(usb_id_parse_list("0627:0001, 12:34", 3, ids, &count, &err));
    assert_non_null(strstr(err.text, "12:34"));
    assert_false(usb_id_parse_list("0627:0001 1234:5678", 3, ids, &count, &err));
    assert_non_null(strstr(err.text, "commas"));
    assert_false(usb_id_parse_list("0627:0001,1234:5678", 1, ids, &count, &err));
    assert_non_null(strstr(err.text, "more than 1"));
    assert_int_equal(count, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_usb_id__four_and_four_hex_digits),
        cmocka_unit_test(test_usb_id__anything_else_is_none),
        cmocka_unit_test(test_usb_id_list__commas_and_spaces),
        cmocka_unit_test(test_usb_id_list__faults_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
