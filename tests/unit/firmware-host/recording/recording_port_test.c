#include "recording_port.h"

#include "ccid_device.h"
#include "cmocka_tests.h"
#include "file.h"
#include "reader_rig.h"
#include "recording.h"
#include "replay_device.h"
#include "temporary_folder.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct port_case {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct emulated_bus *bus;
    struct recording_writer *writer;
    char path[512]; /* of the recording's folder */
};

static int setup(void **state)
{
    static struct port_case c;
    c = (struct port_case){0};
    temporary_folder_init(&c.folder);
    temporary_folder_path(&c.folder, "recorded", c.path);
    fake_clock_init(&c.clock, 0);
    assert_true(emulated_bus_create(&c.clock.clock, &c.bus, NULL));
    assert_true(recording_writer_create(c.path, &c.writer, NULL));
    *state = &c;
    return 0;
}

static int teardown(void **state)
{
    struct port_case *c = *state;
    char file[560];
    recording_writer_destroy(c->writer);
    (void)snprintf(file, sizeof file, "%s/recording.txt", c->path);
    (void)remove(file); /* what a test did not make need not go */
    (void)remove(c->path);
    temporary_folder_finish(&c->folder);
    return 0;
}

static void on_event(const struct reader_event *event, void *user)
{
    size_t *cards = user;
    *cards += event->kind == READER_EVENT_CARD;
}

static void run_ms(struct port_case *c, struct reader_host *host, int ms)
{
    for (int i = 0; i < ms; i++) {
        fake_clock_advance_ms(&c->clock, 1);
        assert_true(reader_host_run(host, 0, NULL));
        assert_true(reader_host_run(host, 0, NULL));
    }
}

static struct ccid_device *plug(struct port_case *c, const char *path)
{
    struct ccid_device_profile profile;
    struct ccid_device *device = NULL;
    uint64_t device_id;
    assert_true(ccid_device_profile_find("ccid", &profile));
    assert_true(ccid_device_create(&profile, &device, NULL));
    assert_true(emulated_bus_plug(c->bus, path, ccid_device_base(device), &device_id, NULL));
    return device;
}

/* Two readers and a card on each; only the one in 1-2 is recorded. */
static size_t record(struct port_case *c)
{
    static const uint8_t uid[] = {1, 2, 3, 4};
    size_t cards = 0;
    struct emulated_card card;
    struct usb_port *port = NULL;
    struct reader_host *host = NULL;
    struct reader_config config = reader_config_default();
    struct reader_observer observer = {.on_event = on_event, .user = &cards};
    assert_true(emulated_card_make(NULL, uid, sizeof uid, &card, NULL));
    assert_true(recording_port_create(emulated_bus_port(c->bus), &c->clock.clock, c->writer, "1-2",
                                      &port, NULL));
    assert_true(reader_host_create(&config, port, &c->clock.clock, &observer, &host, NULL));
    struct ccid_device *other = plug(c, "1-1");
    struct ccid_device *device = plug(c, "1-2");
    run_ms(c, host, 20);
    assert_true(ccid_device_put(device, 0, &card, NULL));
    assert_true(ccid_device_put(other, 0, &card, NULL));
    run_ms(c, host, 20);
    reader_host_stop(host);
    run_ms(c, host, 20);
    assert_true(reader_host_is_stopped(host));
    reader_host_destroy(host);
    usb_port_destroy(port);
    return cards;
}

static void test_recording_port__what_was_recorded_is_read_again(void **state)
{
    struct port_case *c = *state;
    assert_int_equal(record(c), 2);
    assert_true(recording_writer_count(c->writer) > 8);
    assert_true(recording_writer_close(c->writer, NULL));
    struct recording *recording = NULL;
    struct error err = {0};
    if (!recording_read(c->path, &recording, &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(recording->vid, 0x04e6);
    assert_true(recording->transfer_count > 8);
    static struct reader_rig rig;
    struct reader_config config = reader_config_default();
    struct replay_device *device = NULL;
    uint64_t device_id;
    char text[CARD_NUMBER_HEX_SIZE];
    assert_true(replay_device_create(recording, &device, NULL));
    reader_rig_init(&rig, &config);
    assert_true(emulated_bus_plug(rig.bus, "1-1", replay_device_base(device), &device_id, NULL));
    reader_rig_run_ms(&rig, 200);
    assert_int_equal(reader_rig_count(&rig, READER_EVENT_CARD), 1);
    assert_string_equal(reader_rig_card(&rig, 0, text), "01020304");
    reader_rig_finish(&rig);
}

static void test_recording_port__nobodys_recording_is_overwritten(void **state)
{
    struct port_case *c = *state;
    struct recording_writer *second = NULL;
    struct error err = {0};
    assert_false(recording_writer_create(c->path, &second, &err));
    assert_non_null(strstr(err.text, "recording.txt"));
    assert_null(second);
    usb_port_destroy(emulated_bus_port(c->bus));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_recording_port__what_was_recorded_is_read_again, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_recording_port__nobodys_recording_is_overwritten,
                                        setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
