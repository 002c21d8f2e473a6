#include "reader_service.h"

#include "check.h"
#include "cmocka_tests.h"
#include "emulated_bus.h"
#include "emulator_client.h"
#include "port_probe.h"
#include "reader_source.h"
#include "temporary_folder.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The thread, the socket and the clock are the real ones here; nothing waits longer than this. */
#define WAIT_MS 20000

struct service_case {
    struct temporary_folder folder;
    struct bounded_queue *events;
    struct reader_service *service;
    struct emulator_client *client;
};

static void start(struct service_case *c, const struct reader_config *config, size_t capacity)
{
    char socket_path[512];
    char source[READER_SOURCE_SIZE];
    struct usb_port *port = NULL;
    struct error err = {0};
    temporary_folder_path(&c->folder, "reader.sock", socket_path);
    CHECK(snprintf(source, sizeof source, "emulator:%s", socket_path) < (int)sizeof source);
    assert_true(bounded_queue_create(capacity, sizeof(struct reader_event), &c->events, NULL));
    if (!reader_source_open(source, clock_system(), &port, &err) ||
        !reader_service_create(config, port, clock_system(), c->events, &c->service, &err) ||
        !emulator_client_create(socket_path, &c->client, &err)) {
        fail_msg("%s", err.text);
    }
}

static void stop(struct service_case *c)
{
    emulator_client_destroy(c->client);
    reader_service_destroy(c->service);
    bounded_queue_destroy(c->events);
    c->client = NULL;
    c->service = NULL;
    c->events = NULL;
}

static int setup(void **state)
{
    static struct service_case c;
    c = (struct service_case){0};
    temporary_folder_init(&c.folder);
    *state = &c;
    return 0;
}

static int teardown(void **state)
{
    struct service_case *c = *state;
    stop(c);
    temporary_folder_finish(&c->folder);
    return 0;
}

static void command(struct service_case *c, const char *line)
{
    struct error err = {0};
    if (!emulator_client_command(c->client, line, WAIT_MS, &err)) {
        fail_msg("%s: %s", line, err.text);
    }
}

static struct reader_event next_event(struct service_case *c)
{
    struct reader_event event;
    assert_true(bounded_queue_wait(c->events, WAIT_MS));
    assert_true(bounded_queue_pop(c->events, &event));
    return event;
}

static struct reader_event next_of_kind(struct service_case *c, enum reader_event_kind kind)
{
    for (;;) {
        struct reader_event event = next_event(c);
        if (event.kind == kind) {
            return event;
        }
    }
}

static void test_reader_service__a_card_from_the_socket_to_the_queue(void **state)
{
    struct service_case *c = *state;
    struct reader_config config = reader_config_default();
    start(c, &config, READER_EVENTS_CAPACITY);
    assert_int_equal(next_event(c).state, READER_ABSENT);
    command(c, "plug 1-4 08ff:0009");
    assert_int_equal(next_event(c).kind, READER_EVENT_ADDED);
    assert_int_equal(next_event(c).state, READER_READY);
    command(c, "card 0012345678");
    struct reader_event card = next_event(c);
    assert_int_equal(card.kind, READER_EVENT_CARD);
    assert_string_equal(card.port, "1-4");
    char text[CARD_NUMBER_HEX_SIZE];
    card_number_format(&card.number, text);
    assert_string_equal(text, "00BC614E");
    command(c, "unplug");
    assert_int_equal(next_event(c).kind, READER_EVENT_REMOVED);
    assert_int_equal(next_event(c).state, READER_ABSENT);
}

static void test_reader_service__a_bad_config_is_refused_and_the_port_stays_ours(void **state)
{
    struct service_case *c = *state;
    struct reader_config config = reader_config_default();
    config.wedge_inter_key_ms = 0;
    char socket_path[512];
    char source[READER_SOURCE_SIZE];
    struct usb_port *port = NULL;
    struct error err;
    temporary_folder_path(&c->folder, "reader.sock", socket_path);
    CHECK(snprintf(source, sizeof source, "emulator:%s", socket_path) < (int)sizeof source);
    assert_true(bounded_queue_create(4, sizeof(struct reader_event), &c->events, NULL));
    assert_true(reader_source_open(source, clock_system(), &port, &err));
    assert_false(
        reader_service_create(&config, port, clock_system(), c->events, &c->service, &err));
    assert_null(c->service);
    usb_port_destroy(port);
}

static void test_reader_service__a_full_queue_says_how_much_is_missing(void **state)
{
    struct service_case *c = *state;
    struct reader_config config = reader_config_default();
    start(c, &config, 2);
    assert_true(bounded_queue_wait(c->events, WAIT_MS)); /* absent */
    command(c, "plug");
    command(c, "pace 0 0");
    for (int i = 0; i < 5; i++) {
        command(c, "card 0012345678"); /* answered once the reader thread has taken it */
    }
    /* Behind absent and added there was no room for ready and five cards. */
    assert_int_equal(next_event(c).state, READER_ABSENT);
    assert_int_equal(next_event(c).kind, READER_EVENT_ADDED);
    struct reader_event lost = next_event(c);
    assert_int_equal(lost.kind, READER_EVENT_LOST);
    assert_int_equal(lost.lost_count, 6);
    command(c, "card 0012345678");
    assert_int_equal(next_event(c).kind, READER_EVENT_CARD);
}

static void test_reader_service__ends_in_the_middle_of_a_card(void **state)
{
    struct service_case *c = *state;
    struct reader_config config = reader_config_default();
    for (int i = 0; i < 20; i++) {
        start(c, &config, READER_EVENTS_CAPACITY);
        command(c, "plug");
        command(c, "type 00123");
        stop(c);
    }
}

/* A line of /proc/self/task/TASK/FILE that begins with key, without it; false if there is none. */
static bool read_task_line(const char *task, const char *file, const char *key,
                           char ret_value[static 64])
{
    char path[64];
    char line[128];
    bool found = false;
    CHECK(snprintf(path, sizeof path, "/proc/self/task/%.20s/%s", task, file) < (int)sizeof path);
    FILE *stream = fopen(path, "r");
    while (stream && !found && fgets(line, sizeof line, stream)) {
        found = strncmp(line, key, strlen(key)) == 0;
    }
    if (found) {
        (void)snprintf(ret_value, 64, "%.63s", line + strlen(key));
    }
    if (stream) {
        (void)fclose(stream);
    }
    return found;
}

/* How often the reader thread has gone to sleep. */
static long count_sleeps(void)
{
    long sleeps = -1;
    char value[64];
    DIR *tasks = opendir("/proc/self/task");
    assert_non_null(tasks);
    for (const struct dirent *task; (task = readdir(tasks));) {
        if (read_task_line(task->d_name, "comm", "reader\n", value)) {
            assert_true(read_task_line(task->d_name, "status", "voluntary_ctxt_switches:", value));
            sleeps = strtol(value, NULL, 10);
        }
    }
    (void)closedir(tasks);
    return sleeps;
}

static void test_reader_service__an_idle_reader_wakes_nobody(void **state)
{
    struct service_case *c = *state;
    struct reader_config config = reader_config_default();
    start(c, &config, READER_EVENTS_CAPACITY);
    command(c, "plug");
    command(c, "card 0012345678");
    (void)next_of_kind(c, READER_EVENT_CARD);
    assert_false(bounded_queue_wait(c->events, 100)); /* the thread has gone to sleep by now */
    long before = count_sleeps();
    assert_true(before > 0);
    assert_false(bounded_queue_wait(c->events, 500));
    assert_int_equal(count_sleeps(), before);
}

static void test_reader_service__a_card_that_is_held_wakes_nobody(void **state)
{
    struct service_case *c = *state;
    struct reader_config config = reader_config_default();
    start(c, &config, READER_EVENTS_CAPACITY);
    command(c, "plug 1-2 ccid");
    command(c, "put 04A1B2C3D4E5F6");
    (void)next_of_kind(c, READER_EVENT_CARD);
    assert_false(bounded_queue_wait(c->events, 100)); /* the thread has gone to sleep by now */
    long before = count_sleeps();
    assert_true(before > 0);
    assert_false(bounded_queue_wait(c->events, 500));
    assert_int_equal(count_sleeps(), before);
    command(c, "take");
    (void)next_of_kind(c, READER_EVENT_CARD_LEFT);
    assert_false(bounded_queue_wait(c->events, 100));
    before = count_sleeps();
    assert_false(bounded_queue_wait(c->events, 500));
    assert_int_equal(count_sleeps(), before);
}

/* It is told once, tried again with a pause, and over when the bus says what is plugged in. */
static void test_reader_service__a_bus_that_is_broken_for_a_while(void **state)
{
    struct service_case *c = *state;
    struct reader_config config = reader_config_default();
    struct emulated_bus *bus = NULL;
    assert_true(emulated_bus_create(clock_system(), &bus, NULL));
    struct port_probe *probe = port_probe_create(emulated_bus_port(bus));
    port_probe_break(probe, 2);
    assert_true(bounded_queue_create(READER_EVENTS_CAPACITY, sizeof(struct reader_event),
                                     &c->events, NULL));
    assert_true(reader_service_create(&config, port_probe_port(probe), clock_system(), c->events,
                                      &c->service, NULL));
    struct reader_event event = next_event(c);
    assert_int_equal(event.state, READER_FAULT);
    assert_string_equal(event.port, "");
    assert_string_equal(event.reason, "USB: scripted");
    event = next_event(c);
    assert_int_equal(event.state, READER_ABSENT);
}

static void test_reader_service__a_socket_left_behind_is_taken_over(void **state)
{
    struct service_case *c = *state;
    struct reader_config config = reader_config_default();
    char socket_path[512];
    char kept_path[512];
    start(c, &config, READER_EVENTS_CAPACITY);
    temporary_folder_path(&c->folder, "reader.sock", socket_path);
    temporary_folder_path(&c->folder, "kept.sock", kept_path);
    assert_int_equal(link(socket_path, kept_path), 0); /* as if the program had been killed */
    struct usb_port *port = NULL;
    struct error err;
    char source[READER_SOURCE_SIZE];
    CHECK(snprintf(source, sizeof source, "emulator:%s", socket_path) < (int)sizeof source);
    assert_false(reader_source_open(source, clock_system(), &port, &err));
    assert_int_equal(err.code, ERROR_BUSY);
    stop(c);
    assert_int_equal(rename(kept_path, socket_path), 0);
    start(c, &config, READER_EVENTS_CAPACITY);
    command(c, "plug");
}

static void test_reader_service__commands_that_cannot_be_done(void **state)
{
    struct service_case *c = *state;
    struct reader_config config = reader_config_default();
    start(c, &config, READER_EVENTS_CAPACITY);
    static const struct {
        const char *line, *why;
    } wrong[] = {
        {"card 0012345678", "not exactly one reader"},
        {"unplug", "not exactly one reader"},
        {"unplug 1-1", "nothing is plugged into 1-1"},
        {"plug 1", "no id"},
        {"plug 1- ccid", "no port path"},
        {"plug 1-1 12345", "no id"},
        {"play /nowhere", "/nowhere/recording.txt"},
        {"", "empty line"},
        {"dance", "no such command: dance"},
        {"plug 1-1 ffff:0035 extra", "extra"},
        {"card", "wrong number of words"},
        {"a b c d e f g", "no such command: a"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct error err = {0};
        assert_false(emulator_client_command(c->client, wrong[i].line, WAIT_MS, &err));
        if (!strstr(err.text, wrong[i].why)) {
            fail_msg("%s: %s", wrong[i].line, err.text);
        }
    }
    command(c, "plug");
    struct error err;
    assert_false(emulator_client_command(c->client, "pace 5 x", WAIT_MS, &err));
    assert_false(emulator_client_command(c->client, "fault nothing", WAIT_MS, &err));
    assert_false(emulator_client_command(c->client, "type \x7f", WAIT_MS, &err));
    assert_false(emulator_client_command(c->client, "plug", WAIT_MS, &err));
    command(c, "card 0012345678"); /* and it still works */
}

static void test_reader_service__sources(void **state)
{
    (void)state;
    struct usb_port *port = NULL;
    struct error err;
    assert_false(reader_source_open("serial", clock_system(), &port, &err));
    assert_non_null(strstr(err.text, "serial"));
    assert_false(reader_source_open("recording:/nowhere", clock_system(), &port, &err));
    assert_false(reader_source_open("emulator:", clock_system(), &port, &err));
    assert_false(reader_source_open("emulator:/nowhere/at/all", clock_system(), &port, &err));
    assert_null(port);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reader_service__a_card_from_the_socket_to_the_queue,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            test_reader_service__a_bad_config_is_refused_and_the_port_stays_ours, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reader_service__a_full_queue_says_how_much_is_missing,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_reader_service__ends_in_the_middle_of_a_card, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_reader_service__an_idle_reader_wakes_nobody, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_reader_service__a_card_that_is_held_wakes_nobody,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_reader_service__a_bus_that_is_broken_for_a_while,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_reader_service__a_socket_left_behind_is_taken_over,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_reader_service__commands_that_cannot_be_done, setup,
                                        teardown),
        cmocka_unit_test(test_reader_service__sources),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
