#include "cmocka_tests.h"
#include "reader_rig.h"
#include <string.h>

static const struct usb_id sycreader = {0xffff, 0x0035};

static int setup(void **state)
{
    static struct reader_rig rig;
    struct reader_config config = reader_config_default();
    reader_rig_init(&rig, &config);
    *state = &rig;
    return 0;
}

static int teardown(void **state)
{
    reader_rig_finish(*state);
    return 0;
}

static struct wedge_device *plug_ready(struct reader_rig *rig)
{
    struct wedge_device *device = reader_rig_plug(rig, "1-2.3", sycreader);
    reader_rig_run_ms(rig, 10);
    assert_int_equal(reader_rig_state(rig, "1-2.3"), READER_READY);
    return device;
}

static void test_wedge_driver__a_card_is_read(void **state)
{
    struct reader_rig *rig = *state;
    struct wedge_device *device = plug_ready(rig);
    reader_rig_type(rig, device, "0012345678\n");
    char text[CARD_NUMBER_HEX_SIZE];
    assert_string_equal(reader_rig_card(rig, 0, text), "00BC614E");
    const struct reader_event *card = reader_rig_event(rig, READER_EVENT_CARD, 0);
    assert_string_equal(card->port, "1-2.3");
    assert_string_equal(card->driver, "wedge");
    assert_int_equal(card->vid, 0xffff);
    assert_int_equal(card->pid, 0x0035);
    assert_int_equal(card->format, READER_CARD_DECIMAL);
    assert_true(card->mono_us <= rig->clock.mono_us);
    assert_true(card->mono_us >= rig->clock.mono_us - 20000);
}

static void test_wedge_driver__whatever_form_its_reports_have(void **state)
{
    struct reader_rig *rig = *state;
    static const enum wedge_form forms[] = {WEDGE_FORM_BOOT, WEDGE_FORM_PLAIN, WEDGE_FORM_NUMBERED,
                                            WEDGE_FORM_BITMAP, WEDGE_FORM_STUBBORN};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct wedge_device *device = NULL;
        uint64_t device_id;
        char text[CARD_NUMBER_HEX_SIZE];
        static const uint8_t volume[] = {2, 0xe9, 0};
        assert_true(wedge_device_create(sycreader, &device, NULL));
        wedge_device_set_form(device, forms[i]);
        assert_true(
            emulated_bus_plug(rig->bus, "1-2.3", wedge_device_base(device), &device_id, NULL));
        reader_rig_run_ms(rig, 50);
        assert_int_equal(reader_rig_state(rig, "1-2.3"), READER_READY);
        reader_rig_type(rig, device, "00123");
        if (forms[i] == WEDGE_FORM_NUMBERED) { /* of no key that types */
            assert_true(wedge_device_queue_report(device, volume, sizeof volume, 4, NULL));
        }
        reader_rig_type(rig, device, "45678\n");
        assert_string_equal(reader_rig_card(rig, i, text), "00BC614E");
        assert_int_equal(reader_rig_count(rig, READER_EVENT_MALFORMED), 0);
        reader_rig_unplug(rig, "1-2.3");
        reader_rig_run_ms(rig, 5);
    }
}

static void test_wedge_driver__without_enter_the_pause_ends_it(void **state)
{
    struct reader_rig *rig = *state;
    struct wedge_device *device = plug_ready(rig);
    reader_rig_type(rig, device, "0012345678");
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 0);
    reader_rig_run_ms(rig, READER_INTER_KEY_DEFAULT_MS);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 1);
}

static void test_wedge_driver__sets_the_reader_up_and_puts_it_back(void **state)
{
    struct reader_rig *rig = *state;
    struct wedge_device *device = reader_rig_plug(rig, "1-1", sycreader);
    assert_true(emulated_bus_kernel_has(rig->bus, "1-1"));
    assert_int_equal(wedge_device_protocol(device), 1);
    assert_int_not_equal(wedge_device_idle_rate(device), 0);
    reader_rig_run_ms(rig, 10);
    assert_false(emulated_bus_kernel_has(rig->bus, "1-1"));
    assert_int_equal(wedge_device_protocol(device), 0);
    assert_int_equal(wedge_device_idle_rate(device), 0);
    reader_host_stop(rig->host);
    reader_rig_run_ms(rig, 20);
    assert_true(reader_host_is_stopped(rig->host));
    assert_true(emulated_bus_kernel_has(rig->bus, "1-1"));
    assert_int_equal(wedge_device_protocol(device), 1);
}

static void pull_out_in_the_middle(struct reader_rig *rig, enum emulated_unplug_order order)
{
    emulated_bus_set_unplug_order(rig->bus, order);
    struct wedge_device *device = plug_ready(rig);
    reader_rig_type(rig, device, "00123456");
    rig->event_count = 0;
    reader_rig_unplug(rig, "1-2.3");
    reader_rig_run_ms(rig, 500);
    assert_int_equal(rig->event_count,
                     2); /* and neither a card, nor a malformed one, nor a fault */
    assert_int_equal(rig->events[0].kind, READER_EVENT_REMOVED);
    assert_int_equal(rig->events[1].state, READER_ABSENT);
    device = plug_ready(rig);
    reader_rig_type(rig, device, "78\n"); /* nothing of the first half is remembered */
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 0);
    reader_rig_type(rig, device, "0012345678\n");
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 1);
    reader_rig_unplug(rig, "1-2.3");
    reader_rig_run_ms(rig, 5);
}

static void test_wedge_driver__pulled_out_in_the_middle_there_is_no_card(void **state)
{
    pull_out_in_the_middle(*state, EMULATED_TRANSFERS_FIRST);
    pull_out_in_the_middle(*state, EMULATED_NOTICE_FIRST);
}

static void test_wedge_driver__malformed_is_told_and_is_no_card(void **state)
{
    struct reader_rig *rig = *state;
    struct wedge_device *device = plug_ready(rig);
    static const char *const wrong[] = {"123\n", "001234567890123456789012345678901234567890\n",
                                        "00x2345678\n", "4294967296\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        reader_rig_type(rig, device, wrong[i]);
        assert_int_equal(reader_rig_count(rig, READER_EVENT_MALFORMED), i + 1);
    }
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 0);
    assert_non_null(
        strstr(reader_rig_event(rig, READER_EVENT_MALFORMED, 0)->reason, "3 characters"));
}

static void test_wedge_driver__each_fault_in_a_number_spoils_that_one_alone(void **state)
{
    struct reader_rig *rig = *state;
    struct wedge_device *device = plug_ready(rig);
    static const enum wedge_fault faults[] = {WEDGE_FAULT_STALL, WEDGE_FAULT_SHORT,
                                              WEDGE_FAULT_LONG, WEDGE_FAULT_BABBLE,
                                              WEDGE_FAULT_ROLL_OVER};
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        rig->event_count = 0;
        reader_rig_type(rig, device, "00123");
        wedge_device_fail(device, faults[i], 1);
        reader_rig_run_ms(rig, 2);
        reader_rig_type(rig, device, "45678\n");
        assert_int_equal(reader_rig_count(rig, READER_EVENT_MALFORMED), 1);
        assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 0);
        reader_rig_type(rig, device, "0012345678\n");
        assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 1);
        assert_int_equal(reader_rig_count(rig, READER_EVENT_STATE), 0); /* it stayed ready */
    }
}

static void test_wedge_driver__an_empty_packet_is_no_news(void **state)
{
    struct reader_rig *rig = *state;
    struct wedge_device *device = plug_ready(rig);
    reader_rig_type(rig, device, "00123");
    wedge_device_fail(device, WEDGE_FAULT_ZERO, 1);
    reader_rig_run_ms(rig, 2);
    reader_rig_type(rig, device, "45678\n");
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 1);
}

static void test_wedge_driver__faults_in_a_row_close_and_open_the_reader(void **state)
{
    struct reader_rig *rig = *state;
    static const struct {
        enum wedge_fault fault;
        unsigned count;
    } faults[] = {{WEDGE_FAULT_STALL, 12},
                  {WEDGE_FAULT_ZERO, 12},
                  {WEDGE_FAULT_BABBLE, 12},
                  {WEDGE_FAULT_BROKEN, 3}};
    struct wedge_device *device = plug_ready(rig);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        rig->event_count = 0;
        wedge_device_fail(device, faults[i].fault, faults[i].count);
        reader_rig_run_ms(rig, 1000);
        assert_int_equal(reader_rig_event(rig, READER_EVENT_STATE, 0)->state, READER_RECOVERING);
        assert_int_equal(reader_rig_state(rig, "1-2.3"), READER_READY);
        reader_rig_type(rig, device, "0012345678\n");
        assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 1);
        reader_rig_run_ms(rig, READER_STEADY_MS);
    }
}

static void test_wedge_driver__a_reader_that_stays_broken_is_a_fault_and_is_reset(void **state)
{
    struct reader_rig *rig = *state;
    struct wedge_device *device = plug_ready(rig);
    reader_rig_run_ms(rig, 11000);
    wedge_device_fail(device, WEDGE_FAULT_BROKEN, 100000);
    reader_rig_run_ms(rig, 5000);
    assert_int_equal(reader_rig_state(rig, "1-2.3"), READER_FAULT);
    assert_true(emulated_bus_reset_count(rig->bus) >= 1);
    size_t told = rig->event_count;
    reader_rig_run_ms(rig, 120000);
    assert_true(rig->event_count - told <= 12); /* with growing pauses, not without end */
    wedge_device_fail(device, WEDGE_FAULT_NONE, 0);
    reader_rig_run_ms(rig, READER_RETRY_MAX_MS + 100);
    assert_int_equal(reader_rig_state(rig, "1-2.3"), READER_READY);
    reader_rig_type(rig, device, "0012345678\n");
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 1);
}

static void test_wedge_driver__keys_that_overlap(void **state)
{
    struct reader_rig *rig = *state;
    struct wedge_device *device = plug_ready(rig);
    static const uint8_t usages[] = {
        0x27, 0x1e, 0x1f, 0x20, 0x21, 0x22,
        0x23, 0x24, 0x25, 0x26, 0x28}; /* 0123456789 and Enter, each pressed before the last is up
                                        */
    for (size_t i = 0; i < sizeof usages; i++) {
        const uint8_t report[8] = {0, 0, i ? usages[i - 1] : usages[0], i ? usages[i] : 0};
        assert_true(wedge_device_queue_report(device, report, sizeof report, 8, NULL));
    }
    reader_rig_run_ms(rig, 120);
    char text[CARD_NUMBER_HEX_SIZE];
    assert_string_equal(reader_rig_card(rig, 0, text), "075BCD15"); /* 123456789 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_wedge_driver__a_card_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wedge_driver__whatever_form_its_reports_have, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wedge_driver__without_enter_the_pause_ends_it, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wedge_driver__sets_the_reader_up_and_puts_it_back,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            test_wedge_driver__pulled_out_in_the_middle_there_is_no_card, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wedge_driver__malformed_is_told_and_is_no_card, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            test_wedge_driver__each_fault_in_a_number_spoils_that_one_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wedge_driver__an_empty_packet_is_no_news, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            test_wedge_driver__faults_in_a_row_close_and_open_the_reader, setup, teardown),
        cmocka_unit_test_setup_teardown(
            test_wedge_driver__a_reader_that_stays_broken_is_a_fault_and_is_reset, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wedge_driver__keys_that_overlap, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
