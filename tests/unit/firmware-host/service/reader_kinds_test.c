/* What readers of both kinds have in common: one number for one card, sleep, hubs, twins, and no
 * wake-up without a reason. */

#include "ccid_device.h"
#include "cmocka_tests.h"
#include "reader_rig.h"
#include <string.h>

static const struct usb_id sycreader = {0xffff, 0x0035};
static const uint8_t card_uid[] = {0x01, 0x02, 0x03, 0x04};

static struct ccid_device *plug_ccid(struct reader_rig *rig, const char *path, const char *name,
                                     const char *word)
{
    struct ccid_device_profile profile;
    struct ccid_device *device = NULL;
    uint64_t device_id;
    assert_true(ccid_device_profile_find(name, &profile));
    assert_true(!word || ccid_device_profile_apply(&profile, word, NULL));
    assert_true(ccid_device_create(&profile, &device, NULL));
    assert_true(emulated_bus_plug(rig->bus, path, ccid_device_base(device), &device_id, NULL));
    return device;
}

static void put(struct ccid_device *device, const uint8_t *uid, size_t len)
{
    struct emulated_card card;
    assert_true(emulated_card_make(NULL, uid, len, &card, NULL));
    assert_true(ccid_device_put(device, 0, &card, NULL));
}

static int teardown(void **state)
{
    reader_rig_finish(*state);
    return 0;
}

static struct reader_rig *start(void **state, const struct reader_config *config)
{
    static struct reader_rig rig;
    reader_rig_init(&rig, config);
    *state = &rig;
    return &rig;
}

static struct reader_rig *start_default(void **state)
{
    struct reader_config config = reader_config_default();
    return start(state, &config);
}

static void test_reader_kinds__one_card_has_one_number_on_both(void **state)
{
    static const struct {
        int format, byte_order, part;
        const char *typed;
        uint8_t uid[7];
        size_t uid_len;
    } cases[] = {
        {WEDGE_DECIMAL_10,
         WEDGE_FIRST_BYTE_HIGH,
         CARD_NUMBER_WHOLE,
         "0016909060\n",
         {1, 2, 3, 4},
         4},
        {WEDGE_DECIMAL_10,
         WEDGE_FIRST_BYTE_LOW,
         CARD_NUMBER_WHOLE,
         "0067305985\n",
         {1, 2, 3, 4},
         4},
        {WEDGE_HEX_14,
         WEDGE_FIRST_BYTE_HIGH,
         CARD_NUMBER_WHOLE,
         "04a1b2c3d4e5f6\n",
         {4, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6},
         7},
        {WEDGE_HEX_8,
         WEDGE_FIRST_BYTE_LOW,
         CARD_NUMBER_FIRST_4,
         "C3B2A104\n",
         {4, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6},
         7},
        {WEDGE_DECIMAL_3_5,
         WEDGE_FIRST_BYTE_HIGH,
         CARD_NUMBER_LAST_3,
         "00200772\n",
         {1, 2, 3, 4},
         4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reader_config config = reader_config_default();
        config.wedge_format = cases[i].format;
        config.wedge_byte_order = cases[i].byte_order;
        config.uid_part = cases[i].part;
        struct reader_rig *rig = start(state, &config);
        struct wedge_device *wedge = reader_rig_plug(rig, "1-1", sycreader);
        struct ccid_device *ccid = plug_ccid(rig, "1-2", "ccid", NULL);
        reader_rig_run_ms(rig, 20);
        reader_rig_type(rig, wedge, cases[i].typed);
        put(ccid, cases[i].uid, cases[i].uid_len);
        reader_rig_run_ms(rig, 50);
        assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 2);
        const struct reader_event *typed = reader_rig_event(rig, READER_EVENT_CARD, 0);
        const struct reader_event *read = reader_rig_event(rig, READER_EVENT_CARD, 1);
        assert_string_equal(typed->driver, "wedge");
        assert_string_equal(read->driver, "ccid");
        assert_true(card_number_equal(&typed->number, &read->number));
        if (i + 1 < sizeof cases / sizeof cases[0]) {
            reader_rig_finish(rig);
        }
    }
}

static void test_reader_kinds__idle_readers_wake_nobody(void **state)
{
    struct reader_rig *rig = start_default(state);
    (void)reader_rig_plug(rig, "1-1", sycreader);
    struct ccid_device *ccid = plug_ccid(rig, "1-2", "ccid", NULL);
    (void)plug_ccid(rig, "1-3", "acr122", NULL);
    reader_rig_run_ms(rig, 100);
    assert_true(port_probe_last_wait_us(rig->probe) == 0); /* the rig does not wait by itself */
    put(ccid, card_uid, sizeof card_uid);
    reader_rig_run_ms(rig, 5000);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 1);
    /* A card lies there, three readers are ready: the host sleeps until something happens. */
    for (int i = 0; i < 3; i++) {
        unsigned runs = port_probe_runs(rig->probe);
        fake_clock_advance_ms(&rig->clock, 3600000);
        assert_true(reader_host_run(rig->host, USB_WAIT_WITHOUT_END_US, NULL));
        assert_true(port_probe_last_wait_us(rig->probe) == USB_WAIT_WITHOUT_END_US);
        assert_int_equal(port_probe_runs(rig->probe), runs + 1);
    }
}

static void test_reader_kinds__without_an_interrupt_endpoint_five_times_a_second(void **state)
{
    struct reader_rig *rig = start_default(state);
    (void)plug_ccid(rig, "1-2", "ccid", "interrupt=no");
    reader_rig_run_ms(rig, 1000);
    unsigned runs = port_probe_runs(rig->probe);
    int64_t end_us = clock_mono_us(&rig->clock.clock) + 10000000;
    while (clock_mono_us(&rig->clock.clock) < end_us) {
        assert_true(reader_host_run(rig->host, USB_WAIT_WITHOUT_END_US, NULL));
        int64_t wait_us = port_probe_last_wait_us(rig->probe);
        fake_clock_advance_ms(&rig->clock, wait_us < 1000000 ? (wait_us + 999) / 1000 : 1);
    }
    /* A poll is a wait, a command that is sent and an answer that is taken. */
    assert_in_range(port_probe_runs(rig->probe) - runs, 10, 10 * 5 * 6);
}

static void sleep_and_wake(struct reader_rig *rig)
{
    port_probe_suspend(rig->probe);
    reader_rig_run_ms(rig, 20);
    fake_clock_advance_ms(&rig->clock, 8 * 3600 * 1000); /* the clock runs on while it sleeps */
    port_probe_resume(rig->probe);
    reader_rig_run_ms(rig, 3000);
}

static void test_reader_kinds__after_a_sleep_they_read_again(void **state)
{
    struct reader_rig *rig = start_default(state);
    struct wedge_device *wedge = reader_rig_plug(rig, "1-1", sycreader);
    struct ccid_device *ccid = plug_ccid(rig, "1-2", "ccid", NULL);
    reader_rig_run_ms(rig, 20);
    put(ccid, card_uid, sizeof card_uid);
    assert_true(wedge_device_type(wedge, "00123", NULL));
    reader_rig_run_ms(rig, 20); /* in the middle of a number, with a card on the other */
    sleep_and_wake(rig);
    assert_int_equal(reader_rig_state(rig, "1-1"), READER_READY);
    assert_int_equal(reader_rig_state(rig, "1-2"), READER_READY);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_REMOVED), 0);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 1); /* held through the night */
    rig->event_count = 0;
    reader_rig_type(rig, wedge, "0012345678\n");
    assert_true(ccid_device_take(ccid, 0, NULL, NULL));
    reader_rig_run_ms(rig, 1000);
    put(ccid, card_uid, sizeof card_uid);
    reader_rig_run_ms(rig, 100);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 2);
    assert_int_equal(emulated_bus_reset_count(rig->bus), 0);
}

static void test_reader_kinds__a_card_changed_during_a_sleep_is_told(void **state)
{
    struct reader_rig *rig = start_default(state);
    static const uint8_t other_uid[] = {0x11, 0x12, 0x13, 0x14};
    struct ccid_device *ccid = plug_ccid(rig, "1-2", "ccid", NULL);
    char text[CARD_NUMBER_HEX_SIZE];
    reader_rig_run_ms(rig, 20);
    put(ccid, card_uid, sizeof card_uid);
    reader_rig_run_ms(rig, 20);
    port_probe_suspend(rig->probe);
    assert_true(ccid_device_take(ccid, 0, NULL, NULL));
    put(ccid, other_uid, sizeof other_uid);
    sleep_and_wake(rig);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 2);
    assert_string_equal(reader_rig_card(rig, 1, text), "11121314");
    assert_int_equal(reader_rig_count(rig, READER_EVENT_MALFORMED), 0);
}

static void test_reader_kinds__a_hub_with_all_of_them_is_pulled_out(void **state)
{
    struct reader_rig *rig = start_default(state);
    static const char *const paths[] = {"1-1.1", "1-1.2", "1-1.4"};
    struct wedge_device *wedge = reader_rig_plug(rig, paths[0], sycreader);
    struct ccid_device *ccid = plug_ccid(rig, paths[1], "ccid", NULL);
    (void)plug_ccid(rig, paths[2], "acr122", NULL);
    reader_rig_run_ms(rig, 20);
    assert_true(wedge_device_type(wedge, "00123", NULL));
    reader_rig_run_ms(rig, 10);
    put(ccid, card_uid, sizeof card_uid);
    for (size_t i = 0; i < 3; i++) {
        reader_rig_unplug(rig, paths[i]);
    }
    reader_rig_run_ms(rig, 1000);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_REMOVED), 3);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 0);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_MALFORMED), 0);
    assert_int_equal(reader_rig_state(rig, ""), READER_ABSENT);
    wedge = reader_rig_plug(rig, paths[0], sycreader);
    reader_rig_run_ms(rig, 20);
    reader_rig_type(rig, wedge, "0012345678\n");
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 1);
}

static void test_reader_kinds__twins_are_told_apart_by_their_ports(void **state)
{
    struct reader_rig *rig = start_default(state);
    static const uint8_t other_uid[] = {0x11, 0x12, 0x13, 0x14};
    struct ccid_device *left = plug_ccid(rig, "1-1.1", "ccid", NULL);
    struct ccid_device *right = plug_ccid(rig, "1-1.2", "ccid", NULL);
    reader_rig_run_ms(rig, 20);
    put(left, card_uid, sizeof card_uid);
    put(right, other_uid, sizeof other_uid); /* no two cards on one reader */
    reader_rig_run_ms(rig, 50);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 2);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_MALFORMED), 0);
    for (size_t i = 0; i < 2; i++) {
        const struct reader_event *card = reader_rig_event(rig, READER_EVENT_CARD, i);
        assert_string_equal(card->port, card->number.bytes[0] == 1 ? "1-1.1" : "1-1.2");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_reader_kinds__one_card_has_one_number_on_both, teardown),
        cmocka_unit_test_teardown(test_reader_kinds__idle_readers_wake_nobody, teardown),
        cmocka_unit_test_teardown(
            test_reader_kinds__without_an_interrupt_endpoint_five_times_a_second, teardown),
        cmocka_unit_test_teardown(test_reader_kinds__after_a_sleep_they_read_again, teardown),
        cmocka_unit_test_teardown(test_reader_kinds__a_card_changed_during_a_sleep_is_told,
                                  teardown),
        cmocka_unit_test_teardown(test_reader_kinds__a_hub_with_all_of_them_is_pulled_out,
                                  teardown),
        cmocka_unit_test_teardown(test_reader_kinds__twins_are_told_apart_by_their_ports, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
