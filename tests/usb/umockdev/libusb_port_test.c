/* The real libusb, unmodified, on a fake kernel: run under umockdev-wrapper. */

#include "libusb_port.h"

#include "clock.h"
#include "cmocka_tests.h"
#include "fake_usbfs.h"
#include "reader_host.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVENTS_MAX 256
#define WAIT_MS    20000 /* nothing takes that long but a failure */

static const struct usb_id sycreader = {0xffff, 0x0035};

struct port_case {
    struct fake_usbfs *usbfs;
    struct usb_port *port;
    struct reader_host *host;
    size_t event_count;
    struct reader_event events[EVENTS_MAX];
};

static void on_event(const struct reader_event *event, void *user)
{
    struct port_case *c = user;
    assert_true(c->event_count < EVENTS_MAX);
    c->events[c->event_count++] = *event;
}

static void start_host(struct port_case *c)
{
    struct reader_config config = reader_config_default();
    struct reader_observer observer = {.on_event = on_event, .user = c};
    struct error err = {0};
    if (!libusb_port_create(&c->port, &err) ||
        !reader_host_create(&config, c->port, clock_system(), &observer, &c->host, &err)) {
        fail_msg("%s", err.text);
    }
}

static void stop_host(struct port_case *c)
{
    reader_host_stop(c->host);
    int64_t end_us = clock_mono_us(clock_system()) + WAIT_MS * 1000LL;
    while (!reader_host_is_stopped(c->host)) {
        assert_true(clock_mono_us(clock_system()) < end_us);
        assert_true(reader_host_run(c->host, 10000, NULL));
    }
    reader_host_destroy(c->host);
    usb_port_destroy(c->port);
    c->host = NULL;
    c->port = NULL;
}

static int setup(void **state)
{
    static struct port_case c;
    c = (struct port_case){.usbfs = fake_usbfs_create()};
    *state = &c;
    return 0;
}

static int teardown(void **state)
{
    fake_usbfs_destroy(((struct port_case *)*state)->usbfs);
    return 0;
}

/* Runs until there are count events of kind, and returns the last of them. */
static const struct reader_event *wait_for(struct port_case *c, enum reader_event_kind kind,
                                           size_t count)
{
    int64_t end_us = clock_mono_us(clock_system()) + WAIT_MS * 1000LL;
    for (;;) {
        size_t seen = 0;
        for (size_t i = 0; i < c->event_count; i++) {
            seen += c->events[i].kind == kind;
            if (seen == count) {
                return &c->events[i];
            }
        }
        if (clock_mono_us(clock_system()) >= end_us) {
            fail_msg("event %d did not come %zu times", (int)kind, count);
        }
        assert_true(reader_host_run(c->host, 10000, NULL));
    }
}

static void wait_for_state(struct port_case *c, enum reader_state state)
{
    int64_t end_us = clock_mono_us(clock_system()) + WAIT_MS * 1000LL;
    for (;;) {
        for (size_t i = 0; i < c->event_count; i++) {
            if (c->events[i].kind == READER_EVENT_STATE && c->events[i].state == state) {
                c->event_count = 0;
                return;
            }
        }
        assert_true(clock_mono_us(clock_system()) < end_us);
        assert_true(reader_host_run(c->host, 10000, NULL));
    }
}

static void test_libusb_port__a_card_through_libusb(void **state)
{
    struct port_case *c = *state;
    fake_usbfs_plug(c->usbfs, sycreader);
    start_host(c);
    const struct reader_event *added = wait_for(c, READER_EVENT_ADDED, 1);
    assert_string_equal(added->port, "1-1");
    assert_int_equal(added->vid, 0xffff);
    wait_for_state(c, READER_READY);
    assert_false(fake_usbfs_kernel_has(c->usbfs));
    fake_usbfs_type(c->usbfs, "0012345678\n");
    char text[CARD_NUMBER_HEX_SIZE];
    card_number_format(&wait_for(c, READER_EVENT_CARD, 1)->number, text);
    assert_string_equal(text, "00BC614E");
    stop_host(c);
    assert_true(fake_usbfs_kernel_has(c->usbfs)); /* given back */
}

static void test_libusb_port__plugged_and_pulled_out_while_it_runs(void **state)
{
    struct port_case *c = *state;
    start_host(c);
    wait_for_state(c, READER_ABSENT);
    fake_usbfs_plug(c->usbfs, sycreader);
    wait_for_state(c, READER_READY);
    fake_usbfs_type(c->usbfs, "00123");
    fake_usbfs_unplug(c->usbfs);
    (void)wait_for(c, READER_EVENT_REMOVED, 1);
    for (size_t i = 0; i < c->event_count; i++) {
        assert_int_not_equal(c->events[i].kind, READER_EVENT_CARD);
        assert_int_not_equal(c->events[i].kind, READER_EVENT_MALFORMED);
    }
    wait_for_state(c, READER_ABSENT);
    fake_usbfs_plug(c->usbfs, sycreader);
    wait_for_state(c, READER_READY);
    fake_usbfs_type(c->usbfs, "0012345678"); /* without Enter */
    (void)wait_for(c, READER_EVENT_CARD, 1);
    stop_host(c);
}

static void test_libusb_port__a_stall_is_cleared(void **state)
{
    struct port_case *c = *state;
    fake_usbfs_plug(c->usbfs, sycreader);
    start_host(c);
    wait_for_state(c, READER_READY);
    fake_usbfs_fail(c->usbfs, WEDGE_FAULT_STALL, 1);
    fake_usbfs_type(c->usbfs, "0012345678\n");
    (void)wait_for(c, READER_EVENT_CARD, 1);
    assert_int_equal(fake_usbfs_clear_halt_count(c->usbfs), 1);
    stop_host(c);
}

static void test_libusb_port__held_by_another_program_for_a_while(void **state)
{
    struct port_case *c = *state;
    fake_usbfs_fail_claims(c->usbfs, 3, EBUSY);
    fake_usbfs_plug(c->usbfs, sycreader);
    start_host(c);
    wait_for_state(c, READER_READY);
    stop_host(c);
}

static void test_libusb_port__held_by_another_program_for_good(void **state)
{
    struct port_case *c = *state;
    fake_usbfs_fail_claims(c->usbfs, 1000, EBUSY);
    fake_usbfs_plug(c->usbfs, sycreader);
    start_host(c);
    const struct reader_event *fault = wait_for(c, READER_EVENT_STATE, 1);
    assert_int_equal(fault->state, READER_FAULT);
    assert_non_null(strstr(fault->reason, "another program"));
    stop_host(c);
}

static void test_libusb_port__a_keyboard_is_not_even_opened(void **state)
{
    struct port_case *c = *state;
    fake_usbfs_plug(c->usbfs, (struct usb_id){0x046d, 0xc31c});
    start_host(c);
    wait_for_state(c, READER_ABSENT);
    assert_true(fake_usbfs_kernel_has(c->usbfs));
    stop_host(c);
}

struct seen_device {
    size_t count;
    struct usb_device device;
};

static void on_arrive(const struct usb_device *device, void *user)
{
    struct seen_device *seen = user;
    seen->count++;
    seen->device = *device;
}

static void on_leave(uint64_t device_id, void *user)
{
    (void)device_id;
    (void)user;
}

static void test_libusb_port__what_a_device_says_of_itself(void **state)
{
    struct port_case *c = *state;
    static struct seen_device seen;
    struct usb_listener listener = {.on_arrive = on_arrive, .on_leave = on_leave, .user = &seen};
    fake_usbfs_plug(c->usbfs, sycreader);
    assert_true(libusb_port_create(&c->port, NULL));
    assert_true(usb_port_listen(c->port, &listener, NULL));
    assert_true(usb_port_run(c->port, 0, NULL));
    assert_int_equal(seen.count, 1);
    assert_string_equal(seen.device.path, "1-1");
    assert_string_equal(seen.device.name, "深圳 Card?[2J?? reader"); /* no terminal obeys it */
    assert_string_equal(seen.device.node, "/dev/bus/usb/001/001");
    assert_int_equal(seen.device.descriptors_len, 18 + 52);
    assert_int_equal(seen.device.descriptors[0], 18);
    usb_port_destroy(c->port);
}

static void test_libusb_port__the_configuration_that_the_kernel_set_is_read(void **state)
{
    struct port_case *c = *state;
    fake_usbfs_plug_second_configuration(c->usbfs, sycreader);
    start_host(c);
    wait_for_state(c, READER_READY);
    fake_usbfs_type(c->usbfs, "0012345678\n");
    (void)wait_for(c, READER_EVENT_CARD, 1);
    stop_host(c);
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

static void plug_and_unplug(struct port_case *c)
{
    fake_usbfs_plug(c->usbfs, sycreader);
    wait_for_state(c, READER_READY);
    fake_usbfs_unplug(c->usbfs);
    wait_for_state(c, READER_ABSENT);
}

static void test_libusb_port__fifty_plugs_leave_no_descriptor_open(void **state)
{
    struct port_case *c = *state;
    start_host(c);
    plug_and_unplug(c);
    size_t before = count_open_files();
    for (int i = 0; i < 50; i++) {
        plug_and_unplug(c);
    }
    /* umockdev closes its own end of a node some moments later; a leak would be fifty. */
    assert_in_range(count_open_files(), 0, before + 5);
    stop_host(c);
}

int main(void)
{
    const char *preload = getenv("LD_PRELOAD");
    if (!preload || !strstr(preload, "libumockdev-preload")) {
        (void)fprintf(stderr, "run this under umockdev-wrapper\n");
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_libusb_port__a_card_through_libusb, setup, teardown),
        cmocka_unit_test_setup_teardown(test_libusb_port__plugged_and_pulled_out_while_it_runs,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_libusb_port__a_stall_is_cleared, setup, teardown),
        cmocka_unit_test_setup_teardown(test_libusb_port__held_by_another_program_for_a_while,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_libusb_port__held_by_another_program_for_good, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_libusb_port__a_keyboard_is_not_even_opened, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_libusb_port__what_a_device_says_of_itself, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            test_libusb_port__the_configuration_that_the_kernel_set_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(test_libusb_port__fifty_plugs_leave_no_descriptor_open,
                                        setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
