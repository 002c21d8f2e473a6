/* What a kiosk does when its server was put back from a backup. */

#include "cmocka_tests.h"
#include "other_taps.h"
#include "sync_bench.h"

/* Records */

static void test_sync_put_back__its_lines_are_sent_again(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_start(bench);
    sync_bench_tap(bench, 0, 6);
    sync_bench_send_all(bench, 6);
    fake_server_forget_lines(bench->server, 3);
    sync_bench_tap(bench, 6, 2); /* these show what it lacks */
    sync_bench_send_all(bench, 8);
    assert_int_equal(fake_server_quarantined(bench->server), 2);
    assert_int_equal(bench->report.quarantined, 0);
    assert_int_equal(bench->report.chain, SYNC_CHAIN_WHOLE);
}

static bool all_lines_are_held(struct sync_bench *bench)
{
    return fake_server_lines(bench->server) == bench->expected;
}

static void test_sync_put_back__they_are_sent_before_anybody_taps(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_start(bench);
    sync_bench_tap(bench, 0, 6);
    sync_bench_send_all(bench, 6);
    for (int held = 3; held >= 0; held -= 3) {
        fake_server_go_down(bench->server);
        PASS_UNTIL(bench, sync_bench_network_is_down);
        fake_server_forget_lines(bench->server, held);
        fake_server_come_up(bench->server);
        PASS_UNTIL(bench, all_lines_are_held);
        TURN_UNTIL(bench, sync_bench_all_is_sent);
        sync_bench_expect_lines(bench, 6);
    }
    sync_bench_start(bench); /* as after a restart, when the server was put back meanwhile */
    fake_server_forget_lines(bench->server, 3);
    PASS_UNTIL(bench, all_lines_are_held);
    sync_bench_expect_lines(bench, 6);
}

/* A replica that takes over, or a server that is there again between two polls. */
static void test_sync_put_back__an_outage_that_nobody_saw_is_found(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_start(bench);
    sync_bench_tap(bench, 0, 6);
    sync_bench_send_all(bench, 6);
    fake_server_forget_lines(bench->server, 3);
    PASS_UNTIL(bench, all_lines_are_held);
    assert_int_equal(bench->report.network, SYNC_NETWORK_UP);
    sync_bench_expect_lines(bench, 6);
}

/* State */

static void test_sync_put_back__the_roster_is_told_again(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 25);
    sync_bench_start(bench);
    sync_bench_wait_for_staff(bench, 25);
    fake_server_go_down(bench->server);
    TURN_UNTIL(bench, sync_bench_network_is_down);
    fake_server_forget_documents(bench->server);
    sync_bench_put_staff(bench, 3, 2);
    fake_server_come_up(bench->server);
    bench->expected = 2;
    PASS_UNTIL(bench, sync_bench_staff_is_there);
    assert_non_null(facts_find_staff(bench->facts, "s4"));
    assert_int_equal(bench->report.refusal, SYNC_REFUSAL_NONE);
}

/* As a restart of the server goes, with what happens meanwhile between the two. */
static void go_down(struct sync_bench *bench)
{
    fake_server_go_down(bench->server);
    PASS_UNTIL(bench, sync_bench_network_is_down);
}

static bool s40_is_there(struct sync_bench *bench)
{
    return bench->facts && facts_find_staff(bench->facts, "s40") != NULL;
}

static void expect_people_of_now(struct sync_bench *bench)
{
    assert_int_equal(facts_staff_count(bench->facts), 30);
    assert_null(facts_find_staff(bench->facts, "s1"));
    assert_int_equal(bench->report.refusal, SYNC_REFUSAL_NONE);
}

/* The revision that the kiosk knows has come and gone once more by the time that it asks. */
static void test_sync_put_back__numbers_that_were_given_out_twice_are_told_apart(void **state)
{
    struct sync_bench *bench = *state;
    sync_bench_put_staff(bench, 1, 25);
    sync_bench_start(bench);
    sync_bench_wait_for_staff(bench, 25);
    go_down(bench);
    fake_server_forget_documents(bench->server);
    sync_bench_put_staff(bench, 11, 30); /* s11..s40: more than there were */
    fake_server_come_up(bench->server);
    PASS_UNTIL(bench, s40_is_there);
    expect_people_of_now(bench);
}

static bool others_came(struct sync_bench *bench)
{
    return bench->report.other_taps_revision == bench->expected;
}

static void count_tap(const struct other_tap *tap, void *user)
{
    int *counts = user;
    counts[tap->staff[1] - '0']++;
}

static void test_sync_put_back__taps_of_other_kiosks_are_told_apart_too(void **state)
{
    struct sync_bench *bench = *state;
    int64_t now_us = clock_utc_us(&bench->samples.clock.clock);
    int counts[10] = {0};
    AUTO(other_taps) struct other_taps *taps = NULL;
    int64_t no;
    size_t count;
    fake_server_tap(bench->server, "s1", now_us);
    fake_server_tap(bench->server, "s1", now_us + 1);
    sync_bench_start(bench);
    bench->expected = 2;
    TURN_UNTIL(bench, others_came);
    go_down(bench);
    fake_server_forget_documents(bench->server);
    for (int i = 0; i < 3; i++) {
        fake_server_tap(bench->server, "s2", now_us + i);
    }
    fake_server_come_up(bench->server);
    bench->expected = 3;
    PASS_UNTIL(bench, others_came);
    assert_true(other_taps_open(bench->samples.folder.path, &bench->identity, &taps, NULL));
    assert_true(other_taps_each_new(taps, 0, 0, 100, count_tap, counts, &no, &count, NULL));
    assert_int_equal(counts[1], 0);
    assert_int_equal(counts[2], 3);
}

static void test_sync_put_back__a_server_from_before_is_understood(void **state)
{
    struct sync_bench *bench = *state;
    fake_server_grow_old(bench->server);
    sync_bench_put_staff(bench, 1, 24);
    sync_bench_start(bench);
    sync_bench_wait_for_staff(bench, 24);
    fake_server_grow_young(bench->server); /* from now on its numbers can be told apart */
    sync_bench_put_staff(bench, 25, 1);
    sync_bench_wait_for_staff(bench, 25);
    go_down(bench);
    fake_server_forget_documents(bench->server);
    sync_bench_put_staff(bench, 11, 30);
    fake_server_come_up(bench->server);
    PASS_UNTIL(bench, s40_is_there);
    expect_people_of_now(bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BENCH(test_sync_put_back__its_lines_are_sent_again),
        WITH_BENCH(test_sync_put_back__they_are_sent_before_anybody_taps),
        WITH_BENCH(test_sync_put_back__an_outage_that_nobody_saw_is_found),
        WITH_BENCH(test_sync_put_back__the_roster_is_told_again),
        WITH_BENCH(test_sync_put_back__numbers_that_were_given_out_twice_are_told_apart),
        WITH_BENCH(test_sync_put_back__taps_of_other_kiosks_are_told_apart_too),
        WITH_BENCH(test_sync_put_back__a_server_from_before_is_understood),
    };
    temporary_folder_use_memory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
