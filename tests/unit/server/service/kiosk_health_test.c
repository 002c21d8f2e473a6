/* A kiosk's state as one word: the worst that holds. */

#include "kiosk_health.h"

#include "cmocka_tests.h"
#include <stdio.h>
#include <string.h>

#define NOW_UTC_US INT64_C(1732323612000000)

static struct kiosk_overview overview_of(int64_t ago_us, const char *clock, int64_t backlog)
{
    struct kiosk_overview overview = {.kiosk.standing = KIOSK_ACTIVE,
                                      .status.reported_utc_us = NOW_UTC_US - ago_us,
                                      .status.backlog = backlog};
    (void)snprintf(overview.status.clock, sizeof overview.status.clock, "%s", clock);
    return overview;
}

static void assert_word(const struct kiosk_overview *overview, enum kiosk_trouble trouble,
                        const char *word)
{
    assert_string_equal(kiosk_health_words[kiosk_health_of(overview, trouble, NOW_UTC_US)], word);
}

static void test_kiosk_health__limits_are_included(void **state)
{
    (void)state;
    struct kiosk_overview overview =
        overview_of(KIOSK_HEALTH_SILENT_US, "synced", KIOSK_HEALTH_BACKLOG_MAX);
    assert_word(&overview, KIOSK_TROUBLE_NONE, "well");
    overview.status.backlog++;
    assert_word(&overview, KIOSK_TROUBLE_NONE, "behind");
    overview.status.reported_utc_us--;
    assert_word(&overview, KIOSK_TROUBLE_NONE, "silent");
}

static void test_kiosk_health__the_worst_is_said(void **state)
{
    (void)state;
    struct kiosk_overview overview = overview_of(0, "uncertain", 1000);
    assert_word(&overview, KIOSK_TROUBLE_NONE, "clock");
    assert_word(&overview, KIOSK_TROUBLE_OPEN, "fault");
    overview.status.reported_utc_us = 0;
    assert_word(&overview, KIOSK_TROUBLE_NONE, "never");
    assert_word(&overview, KIOSK_TROUBLE_OPEN, "fault");
    overview.kiosk.standing = KIOSK_REVOKED;
    assert_word(&overview, KIOSK_TROUBLE_OPEN, "revoked");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kiosk_health__limits_are_included),
        cmocka_unit_test(test_kiosk_health__the_worst_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
