#include "wedge_interface.h"

#include "cmocka_tests.h"
#include "usb_descriptor.h"
#include <stdlib.h>
#include <string.h>

#define DEVICE                18, 1, 0x10, 1, 0, 0, 0, 8, 0xff, 0xff, 0x35, 0, 0, 1, 1, 2, 3, 1
#define CONFIG                9, 2, 255, 0, 4, 1, 0, 0xa0, 50
#define INTERFACE(n, sub, p)  9, 4, n, 0, 1, 3, sub, p, 0
#define HID(len)              9, 0x21, 0x10, 1, 33, 1, 34, len, 0
#define ENDPOINT_IN(n, bytes) 7, 5, 0x80 | n, 3, bytes, 0, 10

static size_t find(const uint8_t *bytes, size_t len, struct wedge_interface *ret_found)
{
    /* A copy of exactly this length, so that a look past its end shows under ASan. */
    uint8_t *copy = malloc(len ? len : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, len);
    size_t count = wedge_interface_find(copy, len, ret_found);
    free(copy);
    return count;
}

static void test_wedge_interface__a_boot_keyboard_is_first(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {DEVICE,
                                    CONFIG,
                                    INTERFACE(0, 0, 0),
                                    HID(35),
                                    ENDPOINT_IN(2, 64),
                                    INTERFACE(1, 1, 2), /* a mouse */
                                    HID(50),
                                    ENDPOINT_IN(3, 4),
                                    INTERFACE(2, 1, 1),
                                    HID(65),
                                    ENDPOINT_IN(1, 8)};
    struct wedge_interface found[WEDGE_INTERFACES_MAX];
    assert_int_equal(find(bytes, sizeof bytes, found), 2);
    assert_true(found[0].is_boot);
    assert_int_equal(found[0].number, 2);
    assert_int_equal(found[0].endpoint, 0x81);
    assert_int_equal(found[0].packet_len, 8);
    assert_int_equal(found[0].descriptor_len, 65);
    assert_false(found[1].is_boot);
    assert_int_equal(found[1].number, 0);
    assert_int_equal(found[1].packet_len, 64);
}

static void test_wedge_interface__what_is_none(void **state)
{
    (void)state;
    static const uint8_t no_endpoint[] = {DEVICE, CONFIG, INTERFACE(0, 1, 1), HID(65)};
    static const uint8_t alternate[] = {DEVICE,  CONFIG,           9, 4, 0, 1, 1, 3, 1, 1, 0,
                                        HID(65), ENDPOINT_IN(1, 8)};
    static const uint8_t no_hid[] = {DEVICE, CONFIG, 9, 4, 0, 0, 1, 8, 1, 1, 0, ENDPOINT_IN(1, 8)};
    struct wedge_interface found[WEDGE_INTERFACES_MAX];
    assert_int_equal(find(no_endpoint, sizeof no_endpoint, found), 0);
    assert_int_equal(find(alternate, sizeof alternate, found), 0);
    assert_int_equal(find(no_hid, sizeof no_hid, found), 0);
    for (size_t len = 0; len < sizeof alternate; len++) {
        assert_int_equal(find(alternate, len, found), 0);
    }
}

static void test_wedge_interface__more_than_are_looked_at(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {DEVICE,
                                    CONFIG,
                                    INTERFACE(0, 0, 0),
                                    ENDPOINT_IN(1, 8),
                                    INTERFACE(1, 0, 0),
                                    ENDPOINT_IN(2, 8),
                                    INTERFACE(2, 0, 0),
                                    ENDPOINT_IN(3, 8),
                                    INTERFACE(3, 0, 0),
                                    ENDPOINT_IN(4, 8),
                                    INTERFACE(4, 0, 0),
                                    ENDPOINT_IN(5, 8),
                                    INTERFACE(5, 1, 1),
                                    ENDPOINT_IN(6, 8)};
    struct wedge_interface found[WEDGE_INTERFACES_MAX];
    assert_int_equal(find(bytes, sizeof bytes, found), WEDGE_INTERFACES_MAX);
    assert_int_equal(found[0].number, 5);
    assert_int_equal(found[0].descriptor_len, 0);
    assert_int_equal(found[3].number, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wedge_interface__a_boot_keyboard_is_first),
        cmocka_unit_test(test_wedge_interface__what_is_none),
        cmocka_unit_test(test_wedge_interface__more_than_are_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
