#include "usb_descriptor.h"

#include "cmocka_tests.h"
#include <stdlib.h>
#include <string.h>

#define DEVICE        18, 1, 0x10, 1, 0, 0, 0, 8, 0xff, 0xff, 0x35, 0, 0, 1, 1, 2, 3, 1
#define CONFIG(total) 9, 2, total, 0, 1, 1, 0, 0xa0, 50
#define KEYBOARD      9, 4, 0, 0, 1, 3, 1, 1, 0
#define HID           9, 0x21, 0x10, 1, 33, 1, 34, 65, 0
#define ENDPOINT_1_IN 7, 5, 0x81, 3, 8, 0, 10

static bool find_keyboard(const uint8_t *bytes, size_t len, struct usb_interface *ret_interface,
                          struct usb_endpoint *ret_endpoint)
{
    /* A copy of exactly this length, so that a look past its end shows under ASan. */
    uint8_t *copy = malloc(len ? len : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, len);
    bool found = false;
    struct usb_descriptor_walk walk = usb_descriptor_walk_start(copy, len);
    while (!found && usb_descriptor_next_interface(&walk, ret_interface)) {
        bool is_keyboard = ret_interface->class_code == USB_CLASS_HID &&
                           ret_interface->subclass == HID_SUBCLASS_BOOT &&
                           ret_interface->protocol == HID_PROTOCOL_KEYBOARD;
        while (!found && is_keyboard && usb_descriptor_next_endpoint(&walk, ret_endpoint)) {
            found = usb_endpoint_is_interrupt_in(ret_endpoint);
        }
    }
    free(copy);
    return found;
}

static void test_descriptor__a_keyboard_is_found(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {DEVICE, CONFIG(34), KEYBOARD, HID, ENDPOINT_1_IN};
    struct usb_interface interface;
    struct usb_endpoint endpoint;
    assert_true(find_keyboard(bytes, sizeof bytes, &interface, &endpoint));
    assert_int_equal(interface.number, 0);
    assert_int_equal(endpoint.address, 0x81);
    assert_int_equal(endpoint.packet_len, 8);
    assert_int_equal(endpoint.interval, 10);
}

static void test_descriptor__keyboard_behind_another_interface(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {DEVICE, CONFIG(66), 9,  4,    0, 0,    1,   3, 0, 0,    0,
                                    HID,    7,          5,  0x82, 3, 64,   0,   1, 9, 4,    1,
                                    0,      2,          3,  1,    1, 0,    HID, 7, 5, 0x01, 3,
                                    8,      0,          10, 7,    5, 0x83, 3,   8, 0, 10};
    struct usb_interface interface;
    struct usb_endpoint endpoint;
    assert_true(find_keyboard(bytes, sizeof bytes, &interface, &endpoint));
    assert_int_equal(interface.number, 1);
    assert_int_equal(endpoint.address, 0x83); /* not the OUT endpoint before it */
}

static void test_descriptor__an_endpoint_belongs_to_its_interface(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {DEVICE, CONFIG(43), KEYBOARD, HID, 9, 4, 1,
                                    0,      1,          3,        0,   0, 0, ENDPOINT_1_IN};
    struct usb_interface interface;
    struct usb_endpoint endpoint;
    assert_false(find_keyboard(bytes, sizeof bytes, &interface, &endpoint));
}

static void test_descriptor__useless_endpoints_are_passed_over(void **state)
{
    (void)state;
    static const uint8_t endpoints[][7] = {
        {7, 5, 0x81, 2, 8, 0, 10}, /* bulk */
        {7, 5, 0x01, 3, 8, 0, 10}, /* OUT */
        {7, 5, 0x80, 3, 8, 0, 10}, /* endpoint 0 */
        {7, 5, 0x81, 3, 0, 0, 10}, /* no room in a packet */
        {6, 5, 0x81, 3, 8, 0, 10}, /* too short to be one */
    };
    for (size_t i = 0; i < sizeof endpoints / sizeof endpoints[0]; i++) {
        uint8_t bytes[] = {DEVICE, CONFIG(34), KEYBOARD, HID, ENDPOINT_1_IN};
        memcpy(bytes + sizeof bytes - 7, endpoints[i], 7);
        struct usb_interface interface;
        struct usb_endpoint endpoint;
        assert_false(find_keyboard(bytes, sizeof bytes, &interface, &endpoint));
    }
}

static void test_descriptor__cut_at_every_byte(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {DEVICE, CONFIG(34), KEYBOARD, HID, ENDPOINT_1_IN};
    struct usb_interface interface;
    struct usb_endpoint endpoint;
    for (size_t len = 0; len < sizeof bytes; len++) {
        assert_false(find_keyboard(bytes, len, &interface, &endpoint));
    }
}

static void test_descriptor__lengths_are_not_believed(void **state)
{
    (void)state;
    static const uint8_t good[] = {DEVICE, CONFIG(34), KEYBOARD, HID, ENDPOINT_1_IN};
    struct usb_interface interface;
    struct usb_endpoint endpoint;
    /* Every byte in turn takes values that are wrong as a length; nothing may be read outside. */
    static const uint8_t wrong[] = {0, 1, 2, 3, 0x7f, 0xff};
    for (size_t i = 0; i < sizeof good; i++) {
        for (size_t j = 0; j < sizeof wrong; j++) {
            uint8_t bytes[sizeof good];
            memcpy(bytes, good, sizeof good);
            bytes[i] = wrong[j];
            (void)find_keyboard(bytes, sizeof bytes, &interface, &endpoint);
        }
    }
    uint8_t short_total[] = {DEVICE, CONFIG(18), KEYBOARD, HID, ENDPOINT_1_IN};
    assert_false(find_keyboard(short_total, sizeof short_total, &interface, &endpoint));
    uint8_t no_total[] = {DEVICE, CONFIG(0), KEYBOARD, HID, ENDPOINT_1_IN};
    assert_false(find_keyboard(no_total, sizeof no_total, &interface, &endpoint));
    uint8_t long_total[] = {DEVICE, CONFIG(255), KEYBOARD, HID, ENDPOINT_1_IN};
    assert_true(find_keyboard(long_total, sizeof long_total, &interface, &endpoint));
    uint8_t zero_len[] = {DEVICE, CONFIG(36), 0, 4, KEYBOARD, HID, ENDPOINT_1_IN};
    assert_false(find_keyboard(zero_len, sizeof zero_len, &interface, &endpoint));
}

static void test_descriptor__the_configuration_in_use_is_kept(void **state)
{
    (void)state;
    static const uint8_t vendors[] = {9, 2, 18, 0, 1, 7, 0, 0x80, 50, 9, 4, 0, 0, 0, 0xff, 0, 0, 0};
    static const uint8_t device[] = {DEVICE};
    static const uint8_t keyboards[] = {CONFIG(34), KEYBOARD, HID, ENDPOINT_1_IN};
    uint8_t all[sizeof device + sizeof vendors + sizeof keyboards];
    uint8_t bytes[sizeof all];
    struct usb_interface interface;
    struct usb_endpoint endpoint;
    memcpy(all, device, sizeof device);
    memcpy(all + sizeof device, vendors, sizeof vendors);
    memcpy(all + sizeof device + sizeof vendors, keyboards, sizeof keyboards);
    memcpy(bytes, all, sizeof all);
    assert_false(find_keyboard(bytes, sizeof bytes, &interface, &endpoint));
    size_t len = usb_descriptor_keep_configuration(bytes, sizeof bytes, keyboards[5]);
    assert_int_equal(len, sizeof device + sizeof keyboards);
    assert_memory_equal(bytes + sizeof device, keyboards, sizeof keyboards);
    assert_true(find_keyboard(bytes, len, &interface, &endpoint));
    memcpy(bytes, all, sizeof all);
    assert_int_equal(usb_descriptor_keep_configuration(bytes, sizeof bytes, 7),
                     sizeof device + sizeof vendors);
    for (size_t cut = 0; cut <= sizeof all; cut++) { /* no such one, wherever they end */
        memcpy(bytes, all, sizeof all);
        assert_int_equal(usb_descriptor_keep_configuration(bytes, cut, 99), cut);
        assert_memory_equal(bytes, all, sizeof all);
        assert_true(usb_descriptor_keep_configuration(bytes, cut, keyboards[5]) <= cut);
    }
    memcpy(bytes, all, sizeof all);
    bytes[sizeof device + 2] = 0; /* wTotalLength */
    assert_int_equal(usb_descriptor_keep_configuration(bytes, sizeof bytes, keyboards[5]),
                     sizeof bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_descriptor__a_keyboard_is_found),
        cmocka_unit_test(test_descriptor__keyboard_behind_another_interface),
        cmocka_unit_test(test_descriptor__an_endpoint_belongs_to_its_interface),
        cmocka_unit_test(test_descriptor__useless_endpoints_are_passed_over),
        cmocka_unit_test(test_descriptor__cut_at_every_byte),
        cmocka_unit_test(test_descriptor__lengths_are_not_believed),
        cmocka_unit_test(test_descriptor__the_configuration_in_use_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
