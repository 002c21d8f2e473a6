/* What must hold whatever the facts are: over random persons from fixed seeds, so that a failure
 * comes again. Each failure names its round. */

#include "cmocka_tests.h"
#include "figures.h"
#include "rules_random.h"
#include "time_away.h"
#include <stdlib.h>
#include <string.h>

#define ROUNDS       400
#define SESSIONS_MAX 4

/* The verdicts of all the days and one on either side. */
struct table {
    struct session_verdict verdicts[RANDOM_DAYS + 2][SESSIONS_MAX];
    size_t counts[RANDOM_DAYS + 2];
};

static struct random_source source_of(uint64_t seed, int round)
{
    return (struct random_source){(seed << 20) + (uint64_t)round * 2654435761u + 1};
}

static int32_t date_of(size_t row)
{
    return rules_random_first_date() - 1 + (int32_t)row;
}

static void judge_row(const struct person_facts *facts, size_t row, struct table *table)
{
    table->counts[row] = work_day_judge(facts, date_of(row), table->verdicts[row], SESSIONS_MAX);
}

static void judge_all(const struct person_facts *facts, struct table *table)
{
    for (size_t row = 0; row < RANDOM_DAYS + 2; row++) {
        judge_row(facts, row, table);
    }
}

static bool same_verdict(const struct session_verdict *a, const struct session_verdict *b)
{
    return a->date == b->date && a->session == b->session && a->status == b->status &&
           a->in == b->in && a->out == b->out && a->late_min == b->late_min &&
           a->early_min == b->early_min && a->leave_min == b->leave_min &&
           a->trip_min == b->trip_min && a->reason.tap_count == b->reason.tap_count;
}

static void check_same(const struct table *a, const struct table *b, int round)
{
    for (size_t row = 0; row < RANDOM_DAYS + 2; row++) {
        assert_int_equal(a->counts[row], b->counts[row]);
        for (size_t i = 0; i < a->counts[row]; i++) {
            if (!same_verdict(&a->verdicts[row][i], &b->verdicts[row][i])) {
                fail_msg("round %d, row %zu, session %zu", round, row, i + 1);
            }
        }
    }
}

/* Which facts arrive first, and in which order equal times and unsorted lists stand, is nothing. */
static void test_rules__any_order_of_arrival_gives_the_same(void **state)
{
    (void)state;
    struct random_person person;
    struct table before;
    struct table after;
    for (int round = 0; round < ROUNDS; round++) {
        struct random_source source = source_of(1, round);
        rules_random_init(&person, &source);
        judge_all(&person.facts, &before);
        struct tap taps[RANDOM_TAPS_MAX];
        size_t count = person.facts.tap_count;
        memcpy(taps, person.taps, sizeof taps);
        person.facts.tap_count = 0;
        for (size_t i = count; i > 0; i--) {
            size_t at = rules_random_below(&source, (uint32_t)i);
            rules_random_add_tap(&person, &taps[at]);
            taps[at] = taps[i - 1];
        }
        for (size_t i = 1; i < person.facts.leave_count; i++) {
            struct time_away leave = person.leaves[i];
            size_t at = rules_random_below(&source, (uint32_t)i + 1);
            person.leaves[i] = person.leaves[at];
            person.leaves[at] = leave;
        }
        struct membership membership = person.memberships[0];
        person.memberships[0] = person.memberships[1];
        person.memberships[1] = membership;
        judge_all(&person.facts, &after);
        check_same(&before, &after, round);
    }
}

/* Re-judges the rows of a span of dates. */
static void rejudge(const struct person_facts *facts, struct date_span span, struct table *table)
{
    for (size_t row = 0; row < RANDOM_DAYS + 2; row++) {
        if (span.first <= date_of(row) && date_of(row) <= span.last) {
            judge_row(facts, row, table);
        }
    }
}

/* A new tap re-judges the dates that work_day_touched_by_taps names and no other. */
static void test_rules__a_tap_touches_only_the_dates_named(void **state)
{
    (void)state;
    struct random_person person;
    struct table kept;
    struct table fresh;
    for (int round = 0; round < ROUNDS; round++) {
        struct random_source source = source_of(2, round);
        rules_random_init(&person, &source);
        judge_all(&person.facts, &kept);
        for (int i = 0; i < 10; i++) {
            struct tap tap = rules_random_tap(&source, &person);
            rules_random_add_tap(&person, &tap);
            int64_t reach_ms = work_tap_reach_ms(&person.facts, tap.at_ms);
            rejudge(&person.facts, work_day_touched_by_taps(&person.policy, tap.at_ms, reach_ms),
                    &kept);
        }
        judge_all(&person.facts, &fresh);
        check_same(&kept, &fresh, round);
    }
}

/* A correction touches the dates of every correction of its month, since it can take the place of
 * any of them in the quota. */
static void test_rules__a_correction_touches_those_of_its_month(void **state)
{
    (void)state;
    struct random_person person;
    struct table kept;
    struct table fresh;
    for (int round = 0; round < ROUNDS; round++) {
        struct random_source source = source_of(3, round);
        rules_random_init(&person, &source);
        judge_all(&person.facts, &kept);
        struct correction correction = {.at_ms = rules_random_tap(&source, &person).at_ms,
                                        .state = APPROVAL_APPROVED};
        correction.decided_ms = correction.at_ms + rules_random_below(&source, 3) * CIVIL_DAY_MS;
        rules_random_add_correction(&person, &correction);
        int32_t month = civil_month_of(civil_date_of(correction.at_ms));
        for (size_t i = 0; i < person.facts.correction_count; i++) {
            int64_t at_ms = person.corrections[i].at_ms;
            if (civil_month_of(civil_date_of(at_ms)) == month) {
                int64_t reach_ms = work_tap_reach_ms(&person.facts, at_ms);
                rejudge(&person.facts, work_day_touched_by_taps(&person.policy, at_ms, reach_ms),
                        &kept);
            }
        }
        judge_all(&person.facts, &fresh);
        check_same(&kept, &fresh, round);
    }
}

static void test_rules__a_leave_touches_only_the_dates_named(void **state)
{
    (void)state;
    struct random_person person;
    struct table kept;
    struct table fresh;
    for (int round = 0; round < ROUNDS; round++) {
        struct random_source source = source_of(4, round);
        rules_random_init(&person, &source);
        judge_all(&person.facts, &kept);
        int64_t from_ms = civil_minute_ms(rules_random_tap(&source, &person).at_ms);
        struct time_away *leave = &person.leaves[person.facts.leave_count++];
        *leave = (struct time_away){
            .from_ms = from_ms,
            .to_ms = from_ms + (1 + rules_random_below(&source, 3000)) * CIVIL_MINUTE_MS,
            .state = APPROVAL_APPROVED,
        };
        rejudge(&person.facts, work_day_touched_by_away(leave->from_ms, leave->to_ms), &kept);
        judge_all(&person.facts, &fresh);
        check_same(&kept, &fresh, round);
    }
}

static void test_rules__a_swapped_day_touches_its_neighbours(void **state)
{
    (void)state;
    struct random_person person;
    struct table kept;
    struct table fresh;
    for (int round = 0; round < ROUNDS; round++) {
        struct random_source source = source_of(5, round);
        rules_random_init(&person, &source);
        judge_all(&person.facts, &kept);
        if (person.calendar.day_count == 0) {
            continue;
        }
        struct calendar_day *day =
            &person.calendar_days[rules_random_below(&source, (uint32_t)person.calendar.day_count)];
        day->counts_as = (int32_t)rules_random_below(&source, 8);
        rejudge(&person.facts, work_day_touched_by_plan(day->date, day->date), &kept);
        judge_all(&person.facts, &fresh);
        check_same(&kept, &fresh, round);
    }
}

static bool stands_alone(const struct random_person *person, int64_t at_ms)
{
    for (size_t i = 0; i < person->facts.tap_count; i++) {
        if (llabs(person->taps[i].at_ms - at_ms) < WORK_TAP_SAME_MS) {
            return false;
        }
    }
    for (size_t i = 0; i < person->facts.correction_count; i++) {
        if (llabs(person->corrections[i].at_ms - at_ms) < WORK_TAP_SAME_MS) {
            return false;
        }
    }
    return true;
}

/* One more tap never turns normal into anything else. A tap within 60 s of another may: it can be
 * the one that is kept, on the other side of a midpoint; such taps are left out here. */
static void test_rules__one_more_tap_leaves_normal_alone(void **state)
{
    (void)state;
    struct random_person person;
    struct table before;
    struct table after;
    for (int round = 0; round < ROUNDS; round++) {
        struct random_source source = source_of(6, round);
        rules_random_init(&person, &source);
        judge_all(&person.facts, &before);
        struct tap tap = rules_random_tap(&source, &person);
        if (!stands_alone(&person, tap.at_ms)) {
            continue;
        }
        rules_random_add_tap(&person, &tap);
        judge_all(&person.facts, &after);
        for (size_t row = 0; row < RANDOM_DAYS + 2; row++) {
            for (size_t i = 0; i < before.counts[row]; i++) {
                if (before.verdicts[row][i].status == SESSION_NORMAL &&
                    after.verdicts[row][i].status != SESSION_NORMAL) {
                    fail_msg("round %d, row %zu, session %zu", round, row, i + 1);
                }
            }
        }
    }
}

/* Only what work_day_span says, cut out of the whole. */
static struct person_facts cut_out(const struct person_facts *facts, int32_t date)
{
    struct person_facts part = *facts;
    int64_t from_ms;
    int64_t to_ms;
    work_day_span(facts->policy, date, &from_ms, &to_ms);
    size_t first = tap_lower_bound(facts->taps, facts->tap_count, from_ms);
    size_t end = tap_lower_bound(facts->taps, facts->tap_count, to_ms);
    int64_t at_ms = from_ms;
    /* A correction may stand between two taps of a chain: twice 60 s reaches past it. */
    while (first > 0 && at_ms - facts->taps[first - 1].at_ms < 2 * WORK_TAP_SAME_MS) {
        at_ms = facts->taps[--first].at_ms;
    }
    part.taps = facts->taps + first;
    part.tap_count = end - first;
    int32_t first_month = civil_month_of(civil_date_of(at_ms));
    int32_t last_month = civil_month_of(civil_date_of(to_ms));
    size_t low = correction_lower_bound(facts->corrections, facts->correction_count,
                                        civil_midnight_ms(civil_month_first(first_month)));
    size_t high = correction_lower_bound(facts->corrections, facts->correction_count,
                                         civil_midnight_ms(civil_month_first(last_month + 1)));
    part.corrections = facts->corrections + low;
    part.correction_count = high - low;
    return part;
}

/* Judging day by day, from the facts of a day, is judging the whole from all facts. */
static void test_rules__day_by_day_is_the_whole(void **state)
{
    (void)state;
    struct random_person person;
    struct table whole;
    struct table parts;
    for (int round = 0; round < ROUNDS; round++) {
        struct random_source source = source_of(7, round);
        rules_random_init(&person, &source);
        struct work_day day = work_day_plan(&person.person, &person.calendar, date_of(0));
        for (size_t row = 0; row < RANDOM_DAYS + 2; row++) {
            whole.counts[row] = day.today.session_count;
            for (size_t i = 0; i < whole.counts[row]; i++) {
                work_day_judge_session(&person.facts, &day, i, &whole.verdicts[row][i]);
            }
            struct person_facts part = cut_out(&person.facts, date_of(row));
            judge_row(&part, row, &parts);
            day = work_day_plan_next(&day, &person.person, &person.calendar);
        }
        check_same(&whole, &parts, round);
    }
}

/* Between now and changes_at_ms nothing changes but by a fact that comes to be. */
static void test_rules__verdicts_stand_until_they_say(void **state)
{
    (void)state;
    struct random_person person;
    struct table now;
    for (int round = 0; round < ROUNDS; round++) {
        struct random_source source = source_of(8, round);
        rules_random_init(&person, &source);
        person.facts.tap_count = 0; /* none to come between */
        person.facts.correction_count = 0;
        person.facts.uncertain_tap_count = 0;
        person.facts.now_ms = rules_random_tap(&source, &person).at_ms;
        judge_all(&person.facts, &now);
        for (size_t row = 0; row < RANDOM_DAYS + 2; row++) {
            for (size_t i = 0; i < now.counts[row]; i++) {
                struct session_verdict later[SESSIONS_MAX];
                int64_t changes_ms = now.verdicts[row][i].reason.changes_at_ms;
                struct person_facts facts = person.facts;
                facts.now_ms = changes_ms == CIVIL_NEVER_MS ? CIVIL_NEVER_MS : changes_ms - 1;
                (void)work_day_judge(&facts, date_of(row), later, SESSIONS_MAX);
                assert_true(same_verdict(&now.verdicts[row][i], &later[i]));
            }
        }
    }
}

/* Each tap is owned by at most one session, the one that work_day_find_session names. */
static void test_rules__windows_do_not_overlap(void **state)
{
    (void)state;
    struct random_person person;
    struct table table;
    for (int round = 0; round < ROUNDS; round++) {
        struct random_source source = source_of(9, round);
        rules_random_init(&person, &source);
        judge_all(&person.facts, &table);
        int64_t last_end_ms = INT64_MIN;
        for (size_t row = 0; row < RANDOM_DAYS + 2; row++) {
            for (size_t i = 0; i < table.counts[row]; i++) {
                const struct session_reason *reason = &table.verdicts[row][i].reason;
                int32_t date;
                size_t index;
                assert_true(reason->window_from_ms >= last_end_ms);
                assert_true(reason->window_from_ms <= reason->start_ms);
                assert_true(reason->window_to_ms >= reason->end_ms);
                last_end_ms = reason->window_to_ms;
                assert_true(work_day_find_session(&person.person, &person.calendar, &person.policy,
                                                  reason->window_to_ms - 1, &date, &index));
                assert_int_equal(date, table.verdicts[row][i].date);
                assert_int_equal(index, i);
            }
        }
    }
}

/* One session's time away, counted minute by minute. */
static void check_minutes(const struct person_facts *facts, const struct session_verdict *verdict)
{
    int leave_min = 0;
    int trip_min = 0;
    int64_t first_ms = -1;
    int64_t last_ms = -1;
    for (int64_t at_ms = verdict->reason.start_ms; at_ms < verdict->reason.end_ms;
         at_ms += CIVIL_MINUTE_MS) {
        bool leave = time_away_holding(facts->leaves, facts->leave_count, at_ms);
        bool trip = time_away_holding(facts->trips, facts->trip_count, at_ms);
        leave_min += leave;
        trip_min += trip && !leave;
        if (!leave && !trip) {
            first_ms = first_ms < 0 ? at_ms : first_ms;
            last_ms = at_ms + CIVIL_MINUTE_MS;
        }
    }
    assert_int_equal(verdict->leave_min, leave_min);
    assert_int_equal(verdict->trip_min, trip_min);
    if (first_ms >= 0) {
        assert_int_equal(verdict->reason.effective_start_ms, first_ms);
        assert_int_equal(verdict->reason.effective_end_ms, last_ms);
    }
}

static void test_rules__time_away_is_a_count_of_minutes(void **state)
{
    (void)state;
    struct random_person person;
    struct table table;
    for (int round = 0; round < ROUNDS / 4; round++) {
        struct random_source source = source_of(10, round);
        rules_random_init(&person, &source);
        judge_all(&person.facts, &table);
        for (size_t row = 0; row < RANDOM_DAYS + 2; row++) {
            for (size_t i = 0; i < table.counts[row]; i++) {
                check_minutes(&person.facts, &table.verdicts[row][i]);
            }
        }
    }
}

/* The sums of units over dates are the sums of persons over dates. */
static void test_rules__unit_sums_are_person_sums(void **state)
{
    (void)state;
    struct random_person person;
    struct figures persons = {0};
    struct figures units[2] = {0};
    for (int round = 0; round < 50; round++) {
        struct random_source source = source_of(11, round);
        rules_random_init(&person, &source);
        for (size_t row = 0; row < RANDOM_DAYS + 2; row++) {
            struct session_verdict verdicts[SESSIONS_MAX];
            struct figures day = {0};
            size_t count = work_day_judge(&person.facts, date_of(row), verdicts, SESSIONS_MAX);
            for (size_t i = 0; i < count; i++) {
                figures_add_session(&day, &verdicts[i]);
            }
            figures_add_corrections(
                &day, correction_count_between(&person.facts, date_of(row), date_of(row)));
            const struct membership *membership = person_membership(&person.person, date_of(row));
            figures_add(&units[strcmp(membership->unit, "u2") == 0], &day);
            figures_add(&persons, &day);
        }
    }
    assert_true(units[0].of[FIGURE_CHECKS_DUE] > 0 && units[1].of[FIGURE_CHECKS_DUE] > 0);
    figures_add(&units[0], &units[1]);
    assert_memory_equal(&units[0], &persons, sizeof persons);
}

/* The random persons are of use only if every verdict comes up among them. */
static void test_rules__random_facts_reach_every_status(void **state)
{
    (void)state;
    struct random_person person;
    struct table table;
    size_t statuses[SESSION_EXCEPTION + 1] = {0};
    size_t by[WINDOW_BY_NEIGHBOUR_DAY + 1] = {0};
    for (int round = 0; round < ROUNDS; round++) {
        struct random_source source = source_of(12, round);
        rules_random_init(&person, &source);
        judge_all(&person.facts, &table);
        for (size_t row = 0; row < RANDOM_DAYS + 2; row++) {
            for (size_t i = 0; i < table.counts[row]; i++) {
                statuses[table.verdicts[row][i].status]++;
                by[table.verdicts[row][i].reason.window_from_by]++;
            }
        }
    }
    for (size_t i = 0; i <= SESSION_EXCEPTION; i++) {
        assert_true(statuses[i] > 20);
    }
    for (size_t i = 0; i <= WINDOW_BY_NEIGHBOUR_DAY; i++) {
        assert_true(by[i] > 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules__any_order_of_arrival_gives_the_same),
        cmocka_unit_test(test_rules__a_tap_touches_only_the_dates_named),
        cmocka_unit_test(test_rules__a_correction_touches_those_of_its_month),
        cmocka_unit_test(test_rules__a_leave_touches_only_the_dates_named),
        cmocka_unit_test(test_rules__a_swapped_day_touches_its_neighbours),
        cmocka_unit_test(test_rules__one_more_tap_leaves_normal_alone),
        cmocka_unit_test(test_rules__day_by_day_is_the_whole),
        cmocka_unit_test(test_rules__verdicts_stand_until_they_say),
        cmocka_unit_test(test_rules__windows_do_not_overlap),
        cmocka_unit_test(test_rules__time_away_is_a_count_of_minutes),
        cmocka_unit_test(test_rules__unit_sums_are_person_sums),
        cmocka_unit_test(test_rules__random_facts_reach_every_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
