#include "figures.h"

#include "cmocka_tests.h"
#include "meeting.h"
#include "work_day.h"
#include <string.h>

/* What one verdict adds, against the figures named; all others must be 0. */
struct wanted {
    enum figure figure;
    int64_t count;
};

static void check(const struct figures *figures, const struct wanted *wanted, size_t count)
{
    struct figures left = *figures;
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(figures->of[wanted[i].figure], wanted[i].count);
        left.of[wanted[i].figure] = 0;
    }
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        if (left.of[i] != 0) {
            fail_msg("%s is %lld", figure_words[i], (long long)left.of[i]);
        }
    }
}

#define CHECK_FIGURES(figures, ...)                                                                \
    do {                                                                                           \
        const struct wanted wanted[] = {__VA_ARGS__};                                              \
        check(figures, wanted, sizeof wanted / sizeof wanted[0]);                                  \
    } while (0)

static struct figures of_session(enum session_status status, enum check in, enum check out,
                                 int late_min, int early_min)
{
    struct figures figures = {0};
    struct session_verdict verdict = {.status = status,
                                      .in = in,
                                      .out = out,
                                      .late_min = late_min,
                                      .early_min = early_min,
                                      .leave_min = 30,
                                      .trip_min = 20};
    figures_add_session(&figures, &verdict);
    assert_int_equal(figures.of[FIGURE_LEAVE_MIN], 30);
    assert_int_equal(figures.of[FIGURE_TRIP_MIN], 20);
    figures.of[FIGURE_LEAVE_MIN] = 0;
    figures.of[FIGURE_TRIP_MIN] = 0;
    return figures;
}

static void test_figures__names_fit_the_table(void **state)
{
    (void)state;
    assert_null(figure_words[FIGURE_COUNT]);
    assert_string_equal(figure_words[FIGURE_CHECKS_DUE], "checks_due");
    assert_string_equal(figure_words[FIGURE_TRIP_MIN], "trip_min");
    assert_string_equal(figure_words[FIGURE_MEETINGS_LEFT_EARLY], "meetings_left_early");
    assert_string_equal(figure_words[FIGURE_VIOLATIONS], "violations");
}

static void test_figures__sessions(void **state)
{
    (void)state;
    struct figures f = of_session(SESSION_EXCEPTION, CHECK_LATE, CHECK_EARLY, 7, 9);
    CHECK_FIGURES(&f, {FIGURE_CHECKS_DUE, 2}, {FIGURE_LATE, 1}, {FIGURE_LATE_MIN, 7},
                  {FIGURE_EARLY, 1}, {FIGURE_EARLY_MIN, 9}, {FIGURE_VIOLATIONS, 2});
    f = of_session(SESSION_EXCEPTION, CHECK_ON_TIME, CHECK_MISSING, 0, 0);
    CHECK_FIGURES(&f, {FIGURE_CHECKS_DUE, 2}, {FIGURE_ON_TIME, 1}, {FIGURE_MISSING, 1},
                  {FIGURE_VIOLATIONS, 1});
    f = of_session(SESSION_NORMAL, CHECK_ON_TIME, CHECK_NONE, 0, 0);
    CHECK_FIGURES(&f, {FIGURE_CHECKS_DUE, 1}, {FIGURE_ON_TIME, 1});
    f = of_session(SESSION_ABSENT, CHECK_MISSING, CHECK_MISSING, 0, 0);
    CHECK_FIGURES(&f, {FIGURE_CHECKS_DUE, 2}, {FIGURE_ABSENT, 1}, {FIGURE_VIOLATIONS, 1});
    f = of_session(SESSION_REVIEW, CHECK_UNCERTAIN, CHECK_ON_TIME, 0, 0);
    CHECK_FIGURES(&f, {FIGURE_CHECKS_DUE, 1}, {FIGURE_ON_TIME, 1}, {FIGURE_REVIEW, 1});
    f = of_session(SESSION_PENDING, CHECK_LATE, CHECK_PENDING, 5, 0);
    CHECK_FIGURES(&f, {FIGURE_CHECKS_DUE, 1}, {FIGURE_LATE, 1}, {FIGURE_LATE_MIN, 5},
                  {FIGURE_VIOLATIONS, 1});
    f = of_session(SESSION_LEAVE, CHECK_NONE, CHECK_NONE, 0, 0);
    CHECK_FIGURES(&f, {FIGURE_LEAVE, 1});
    f = of_session(SESSION_TRIP, CHECK_NONE, CHECK_NONE, 0, 0);
    CHECK_FIGURES(&f, {FIGURE_TRIP, 1});
    f = of_session(SESSION_NONE, CHECK_NONE, CHECK_NONE, 0, 0);
    CHECK_FIGURES(&f, {FIGURE_ABSENT, 0});
}

static struct figures of_result(enum meeting_result result, int late_min, uint32_t flags)
{
    struct figures figures = {0};
    struct attendee_verdict verdict = {.result = result, .late_min = late_min, .flags = flags};
    figures_add_attendee(&figures, &verdict);
    return figures;
}

static void test_figures__meetings(void **state)
{
    (void)state;
    struct figures f = of_result(MEETING_ON_TIME, 0, 0);
    CHECK_FIGURES(&f, {FIGURE_MEETINGS_DUE, 1}, {FIGURE_MEETINGS_ON_TIME, 1});
    f = of_result(MEETING_LATE, 0, MEETING_FLAG_MARKED);
    CHECK_FIGURES(&f, {FIGURE_MEETINGS_DUE, 1}, {FIGURE_MEETINGS_LATE, 1}, {FIGURE_VIOLATIONS, 1});
    f = of_result(MEETING_LATE, 5, MEETING_FLAG_LEFT_EARLY);
    CHECK_FIGURES(&f, {FIGURE_MEETINGS_DUE, 1}, {FIGURE_MEETINGS_LATE, 1},
                  {FIGURE_MEETINGS_LEFT_EARLY, 1}, {FIGURE_VIOLATIONS, 2});
    f = of_result(MEETING_SUBSTITUTED, 0, MEETING_FLAG_MISSING_SIGNOUT);
    CHECK_FIGURES(&f, {FIGURE_MEETINGS_DUE, 1}, {FIGURE_MEETINGS_ON_TIME, 1},
                  {FIGURE_MEETINGS_SUBSTITUTED, 1}, {FIGURE_MEETINGS_LEFT_EARLY, 1},
                  {FIGURE_VIOLATIONS, 1});
    f = of_result(MEETING_SUBSTITUTED, 1, 0);
    CHECK_FIGURES(&f, {FIGURE_MEETINGS_DUE, 1}, {FIGURE_MEETINGS_LATE, 1},
                  {FIGURE_MEETINGS_SUBSTITUTED, 1}, {FIGURE_VIOLATIONS, 1});
    f = of_result(MEETING_UNAPPROVED_SUBSTITUTE, 0, 0);
    CHECK_FIGURES(&f, {FIGURE_MEETINGS_DUE, 1}, {FIGURE_MEETINGS_UNAPPROVED_SUBSTITUTE, 1},
                  {FIGURE_VIOLATIONS, 1});
    f = of_result(MEETING_LEAVE_LATE, 0, 0);
    CHECK_FIGURES(&f, {FIGURE_MEETINGS_DUE, 1}, {FIGURE_MEETINGS_LEAVE_LATE, 1},
                  {FIGURE_VIOLATIONS, 1});
    f = of_result(MEETING_ABSENT, 0, 0);
    CHECK_FIGURES(&f, {FIGURE_MEETINGS_DUE, 1}, {FIGURE_MEETINGS_ABSENT, 1},
                  {FIGURE_VIOLATIONS, 1});
    f = of_result(MEETING_LEAVE, 0, 0);
    CHECK_FIGURES(&f, {FIGURE_MEETINGS_LEAVE, 1});
    f = of_result(MEETING_REVIEW, 0, 0);
    CHECK_FIGURES(&f, {FIGURE_REVIEW, 1});
    f = of_result(MEETING_NONE, 0, 0);
    CHECK_FIGURES(&f, {FIGURE_MEETINGS_DUE, 0});
    f = of_result(MEETING_PENDING, 0, 0);
    CHECK_FIGURES(&f, {FIGURE_MEETINGS_DUE, 0});
}

static void test_figures__what_is_added_can_be_taken_away(void **state)
{
    (void)state;
    struct figures sum = {0};
    struct figures late = of_session(SESSION_EXCEPTION, CHECK_LATE, CHECK_EARLY, 7, 9);
    struct figures absent = of_session(SESSION_ABSENT, CHECK_MISSING, CHECK_MISSING, 0, 0);
    figures_add_corrections(&late, 2);
    figures_add(&sum, &late);
    figures_add(&sum, &absent);
    assert_int_equal(sum.of[FIGURE_VIOLATIONS], 3);
    assert_int_equal(sum.of[FIGURE_CORRECTIONS], 2);
    figures_subtract(&sum, &late);
    assert_memory_equal(&sum, &absent, sizeof sum);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures__names_fit_the_table),
        cmocka_unit_test(test_figures__sessions),
        cmocka_unit_test(test_figures__meetings),
        cmocka_unit_test(test_figures__what_is_added_can_be_taken_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
