#include "check.h"
#include "cmocka_tests.h"
#include "sync_bench.h"
#include <sqlite3.h>
#include <stdatomic.h>

#define COMMIT_US INT64_C(500000)  /* what a commit costs on a bad disk */
#define OFFSET_US INT64_C(7000000) /* the server's clock less the kiosk's, always */

/* Both clocks, which go on by what is done and by nothing else. The server's thread turns it too,
 * and the kiosk's while it commits: SQLite's hook for that is told of no user. */
static struct test_time {
    struct clock clock;
    _Atomic int64_t us;
} test_time;

static int64_t read_utc(const struct clock *clock)
{
    (void)clock;
    return TAP_SAMPLES_UTC_US + atomic_load(&test_time.us);
}

static int64_t read_mono(const struct clock *clock)
{
    (void)clock;
    return atomic_load(&test_time.us);
}

static void pass(int64_t us, void *user)
{
    (void)user;
    (void)atomic_fetch_add(&test_time.us, us);
}

static int64_t read_server_utc(void *user)
{
    (void)user;
    return read_utc(NULL) + OFFSET_US;
}

static int on_commit(void *user)
{
    pass(COMMIT_US, user);
    return 0;
}

static int on_open(sqlite3 *database, char **text, const struct sqlite3_api_routines *routines)
{
    (void)text;
    (void)routines;
    (void)sqlite3_commit_hook(database, on_commit, NULL); /* what was there before: nothing */
    return SQLITE_OK;
}

static bool is_measured(struct sync_bench *bench)
{
    return bench->report.measure.utc_us > 0 && sync_bench_all_is_sent(bench);
}

static void start(struct sync_bench *bench)
{
    struct sync_settings settings = sync_bench_settings(bench);
    struct error err = {0};
    settings.clock = &test_time.clock;
    if (!sync_engine_create(&settings, 1, &bench->engine, &err)) {
        fail_msg("%s", err.text);
    }
}

static void expect_true_offset(const struct sync_bench *bench)
{
    const struct clock_measure *measure = &bench->report.measure;
    int64_t off_us = measure->offset_us - OFFSET_US;
    if (off_us > measure->error_us || -off_us > measure->error_us) {
        fail_msg("off by %lld us, which is more than the %lld us that it claims at most",
                 (long long)off_us, (long long)measure->error_us);
    }
}

/* Wherever the time goes: on the way, at the server before or after it looks at its clock, or in
 * what the kiosk does with the answer before it comes to speak of clocks. */
static void test_clock_measure__its_error_holds_wherever_time_is_spent(void **state)
{
    static const struct {
        int64_t before_us, after_us;
    } cases[] = {{0, 0}, {300000, 0}, {0, 300000}, {20000, 400000}};
    struct sync_bench *bench = *state;
    test_time.clock = (struct clock){read_utc, read_mono};
    assert_int_equal(sqlite3_auto_extension((void (*)(void))on_open), SQLITE_OK);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct fake_time time = {pass, read_server_utc, cases[i].before_us, cases[i].after_us,
                                       NULL};
        fake_server_take_time(bench->server, &time);
        bench->expected = (int)(3 * (i + 1));
        bench->report.measure.utc_us = 0;
        start(bench);
        sync_bench_tap(bench, (int)(3 * i), 3);
        TURN_UNTIL(bench, is_measured);
        expect_true_offset(bench);
        sync_engine_destroy(TAKE(bench->engine));
    }
    sqlite3_reset_auto_extension();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BENCH(test_clock_measure__its_error_holds_wherever_time_is_spent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
