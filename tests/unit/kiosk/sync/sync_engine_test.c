#include "sync_engine.h"

#include "check.h"
#include "cmocka_tests.h"
#include "json.h"
#include "other_taps.h"
#include "sync_bench.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECOND  INT64_C(1000000)
#define TOKEN_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

/* Conditions */

static bool poll_is_held(struct sync_bench *bench)
{
    return fake_server_requests(bench->server, FAKE_PATH_STATE) >= bench->expected;
}

static bool something_is_purgeable(struct sync_bench *bench)
{
    return bench->report.purgeable.seq > 0;
}

static bool status_was_told(struct sync_bench *bench)
{
    return fake_server_requests(bench->server, FAKE_PATH_STATUS) >= bench->expected;
}

static bool fork_is_found(struct sync_bench *bench)
{
    return bench->report.chain == SYNC_CHAIN_FORK;
}

static bool clocks_are_compared(struct sync_bench *bench)
{
    return bench->report.measure.utc_us > 0;
}

/* Records up */

static void test_sync_engine__records_go_up_once_and_in_order(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_tap(bench, 0, 1203);
    sync_bench_start(bench);
    assert_int_equal(bench->report.backlog, 1203);
    sync_bench_send_all(bench, 1203);
    sync_bench_expect_lines(bench, 1203);
    assert_int_equal(fake_server_repeated(bench->server), 0);
    assert_in_range(fake_server_requests(bench->server, FAKE_PATH_RECORDS), 3, 4);
}

static void test_sync_engine__a_tap_goes_up_while_a_poll_is_held(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 1);
    sync_bench_start(bench);
    sync_bench_wait_for_staff(bench, 1);
    bench->expected = 2;
    TURN_UNTIL(bench, poll_is_held);
    for (int i = 0; i < 5; i++) {
        sync_bench_tap(bench, i, 1);
        sync_bench_send_all(bench, i + 1);
    }
    assert_int_equal(fake_server_requests(bench->server, FAKE_PATH_STATE), 2);
    assert_int_equal(fake_server_requests(bench->server, FAKE_PATH_RECORDS), 5);
}

static void test_sync_engine__a_poll_that_hangs_holds_nobody_up(void **state)
{
    struct sync_bench *bench = *state;
    fake_server_fail(bench->server, FAKE_PATH_STATE, FAKE_FAULT_HANG, 1);
    sync_bench_start(bench);
    sync_bench_tap(bench, 0, 3);
    sync_bench_send_all(bench, 3);
    fake_server_fail(bench->server, FAKE_PATH_RECORDS, FAKE_FAULT_HANG, 1);
    sync_bench_tap(bench, 3, 1);
    bench->expected = 2;
    sync_bench_advance(bench, 61000);
    TURN_UNTIL(bench, status_was_told);
}

/* Every way to answer badly, twice in a row: the lane backs off and nothing is lost or doubled. */
static void fail_records(struct sync_bench *bench, enum fake_fault fault, int first)
{
    int before = fake_server_requests(bench->server, FAKE_PATH_RECORDS);
    fake_server_fail(bench->server, FAKE_PATH_RECORDS, fault, 2);
    sync_bench_tap(bench, first, 3);
    TURN_UNTIL(bench, sync_bench_network_is_down);
    assert_int_equal(bench->report.backlog, 3);
    int tried = fake_server_requests(bench->server, FAKE_PATH_RECORDS);
    sync_bench_turn(bench);
    assert_int_equal(fake_server_requests(bench->server, FAKE_PATH_RECORDS), tried);
    assert_int_equal(tried, before + 1);
    bench->expected = first + 3;
    PASS_UNTIL(bench, sync_bench_all_is_sent);
    PASS_UNTIL(bench, sync_bench_network_is_up);
    assert_true(fake_server_requests(bench->server, FAKE_PATH_RECORDS) >= before + 3);
}

static void test_sync_engine__bad_answers_to_records_lose_and_double_nothing(void **state)
{
    static const enum fake_fault faults[] = {
        FAKE_FAULT_500,        FAKE_FAULT_GARBAGE,     FAKE_FAULT_WRONG_FORM,
        FAKE_FAULT_WRONG_TYPE, FAKE_FAULT_HALF_BODY,   FAKE_FAULT_TOO_LARGE,
        FAKE_FAULT_NO_HTTP,    FAKE_FAULT_FORGED_HEAD, FAKE_FAULT_OTHER_LINES,
    };
    struct sync_bench *bench = *state;
    sync_bench_start(bench);
    TURN_UNTIL(bench, sync_bench_network_is_up);
    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        fail_records(bench, faults[i], (int)i * 3);
        sync_bench_expect_lines(bench, (int)i * 3 + 3);
    }
}

/* The connection breaks: tried again after the back-off, or when another lane is answered. */
static void test_sync_engine__lost_requests_and_answers_are_repeated(void **state)
{
    static const enum fake_fault faults[] = {FAKE_FAULT_NOTHING, FAKE_FAULT_LOST_ANSWER};
    struct sync_bench *bench = *state;
    sync_bench_start(bench);
    TURN_UNTIL(bench, sync_bench_network_is_up);
    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        fake_server_fail(bench->server, FAKE_PATH_RECORDS, faults[i], 3);
        sync_bench_tap(bench, (int)i * 3, 3);
        TURN_UNTIL(bench, sync_bench_network_is_down);
        bench->expected = (int)i * 3 + 3;
        PASS_UNTIL(bench, sync_bench_all_is_sent);
        sync_bench_expect_lines(bench, (int)i * 3 + 3);
    }
    /* Three lines, once: after an answer that was lost, the head alone is asked for. */
    assert_int_equal(fake_server_repeated(bench->server), 3);
}

static void test_sync_engine__a_slow_answer_is_an_answer(void **state)
{
    struct sync_bench *bench = *state;
    fake_server_fail(bench->server, FAKE_PATH_RECORDS, FAKE_FAULT_SLOW, 1);
    sync_bench_start(bench);
    sync_bench_tap(bench, 0, 3);
    sync_bench_send_all(bench, 3);
    assert_int_equal(fake_server_repeated(bench->server), 0);
}

static void test_sync_engine__a_restart_after_a_lost_answer_doubles_nothing(void **state)
{
    struct sync_bench *bench = *state;
    fake_server_fail(bench->server, FAKE_PATH_RECORDS, FAKE_FAULT_LOST_ANSWER, 1000);
    sync_bench_tap(bench, 0, 5);
    for (int i = 0; i < 5; i++) {
        sync_bench_start(bench);
        TURN_UNTIL(bench, sync_bench_network_is_down);
        assert_int_equal(bench->report.backlog, 5 + i);
        sync_bench_tap(bench, 5 + i, 1);
    }
    fake_server_fail(bench->server, FAKE_PATH_RECORDS, FAKE_FAULT_NONE, 0);
    sync_bench_start(bench);
    sync_bench_send_all(bench, 10);
    sync_bench_expect_lines(bench, 10);
    sync_bench_start(bench);
    sync_bench_turn(bench);
    assert_int_equal(bench->report.backlog, 0);
    assert_int_equal(fake_server_lines(bench->server), 10);
}

static void test_sync_engine__works_through_an_outage(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 3);
    sync_bench_start(bench);
    sync_bench_wait_for_staff(bench, 3);
    sync_bench_tap(bench, 0, 1);
    sync_bench_send_all(bench, 1);
    int64_t before_us = bench->samples.clock.utc_us;
    fake_server_go_down(bench->server);
    sync_bench_tap(bench, 1, 50);
    TURN_UNTIL(bench, sync_bench_network_is_down);
    assert_true(bench->report.network_text[0] != '\0');
    assert_in_range(bench->report.network_since_utc_us, before_us, before_us + SECOND);
    for (int minute = 0; minute < 20; minute++) {
        sync_bench_advance(bench, 60000);
        sync_bench_turn(bench);
        sync_bench_tap(bench, 51 + minute, 1);
    }
    sync_bench_turn(bench);
    assert_int_equal(bench->report.backlog, 70);
    assert_in_range(bench->report.network_since_utc_us, before_us, before_us + SECOND);
    assert_int_equal(facts_staff_count(bench->facts), 3); /* offline works */
    fake_server_set_time(bench->server, bench->samples.clock.utc_us);
    fake_server_come_up(bench->server);
    bench->expected = 71;
    PASS_UNTIL(bench, sync_bench_all_is_sent);
    PASS_UNTIL(bench, sync_bench_network_is_up);
    sync_bench_expect_lines(bench, 71);
    assert_int_equal(fake_server_repeated(bench->server), 0);
}

/* State down */

static void test_sync_engine__the_roster_comes_down_and_outlives_a_restart(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 25);
    fake_server_put(bench->server, "card", TOKEN_A, "{\"staff\":\"s7\",\"state\":\"active\"}");
    fake_server_put(bench->server, "wish", "s7", "{\"size\":3}");
    sync_bench_start(bench);
    assert_int_equal(facts_staff_count(bench->facts), 0);
    sync_bench_wait_for_staff(bench, 25);
    struct card_token token;
    assert_true(hash_hex_decode(TOKEN_A, 64, token.hash.bytes, HASH_BYTES));
    assert_string_equal(facts_find_card(bench->facts, &token)->staff, "s7");
    assert_int_equal(bench->report.roster_revision, 28);
    assert_int_equal(bench->report.roster_passed_over, 0);
    fake_server_go_down(bench->server);
    sync_bench_start(bench);
    assert_int_equal(facts_staff_count(bench->facts), 25);
    assert_int_equal(bench->report.roster_revision, 28);
}

static bool others_came(struct sync_bench *bench)
{
    return bench->report.other_taps_revision == bench->expected;
}

static void note_staff(const struct other_tap *tap, void *user)
{
    char *seen = user;
    size_t len = strlen(seen);
    (void)snprintf(seen + len, 64 - len, "%s ", tap->staff);
}

/* What main would read. */
static const char *others(struct sync_bench *bench)
{
    static char seen[64];
    AUTO(other_taps) struct other_taps *taps = NULL;
    int64_t no;
    size_t count;
    seen[0] = '\0';
    assert_true(other_taps_open(bench->samples.folder.path, &bench->identity, &taps, NULL));
    assert_true(other_taps_each_new(taps, 0, 0, 100, note_staff, seen, &no, &count, NULL));
    return seen;
}

static void test_sync_engine__taps_at_other_kiosks_come_down(void **state)
{
    struct sync_bench *bench = *state;
    int64_t now_us = clock_utc_us(&bench->samples.clock.clock);
    sync_bench_put_staff(bench, 1, 3);
    for (int i = 1; i <= 7; i++) {
        char staff[8];
        (void)snprintf(staff, sizeof staff, "s%d", i);
        fake_server_tap(bench->server, staff, now_us - (8 - i) * SECOND);
    }
    sync_bench_start(bench);
    bench->expected = 7; /* three an answer */
    TURN_UNTIL(bench, others_came);
    assert_int_equal(facts_staff_count(bench->facts), 3);
    assert_string_equal(others(bench), "s1 s2 s3 s4 s5 s6 s7 ");
    sync_bench_start(bench); /* a restart asks for what is new only */
    bench->expected = 8;
    fake_server_tap(bench->server, "s8", now_us);
    PASS_UNTIL(bench, others_came);
    assert_string_equal(others(bench), "s1 s2 s3 s4 s5 s6 s7 s8 ");
    fake_server_forget_documents(bench->server); /* the server was put back */
    sync_bench_put_staff(bench, 1, 1);
    fake_server_tap(bench->server, "s9", now_us);
    bench->expected = 1;
    PASS_UNTIL(bench, others_came);
    assert_string_equal(others(bench), "s9 ");
}

static void test_sync_engine__a_change_arrives_at_once(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 3);
    sync_bench_start(bench);
    sync_bench_wait_for_staff(bench, 3);
    bench->expected = 2;
    TURN_UNTIL(bench, poll_is_held);
    sync_bench_put_staff(bench, 4, 1);
    sync_bench_wait_for_staff(bench, 4);
    fake_server_put(bench->server, "staff", "s2", NULL);
    sync_bench_wait_for_staff(bench, 3);
    assert_null(facts_find_staff(bench->facts, "s2"));
}

static void test_sync_engine__bad_answers_to_a_poll_change_nothing(void **state)
{
    static const enum fake_fault faults[] = {
        FAKE_FAULT_500,       FAKE_FAULT_GARBAGE,   FAKE_FAULT_WRONG_FORM, FAKE_FAULT_WRONG_TYPE,
        FAKE_FAULT_HALF_BODY, FAKE_FAULT_TOO_LARGE, FAKE_FAULT_NO_HTTP,
    };
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 3);
    sync_bench_start(bench);
    sync_bench_wait_for_staff(bench, 3);
    for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
        fake_server_go_down(bench->server); /* breaks the poll that is held */
        TURN_UNTIL(bench, sync_bench_network_is_down);
        sync_bench_put_staff(bench, 4 + (int)i, 1);
        fake_server_fail(bench->server, FAKE_PATH_STATE, faults[i], 1);
        fake_server_come_up(bench->server);
        sync_bench_advance(bench, 60000);
        sync_bench_turn(bench);
        assert_int_equal(facts_staff_count(bench->facts), 3 + i);
        bench->expected = 4 + (int)i;
        PASS_UNTIL(bench, sync_bench_staff_is_there);
        PASS_UNTIL(bench, sync_bench_network_is_up);
    }
}

static void test_sync_engine__a_lost_poll_is_repeated(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 3);
    fake_server_fail(bench->server, FAKE_PATH_STATE, FAKE_FAULT_NOTHING, 2);
    sync_bench_start(bench);
    bench->expected = 3;
    PASS_UNTIL(bench, sync_bench_staff_is_there);
}

static bool status_says_unread(struct sync_bench *bench)
{
    char member[40];
    AUTO(memory) char *text = fake_server_last_status(bench->server);
    (void)snprintf(member, sizeof member, "\"unread_documents\":%d,", bench->expected);
    return strstr(text, member) != NULL;
}

static void test_sync_engine__a_bad_document_keeps_no_other_away_and_is_told(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 2);
    fake_server_put(bench->server, "leave", "l1", "{\"staff\":\"s1\"}");
    sync_bench_start(bench);
    sync_bench_wait_for_staff(bench, 2);
    assert_int_equal(bench->report.network, SYNC_NETWORK_UP);
    assert_int_equal(bench->report.roster_unread, 1);
    bench->expected = 1;
    TURN_UNTIL(bench, status_says_unread);
    sync_bench_start(bench); /* it stays there for a program that can read it */
    assert_int_equal(facts_staff_count(bench->facts), 2);
    assert_int_equal(bench->report.roster_unread, 1);
    fake_server_put(bench->server, "leave", "l1", NULL);
    bench->expected = 0;
    PASS_UNTIL(bench, status_says_unread);
    assert_int_equal(bench->report.roster_unread, 0);
}

static void test_sync_engine__a_document_about_nobody_waits(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 1);
    fake_server_put(bench->server, "card", TOKEN_A, "{\"staff\":\"s2\",\"state\":\"active\"}");
    sync_bench_start(bench);
    sync_bench_wait_for_staff(bench, 1);
    assert_int_equal(bench->report.roster_passed_over, 1);
    sync_bench_put_staff(bench, 2, 1);
    sync_bench_wait_for_staff(bench, 2);
    assert_int_equal(bench->report.roster_passed_over, 0);
    assert_int_equal(facts_card_count(bench->facts), 1);
}

static bool card_is_waited_for(struct sync_bench *bench)
{
    return strcmp(bench->report.card_for, "s2") == 0;
}

static bool no_card_is_waited_for(struct sync_bench *bench)
{
    return !bench->report.card_for[0];
}

/* No time passes: the poll that is held brings it, not the next status of the minute. */
static void test_sync_engine__who_is_asked_for_a_card_hears_of_it_at_once(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 3);
    sync_bench_start(bench);
    sync_bench_wait_for_staff(bench, 3);
    sync_bench_turn(bench);
    fake_server_ask_card(bench->server, "s2");
    TURN_UNTIL(bench, card_is_waited_for);
    sync_bench_advance(bench, 1000); /* polls that bring nothing are a second apart */
    sync_bench_turn(bench);
    fake_server_ask_card(bench->server, "");
    TURN_UNTIL(bench, no_card_is_waited_for);
}

/* Whatever is loaded anew has a place of its own in memory. */
static void test_sync_engine__a_small_change_shares_what_it_does_not_touch(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 50);
    sync_bench_start(bench);
    sync_bench_wait_for_staff(bench, 50);
    for (int person = 51; person < 60; person++) {
        const struct facts_staff *untouched = facts_find_staff(bench->facts, "s1");
        char id[16];
        char value[96];
        (void)snprintf(id, sizeof id, "s%d", person);
        (void)snprintf(value, sizeof value, "{\"id\":\"%s\",\"name\":\"王\",\"unit\":\"u1\"}", id);
        fake_server_put(bench->server, "staff", id, value);
        sync_bench_wait_for_staff(bench, person);
        assert_ptr_equal(facts_find_staff(bench->facts, "s1"), untouched);
        assert_string_equal(facts_find_staff(bench->facts, id)->name, "王");
    }
}

/* Refusals */

static void test_sync_engine__revocation_wipes_the_roster_and_keeps_the_records(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 3);
    sync_bench_start(bench);
    sync_bench_wait_for_staff(bench, 3);
    fake_server_fail(bench->server, FAKE_PATH_RECORDS, FAKE_FAULT_REVOKED, 1000);
    fake_server_fail(bench->server, FAKE_PATH_STATUS, FAKE_FAULT_REVOKED, 1000);
    fake_server_fail(bench->server, FAKE_PATH_STATE, FAKE_FAULT_REVOKED, 1000);
    sync_bench_tap(bench, 0, 4);
    TURN_UNTIL(bench, sync_bench_is_refused);
    assert_int_equal(bench->report.refusal, SYNC_REFUSAL_REVOKED);
    sync_bench_wait_for_staff(bench, 0);
    assert_int_equal(bench->report.roster_revision, 0);
    sync_bench_turn(bench); /* what was under way is told the same */
    int asked = fake_server_requests(bench->server, FAKE_PATH_STATUS);
    sync_bench_tap(bench, 4, 1);
    sync_bench_turn(bench);
    assert_int_equal(bench->report.backlog, 5);
    assert_int_equal(fake_server_requests(bench->server, FAKE_PATH_STATUS), asked);
    sync_bench_start(bench); /* a restart does not bring it back */
    assert_int_equal(facts_staff_count(bench->facts), 0);
    TURN_UNTIL(bench, sync_bench_is_refused);
    for (int path = 0; path < FAKE_PATH_COUNT; path++) {
        fake_server_fail(bench->server, (enum fake_path)path, FAKE_FAULT_NONE, 0);
    }
    fake_server_put(bench->server, "unit", "u2", "{\"code\":\"u2\",\"name\":\"\"}");
    bench->expected = 3;
    PASS_UNTIL(bench, sync_bench_staff_is_there);
    sync_bench_send_all(bench, 5);
    sync_bench_expect_lines(bench, 5);
    assert_int_equal(bench->report.refusal, SYNC_REFUSAL_NONE);
}

static bool storage_is_well(struct sync_bench *bench)
{
    return !bench->report.storage_text[0];
}

/* A copy that cannot be deleted: the kiosk is revoked all the same, and goes on trying. */
static void test_sync_engine__revocation_holds_whatever_the_disk_says(void **state)
{
    struct sync_bench *bench = *state;
    char path[512];
    sync_bench_put_staff(bench, 1, 3);
    sync_bench_start(bench);
    sync_bench_wait_for_staff(bench, 3);
    (void)temporary_folder_path(&bench->samples.folder, "roster-damaged-1.db", path);
    assert_int_equal(mkdir(path, 0700), 0);
    for (int lane = 0; lane < FAKE_PATH_COUNT; lane++) {
        fake_server_fail(bench->server, (enum fake_path)lane, FAKE_FAULT_REVOKED, 1000);
    }
    sync_bench_tap(bench, 0, 1);
    TURN_UNTIL(bench, sync_bench_is_refused);
    assert_int_equal(bench->report.refusal, SYNC_REFUSAL_REVOKED);
    sync_bench_wait_for_staff(bench, 0);
    assert_false(storage_is_well(bench));
    assert_int_equal(rmdir(path), 0);
    PASS_UNTIL(bench, storage_is_well);
    assert_int_equal(bench->report.refusal, SYNC_REFUSAL_REVOKED);
}

static void test_sync_engine__refusals_are_told_apart(void **state)
{
    static const struct {
        enum fake_fault fault;
        enum sync_refusal refusal;
    } cases[] = {
        {FAKE_FAULT_SIGNATURE, SYNC_REFUSAL_SIGNATURE},
        {FAKE_FAULT_PROTOCOL, SYNC_REFUSAL_PROTOCOL},
        {FAKE_FAULT_REVOKED, SYNC_REFUSAL_REVOKED},
    };
    struct sync_bench *bench = *state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        fake_server_fail(bench->server, FAKE_PATH_STATUS, cases[i].fault, 1);
        fake_server_fail(bench->server, FAKE_PATH_STATE, FAKE_FAULT_HANG, 1);
        sync_bench_start(bench);
        TURN_UNTIL(bench, sync_bench_is_refused);
        assert_int_equal(bench->report.refusal, cases[i].refusal);
        assert_string_equal(bench->report.refusal_text, "because");
        assert_int_equal(bench->report.network, SYNC_NETWORK_UP); /* somebody is there */
    }
}

/* Clocks */

static void test_sync_engine__a_clock_far_off_takes_the_servers_time(void **state)
{
    struct sync_bench *bench = *state;
    fake_server_set_time(bench->server, TAP_SAMPLES_UTC_US + 1000 * SECOND);
    sync_bench_start(bench);
    sync_bench_tap(bench, 0, 2);
    sync_bench_send_all(bench, 2);
    TURN_UNTIL(bench, sync_bench_network_is_up);
    assert_int_equal(fake_server_unsigned(bench->server), 0);
    int64_t offset_us = bench->report.measure.offset_us;
    assert_in_range(offset_us, 1000 * SECOND - SECOND, 1000 * SECOND + SECOND);
    assert_true(bench->report.measure.error_us < SECOND);
    assert_string_equal(bench->report.measure.boot, "00112233445566778899aabbccddeeff");
}

static void test_sync_engine__a_server_that_never_likes_our_time_is_no_endless_loop(void **state)
{
    struct sync_bench *bench = *state;
    fake_server_fail(bench->server, FAKE_PATH_RECORDS, FAKE_FAULT_CLOCK, 1000);
    sync_bench_tap(bench, 0, 1);
    sync_bench_start(bench);
    TURN_UNTIL(bench, sync_bench_is_refused);
    sync_bench_turn(bench);
    assert_int_equal(fake_server_requests(bench->server, FAKE_PATH_RECORDS), 2);
    sync_bench_advance(bench, 1000);
    sync_bench_turn(bench);
    assert_in_range(fake_server_requests(bench->server, FAKE_PATH_RECORDS), 3, 4);
    fake_server_fail(bench->server, FAKE_PATH_RECORDS, FAKE_FAULT_NONE, 0);
    bench->expected = 1;
    PASS_UNTIL(bench, sync_bench_all_is_sent);
    sync_bench_expect_lines(bench, 1);
}

static void test_sync_engine__the_measure_outlives_a_restart(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_start(bench);
    assert_int_equal(bench->report.measure.utc_us, 0);
    TURN_UNTIL(bench, clocks_are_compared);
    bench->expected = 2;
    sync_bench_advance(bench, 61000);
    TURN_UNTIL(bench, status_was_told);
    sync_bench_turn(bench);
    fake_server_go_down(bench->server);
    sync_bench_start(bench);
    assert_true(bench->report.measure.utc_us > 0);
}

/* Heads */

static void test_sync_engine__a_head_never_written_here_is_a_fork(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_start(bench);
    sync_bench_tap(bench, 0, 2);
    sync_bench_send_all(bench, 2);
    fake_server_plant(bench->server, 1, 9);
    sync_bench_tap(bench, 2, 2);
    TURN_UNTIL(bench, fork_is_found);
    assert_int_equal(bench->report.server_epoch, 1);
    assert_int_equal(bench->report.backlog, 0); /* put aside is answered for, too */
    assert_int_equal(bench->report.quarantined, 2);
    assert_true(record_store_begin_epoch(bench->store, bench->report.server_epoch, NULL));
    sync_bench_tap(bench, 4, 3);
    sync_bench_send_all(bench, 6); /* 2, the planted one, and these 3 */
    assert_int_equal(bench->report.chain, SYNC_CHAIN_WHOLE);
    assert_int_equal(bench->report.quarantined, 2);
}

static void test_sync_engine__other_bytes_of_our_number_are_a_fork(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_tap(bench, 0, 1);
    fake_server_plant(bench->server, 1, 1);
    sync_bench_start(bench);
    TURN_UNTIL(bench, fork_is_found);
    assert_int_equal(fake_server_quarantined(bench->server), 1);
}

/* Status */

static int64_t number_of(const char *text, const char *key)
{
    AUTO(json) json_t *root = NULL;
    int64_t number = -1;
    assert_true(json_parse(text, strlen(text), "status", &root, NULL));
    assert_true(json_get_int(root, "", key, INT64_MIN, INT64_MAX, &number, NULL));
    return number;
}

static void test_sync_engine__the_status_goes_up_once_a_minute_and_on_a_change(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_start(bench);
    bench->expected = 1;
    TURN_UNTIL(bench, status_was_told);
    TURN_UNTIL(bench, clocks_are_compared);
    sync_bench_turn(bench);
    int told = fake_server_requests(bench->server, FAKE_PATH_STATUS);
    sync_bench_advance(bench, 59000);
    sync_bench_turn(bench);
    assert_int_equal(fake_server_requests(bench->server, FAKE_PATH_STATUS), told);
    sync_bench_advance(bench, 2000);
    bench->expected = told + 1;
    TURN_UNTIL(bench, status_was_told);
    sync_bench_tap(bench, 0, 3); /* the reader is ready now */
    bench->expected = told + 2;
    TURN_UNTIL(bench, status_was_told);
    AUTO(memory) char *text = fake_server_last_status(bench->server);
    assert_int_equal(number_of(text, "epoch"), 1);
    assert_int_equal(number_of(text, "seq"), 3);
    assert_int_equal(number_of(text, "complete_to_utc_us"), TAP_SAMPLES_UTC_US);
    assert_true(number_of(text, "disk_free_bytes") > 0);
    assert_non_null(strstr(text, "\"reader\":\"ready\""));
    assert_non_null(strstr(text, "\"clock\":\"synced\""));
}

#define DAY_MS INT64_C(86400000)

/* The kiosk and the server grow older together. */
static void pass_days(struct sync_bench *bench, int days)
{
    sync_bench_advance(bench, days * DAY_MS);
    fake_server_set_time(bench->server, clock_utc_us(&bench->samples.clock.clock));
}

static void test_sync_engine__records_are_kept_for_90_days_after_the_answer(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_start(bench);
    sync_bench_tap(bench, 0, 4);
    bench->expected = 4;
    TURN_UNTIL(bench, sync_bench_all_is_sent);
    pass_days(bench, RECORDS_KEPT_DAYS);
    bench->expected = fake_server_requests(bench->server, FAKE_PATH_STATUS) + 2;
    PASS_UNTIL(bench, status_was_told);
    assert_int_equal(bench->report.purgeable.seq, 0); /* the day of the answer has to be over */
    sync_bench_tap(bench, 4, 1);
    pass_days(bench, 1);
    PASS_UNTIL(bench, something_is_purgeable);
    assert_int_equal(bench->report.purgeable.seq, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BENCH(test_sync_engine__records_go_up_once_and_in_order),
        WITH_BENCH(test_sync_engine__a_tap_goes_up_while_a_poll_is_held),
        WITH_BENCH(test_sync_engine__a_poll_that_hangs_holds_nobody_up),
        WITH_BENCH(test_sync_engine__bad_answers_to_records_lose_and_double_nothing),
        WITH_BENCH(test_sync_engine__lost_requests_and_answers_are_repeated),
        WITH_BENCH(test_sync_engine__a_slow_answer_is_an_answer),
        WITH_BENCH(test_sync_engine__a_restart_after_a_lost_answer_doubles_nothing),
        WITH_BENCH(test_sync_engine__works_through_an_outage),
        WITH_BENCH(test_sync_engine__the_roster_comes_down_and_outlives_a_restart),
        WITH_BENCH(test_sync_engine__taps_at_other_kiosks_come_down),
        WITH_BENCH(test_sync_engine__a_change_arrives_at_once),
        WITH_BENCH(test_sync_engine__bad_answers_to_a_poll_change_nothing),
        WITH_BENCH(test_sync_engine__a_small_change_shares_what_it_does_not_touch),
        WITH_BENCH(test_sync_engine__who_is_asked_for_a_card_hears_of_it_at_once),
        WITH_BENCH(test_sync_engine__a_lost_poll_is_repeated),
        WITH_BENCH(test_sync_engine__a_bad_document_keeps_no_other_away_and_is_told),
        WITH_BENCH(test_sync_engine__a_document_about_nobody_waits),
        WITH_BENCH(test_sync_engine__revocation_wipes_the_roster_and_keeps_the_records),
        WITH_BENCH(test_sync_engine__revocation_holds_whatever_the_disk_says),
        WITH_BENCH(test_sync_engine__refusals_are_told_apart),
        WITH_BENCH(test_sync_engine__a_clock_far_off_takes_the_servers_time),
        WITH_BENCH(test_sync_engine__a_server_that_never_likes_our_time_is_no_endless_loop),
        WITH_BENCH(test_sync_engine__the_measure_outlives_a_restart),
        WITH_BENCH(test_sync_engine__a_head_never_written_here_is_a_fork),
        WITH_BENCH(test_sync_engine__other_bytes_of_our_number_are_a_fork),
        WITH_BENCH(test_sync_engine__the_status_goes_up_once_a_minute_and_on_a_change),
        WITH_BENCH(test_sync_engine__records_are_kept_for_90_days_after_the_answer),
    };
    temporary_folder_use_memory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
