/* Each call that the server makes to its disk while it takes in records fails once, and from each
 * one on: nobody is told "stored" of what is not, and sent again everything is there exactly once.
 */

#include "cmocka_tests.h"
#include "fault_vfs.h"
#include "test_site.h"
#include <stdio.h>
#include <string.h>

#define KIOSKS    2
#define TAPS      6
#define CALLS_MAX 400 /* a batch makes some dozens */

struct fixture {
    struct fault_vfs *disk;
    struct test_site site;
    struct test_kiosk kiosks[KIOSKS];
    char bodies[KIOSKS][TAPS * TAP_RECORD_LINE_MAX];
    size_t lens[KIOSKS];
};

static struct fixture fixture;

static void begin(void)
{
    memset(&fixture, 0, sizeof fixture);
    fixture.disk = fault_vfs_create();
    test_site_init(&fixture.site);
    for (size_t i = 0; i < KIOSKS; i++) {
        test_kiosk_init(&fixture.kiosks[i], &fixture.site);
        fixture.lens[i] =
            test_kiosk_tap(&fixture.kiosks[i], 10 * (uint32_t)i, TAPS, fixture.bodies[i]);
    }
}

static void end(void)
{
    for (size_t i = 0; i < KIOSKS; i++) {
        test_kiosk_finish(&fixture.kiosks[i]);
    }
    test_site_finish(&fixture.site);
    fault_vfs_destroy(fixture.disk);
}

/* True if the server said that it has everything. */
static bool send(size_t kiosk)
{
    struct error err;
    AUTO(ingest_batch)
    struct ingest_batch *batch =
        test_kiosk_batch(&fixture.kiosks[kiosk], fixture.bodies[kiosk], fixture.lens[kiosk]);
    if (!ingest_store(fixture.site.ingest, batch, &err)) {
        return false;
    }
    for (size_t i = 0; i < batch->line_count; i++) {
        assert_int_not_equal(batch->lines[i].answer, INGEST_QUARANTINED);
    }
    assert_int_equal(batch->head.seq, TAPS);
    return true;
}

static void assert_kiosk_stored(size_t kiosk)
{
    char sql[200];
    (void)snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM record WHERE kiosk = '%s'",
                   fixture.kiosks[kiosk].id);
    assert_int_equal(test_site_number(&fixture.site, sql), TAPS);
}

/* One run with a fault at the call number `at`; false once there are not so many calls. */
static bool run_with_fault(enum fault_vfs_kind kind, enum fault_vfs_span span, uint64_t at)
{
    bool told[KIOSKS];
    begin();
    fault_vfs_arm(fixture.disk, kind, span, at);
    for (size_t i = 0; i < KIOSKS; i++) {
        told[i] = send(i);
    }
    bool failed = fault_vfs_has_failed(fixture.disk);
    fault_vfs_disarm(fixture.disk);
    test_site_reopen(&fixture.site); /* what only memory knows is lost */
    for (size_t i = 0; i < KIOSKS; i++) {
        if (told[i]) {
            assert_kiosk_stored(i);
        }
        assert_true(send(i));
        assert_kiosk_stored(i);
    }
    assert_int_equal(test_site_number(&fixture.site, "SELECT COUNT(*) FROM tap"), KIOSKS * TAPS);
    assert_int_equal(test_site_number(&fixture.site, "SELECT COUNT(*) FROM quarantine"), 0);
    end();
    return failed;
}

static void run_all(enum fault_vfs_kind kind, enum fault_vfs_span span)
{
    uint64_t at = 1;
    while (at < CALLS_MAX && run_with_fault(kind, span, at)) {
        at++;
    }
    assert_in_range(at, 10, CALLS_MAX - 1); /* there were faults, and they came to an end */
}

static void test_ingest_faults__one_call_that_fails_loses_nothing(void **state)
{
    (void)state;
    run_all(FAULT_VFS_IO, FAULT_VFS_ONCE);
}

static void test_ingest_faults__a_disk_that_is_gone_loses_nothing(void **state)
{
    (void)state;
    run_all(FAULT_VFS_IO, FAULT_VFS_FOR_EVER);
}

static void test_ingest_faults__a_full_disk_loses_nothing(void **state)
{
    (void)state;
    run_all(FAULT_VFS_FULL, FAULT_VFS_FOR_EVER);
}

int main(void)
{
    temporary_folder_use_memory();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ingest_faults__one_call_that_fails_loses_nothing),
        cmocka_unit_test(test_ingest_faults__a_disk_that_is_gone_loses_nothing),
        cmocka_unit_test(test_ingest_faults__a_full_disk_loses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
