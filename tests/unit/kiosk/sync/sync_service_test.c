#include "sync_service.h"

#include "check.h"
#include "cmocka_tests.h"
#include "sync_bench.h"
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define PATIENCE_MS 60000
#define PROMPT_US   5000000 /* for what takes no time, on a machine that has much else to do */

/* The bench's folder, store and server, with the system's clock and a thread instead of an engine
 * that is turned by hand. */
struct fixture {
    struct sync_bench bench;
    struct sync_service *service;
    struct sync_report report;
    struct facts *facts;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    sync_bench_init(&fixture->bench);
    fake_server_set_time(fixture->bench.server, clock_utc_us(clock_system()));
    struct sync_settings settings = sync_bench_settings(&fixture->bench);
    settings.clock = clock_system();
    assert_true(sync_service_create(&settings, &fixture->service, NULL));
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    sync_service_destroy(fixture->service);
    facts_destroy(fixture->facts);
    sync_bench_finish(&fixture->bench);
    free(fixture);
    return 0;
}

static void take(struct fixture *fixture)
{
    if (!sync_service_take_report(fixture->service, &fixture->report)) {
        return;
    }
    if (fixture->report.facts) {
        facts_destroy(fixture->facts);
        fixture->facts = TAKE(fixture->report.facts);
    }
}

typedef bool condition(const struct fixture *fixture);

/* Takes reports as they come until the condition holds. */
static void wait_until(struct fixture *fixture, condition *holds)
{
    int64_t until_us = clock_mono_us(clock_system()) + PATIENCE_MS * INT64_C(1000);
    take(fixture);
    while (!holds(fixture)) {
        int64_t left_us = until_us - clock_mono_us(clock_system());
        if (left_us <= 0) {
            fail_msg("network '%s', refusal '%s'", fixture->report.network_text,
                     fixture->report.refusal_text);
        }
        struct pollfd ready = {.fd = sync_service_fd(fixture->service), .events = POLLIN};
        assert_true(poll(&ready, 1, (int)(left_us / 1000) + 1) >= 0);
        take(fixture);
    }
}

static bool all_is_sent(const struct fixture *fixture)
{
    return fixture->report.backlog == 0 &&
           fake_server_lines(fixture->bench.server) == fixture->bench.expected;
}

static bool staff_is_there(const struct fixture *fixture)
{
    return fixture->facts && facts_staff_count(fixture->facts) == (size_t)fixture->bench.expected;
}

static bool network_is_up(const struct fixture *fixture)
{
    return fixture->report.network == SYNC_NETWORK_UP;
}

static void start(struct fixture *fixture)
{
    assert_true(sync_service_start(fixture->service, NULL));
}

static void tap(struct fixture *fixture, int number)
{
    tap_samples_append(fixture->bench.store, number, 1);
    struct chain_head head = record_store_head(fixture->bench.store);
    const struct sync_door door = {.reader = SYNC_READER_READY, .last = {head.epoch, head.seq}};
    sync_service_tell(fixture->service, &door);
}

static void put_staff(struct fixture *fixture, int number)
{
    char id[16];
    char value[96];
    (void)snprintf(id, sizeof id, "s%d", number);
    (void)snprintf(value, sizeof value, "{\"id\":\"%s\",\"name\":\"x\",\"unit\":\"u1\"}", id);
    fake_server_put(fixture->bench.server, "staff", id, value);
}

static void test_sync_service__the_roster_is_there_before_the_thread(void **state)
{
    struct fixture *fixture = *state;
    assert_true(sync_service_take_report(fixture->service, &fixture->report));
    assert_non_null(fixture->report.facts);
    assert_int_equal(fixture->report.network, SYNC_NETWORK_UNKNOWN);
    fixture->facts = TAKE(fixture->report.facts);
    assert_false(sync_service_take_report(fixture->service, &fixture->report));
}

static void test_sync_service__taps_and_roster_pass_each_other(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    for (int i = 0; i < 200; i++) {
        tap(fixture, i);
        if (i % 10 == 0) {
            put_staff(fixture, i / 10);
        }
        take(fixture);
    }
    fixture->bench.expected = 200;
    wait_until(fixture, all_is_sent);
    fixture->bench.expected = 20;
    wait_until(fixture, staff_is_there);
    wait_until(fixture, network_is_up);
    assert_int_equal(fake_server_repeated(fixture->bench.server), 0);
    assert_int_equal(fake_server_quarantined(fixture->bench.server), 0);
    assert_int_equal(fake_server_unsigned(fixture->bench.server), 0);
}

static void test_sync_service__reports_that_nobody_takes_lose_no_roster(void **state)
{
    struct fixture *fixture = *state;
    put_staff(fixture, 1);
    start(fixture);
    for (int i = 0; i < 50; i++) {
        tap(fixture, i);
    }
    int64_t until_us = clock_mono_us(clock_system()) + PATIENCE_MS * INT64_C(1000);
    while (fake_server_lines(fixture->bench.server) < 50 ||
           fake_server_requests(fixture->bench.server, FAKE_PATH_STATE) < 2) {
        assert_true(clock_mono_us(clock_system()) < until_us);
        (void)poll(NULL, 0, 1); /* the thread is at work, and there is nothing to wait for it by */
    }
    fixture->bench.expected = 1;
    wait_until(fixture, staff_is_there);
}

/* Reads what everybody who looks at the facts would. */
static size_t read_names(const struct facts *facts)
{
    size_t letters = 0;
    for (size_t i = 0; facts && i < facts_staff_count(facts); i++) {
        letters += strlen(facts_staff_at(facts, i)->name);
    }
    return letters;
}

/* The thread makes the next facts out of values that these share. */
static void test_sync_service__facts_are_read_while_the_next_ones_are_made(void **state)
{
    enum { FIRST = 100, MORE = 30 };
    struct fixture *fixture = *state;
    const struct facts_staff *kept = NULL;
    int shared = 0;
    fake_server_put(fixture->bench.server, "unit", "u1", "{\"code\":\"u1\",\"name\":\"x\"}");
    for (int i = 0; i < FIRST; i++) {
        put_staff(fixture, i);
    }
    start(fixture);
    fixture->bench.expected = FIRST;
    wait_until(fixture, staff_is_there);
    for (int i = FIRST; i < FIRST + MORE; i++) {
        kept = facts_find_staff(fixture->facts, "s0");
        fixture->bench.expected = i + 1;
        put_staff(fixture, i);
        while (!staff_is_there(fixture)) {
            assert_true(read_names(fixture->facts) >= FIRST);
            take(fixture);
        }
        shared += facts_find_staff(fixture->facts, "s0") == kept;
    }
    assert_true(shared > MORE / 2);
}

static void test_sync_service__ends_at_once_whatever_is_under_way(void **state)
{
    static const enum fake_fault faults[] = {FAKE_FAULT_NONE, FAKE_FAULT_HANG};
    struct fixture *fixture = *state;
    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        fake_server_fail(fixture->bench.server, FAKE_PATH_RECORDS, faults[i], 1000);
        int before = fake_server_requests(fixture->bench.server, FAKE_PATH_STATE);
        tap(fixture, (int)i);
        start(fixture);
        int64_t until_us = clock_mono_us(clock_system()) + PATIENCE_MS * INT64_C(1000);
        while (fake_server_requests(fixture->bench.server, FAKE_PATH_STATE) == before) {
            assert_true(clock_mono_us(clock_system()) < until_us);
            (void)poll(NULL, 0, 1);
        }
        int64_t begun_us = clock_mono_us(clock_system());
        sync_service_destroy(TAKE(fixture->service));
        assert_true(clock_mono_us(clock_system()) - begun_us < PROMPT_US);
        struct sync_settings settings = sync_bench_settings(&fixture->bench);
        settings.clock = clock_system();
        assert_true(sync_service_create(&settings, &fixture->service, NULL));
    }
}

static void test_sync_service__an_answer_lost_in_the_air_doubles_nothing(void **state)
{
    struct fixture *fixture = *state;
    fake_server_fail(fixture->bench.server, FAKE_PATH_RECORDS, FAKE_FAULT_LOST_ANSWER, 1);
    for (int i = 0; i < 20; i++) {
        tap(fixture, i);
    }
    start(fixture);
    fixture->bench.expected = 20;
    wait_until(fixture, all_is_sent);
    assert_int_equal(fake_server_quarantined(fixture->bench.server), 0);
    assert_int_equal(fake_server_repeated(fixture->bench.server), 20);
}

static void test_sync_service__each_reader_state_has_its_word(void **state)
{
    (void)state;
    assert_string_equal(sync_reader_name(SYNC_READER_READY), "ready");
    assert_string_equal(sync_reader_name(SYNC_READER_RECOVERING), "recovering");
    assert_string_equal(sync_reader_name(SYNC_READER_ABSENT), "absent");
    assert_string_equal(sync_reader_name(SYNC_READER_FAULT), "fault");
}

#define WITH_SERVICE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SERVICE(test_sync_service__the_roster_is_there_before_the_thread),
        WITH_SERVICE(test_sync_service__taps_and_roster_pass_each_other),
        WITH_SERVICE(test_sync_service__reports_that_nobody_takes_lose_no_roster),
        WITH_SERVICE(test_sync_service__facts_are_read_while_the_next_ones_are_made),
        WITH_SERVICE(test_sync_service__ends_at_once_whatever_is_under_way),
        WITH_SERVICE(test_sync_service__an_answer_lost_in_the_air_doubles_nothing),
        cmocka_unit_test(test_sync_service__each_reader_state_has_its_word),
    };
    temporary_folder_use_memory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
