/* The disk fails at the first, second … last call while a kiosk talks with its server: every tap
 * arrives, none twice, and the roster is whole in the end. */

#include "cmocka_tests.h"
#include "fault_vfs.h"
#include "sync_bench.h"
#include <stdio.h>
#include <string.h>

#define TAPS      3
#define CALLS_MAX 2000

static bool all_is_done(struct sync_bench *bench)
{
    return bench->report.backlog == 0 && fake_server_lines(bench->server) == TAPS && bench->facts &&
           facts_staff_count(bench->facts) == 2 &&
           fake_server_requests(bench->server, FAKE_PATH_STATUS) > 0;
}

static void put_roster(struct fake_server *server)
{
    fake_server_put(server, "unit", "u1", "{\"code\":\"u1\",\"name\":\"x\"}");
    fake_server_put(server, "staff", "s1", "{\"id\":\"s1\",\"name\":\"x\",\"unit\":\"u1\"}");
    fake_server_put(server, "staff", "s2", "{\"id\":\"s2\",\"name\":\"x\",\"unit\":\"u1\"}");
}

/* True if a call failed. */
static bool talk_with_fault(struct fault_vfs *disk, enum fault_vfs_kind kind, uint64_t at)
{
    struct sync_bench bench;
    struct error err = {0};
    sync_bench_init(&bench);
    sync_bench_tap(&bench, 0, TAPS);
    put_roster(bench.server);
    fault_vfs_arm(disk, kind, FAULT_VFS_ONCE, at);
    if (!sync_bench_try_start(&bench, &err)) {
        assert_true(fault_vfs_has_failed(disk));
        assert_int_not_equal(err.code, ERROR_INVALID);
        sync_bench_start(&bench);
    }
    PASS_UNTIL(&bench, all_is_done);
    bool failed = fault_vfs_has_failed(disk);
    fault_vfs_disarm(disk);
    assert_int_equal(fake_server_quarantined(bench.server), 0);
    sync_bench_start(&bench); /* and it is so after a restart, on a disk that works */
    PASS_UNTIL(&bench, all_is_done);
    assert_int_equal(bench.report.roster_passed_over, 0);
    sync_bench_finish(&bench);
    return failed;
}

static void fail_each_call(enum fault_vfs_kind kind)
{
    struct fault_vfs *disk = fault_vfs_create();
    uint64_t at = 1;
    while (talk_with_fault(disk, kind, at)) {
        at++;
        assert_true(at < CALLS_MAX);
    }
    print_message("%llu calls of the disk, each failed once\n", (unsigned long long)at - 1);
    assert_true(at > 30);
    fault_vfs_destroy(disk);
}

static void test_sync_faults__a_failing_disk_loses_and_doubles_nothing(void **state)
{
    (void)state;
    fail_each_call(FAULT_VFS_IO);
}

static void test_sync_faults__a_full_disk_loses_and_doubles_nothing(void **state)
{
    (void)state;
    fail_each_call(FAULT_VFS_FULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sync_faults__a_failing_disk_loses_and_doubles_nothing),
        cmocka_unit_test(test_sync_faults__a_full_disk_loses_and_doubles_nothing),
    };
    temporary_folder_use_memory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
