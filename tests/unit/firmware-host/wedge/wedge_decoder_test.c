#include "wedge_decoder.h"

#include "cmocka_tests.h"
#include "reader_driver.h"
#include <string.h>

#define KEY_MS       8
#define INTER_KEY_MS 100
#define READINGS_MAX 16

/* A decoder with a clock of its own and what it has said so far. */
struct decoder_case {
    struct reader_config config;
    struct wedge_decoder decoder;
    int64_t now_us;
    size_t count;
    struct wedge_reading readings[READINGS_MAX];
};

static void init(struct decoder_case *c)
{
    *c = (struct decoder_case){.config = reader_config_default(), .now_us = 5000000};
    c->config.wedge_inter_key_ms = INTER_KEY_MS;
    wedge_decoder_init(&c->decoder, &c->config);
}

static void keep(struct decoder_case *c, const struct wedge_readings *readings)
{
    for (size_t i = 0; i < readings->count; i++) {
        assert_true(c->count < READINGS_MAX);
        c->readings[c->count++] = readings->items[i];
    }
}

static void report(struct decoder_case *c, const uint8_t *bytes, size_t len)
{
    struct wedge_readings readings;
    (void)wedge_decoder_take(&c->decoder, bytes, len, c->now_us, &readings);
    keep(c, &readings);
}

static void press(struct decoder_case *c, uint8_t usage)
{
    const uint8_t down[BOOT_REPORT_LEN] = {0, 0, usage};
    const uint8_t up[BOOT_REPORT_LEN] = {0};
    report(c, down, sizeof down);
    c->now_us += KEY_MS * 1000;
    report(c, up, sizeof up);
    c->now_us += KEY_MS * 1000;
}

/* Digits and '\n'. */
static void type(struct decoder_case *c, const char *text)
{
    for (; *text; text++) {
        press(c, *text == '\n' ? 0x28 : *text == '0' ? 0x27 : (uint8_t)(0x1e + *text - '1'));
    }
}

/* Lets time pass as the reader thread would: the deadline is run when it is due. */
static void wait_ms(struct decoder_case *c, int64_t ms)
{
    int64_t end_us = c->now_us + ms * 1000;
    int64_t due_us = wedge_decoder_deadline_us(&c->decoder);
    if (due_us <= end_us) {
        struct wedge_readings readings;
        wedge_decoder_expire(&c->decoder, due_us, &readings);
        keep(c, &readings);
    }
    c->now_us = end_us;
}

static void assert_card(const struct decoder_case *c, size_t n, const char *hex)
{
    char text[CARD_NUMBER_HEX_SIZE];
    assert_true(n < c->count);
    assert_int_equal(c->readings[n].kind, WEDGE_CARD);
    card_number_format(&c->readings[n].number, text);
    assert_string_equal(text, hex);
}

static void assert_malformed(const struct decoder_case *c, size_t n, const char *reason)
{
    assert_true(n < c->count);
    assert_int_equal(c->readings[n].kind, WEDGE_MALFORMED);
    assert_non_null(strstr(c->readings[n].reason, reason));
}

static void test_wedge_decoder__enter_ends_a_number(void **state)
{
    (void)state;
    struct decoder_case c;
    init(&c);
    type(&c, "0012345678");
    assert_int_equal(c.count, 0);
    type(&c, "\n");
    assert_int_equal(c.count, 1);
    assert_card(&c, 0, "00BC614E");
    assert_int_equal(c.readings[0].format, READER_CARD_DECIMAL);
    assert_true(wedge_decoder_deadline_us(&c.decoder) == READER_NO_DEADLINE);
}

static void test_wedge_decoder__tab_ends_a_number_and_locks_are_nothing(void **state)
{
    (void)state;
    struct decoder_case c;
    init(&c);
    press(&c, 0x39); /* Caps Lock, before and after */
    type(&c, "0012345678");
    press(&c, 0x2b);
    press(&c, 0x39);
    wait_ms(&c, 10 * INTER_KEY_MS);
    assert_int_equal(c.count, 1);
    assert_card(&c, 0, "00BC614E");
}

static void test_wedge_decoder__the_pause_ends_a_number(void **state)
{
    (void)state;
    struct decoder_case c;
    init(&c);
    type(&c, "0012345678");
    /* The deadline runs from the last report, which let the key go KEY_MS ago. */
    int64_t due_us = c.now_us + (INTER_KEY_MS - KEY_MS) * 1000;
    assert_true(wedge_decoder_deadline_us(&c.decoder) == due_us);
    struct wedge_readings readings;
    wedge_decoder_expire(&c.decoder, due_us - 1, &readings);
    assert_int_equal(readings.count, 0);
    wedge_decoder_expire(&c.decoder, due_us, &readings);
    assert_int_equal(readings.count, 1);
    assert_int_equal(readings.items[0].kind, WEDGE_CARD);
    assert_true(readings.items[0].at_us == due_us - INTER_KEY_MS * 1000); /* of the tap, not now */
    assert_true(wedge_decoder_deadline_us(&c.decoder) == READER_NO_DEADLINE);
}

static void test_wedge_decoder__enter_after_the_pause_is_nothing(void **state)
{
    (void)state;
    struct decoder_case c;
    init(&c);
    type(&c, "0012345678");
    wait_ms(&c, 500);
    type(&c, "\n\n");
    assert_int_equal(c.count, 1);
    assert_card(&c, 0, "00BC614E");
}

static void test_wedge_decoder__a_number_torn_by_a_pause_is_no_card(void **state)
{
    (void)state;
    struct decoder_case c;
    init(&c);
    type(&c, "00123");
    wait_ms(&c, 150);
    type(&c, "45678\n");
    assert_int_equal(c.count, 2);
    assert_malformed(&c, 0, "5 characters where 10 digits");
    assert_malformed(&c, 1, "5 characters where 10 digits");
}

static void test_wedge_decoder__too_short_and_too_long(void **state)
{
    (void)state;
    struct decoder_case c;
    init(&c);
    type(&c, "001234567\n00123456789\n0012345678\n");
    assert_int_equal(c.count, 3);
    assert_malformed(&c, 0, "9 characters");
    assert_malformed(&c, 1, "11 characters");
    assert_card(&c, 2, "00BC614E");
}

static void test_wedge_decoder__endless_digits_are_told_once(void **state)
{
    (void)state;
    struct decoder_case c;
    init(&c);
    for (int i = 0; i < 3 * WEDGE_TEXT_MAX; i++) {
        press(&c, 0x1e);
    }
    assert_int_equal(c.count, 1);
    assert_malformed(&c, 0, "too many characters");
    type(&c, "\n0012345678\n");
    assert_int_equal(c.count, 2);
    assert_card(&c, 1, "00BC614E");
}

static void test_wedge_decoder__what_follows_a_fault_is_swallowed(void **state)
{
    (void)state;
    struct decoder_case c;
    init(&c);
    press(&c, 0x3a); /* F1, and then what would be a whole number */
    type(&c, "0012345678\n");
    assert_int_equal(c.count, 1);
    assert_malformed(&c, 0, "a key that no card number has");
    press(&c, 0x3a);
    type(&c, "0012345678");
    wait_ms(&c, 150);
    assert_int_equal(c.count, 2);
    type(&c, "0012345678\n");
    assert_card(&c, 2, "00BC614E");
}

static void test_wedge_decoder__letters_are_no_decimal_card(void **state)
{
    (void)state;
    struct decoder_case c;
    init(&c);
    type(&c, "001234567");
    press(&c, 0x04);
    type(&c, "\n");
    assert_int_equal(c.count, 1);
    assert_malformed(&c, 0, "no decimal digit");
}

static void test_wedge_decoder__roll_over_loses_the_number(void **state)
{
    (void)state;
    struct decoder_case c;
    init(&c);
    static const uint8_t roll_over[BOOT_REPORT_LEN] = {0, 0, 1, 1, 1, 1, 1, 1};
    type(&c, "00123");
    report(&c, roll_over, sizeof roll_over);
    type(&c, "45678\n");
    assert_int_equal(c.count, 1);
    assert_malformed(&c, 0, "roll-over");
}

static void test_wedge_decoder__odd_reports(void **state)
{
    (void)state;
    struct decoder_case c;
    init(&c);
    static const uint8_t bytes[64] = {0};
    type(&c, "00123");
    report(&c, bytes, 0); /* no bytes: no news */
    report(&c, bytes, sizeof bytes);
    type(&c, "45678\n");
    assert_card(&c, 0, "00BC614E");
    type(&c, "00123");
    report(&c, bytes, 3);
    type(&c, "45678\n");
    assert_int_equal(c.count, 2);
    assert_malformed(&c, 1, "shorter");
}

static void test_wedge_decoder__repeated_reports_do_not_hold_a_number_open(void **state)
{
    (void)state;
    struct decoder_case c;
    init(&c);
    static const uint8_t up[BOOT_REPORT_LEN] = {0};
    type(&c, "0012345678");
    for (int i = 0; i < 20; i++) {
        wait_ms(&c, 8);
        report(&c, up, sizeof up);
    }
    assert_int_equal(c.count, 1);
    assert_card(&c, 0, "00BC614E");
}

static void test_wedge_decoder__a_held_up_thread_tears_no_number(void **state)
{
    (void)state;
    struct decoder_case c;
    init(&c);
    type(&c, "00123");
    c.now_us += 900000; /* nobody ran the deadline meanwhile */
    type(&c, "45678\n");
    assert_int_equal(c.count, 1);
    assert_card(&c, 0, "00BC614E");
}

static void test_wedge_decoder__but_does_not_join_two_cards(void **state)
{
    (void)state;
    struct decoder_case c;
    init(&c);
    type(&c, "0012345678");
    c.now_us += WEDGE_HELD_UP_US + INTER_KEY_MS * 1000;
    type(&c, "0087654321\n");
    assert_int_equal(c.count, 2);
    assert_card(&c, 0, "00BC614E");
    assert_card(&c, 1, "05397FB1");
}

static void test_wedge_decoder__a_disturbed_number_is_malformed(void **state)
{
    (void)state;
    struct decoder_case c;
    init(&c);
    struct wedge_readings readings;
    wedge_decoder_disturb(&c.decoder, c.now_us, &readings);
    assert_int_equal(readings.count, 0); /* between numbers nothing is lost */
    type(&c, "00123");
    wedge_decoder_disturb(&c.decoder, c.now_us, &readings);
    assert_int_equal(readings.count, 1);
    assert_int_equal(readings.items[0].kind, WEDGE_MALFORMED);
    type(&c, "45678\n");
    assert_int_equal(c.count, 0);
    type(&c, "0012345678\n");
    assert_card(&c, 0, "00BC614E");
}

static void test_wedge_decoder__one_report_may_end_a_number_and_begin_another(void **state)
{
    (void)state;
    struct decoder_case c;
    init(&c);
    type(&c, "001234567");
    static const uint8_t mixed[BOOT_REPORT_LEN] = {0, 0, 0x25, 0x28, 0x27}; /* 8, Enter, 0 */
    report(&c, mixed, sizeof mixed);
    assert_int_equal(c.count, 1);
    assert_card(&c, 0, "00BC614E");
    c.now_us += KEY_MS * 1000;
    report(&c, (const uint8_t[BOOT_REPORT_LEN]){0}, BOOT_REPORT_LEN);
    type(&c, "012345678\n");
    assert_card(&c, 1, "00BC614E");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wedge_decoder__enter_ends_a_number),
        cmocka_unit_test(test_wedge_decoder__tab_ends_a_number_and_locks_are_nothing),
        cmocka_unit_test(test_wedge_decoder__the_pause_ends_a_number),
        cmocka_unit_test(test_wedge_decoder__enter_after_the_pause_is_nothing),
        cmocka_unit_test(test_wedge_decoder__a_number_torn_by_a_pause_is_no_card),
        cmocka_unit_test(test_wedge_decoder__too_short_and_too_long),
        cmocka_unit_test(test_wedge_decoder__endless_digits_are_told_once),
        cmocka_unit_test(test_wedge_decoder__what_follows_a_fault_is_swallowed),
        cmocka_unit_test(test_wedge_decoder__letters_are_no_decimal_card),
        cmocka_unit_test(test_wedge_decoder__roll_over_loses_the_number),
        cmocka_unit_test(test_wedge_decoder__odd_reports),
        cmocka_unit_test(test_wedge_decoder__repeated_reports_do_not_hold_a_number_open),
        cmocka_unit_test(test_wedge_decoder__a_held_up_thread_tears_no_number),
        cmocka_unit_test(test_wedge_decoder__but_does_not_join_two_cards),
        cmocka_unit_test(test_wedge_decoder__a_disturbed_number_is_malformed),
        cmocka_unit_test(test_wedge_decoder__one_report_may_end_a_number_and_begin_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
