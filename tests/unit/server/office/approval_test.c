#include "approval.h"

#include "civil.h"
#include "cmocka_tests.h"

static int32_t halves(const char *from, const char *to)
{
    int64_t from_ms = 0, to_ms = 0;
    assert_true(civil_time_parse(from, &from_ms) && civil_time_parse(to, &to_ms));
    return approval_half_days(from_ms, to_ms);
}

static void test_approval__length_counts_mornings_and_afternoons(void **state)
{
    (void)state;
    assert_int_equal(halves("2026-03-02T08:30:00", "2026-03-02T12:00:00"), 1);
    assert_int_equal(halves("2026-03-02T08:30:00", "2026-03-02T13:00:00"), 1);
    assert_int_equal(halves("2026-03-02T12:00:00", "2026-03-02T17:30:00"), 1);
    assert_int_equal(halves("2026-03-02T08:30:00", "2026-03-02T17:30:00"), 2);
    assert_int_equal(halves("2026-03-02T00:00:00", "2026-03-03T00:00:00"), 2);
    assert_int_equal(halves("2026-03-02T14:00:00", "2026-03-03T12:00:00"), 2);
    assert_int_equal(halves("2026-03-02T00:00:00", "2026-03-07T00:00:00"), 10);
}

static void test_approval__words_are_ranks(void **state)
{
    (void)state;
    assert_int_equal(rank_of_word("head"), RANK_HEAD);
    assert_int_equal(rank_of_word("staff"), RANK_STAFF);
    assert_int_equal(rank_of_word(""), RANK_STAFF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_approval__length_counts_mornings_and_afternoons),
        cmocka_unit_test(test_approval__words_are_ranks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
