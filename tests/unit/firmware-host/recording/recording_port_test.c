#include "recording_port.h"

#include "ccid_device.h"
#include "check.h"
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

/* What was told of cards, in order. */
struct story {
    size_t cards;
    char text[512];
};

static void on_event(const struct reader_event *event, void *user)
{
    struct story *story = user;
    size_t len = strlen(story->text);
    char number[CARD_NUMBER_HEX_SIZE];
    card_number_format(&event->number, number);
    if (event->kind == READER_EVENT_CARD || event->kind == READER_EVENT_CARD_LEFT) {
        (void)snprintf(story->text + len, sizeof story->text - len, "%s %s\n",
                       event->kind == READER_EVENT_CARD ? "card" : "left", number);
    } else if (event->kind == READER_EVENT_MALFORMED) {
        (void)snprintf(story->text + len, sizeof story->text - len, "malformed\n");
    }
    story->cards += event->kind == READER_EVENT_CARD;
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

static struct emulated_card card_of(uint8_t last)
{
    const uint8_t uid[] = {1, 2, 3, last};
    struct emulated_card card;
    assert_true(emulated_card_make(NULL, uid, sizeof uid, &card, NULL));
    return card;
}

/* A host before a port that records what is said with the reader in 1-2. */
static struct reader_host *start_recording(struct port_case *c, struct story *story,
                                           struct usb_port **ret_port)
{
    struct reader_host *host = NULL;
    struct reader_config config = reader_config_default();
    struct reader_observer observer = {.on_event = on_event, .user = story};
    assert_true(recording_port_create(emulated_bus_port(c->bus), &c->clock.clock, c->writer, "1-2",
                                      ret_port, NULL));
    assert_true(reader_host_create(&config, *ret_port, &c->clock.clock, &observer, &host, NULL));
    return host;
}

static void end_recording(struct port_case *c, struct reader_host *host, struct usb_port *port)
{
    reader_host_stop(host);
    run_ms(c, host, 20);
    assert_true(reader_host_is_stopped(host));
    reader_host_destroy(host);
    usb_port_destroy(port);
    assert_true(recording_writer_close(c->writer, NULL));
}

/* Two readers and a card on each; only the one in 1-2 is recorded. */
static size_t record(struct port_case *c)
{
    struct story story = {0};
    struct emulated_card card = card_of(4);
    struct usb_port *port = NULL;
    struct reader_host *host = start_recording(c, &story, &port);
    struct ccid_device *other = plug(c, "1-1");
    struct ccid_device *device = plug(c, "1-2");
    run_ms(c, host, 20);
    assert_true(ccid_device_put(device, 0, &card, NULL));
    assert_true(ccid_device_put(other, 0, &card, NULL));
    run_ms(c, host, 20);
    end_recording(c, host, port);
    return story.cards;
}

static void test_recording_port__what_was_recorded_is_read_again(void **state)
{
    struct port_case *c = *state;
    assert_int_equal(record(c), 2);
    assert_true(recording_writer_count(c->writer) > 8);
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

/* A card that meets a fault, then one that does not. */
static void record_fault(struct port_case *c, const char *fault, const char *on,
                         struct story *story)
{
    const char *const words[] = {fault, on};
    struct ccid_device_fault parsed;
    struct usb_port *port = NULL;
    struct reader_host *host = start_recording(c, story, &port);
    struct ccid_device *device = plug(c, "1-2");
    run_ms(c, host, 20);
    assert_true(ccid_device_fault_parse(words, on ? 2 : 1, &parsed, NULL));
    assert_true(ccid_device_fail(device, &parsed, NULL));
    for (uint8_t i = 1; i <= 2; i++) {
        struct emulated_card card = card_of(i);
        assert_true(ccid_device_put(device, 0, &card, NULL));
        run_ms(c, host, 12000);
        assert_true(ccid_device_take(device, 0, NULL, NULL));
        run_ms(c, host, 1000);
    }
    end_recording(c, host, port);
}

static void replay(struct port_case *c, struct story *story)
{
    struct recording *recording = NULL;
    struct replay_device *device = NULL;
    struct error err = {0};
    uint64_t device_id;
    if (!recording_read(c->path, &recording, &err)) {
        fail_msg("%s", err.text);
    }
    static struct reader_rig rig;
    struct reader_config config = reader_config_default();
    assert_true(replay_device_create(recording, &device, NULL));
    reader_rig_init(&rig, &config);
    assert_true(emulated_bus_plug(rig.bus, "1-1", replay_device_base(device), &device_id, NULL));
    reader_rig_run_ms(&rig, 40000);
    for (size_t i = 0; i < rig.event_count; i++) {
        on_event(&rig.events[i], story);
    }
    reader_rig_finish(&rig);
}

/* A trouble seen in the field is the same trouble when it is played. */
static void test_recording_port__troubles_are_played_as_they_were(void **state)
{
    static const struct {
        const char *fault, *on;
    } cases[] = {{"stall", "on=xfr"},    {"babble", "on=xfr"}, {"broken", "on=power"},
                 {"zero", "on=xfr"},     {"seq", "on=xfr"},    {"slot", "on=power"},
                 {"length", "on=xfr"},   {"silent", "on=xfr"}, {"extend=3", "on=xfr"},
                 {"refuse", "on=power"}, {"hang", "on=xfr"},   {"hardware", NULL},
                 {"notify-stall", NULL}, {"twice", "on=xfr"},  {"error=251", "on=xfr"}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct port_case *c = *state;
        struct story recorded = {0};
        struct story played = {0};
        record_fault(c, cases[i].fault, cases[i].on, &recorded);
        assert_int_equal(recorded.cards, 2);
        replay(c, &played);
        if (strcmp(recorded.text, played.text) != 0) {
            fail_msg("%s: recorded\n%splayed\n%s", cases[i].fault, recorded.text, played.text);
        }
        if (i + 1 < ARRAY_LEN(cases)) {
            (void)teardown(state);
            (void)setup(state);
        }
    }
}

/* More than a recording holds is left out, with a word; what is in it can be read. */
static void test_recording_port__a_conversation_without_end(void **state)
{
    struct port_case *c = *state;
    struct story story = {0};
    struct usb_port *port = NULL;
    struct emulated_card card = card_of(1);
    struct recording *recording = NULL;
    struct reader_host *host = start_recording(c, &story, &port);
    struct ccid_device *device = plug(c, "1-2");
    for (int i = 0; i < RECORDING_TRANSFERS_MAX / 5; i++) {
        assert_true(ccid_device_put(device, 0, &card, NULL));
        run_ms(c, host, 5);
        assert_true(ccid_device_take(device, 0, NULL, NULL));
        run_ms(c, host, 5);
    }
    end_recording(c, host, port);
    assert_int_equal(recording_writer_count(c->writer), RECORDING_TRANSFERS_MAX);
    assert_true(recording_read(c->path, &recording, NULL));
    assert_int_equal(recording->transfer_count, RECORDING_TRANSFERS_MAX);
    recording_destroy(recording);
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
        cmocka_unit_test_setup_teardown(test_recording_port__troubles_are_played_as_they_were,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_recording_port__a_conversation_without_end, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_recording_port__nobodys_recording_is_overwritten,
                                        setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
