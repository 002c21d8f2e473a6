/* What a kiosk does when its server was put back from a backup. */

#include "cmocka_tests.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BENCH(test_sync_put_back__its_lines_are_sent_again),
        WITH_BENCH(test_sync_put_back__they_are_sent_before_anybody_taps),
        WITH_BENCH(test_sync_put_back__the_roster_is_told_again),
    };
    temporary_folder_use_memory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
