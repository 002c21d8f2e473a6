#include "hid_keyboard.h"

#include "cmocka_tests.h"
#include <stdlib.h>
#include <string.h>

#define APPLICATION 0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x05, 0x07
#define MODIFIERS   0x19, 0xe0, 0x29, 0xe7, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02
#define RESERVED    0x95, 0x01, 0x75, 0x08, 0x81, 0x01
#define LEDS                                                                                       \
    0x95, 0x05, 0x75, 0x01, 0x05, 0x08, 0x19, 0x01, 0x29, 0x05, 0x91, 0x02, 0x95, 0x01, 0x75,      \
        0x03, 0x91, 0x01
#define SIX_PLACES                                                                                 \
    0x95, 0x06, 0x75, 0x08, 0x15, 0x00, 0x26, 0xff, 0x00, 0x05, 0x07, 0x19, 0x00, 0x2a, 0xff,      \
        0x00, 0x81, 0x00
#define BITMAP_120                                                                                 \
    0x19, 0x00, 0x29, 0x77, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x78, 0x81, 0x02
#define END 0xc0

/* Volume keys with an id of their own. */
#define CONSUMER                                                                                   \
    0x05, 0x0c, 0x09, 0x01, 0xa1, 0x01, 0x85, 0x02, 0x15, 0x00, 0x26, 0xff, 0x03, 0x19, 0x00,      \
        0x2a, 0xff, 0x03, 0x75, 0x10, 0x95, 0x01, 0x81, 0x00, 0xc0

static const uint8_t boot[] = {APPLICATION, MODIFIERS, RESERVED, LEDS, SIX_PLACES, END};
static const uint8_t numbered[] = {CONSUMER, APPLICATION, 0x85,       0x01, MODIFIERS,
                                   RESERVED, LEDS,        SIX_PLACES, END};
static const uint8_t bitmap[] = {APPLICATION, MODIFIERS, LEDS, 0x05, 0x07, BITMAP_120, END};

static bool find(const uint8_t *bytes, size_t len, struct hid_keyboard *ret_keyboard)
{
    uint8_t *copy = malloc(len ? len : 1); /* of exactly this length, for ASan */
    assert_non_null(copy);
    memcpy(copy, bytes, len);
    bool found = hid_keyboard_find(copy, len, ret_keyboard);
    free(copy);
    return found;
}

static void assert_boot(const struct hid_keyboard *keyboard, const uint8_t *report, size_t len,
                        const uint8_t expected[static BOOT_REPORT_LEN])
{
    uint8_t got[BOOT_REPORT_LEN];
    assert_int_equal(hid_keyboard_to_boot(keyboard, report, len, got), HID_REPORT_KEYS);
    assert_memory_equal(got, expected, BOOT_REPORT_LEN);
}

static void test_hid_keyboard__the_form_of_the_boot_protocol(void **state)
{
    (void)state;
    static const uint8_t report[] = {0x02, 0, 0x1e, 0x1f, 0, 0, 0, 0};
    struct hid_keyboard keyboard;
    uint8_t got[BOOT_REPORT_LEN];
    assert_true(find(boot, sizeof boot, &keyboard));
    assert_int_equal(keyboard.report_len, 8);
    assert_int_equal(keyboard.report_id, 0);
    assert_boot(&keyboard, report, sizeof report, report);
    assert_int_equal(hid_keyboard_to_boot(&keyboard, report, 7, got), HID_REPORT_SHORT);
    static const uint8_t roll_over[] = {0, 0, 1, 1, 1, 1, 1, 1};
    assert_boot(&keyboard, roll_over, sizeof roll_over, roll_over);
}

static void test_hid_keyboard__reports_with_ids(void **state)
{
    (void)state;
    static const uint8_t report[] = {1, 0x20, 0, 0x27, 0, 0, 0, 0, 0};
    static const uint8_t expected[] = {0x20, 0, 0x27, 0, 0, 0, 0, 0};
    static const uint8_t volume[] = {2, 0xe9, 0};
    struct hid_keyboard keyboard;
    uint8_t got[BOOT_REPORT_LEN];
    assert_true(find(numbered, sizeof numbered, &keyboard));
    assert_int_equal(keyboard.report_id, 1);
    assert_int_equal(keyboard.report_len, 9);
    assert_boot(&keyboard, report, sizeof report, expected);
    assert_int_equal(hid_keyboard_to_boot(&keyboard, volume, sizeof volume, got), HID_REPORT_OTHER);
    assert_int_equal(hid_keyboard_to_boot(&keyboard, report, 0, got), HID_REPORT_SHORT);
}

static void test_hid_keyboard__a_bit_for_each_key(void **state)
{
    (void)state;
    struct hid_keyboard keyboard;
    uint8_t report[16] = {0x02};
    uint8_t expected[BOOT_REPORT_LEN] = {0x02, 0, 0x1e, 0x27};
    static const uint8_t roll_over[BOOT_REPORT_LEN] = {0x02, 0, 1, 1, 1, 1, 1, 1};
    assert_true(find(bitmap, sizeof bitmap, &keyboard));
    assert_int_equal(keyboard.report_len, sizeof report);
    report[1 + 0x1e / 8] |= 1U << 0x1e % 8;
    report[1 + 0x27 / 8] |= 1U << 0x27 % 8;
    assert_boot(&keyboard, report, sizeof report, expected);
    memset(report + 2, 0xff, sizeof report - 2);
    assert_boot(&keyboard, report, sizeof report, roll_over);
}

static void test_hid_keyboard__modifiers_among_the_keys(void **state)
{
    (void)state;
    /* One bitmap from 00 to E7, and a page that is part of the usage. */
    static const uint8_t all[] = {0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x1b, 0x00, 0x00,
                                  0x07, 0x00, 0x2b, 0xe7, 0x00, 0x07, 0x00, 0x15, 0x00,
                                  0x25, 0x01, 0x75, 0x01, 0x95, 0xe8, 0x81, 0x02, 0xc0};
    struct hid_keyboard keyboard;
    uint8_t report[29] = {0};
    static const uint8_t expected[BOOT_REPORT_LEN] = {0x02, 0, 0x04};
    assert_true(find(all, sizeof all, &keyboard));
    assert_int_equal(keyboard.report_len, sizeof report);
    report[0xe1 / 8] |= 1U << 0xe1 % 8;
    report[0] = 1U << 4;
    assert_boot(&keyboard, report, sizeof report, expected);
    report[0] |= 1; /* usage 0 is no key */
    assert_boot(&keyboard, report, sizeof report, expected);
}

/* The page that holds at the main item is that of its usages, as some keyboards rely on. */
static void test_hid_keyboard__the_page_may_come_behind_the_usages(void **state)
{
    (void)state;
    static const uint8_t late[] = {0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x19, 0xe0, 0x29, 0xe7,
                                   0x05, 0x07, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08,
                                   0x81, 0x02, 0x05, 0x01, 0x19, 0x00, 0x29, 0x65, 0x25, 0x65,
                                   0x75, 0x08, 0x95, 0x06, 0x05, 0x07, 0x81, 0x00, 0xc0};
    static const uint8_t report[] = {0x02, 0x1e, 0, 0, 0, 0, 0};
    static const uint8_t expected[BOOT_REPORT_LEN] = {0x02, 0, 0x1e};
    struct hid_keyboard keyboard;
    assert_true(find(late, sizeof late, &keyboard));
    assert_boot(&keyboard, report, sizeof report, expected);
}

static void test_hid_keyboard__what_is_none(void **state)
{
    (void)state;
    static const uint8_t vendor[] = {0x06, 0xa0, 0xff, 0x09, 0x01, 0xa1, 0x01, 0x85,
                                     0x01, 0x09, 0x08, 0x26, 0xff, 0x00, 0x15, 0x00,
                                     0x75, 0x08, 0x95, 0x08, 0x81, 0x02, 0xc0};
    static const uint8_t only_modifiers[] = {APPLICATION, MODIFIERS, END};
    static const uint8_t too_long[] = {APPLICATION, 0x75, 0x08, 0x96, 0x00, 0x02, 0x81, 0x00, END};
    static const uint8_t id_zero[] = {APPLICATION, 0x85, 0x00, SIX_PLACES, END};
    static const uint8_t pop_first[] = {APPLICATION, 0xb4, SIX_PLACES, END};
    static const uint8_t wide[] = {APPLICATION, 0x77, 0xff, 0xff, 0xff, 0xff, 0x97,
                                   0xff,        0xff, 0xff, 0xff, 0x81, 0x00, END};
    static const uint8_t no_places[] = {APPLICATION, 0x75, 0x08, 0x81, 0x00, END};
    static const uint8_t far_off[] = {APPLICATION, 0x17, 0x00, 0x00, 0x00, 0x80, 0x75,
                                      0x08,        0x95, 0x06, 0x81, 0x00, END};
    struct hid_keyboard keyboard;
    assert_false(find(boot, 0, &keyboard));
    assert_false(find(no_places, sizeof no_places, &keyboard));
    assert_false(find(far_off, sizeof far_off, &keyboard));
    assert_false(find(vendor, sizeof vendor, &keyboard));
    assert_false(find(only_modifiers, sizeof only_modifiers, &keyboard));
    assert_false(find(too_long, sizeof too_long, &keyboard));
    assert_false(find(id_zero, sizeof id_zero, &keyboard));
    assert_false(find(pop_first, sizeof pop_first, &keyboard));
    assert_false(find(wide, sizeof wide, &keyboard));
}

static void test_hid_keyboard__hostile_bytes_stay_inside(void **state)
{
    (void)state;
    static const uint8_t wrong[] = {0, 1, 0x7f, 0x80, 0xfe, 0xff};
    uint8_t report[HID_REPORT_MAX];
    uint8_t got[BOOT_REPORT_LEN];
    memset(report, 0xff, sizeof report);
    for (size_t i = 0; i < sizeof numbered; i++) {
        struct hid_keyboard keyboard;
        (void)find(numbered, i, &keyboard);
        for (size_t j = 0; j < sizeof wrong; j++) {
            uint8_t bytes[sizeof numbered];
            memcpy(bytes, numbered, sizeof bytes);
            bytes[i] = wrong[j];
            if (find(bytes, sizeof bytes, &keyboard)) {
                assert_in_range(keyboard.report_len, 1, HID_REPORT_MAX);
                report[0] = keyboard.report_id;
                assert_int_equal(hid_keyboard_to_boot(&keyboard, report, keyboard.report_len, got),
                                 HID_REPORT_KEYS);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hid_keyboard__the_form_of_the_boot_protocol),
        cmocka_unit_test(test_hid_keyboard__reports_with_ids),
        cmocka_unit_test(test_hid_keyboard__a_bit_for_each_key),
        cmocka_unit_test(test_hid_keyboard__modifiers_among_the_keys),
        cmocka_unit_test(test_hid_keyboard__the_page_may_come_behind_the_usages),
        cmocka_unit_test(test_hid_keyboard__what_is_none),
        cmocka_unit_test(test_hid_keyboard__hostile_bytes_stay_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
