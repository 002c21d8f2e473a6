#include "ccid_descriptor.h"

#include "cmocka_tests.h"
#include <string.h>

/* An ACR122U as the list of the CCID project has it; the tests change single bytes. */
static const uint8_t acr122[] = {
    /* device */ 18,
    1,
    0x10,
    0x01,
    0,
    0,
    0,
    8,
    0x2f,
    0x07,
    0x00,
    0x22,
    0x06,
    0x02,
    1,
    2,
    0,
    1,
    /* configuration */ 9,
    2,
    93,
    0,
    1,
    1,
    0,
    0x80,
    100,
    /* interface */ 9,
    4,
    0,
    0,
    3,
    0x0b,
    0,
    0,
    0,
    /* class */ 54,
    0x21,
    0x00,
    0x01,
    0x00,
    0x07,
    2,
    0,
    0,
    0,
    0xa0,
    0x0f,
    0,
    0,
    0xa0,
    0x0f,
    0,
    0,
    0,
    0x00,
    0x2a,
    0,
    0,
    0x90,
    0xd0,
    3,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0x40,
    0x00,
    0x02,
    0x00,
    0x0f,
    0x01,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    1,
    /* endpoints */ 7,
    5,
    0x81,
    3,
    8,
    0,
    16,
    7,
    5,
    0x02,
    2,
    64,
    0,
    0,
    7,
    5,
    0x82,
    2,
    64,
    0,
    0};

enum {
    AT_CONFIGURATION = 18,
    AT_INTERFACE = 27,
    AT_CLASS = 36,
    AT_SLOTS = AT_CLASS + 4,
    AT_FEATURES = AT_CLASS + 40,
    AT_MESSAGE_MAX = AT_CLASS + 44,
    AT_ENDPOINTS = 90,
};

struct sample {
    uint8_t bytes[sizeof acr122 * 2];
    size_t len;
};

static struct sample sample_of(void)
{
    struct sample sample = {.len = sizeof acr122};
    memcpy(sample.bytes, acr122, sizeof acr122);
    return sample;
}

static void assert_declined(const struct sample *sample, const char *why)
{
    struct ccid_layout layout;
    struct error err = {0};
    assert_false(ccid_descriptor_read(sample->bytes, sample->len, &layout, &err));
    assert_int_equal(err.code, ERROR_UNSUPPORTED);
    if (!strstr(err.text, why)) {
        fail_msg("\"%s\" does not say \"%s\"", err.text, why);
    }
}

static void test_ccid_descriptor__an_acr122u(void **state)
{
    (void)state;
    assert_int_equal(sizeof acr122, 111);
    struct sample sample = sample_of();
    struct ccid_layout layout;
    struct error err;
    assert_true(ccid_descriptor_is_reader(sample.bytes, sample.len));
    assert_true(ccid_descriptor_read(sample.bytes, sample.len, &layout, &err));
    assert_int_equal(layout.count, 1);
    const struct ccid_interface *interface = &layout.interfaces[0];
    assert_int_equal(interface->bulk_in, 0x82);
    assert_int_equal(interface->bulk_out, 0x02);
    assert_int_equal(interface->interrupt_in, 0x81);
    assert_int_equal(interface->interrupt_len, 8);
    assert_int_equal(interface->slot_count, 1);
    assert_int_equal(interface->power_select, 1); /* 5 V: it does not find the voltage itself */
    assert_false(interface->wants_parameters);
    assert_int_equal(interface->message_max, 271);
}

static void test_ccid_descriptor__levels_below_apdus_are_declined_in_words(void **state)
{
    (void)state;
    struct sample sample = sample_of();
    sample.bytes[AT_FEATURES + 2] = 1;
    assert_declined(&sample, "TPDU level");
    sample.bytes[AT_FEATURES + 2] = 0;
    assert_declined(&sample, "character level");
    sample.bytes[AT_FEATURES + 2] = 6;
    assert_declined(&sample, "several levels");
    sample.bytes[AT_FEATURES + 2] = 4;
    struct ccid_layout layout;
    assert_true(ccid_descriptor_read(sample.bytes, sample.len, &layout, NULL)); /* extended */
    sample.bytes[AT_FEATURES] = 0;
    assert_true(ccid_descriptor_read(sample.bytes, sample.len, &layout, NULL));
    assert_true(layout.interfaces[0].wants_parameters);
    sample.bytes[AT_FEATURES] = 0x0a;
    assert_true(ccid_descriptor_read(sample.bytes, sample.len, &layout, NULL));
    assert_false(layout.interfaces[0].wants_parameters);
    assert_int_equal(layout.interfaces[0].power_select, 0);
}

static void test_ccid_descriptor__hostile_fields(void **state)
{
    (void)state;
    struct sample sample = sample_of();
    sample.bytes[AT_SLOTS] = 255;
    assert_declined(&sample, "256 slots");
    sample = sample_of();
    sample.bytes[AT_MESSAGE_MAX] = 3;
    sample.bytes[AT_MESSAGE_MAX + 1] = 0;
    assert_declined(&sample, "3 bytes");
    sample = sample_of();
    sample.bytes[AT_CLASS] = 53; /* and the walk is lost */
    assert_declined(&sample, "instead of 54");
    sample = sample_of();
    sample.bytes[AT_CLASS + 1] = 0x22;
    assert_declined(&sample, "without a descriptor");
    sample = sample_of();
    sample.bytes[AT_INTERFACE + 7] = 1;
    assert_declined(&sample, "ICCD");
    sample = sample_of();
    sample.bytes[AT_ENDPOINTS + 9] = 0x00; /* endpoint 0 for bulk OUT */
    assert_declined(&sample, "endpoint 00");
    sample = sample_of();
    sample.bytes[AT_ENDPOINTS + 16] = 0x03; /* two bulk OUT */
    assert_declined(&sample, "two bulk endpoints");
    sample = sample_of();
    sample.bytes[AT_ENDPOINTS + 18] = 0; /* packets of no bytes */
    assert_declined(&sample, "endpoint 82");
    sample = sample_of();
    sample.bytes[AT_CONFIGURATION + 2] = 9; /* zero interfaces */
    assert_declined(&sample, "no CCID interface");
    assert_false(ccid_descriptor_is_reader(sample.bytes, sample.len));
}

static void test_ccid_descriptor__cut_anywhere_it_stays_inside(void **state)
{
    (void)state;
    struct sample sample = sample_of();
    for (size_t len = 0; len < sample.len; len++) {
        struct ccid_layout layout = {0};
        uint8_t exact[sizeof acr122];
        memcpy(exact, sample.bytes, len);
        bool good = ccid_descriptor_read(exact, len, &layout, NULL);
        assert_int_equal(good, false); /* the last endpoint is bulk IN */
    }
}

static void test_ccid_descriptor__several_interfaces(void **state)
{
    (void)state;
    struct sample sample = sample_of();
    size_t more = sizeof acr122 - AT_INTERFACE;
    memcpy(sample.bytes + sample.len, acr122 + AT_INTERFACE, more);
    sample.bytes[sample.len + 2] = 1;
    sample.len += more;
    sample.bytes[AT_CONFIGURATION + 2] = (uint8_t)(sample.len - AT_CONFIGURATION);
    struct ccid_layout layout;
    assert_true(ccid_descriptor_read(sample.bytes, sample.len, &layout, NULL));
    assert_int_equal(layout.count, 2);
    assert_int_equal(layout.interfaces[1].number, 1);
    /* The one that cannot be used is left out, and the other goes on. */
    sample.bytes[AT_FEATURES + 2] = 1;
    assert_true(ccid_descriptor_read(sample.bytes, sample.len, &layout, NULL));
    assert_int_equal(layout.count, 1);
    assert_int_equal(layout.interfaces[0].number, 1);
}

static void test_ccid_descriptor__a_vendors_class_needs_the_whole_descriptor(void **state)
{
    (void)state;
    struct sample sample = sample_of();
    sample.bytes[AT_INTERFACE + 5] = 0xff;
    assert_true(ccid_descriptor_is_reader(sample.bytes, sample.len));
    sample.bytes[AT_CLASS + 3] = 0x20; /* no version of CCID */
    assert_false(ccid_descriptor_is_reader(sample.bytes, sample.len));
    sample.bytes[AT_INTERFACE + 5] = 0x03; /* a HID descriptor has the same number */
    assert_false(ccid_descriptor_is_reader(sample.bytes, sample.len));
}

static void test_ccid_descriptor__the_class_descriptor_may_stand_behind(void **state)
{
    (void)state;
    struct sample sample = sample_of();
    memcpy(sample.bytes + AT_CLASS, acr122 + AT_ENDPOINTS, 21);
    memcpy(sample.bytes + AT_CLASS + 21, acr122 + AT_CLASS, 54);
    struct ccid_layout layout;
    assert_true(ccid_descriptor_read(sample.bytes, sample.len, &layout, NULL));
    assert_int_equal(layout.interfaces[0].bulk_in, 0x82);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ccid_descriptor__an_acr122u),
        cmocka_unit_test(test_ccid_descriptor__levels_below_apdus_are_declined_in_words),
        cmocka_unit_test(test_ccid_descriptor__hostile_fields),
        cmocka_unit_test(test_ccid_descriptor__cut_anywhere_it_stays_inside),
        cmocka_unit_test(test_ccid_descriptor__several_interfaces),
        cmocka_unit_test(test_ccid_descriptor__a_vendors_class_needs_the_whole_descriptor),
        cmocka_unit_test(test_ccid_descriptor__the_class_descriptor_may_stand_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
