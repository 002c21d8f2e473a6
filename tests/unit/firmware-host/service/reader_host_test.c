#include "reader_host.h"

#include "cmocka_tests.h"
#include "reader_rig.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
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

static void test_reader_host__without_a_reader_it_says_so_once(void **state)
{
    struct reader_rig *rig = *state;
    reader_rig_run_ms(rig, 1000);
    assert_int_equal(rig->event_count, 1);
    assert_int_equal(rig->events[0].kind, READER_EVENT_STATE);
    assert_int_equal(rig->events[0].state, READER_ABSENT);
    assert_string_equal(rig->events[0].port, "");
}

/* Whoever was told of a broken bus hears what it is once it works again. */
static void test_reader_host__after_a_broken_bus_it_says_so_again(void **state)
{
    struct reader_rig *rig = *state;
    reader_rig_run_ms(rig, 10);
    assert_int_equal(rig->event_count, 1);
    port_probe_break(rig->probe, 2);
    struct error err;
    assert_false(reader_host_run(rig->host, 0, &err));
    assert_false(reader_host_run(rig->host, 0, &err));
    assert_int_equal(rig->event_count, 1);
    reader_rig_run_ms(rig, 10);
    assert_int_equal(rig->event_count, 2);
    assert_int_equal(rig->events[1].state, READER_ABSENT);
}

static void test_reader_host__a_reader_comes_and_goes(void **state)
{
    struct reader_rig *rig = *state;
    (void)reader_rig_plug(rig, "3-1", sycreader);
    reader_rig_run_ms(rig, 10);
    reader_rig_unplug(rig, "3-1");
    reader_rig_run_ms(rig, 10);
    static const enum reader_event_kind expected[] = {READER_EVENT_ADDED, READER_EVENT_STATE,
                                                      READER_EVENT_REMOVED, READER_EVENT_STATE};
    assert_int_equal(rig->event_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(rig->events[i].kind, expected[i]);
    }
    assert_int_equal(rig->events[1].state, READER_READY);
    assert_int_equal(rig->events[3].state, READER_ABSENT);
}

static void test_reader_host__a_keyboard_is_left_alone(void **state)
{
    struct reader_rig *rig = *state;
    (void)reader_rig_plug(rig, "1-1", (struct usb_id){0x046d, 0xc31c});
    reader_rig_run_ms(rig, 100);
    assert_true(emulated_bus_kernel_has(rig->bus, "1-1"));
    assert_int_equal(reader_rig_count(rig, READER_EVENT_ADDED), 0);
    assert_int_equal(reader_rig_state(rig, ""), READER_ABSENT);
}

static void test_reader_host__two_equal_readers_are_told_apart_by_their_ports(void **state)
{
    struct reader_rig *rig = *state;
    struct wedge_device *left = reader_rig_plug(rig, "1-1.1", sycreader);
    struct wedge_device *right = reader_rig_plug(rig, "1-1.2", sycreader);
    reader_rig_run_ms(rig, 10);
    assert_true(wedge_device_type(left, "0000000001\n", NULL));
    assert_true(wedge_device_type(right, "0000000002\n", NULL)); /* both at once */
    reader_rig_run_ms(rig, 200);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 2);
    for (size_t i = 0; i < 2; i++) {
        const struct reader_event *card = reader_rig_event(rig, READER_EVENT_CARD, i);
        assert_string_equal(card->port, card->number.bytes[3] == 1 ? "1-1.1" : "1-1.2");
    }
    reader_rig_unplug(rig, "1-1.1");
    reader_rig_run_ms(rig, 10);
    assert_string_equal(reader_rig_event(rig, READER_EVENT_REMOVED, 0)->port, "1-1.1");
    reader_rig_type(rig, right, "0000000003\n");
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 3);
}

static void test_reader_host__open_and_claim_are_tried_again(void **state)
{
    struct reader_rig *rig = *state;
    emulated_bus_fail_opens(rig->bus, 2, ERROR_DENIED);
    emulated_bus_fail_claims(rig->bus, 2, ERROR_GONE);
    struct wedge_device *device = reader_rig_plug(rig, "1-1", sycreader);
    reader_rig_run_ms(rig, 40);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_ADDED), 0); /* patience, not a fault */
    reader_rig_run_ms(rig, 1000);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_ADDED), 1);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_STATE), 1);
    assert_int_equal(reader_rig_state(rig, "1-1"), READER_READY);
    reader_rig_type(rig, device, "0012345678\n");
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 1);
}

static void test_reader_host__no_permission_is_a_fault_that_may_pass(void **state)
{
    struct reader_rig *rig = *state;
    emulated_bus_fail_opens(rig->bus, 1000, ERROR_DENIED);
    (void)reader_rig_plug(rig, "1-1", sycreader);
    reader_rig_run_ms(rig, 3000);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_ADDED), 1);
    assert_int_equal(reader_rig_state(rig, "1-1"), READER_FAULT);
    assert_non_null(strstr(reader_rig_event(rig, READER_EVENT_STATE, 0)->reason, "scripted"));
    assert_int_equal(emulated_bus_reset_count(rig->bus), 0); /* a reset gives no rights */
    reader_rig_run_ms(rig, 300000);
    assert_int_equal(rig->event_count, 2); /* told once */
    emulated_bus_fail_opens(rig->bus, 0, ERROR_NONE);
    reader_rig_run_ms(rig, READER_RETRY_MAX_MS + 100);
    assert_int_equal(reader_rig_state(rig, "1-1"), READER_READY);
}

static void test_reader_host__pulled_out_while_it_waits_for_another_try(void **state)
{
    struct reader_rig *rig = *state;
    emulated_bus_fail_opens(rig->bus, 1000, ERROR_DENIED);
    (void)reader_rig_plug(rig, "1-1", sycreader);
    reader_rig_run_ms(rig, 20);
    reader_rig_unplug(rig, "1-1");
    reader_rig_run_ms(rig, 2000);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_ADDED), 0);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_REMOVED), 0);
    assert_int_equal(reader_rig_state(rig, ""), READER_ABSENT);
}

static void test_reader_host__gone_before_the_notice_is_no_fault(void **state)
{
    struct reader_rig *rig = *state;
    (void)reader_rig_plug(rig, "1-1", sycreader);
    reader_rig_run_ms(rig, 10);
    rig->event_count = 0;
    emulated_bus_set_notice_delay(rig->bus, 700);
    reader_rig_unplug(rig, "1-1");
    reader_rig_run_ms(rig, 690);
    assert_int_equal(rig->event_count, 0);
    reader_rig_run_ms(rig, 20);
    assert_int_equal(rig->event_count, 2);
    assert_int_equal(rig->events[0].kind, READER_EVENT_REMOVED);
    assert_int_equal(rig->events[1].state, READER_ABSENT);
}

static void test_reader_host__no_keyboard_interface_is_a_fault_for_good(void **state)
{
    struct reader_rig *rig = *state;
    struct wedge_device *device = NULL;
    uint64_t device_id;
    assert_true(wedge_device_create(sycreader, &device, NULL));
    wedge_device_base(device)->descriptors_len = 20; /* cut in the configuration */
    assert_true(emulated_bus_plug(rig->bus, "1-1", wedge_device_base(device), &device_id, NULL));
    reader_rig_run_ms(rig, 100);
    assert_int_equal(reader_rig_state(rig, "1-1"), READER_FAULT);
    assert_non_null(strstr(reader_rig_event(rig, READER_EVENT_STATE, 0)->reason, "keyboard"));
    size_t told = rig->event_count;
    reader_rig_run_ms(rig, 200000);
    assert_int_equal(rig->event_count, told);
}

static void test_reader_host__an_idle_reader_wants_no_wake_up(void **state)
{
    struct reader_rig *rig = *state;
    struct wedge_device *device = reader_rig_plug(rig, "1-1", sycreader);
    reader_rig_run_ms(rig, 10);
    reader_rig_type(rig, device, "0012345678\n");
    assert_true(wedge_device_base(device)->methods->deadline_us(wedge_device_base(device), 0x81) ==
                INT64_MAX); /* SET_IDLE was heard */
}

static size_t count_open_files(void)
{
    size_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    while (readdir(folder)) {
        count++;
    }
    (void)closedir(folder);
    return count;
}

/* One turn of the life that readers have: plugged at a random moment, hit by a random fault, pulled
 * out at another, in either order of notices. */
static void live_once(struct reader_rig *rig, unsigned *seed)
{
    static const enum wedge_fault faults[] = {
        WEDGE_FAULT_NONE,   WEDGE_FAULT_STALL,  WEDGE_FAULT_ZERO, WEDGE_FAULT_SHORT,
        WEDGE_FAULT_BABBLE, WEDGE_FAULT_BROKEN, WEDGE_FAULT_LONG, WEDGE_FAULT_ROLL_OVER};
    emulated_bus_set_unplug_order(rig->bus, rand_r(seed) % 2 ? EMULATED_NOTICE_FIRST
                                                             : EMULATED_TRANSFERS_FIRST);
    emulated_bus_set_notice_delay(rig->bus, rand_r(seed) % 4);
    emulated_bus_fail_opens(rig->bus, (unsigned)rand_r(seed) % 3, ERROR_DENIED);
    emulated_bus_fail_claims(rig->bus, (unsigned)rand_r(seed) % 3, ERROR_BUSY);
    struct wedge_device *device = reader_rig_plug(rig, "1-1", sycreader);
    reader_rig_run_ms(rig, rand_r(seed) % 30);
    assert_true(wedge_device_type(device, "0012345678\n", NULL));
    wedge_device_fail(device, faults[(unsigned)rand_r(seed) % 8], (unsigned)rand_r(seed) % 12);
    reader_rig_run_ms(rig, rand_r(seed) % 40);
    reader_rig_unplug(rig, "1-1");
    reader_rig_run_ms(rig, rand_r(seed) % 8);
}

static void test_reader_host__ten_thousand_lives_leave_nothing_behind(void **state)
{
    struct reader_rig *rig = *state;
    unsigned seed = 20210315;
    size_t open_files = count_open_files();
    for (int i = 0; i < 10000; i++) {
        live_once(rig, &seed);
        for (size_t j = 0; j < rig->event_count; j++) {
            if (rig->events[j].kind == READER_EVENT_CARD) {
                char text[CARD_NUMBER_HEX_SIZE];
                card_number_format(&rig->events[j].number, text);
                assert_string_equal(text, "00BC614E"); /* a card is whole, or it is none */
            }
        }
        rig->event_count = 0;
    }
    emulated_bus_fail_opens(rig->bus, 0, ERROR_NONE);
    emulated_bus_fail_claims(rig->bus, 0, ERROR_NONE);
    struct wedge_device *device = reader_rig_plug(rig, "1-1", sycreader);
    reader_rig_run_ms(rig, 50);
    reader_rig_type(rig, device, "0000000007\n");
    assert_int_equal(reader_rig_count(rig, READER_EVENT_CARD), 1);
    assert_int_equal(count_open_files(), open_files);
}

static void test_reader_host__sixteen_readers_at_once(void **state)
{
    struct reader_rig *rig = *state;
    for (int i = 1; i <= EMULATED_DEVICES_MAX; i++) {
        char path[USB_PATH_SIZE];
        (void)snprintf(path, sizeof path, "1-%d", i);
        (void)reader_rig_plug(rig, path, sycreader);
    }
    reader_rig_run_ms(rig, 20);
    assert_int_equal(reader_rig_count(rig, READER_EVENT_ADDED), EMULATED_DEVICES_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reader_host__without_a_reader_it_says_so_once, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_reader_host__after_a_broken_bus_it_says_so_again,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_reader_host__a_reader_comes_and_goes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reader_host__a_keyboard_is_left_alone, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            test_reader_host__two_equal_readers_are_told_apart_by_their_ports, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reader_host__open_and_claim_are_tried_again, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_reader_host__no_permission_is_a_fault_that_may_pass,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_reader_host__pulled_out_while_it_waits_for_another_try,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_reader_host__gone_before_the_notice_is_no_fault, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_reader_host__no_keyboard_interface_is_a_fault_for_good,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_reader_host__an_idle_reader_wants_no_wake_up, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_reader_host__ten_thousand_lives_leave_nothing_behind,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_reader_host__sixteen_readers_at_once, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
