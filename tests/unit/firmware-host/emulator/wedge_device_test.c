#include "wedge_device.h"

#include "cmocka_tests.h"
#include <string.h>

/* A device asked as a host would, without any bus. */
struct device_case {
    struct wedge_device *device;
    uint8_t data[256];
    struct emulated_packet packet;
    int64_t now_us;
};

static int setup(void **state)
{
    static struct device_case c;
    c = (struct device_case){.now_us = 1000000};
    if (!wedge_device_create((struct usb_id){0xffff, 0x0035}, &c.device, NULL)) {
        return -1;
    }
    *state = &c;
    return 0;
}

static int teardown(void **state)
{
    emulated_device_destroy(wedge_device_base(((struct device_case *)*state)->device));
    return 0;
}

static enum emulated_answer ask(struct device_case *c, struct usb_setup setup, size_t room)
{
    struct emulated_device *base = wedge_device_base(c->device);
    c->packet = (struct emulated_packet){.data = c->data, .room = room};
    return base->methods->control(base, &setup, &c->packet, c->now_us);
}

static enum emulated_answer read_report(struct device_case *c, size_t room)
{
    struct emulated_device *base = wedge_device_base(c->device);
    c->packet = (struct emulated_packet){.data = c->data, .room = room};
    return base->methods->transfer(base, 0x81, &c->packet, c->now_us);
}

static void test_wedge_device__descriptors_are_consistent(void **state)
{
    struct device_case *c = *state;
    const struct emulated_device *base = wedge_device_base(c->device);
    assert_int_equal(ask(c, (struct usb_setup){0x80, 6, 0x0100, 0}, 64), EMULATED_ACK);
    assert_int_equal(c->packet.len, 18);
    assert_memory_equal(c->data, base->descriptors, 18);
    assert_memory_equal(c->data + 8, "\xff\xff\x35\x00", 4);
    assert_int_equal(ask(c, (struct usb_setup){0x80, 6, 0x0200, 0}, 9), EMULATED_ACK);
    assert_int_equal(c->packet.len, 9); /* no more than asked for */
    size_t total_len = c->data[2] | (size_t)c->data[3] << 8;
    assert_int_equal(total_len, base->descriptors_len - 18);
    assert_int_equal(ask(c, (struct usb_setup){0x80, 6, 0x0200, 0}, 255), EMULATED_ACK);
    assert_int_equal(c->packet.len, total_len);
    assert_int_equal(c->data[4], 2);
}

static void test_wedge_device__report_descriptors_have_the_length_announced(void **state)
{
    struct device_case *c = *state;
    for (uint16_t interface = 0; interface < 2; interface++) {
        assert_int_equal(ask(c, (struct usb_setup){0x81, 6, 0x2100, interface}, 64), EMULATED_ACK);
        assert_int_equal(c->packet.len, 9);
        size_t announced = c->data[7] | (size_t)c->data[8] << 8;
        assert_int_equal(ask(c, (struct usb_setup){0x81, 6, 0x2200, interface}, 255), EMULATED_ACK);
        assert_int_equal(c->packet.len, announced);
        assert_int_equal(c->data[announced - 1], 0xc0); /* End Collection */
    }
    assert_int_equal(ask(c, (struct usb_setup){0x81, 6, 0x2200, 2}, 255), EMULATED_STALL);
}

static void test_wedge_device__strings(void **state)
{
    struct device_case *c = *state;
    assert_int_equal(ask(c, (struct usb_setup){0x80, 6, 0x0300, 0}, 255), EMULATED_ACK);
    assert_memory_equal(c->data, "\x04\x03\x09\x04", 4);
    for (uint16_t i = 1; i <= 5; i++) {
        assert_int_equal(ask(c, (struct usb_setup){0x80, 6, 0x0300 | i, 0x0409}, 255),
                         EMULATED_ACK);
        assert_int_equal(c->packet.len, c->data[0]);
    }
    assert_int_equal(ask(c, (struct usb_setup){0x80, 6, 0x0306, 0x0409}, 255), EMULATED_STALL);
}

static void test_wedge_device__class_requests(void **state)
{
    struct device_case *c = *state;
    assert_int_equal(ask(c, (struct usb_setup){0xa1, 3, 0, 0}, 1), EMULATED_ACK);
    assert_int_equal(c->data[0], 1); /* report protocol after a plug, HID 1.11 section 7.2.6 */
    assert_int_equal(ask(c, (struct usb_setup){0x21, 11, 0, 0}, 0), EMULATED_ACK);
    assert_int_equal(wedge_device_protocol(c->device), 0);
    assert_int_equal(ask(c, (struct usb_setup){0x21, 11, 2, 0}, 0), EMULATED_STALL);
    assert_int_equal(ask(c, (struct usb_setup){0xa1, 2, 0, 0}, 1), EMULATED_ACK);
    assert_int_equal(c->data[0], 125); /* 500 ms, section 7.2.4 */
    assert_int_equal(ask(c, (struct usb_setup){0x21, 10, 0x0300, 0}, 0), EMULATED_ACK);
    assert_int_equal(wedge_device_idle_rate(c->device), 3);
    assert_int_equal(ask(c, (struct usb_setup){0x21, 10, 0, 1}, 0),
                     EMULATED_STALL); /* not the keyboard */
    assert_int_equal(ask(c, (struct usb_setup){0x40, 1, 0, 0}, 0), EMULATED_STALL);
}

static void test_wedge_device__types_with_its_pace(void **state)
{
    struct device_case *c = *state;
    (void)ask(c, (struct usb_setup){0x21, 10, 0, 0}, 0);
    wedge_device_set_pace(c->device, (struct wedge_pace){.hold_ms = 5, .gap_ms = 7});
    assert_true(wedge_device_type(c->device, "1A", NULL));
    assert_int_equal(wedge_device_count_left(c->device), 4);
    static const struct {
        int64_t after_us;
        uint8_t report[8];
    } expected[] = {{0, {0, 0, 0x1e}}, {5000, {0}}, {7000, {0x02, 0, 0x04}}, {5000, {0}}};
    for (size_t i = 0; i < 4; i++) {
        if (expected[i].after_us > 0) {
            c->now_us += expected[i].after_us - 1;
            assert_int_equal(read_report(c, 8), EMULATED_NAK);
            c->now_us += 1;
        }
        assert_int_equal(read_report(c, 8), EMULATED_ACK);
        assert_memory_equal(c->data, expected[i].report, 8);
    }
    c->now_us += 10000000;
    assert_int_equal(read_report(c, 8), EMULATED_NAK);
    assert_int_equal(wedge_device_count_left(c->device), 0);
}

static void test_wedge_device__signs_of_a_us_keyboard(void **state)
{
    struct device_case *c = *state;
    static const struct {
        char text[2];
        uint8_t modifiers, usage;
    } cases[] = {{";", 0, 0x33},    {"?", 0x02, 0x38}, {"%", 0x02, 0x22},
                 {"~", 0x02, 0x35}, {"=", 0, 0x2e},    {"_", 0x02, 0x2d},
                 {"0", 0, 0x27},    {")", 0x02, 0x27}, {"\n", 0, 0x28}};
    (void)ask(c, (struct usb_setup){0x21, 10, 0, 0}, 0);
    wedge_device_set_pace(c->device, (struct wedge_pace){0});
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const uint8_t report[8] = {cases[i].modifiers, 0, cases[i].usage};
        assert_true(wedge_device_type(c->device, cases[i].text, NULL));
        assert_int_equal(read_report(c, 8), EMULATED_ACK);
        assert_memory_equal(c->data, report, 8);
        assert_int_equal(read_report(c, 8), EMULATED_ACK); /* let go */
    }
}

static void test_wedge_device__the_idle_rate_repeats_the_report(void **state)
{
    struct device_case *c = *state;
    assert_true(wedge_device_type(c->device, "1", NULL));
    assert_int_equal(read_report(c, 8), EMULATED_ACK);
    c->now_us += 4000;
    assert_int_equal(read_report(c, 8), EMULATED_ACK);
    c->now_us += 499999;
    assert_int_equal(read_report(c, 8), EMULATED_NAK);
    c->now_us += 1;
    assert_int_equal(read_report(c, 8), EMULATED_ACK);
    assert_memory_equal(c->data, ((const uint8_t[8]){0}), 8);
}

static void test_wedge_device__a_stall_lasts_until_cleared(void **state)
{
    struct device_case *c = *state;
    wedge_device_fail(c->device, WEDGE_FAULT_STALL, 1);
    assert_true(wedge_device_type(c->device, "1", NULL));
    assert_int_equal(read_report(c, 8), EMULATED_STALL);
    assert_int_equal(read_report(c, 8), EMULATED_STALL);
    assert_int_equal(ask(c, (struct usb_setup){0x82, 0, 0, 0x81}, 2), EMULATED_ACK);
    assert_int_equal(c->data[0], 1); /* GET_STATUS: halted */
    assert_int_equal(ask(c, (struct usb_setup){0x02, 1, 0, 0x81}, 0), EMULATED_ACK);
    assert_int_equal(read_report(c, 8), EMULATED_ACK);
}

static void test_wedge_device__what_it_cannot_type(void **state)
{
    struct device_case *c = *state;
    struct error err;
    assert_false(wedge_device_type(c->device, "12\x01", &err));
    assert_int_equal(err.code, ERROR_INVALID);
    assert_int_equal(wedge_device_count_left(c->device), 0);
    char text[WEDGE_DEVICE_QUEUE_MAX / 2 + 2];
    memset(text, '1', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_false(wedge_device_type(c->device, text, &err));
    assert_int_equal(err.code, ERROR_FULL);
    text[sizeof text - 2] = '\0';
    assert_true(wedge_device_type(c->device, text, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_wedge_device__descriptors_are_consistent, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            test_wedge_device__report_descriptors_have_the_length_announced, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wedge_device__strings, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wedge_device__class_requests, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wedge_device__types_with_its_pace, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wedge_device__the_idle_rate_repeats_the_report, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wedge_device__a_stall_lasts_until_cleared, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wedge_device__signs_of_a_us_keyboard, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wedge_device__what_it_cannot_type, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
