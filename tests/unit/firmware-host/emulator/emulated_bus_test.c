#include "emulated_bus.h"

#include "cmocka_tests.h"
#include "fake_clock.h"
#include "wedge_device.h"
#include <string.h>

struct bus_case {
    struct fake_clock clock;
    struct emulated_bus *bus;
    struct usb_port *port;
    unsigned arrivals, leaves, ends;
    uint64_t device_id;
    enum usb_status status;
    size_t actual_len;
};

static void on_arrive(const struct usb_device *device, void *user)
{
    struct bus_case *c = user;
    c->arrivals++;
    c->device_id = device->id;
}

static void on_leave(uint64_t device_id, void *user)
{
    struct bus_case *c = user;
    c->leaves++;
    assert_true(device_id == c->device_id);
}

static void on_end(struct usb_transfer *transfer, void *user)
{
    struct bus_case *c = user;
    c->ends++;
    c->status = transfer->status;
    c->actual_len = transfer->actual_len;
}

static int setup(void **state)
{
    static struct bus_case c;
    c = (struct bus_case){0};
    fake_clock_init(&c.clock, 0);
    struct usb_listener listener = {.on_arrive = on_arrive, .on_leave = on_leave, .user = &c};
    if (!emulated_bus_create(&c.clock.clock, &c.bus, NULL)) {
        return -1;
    }
    c.port = emulated_bus_port(c.bus);
    *state = &c;
    return usb_port_listen(c.port, &listener, NULL) ? 0 : -1;
}

static int teardown(void **state)
{
    usb_port_destroy(((struct bus_case *)*state)->port);
    return 0;
}

static struct wedge_device *plug(struct bus_case *c, const char *path)
{
    struct wedge_device *device = NULL;
    uint64_t id;
    assert_true(wedge_device_create((struct usb_id){0xffff, 0x0035}, &device, NULL));
    assert_true(emulated_bus_plug(c->bus, path, wedge_device_base(device), &id, NULL));
    return device;
}

static void run(struct bus_case *c)
{
    assert_true(usb_port_run(c->port, 0, NULL));
}

static struct usb_transfer *make_read(struct bus_case *c, struct usb_handle *handle)
{
    struct usb_transfer *transfer = NULL;
    assert_true(usb_transfer_create(handle, 8, &transfer, NULL));
    transfer->kind = USB_INTERRUPT;
    transfer->endpoint = 0x81;
    transfer->len = 8;
    transfer->on_end = on_end;
    transfer->user = c;
    return transfer;
}

/* Opens the device and tells it not to repeat its reports. */
static struct usb_handle *open_device(struct bus_case *c)
{
    struct usb_handle *handle = NULL;
    struct usb_transfer *set_idle = NULL;
    run(c);
    assert_true(usb_handle_open(c->port, c->device_id, &handle, NULL));
    assert_true(usb_transfer_create(handle, 8, &set_idle, NULL));
    set_idle->setup = (struct usb_setup){.request_type = 0x21, .request = 0x0a};
    set_idle->on_end = on_end;
    set_idle->user = c;
    assert_true(usb_transfer_submit(set_idle, NULL));
    run(c);
    assert_int_equal(c->status, USB_DONE);
    c->ends = 0;
    usb_transfer_destroy(set_idle);
    return handle;
}

static void test_emulated_bus__a_plug_and_an_unplug_are_told_once(void **state)
{
    struct bus_case *c = *state;
    (void)plug(c, "1-1");
    run(c);
    run(c);
    assert_int_equal(c->arrivals, 1);
    assert_true(emulated_bus_unplug(c->bus, "1-1", NULL));
    run(c);
    run(c);
    assert_int_equal(c->leaves, 1);
    assert_false(emulated_bus_unplug(c->bus, "1-1", NULL));
}

static void test_emulated_bus__a_plug_too_short_to_be_seen(void **state)
{
    struct bus_case *c = *state;
    (void)plug(c, "1-1");
    assert_true(emulated_bus_unplug(c->bus, "1-1", NULL));
    run(c);
    assert_int_equal(c->arrivals, 0);
    assert_int_equal(c->leaves, 0);
}

static void test_emulated_bus__port_paths(void **state)
{
    struct bus_case *c = *state;
    static const char *const wrong[] = {
        "",     "1",    "1-",  "-1",     "1-1-1", "1.1-1",
        "1-1.", "1-.1", "a-1", "1-1..2", "1 -1",  "1-1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct wedge_device *device = NULL;
        uint64_t id;
        struct error err;
        assert_true(wedge_device_create((struct usb_id){1, 2}, &device, NULL));
        assert_false(emulated_bus_plug(c->bus, wrong[i], wedge_device_base(device), &id, &err));
        assert_int_equal(err.code, ERROR_INVALID);
        emulated_device_destroy(wedge_device_base(device));
    }
    (void)plug(c, "12-3.4.5");
    (void)plug(c, "1-1.2");
}

static void test_emulated_bus__reads_wait_for_a_report(void **state)
{
    struct bus_case *c = *state;
    struct wedge_device *device = plug(c, "1-1");
    struct usb_handle *handle = open_device(c);
    struct usb_transfer *read = make_read(c, handle);
    assert_true(usb_transfer_submit(read, NULL));
    run(c);
    assert_int_equal(c->ends, 0);
    assert_true(wedge_device_type(device, "1", NULL));
    run(c);
    assert_int_equal(c->ends, 1);
    assert_int_equal(c->status, USB_DONE);
    assert_int_equal(c->actual_len, 8);
    assert_int_equal(read->data[2], 0x1e);
    usb_transfer_destroy(read);
    usb_handle_close(handle);
}

static void test_emulated_bus__cancel_and_time_out_end_a_read(void **state)
{
    struct bus_case *c = *state;
    (void)plug(c, "1-1");
    struct usb_handle *handle = open_device(c);
    struct usb_transfer *read = make_read(c, handle);
    read->timeout_ms = 50;
    assert_true(usb_transfer_submit(read, NULL));
    fake_clock_advance_ms(&c->clock, 49);
    run(c);
    assert_int_equal(c->ends, 0);
    fake_clock_advance_ms(&c->clock, 1);
    run(c);
    assert_int_equal(c->status, USB_TIMED_OUT);
    assert_true(usb_transfer_submit(read, NULL));
    usb_transfer_cancel(read);
    assert_int_equal(c->ends, 1); /* never from within the call */
    run(c);
    assert_int_equal(c->ends, 2);
    assert_int_equal(c->status, USB_CANCELLED);
    usb_transfer_destroy(read);
    usb_handle_close(handle);
}

static void test_emulated_bus__an_unplug_ends_what_is_in_flight(void **state)
{
    struct bus_case *c = *state;
    (void)plug(c, "1-1");
    struct usb_handle *handle = open_device(c);
    struct usb_transfer *read = make_read(c, handle);
    assert_true(usb_transfer_submit(read, NULL));
    assert_true(emulated_bus_unplug(c->bus, "1-1", NULL));
    struct error err;
    assert_false(usb_handle_claim(handle, 0, &err));
    assert_int_equal(err.code, ERROR_GONE);
    run(c);
    assert_int_equal(c->ends, 1);
    assert_int_equal(c->status, USB_GONE);
    assert_false(usb_transfer_submit(read, &err));
    (void)plug(c, "1-1"); /* the port is free again, though the old handle is open */
    usb_transfer_destroy(read);
    usb_handle_close(handle);
    run(c);
    assert_int_equal(c->arrivals, 2);
}

static void test_emulated_bus__an_interface_has_one_owner(void **state)
{
    struct bus_case *c = *state;
    (void)plug(c, "1-1");
    struct usb_handle *first = open_device(c);
    struct usb_handle *second = open_device(c);
    struct error err;
    assert_true(emulated_bus_kernel_has(c->bus, "1-1"));
    assert_true(usb_handle_claim(first, 0, &err));
    assert_false(emulated_bus_kernel_has(c->bus, "1-1"));
    assert_false(usb_handle_claim(second, 0, &err));
    assert_int_equal(err.code, ERROR_BUSY);
    usb_handle_close(first); /* closing gives back what was claimed */
    assert_true(emulated_bus_kernel_has(c->bus, "1-1"));
    assert_true(usb_handle_claim(second, 0, &err));
    usb_handle_close(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_emulated_bus__a_plug_and_an_unplug_are_told_once,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_emulated_bus__a_plug_too_short_to_be_seen, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_emulated_bus__port_paths, setup, teardown),
        cmocka_unit_test_setup_teardown(test_emulated_bus__reads_wait_for_a_report, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_emulated_bus__cancel_and_time_out_end_a_read, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_emulated_bus__an_unplug_ends_what_is_in_flight, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_emulated_bus__an_interface_has_one_owner, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
