#include "sync_plan.h"

#include "cmocka_tests.h"

#define SECOND INT64_C(1000000)
#define START  (100 * SECOND)

static struct sync_plan fresh(void)
{
    struct sync_plan plan;
    sync_plan_init(&plan, START);
    return plan;
}

static void begin(struct sync_plan *plan, int64_t now_us, enum sync_lane expected)
{
    enum sync_lane lane;
    assert_true(sync_plan_begin(plan, now_us, &lane));
    assert_int_equal(lane, expected);
}

static bool begins(struct sync_plan *plan, int64_t now_us)
{
    enum sync_lane lane;
    return sync_plan_begin(plan, now_us, &lane);
}

/* All three under way. */
static struct sync_plan busy(void)
{
    struct sync_plan plan = fresh();
    begin(&plan, START, SYNC_LANE_RECORDS);
    begin(&plan, START, SYNC_LANE_STATE);
    begin(&plan, START, SYNC_LANE_STATUS);
    return plan;
}

static void test_sync_plan__all_lanes_begin_at_once_and_wait_for_none(void **state)
{
    (void)state;
    struct sync_plan plan = busy();
    assert_false(begins(&plan, START + 1000 * SECOND));
    assert_int_equal(sync_plan_next_us(&plan), SYNC_PLAN_NEVER_US);
    sync_plan_end(&plan, SYNC_LANE_RECORDS, SYNC_OUTCOME_MORE, START + SECOND, 0);
    begin(&plan, START + SECOND, SYNC_LANE_RECORDS);
}

static void test_sync_plan__each_lane_has_its_own_rhythm(void **state)
{
    (void)state;
    struct sync_plan plan = busy();
    sync_plan_end(&plan, SYNC_LANE_RECORDS, SYNC_OUTCOME_DONE, START, 0);
    sync_plan_end(&plan, SYNC_LANE_STATUS, SYNC_OUTCOME_DONE, START, 0);
    assert_int_equal(sync_plan_next_us(&plan), START + SYNC_PLAN_STATUS_US);
    sync_plan_wake(&plan, SYNC_LANE_RECORDS);
    begin(&plan, START, SYNC_LANE_RECORDS);
    sync_plan_end(&plan, SYNC_LANE_STATE, SYNC_OUTCOME_DONE, START + 5 * SECOND, 0);
    begin(&plan, START + 5 * SECOND, SYNC_LANE_STATE);
    sync_plan_end(&plan, SYNC_LANE_STATE, SYNC_OUTCOME_NOTHING_NEW, START + 5 * SECOND, 0);
    assert_false(begins(&plan, START + 5 * SECOND)); /* a server that does not hold a poll */
    begin(&plan, START + 6 * SECOND, SYNC_LANE_STATE);
    sync_plan_end(&plan, SYNC_LANE_STATE, SYNC_OUTCOME_NOTHING_NEW, START + 31 * SECOND, 0);
    begin(&plan, START + 31 * SECOND, SYNC_LANE_STATE); /* and one that did */
}

static void test_sync_plan__what_is_new_meanwhile_is_not_forgotten(void **state)
{
    (void)state;
    struct sync_plan plan = busy();
    sync_plan_wake(&plan, SYNC_LANE_RECORDS);
    assert_false(begins(&plan, START));
    sync_plan_end(&plan, SYNC_LANE_RECORDS, SYNC_OUTCOME_DONE, START, 0);
    begin(&plan, START, SYNC_LANE_RECORDS);
    sync_plan_end(&plan, SYNC_LANE_RECORDS, SYNC_OUTCOME_IDLE, START, 0);
    assert_false(begins(&plan, START + 1000 * SECOND));
}

static void test_sync_plan__backs_off_from_a_second_to_a_minute(void **state)
{
    (void)state;
    static const int64_t waits[] = {1, 2, 4, 8, 16, 32, 60, 60, 60};
    struct sync_plan plan = busy();
    int64_t now_us = START;
    for (size_t i = 0; i < sizeof waits / sizeof waits[0]; i++) {
        sync_plan_end(&plan, SYNC_LANE_RECORDS, SYNC_OUTCOME_FAILED, now_us, 0);
        assert_int_equal(sync_plan_next_us(&plan), now_us + waits[i] * SECOND);
        sync_plan_wake(&plan, SYNC_LANE_RECORDS); /* a tap does not shorten it */
        assert_false(begins(&plan, now_us + waits[i] * SECOND - 1));
        now_us += waits[i] * SECOND;
        begin(&plan, now_us, SYNC_LANE_RECORDS);
    }
    sync_plan_end(&plan, SYNC_LANE_RECORDS, SYNC_OUTCOME_MORE, now_us, 0);
    begin(&plan, now_us, SYNC_LANE_RECORDS);
    sync_plan_end(&plan, SYNC_LANE_RECORDS, SYNC_OUTCOME_FAILED, now_us, 0);
    assert_int_equal(sync_plan_next_us(&plan), now_us + SECOND); /* from the beginning */
}

static void test_sync_plan__chance_takes_up_to_a_quarter_off(void **state)
{
    (void)state;
    static const struct {
        uint16_t chance;
        int64_t wait_us;
    } cases[] = {{0, 1000000}, {32768, 874998}, {65535, 750000}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sync_plan plan = busy();
        sync_plan_end(&plan, SYNC_LANE_STATE, SYNC_OUTCOME_FAILED, START, cases[i].chance);
        assert_in_range(sync_plan_next_us(&plan) - START, (uint64_t)cases[i].wait_us - 5,
                        (uint64_t)cases[i].wait_us + 5);
    }
}

static void test_sync_plan__who_found_nobody_tries_when_another_is_answered(void **state)
{
    (void)state;
    struct sync_plan plan = busy();
    sync_plan_end(&plan, SYNC_LANE_RECORDS, SYNC_OUTCOME_UNREACHABLE, START, 0);
    sync_plan_end(&plan, SYNC_LANE_STATUS, SYNC_OUTCOME_FAILED, START, 0);
    sync_plan_end(&plan, SYNC_LANE_STATE, SYNC_OUTCOME_DONE, START, 0);
    begin(&plan, START, SYNC_LANE_RECORDS);
    begin(&plan, START, SYNC_LANE_STATE);
    assert_false(begins(&plan, START)); /* the status got an answer, which was none */
    begin(&plan, START + SECOND, SYNC_LANE_STATUS);
}

static void test_sync_plan__nothing_to_send_is_no_sign_of_a_server(void **state)
{
    (void)state;
    struct sync_plan plan = busy();
    sync_plan_end(&plan, SYNC_LANE_STATE, SYNC_OUTCOME_UNREACHABLE, START, 0);
    sync_plan_end(&plan, SYNC_LANE_RECORDS, SYNC_OUTCOME_IDLE, START, 0);
    assert_int_equal(sync_plan_next_us(&plan), START + SECOND);
}

static void test_sync_plan__a_revoked_kiosk_asks_once_a_minute(void **state)
{
    (void)state;
    struct sync_plan plan = busy();
    sync_plan_end(&plan, SYNC_LANE_RECORDS, SYNC_OUTCOME_REVOKED, START, 0);
    sync_plan_end(&plan, SYNC_LANE_STATE, SYNC_OUTCOME_REVOKED, START, 0);
    sync_plan_end(&plan, SYNC_LANE_STATUS, SYNC_OUTCOME_REVOKED, START, 0);
    sync_plan_wake(&plan, SYNC_LANE_RECORDS);
    sync_plan_wake(&plan, SYNC_LANE_STATE);
    assert_int_equal(sync_plan_next_us(&plan), START + 60 * SECOND);
    begin(&plan, START + 60 * SECOND, SYNC_LANE_STATUS);
    assert_false(begins(&plan, START + 60 * SECOND));
    sync_plan_end(&plan, SYNC_LANE_STATUS, SYNC_OUTCOME_DONE, START + 61 * SECOND, 0);
    begin(&plan, START + 61 * SECOND, SYNC_LANE_RECORDS);
    begin(&plan, START + 61 * SECOND, SYNC_LANE_STATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sync_plan__all_lanes_begin_at_once_and_wait_for_none),
        cmocka_unit_test(test_sync_plan__each_lane_has_its_own_rhythm),
        cmocka_unit_test(test_sync_plan__what_is_new_meanwhile_is_not_forgotten),
        cmocka_unit_test(test_sync_plan__backs_off_from_a_second_to_a_minute),
        cmocka_unit_test(test_sync_plan__chance_takes_up_to_a_quarter_off),
        cmocka_unit_test(test_sync_plan__who_found_nobody_tries_when_another_is_answered),
        cmocka_unit_test(test_sync_plan__nothing_to_send_is_no_sign_of_a_server),
        cmocka_unit_test(test_sync_plan__a_revoked_kiosk_asks_once_a_minute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
