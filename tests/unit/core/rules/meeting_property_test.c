/* What must hold for meetings whatever the facts are: a morning of three meetings that overlap, six
 * people who come, send others, ask for leave or do nothing; from fixed seeds. */

#include "cmocka_tests.h"
#include "meeting.h"
#include "rules_random.h"
#include <string.h>

#define ROUNDS   1500
#define PEOPLE   6
#define MEETINGS 3
#define TAPS     24
#define OTHERS   10

static const char *const staff_ids[PEOPLE] = {"s1", "s2", "s3", "s4", "s5", "s6"};
static const char *const meeting_ids[MEETINGS] = {"m1", "m2", "m3"};
static const char *const kiosk_ids[2] = {"r1", "r2"};

struct morning {
    struct policy policy;
    int64_t now_ms;
    struct person people[PEOPLE];
    struct person_facts facts[PEOPLE];
    struct tap taps[PEOPLE][TAPS];
    struct tap uncertain[PEOPLE][OTHERS];
    struct time_away leaves[PEOPLE][1];
    struct attendee attendees[MEETINGS][PEOPLE];
    struct meeting meetings[MEETINGS];
    const struct meeting *all[MEETINGS];
    struct tap substitute_taps[MEETINGS][PEOPLE * TAPS];
    struct tap uncertain_substitute_taps[MEETINGS][PEOPLE * OTHERS];
    struct substitute_request requests[MEETINGS][OTHERS];
    struct meeting_leave meeting_leaves[MEETINGS][OTHERS];
    struct meeting_mark marks[MEETINGS][OTHERS];
    struct meeting_facts meeting_facts[MEETINGS];
};

struct results {
    struct attendee_verdict verdicts[MEETINGS][PEOPLE];
    bool invited[MEETINGS][PEOPLE];
};

static int64_t moment(struct random_source *source)
{
    /* whole quarters of a minute from 08:00 to 13:00, so that equal times are common */
    return civil_midnight_ms(rules_random_first_date()) + 480 * CIVIL_MINUTE_MS +
           rules_random_below(source, 1200) * 15 * CIVIL_SECOND_MS;
}

static void fill_policy(struct random_source *source, struct morning *m)
{
    policy_init(&m->policy);
    m->policy.meeting.late_grace_min = (int32_t)rules_random_below(source, 2) * 5;
    m->policy.meeting.leave_deadline_min = (int32_t)rules_random_below(source, 2) * 30;
    m->policy.meeting.signout = rules_random_below(source, 2) ? SIGNOUT_REQUIRED : SIGNOUT_NONE;
    m->policy.max_principals_per_substitute = (int32_t)rules_random_below(source, 3);
    m->policy.marked_counts_as = (enum marked_as)rules_random_below(source, 2);
    m->now_ms = rules_random_below(source, 2) ? CIVIL_NEVER_MS : moment(source);
}

static void fill_meeting(struct random_source *source, struct morning *m, size_t number)
{
    struct meeting *meeting = &m->meetings[number];
    size_t count = 0;
    for (size_t i = 0; i < PEOPLE; i++) {
        if (rules_random_below(source, 3) > 0) {
            m->attendees[number][count++] =
                (struct attendee){.staff = staff_ids[i],
                                  .role = (enum attendee_role)(rules_random_below(source, 3) == 0),
                                  .active_from = m->people[i].active_from,
                                  .active_to = m->people[i].active_to,
                                  .invited_late = rules_random_below(source, 4) == 0};
        }
    }
    int64_t start_ms = civil_midnight_ms(rules_random_first_date()) + 540 * CIVIL_MINUTE_MS +
                       rules_random_below(source, 9) * 10 * CIVIL_MINUTE_MS;
    *meeting = (struct meeting){
        .id = meeting_ids[number],
        .start_ms = start_ms,
        .end_ms = start_ms + (30 + rules_random_below(source, 60)) * CIVIL_MINUTE_MS,
        .kiosks = kiosk_ids,
        .kiosk_count = rules_random_below(source, 3),
        .attendees = m->attendees[number],
        .attendee_count = count,
        .own = policy_no_terms(),
        .cancelled = rules_random_below(source, 8) == 0,
    };
    m->all[number] = meeting;
}

static struct tap morning_tap(struct random_source *source, size_t person)
{
    struct tap tap = {.staff = staff_ids[person], .at_ms = moment(source)};
    tap.kiosk = kiosk_ids[rules_random_below(source, 2)];
    if (rules_random_below(source, 2)) {
        tap.meeting = meeting_ids[rules_random_below(source, MEETINGS)];
        if (rules_random_below(source, 2)) {
            tap.substitute_for = staff_ids[rules_random_below(source, PEOPLE)];
        }
    }
    tap.not_before_ms = tap.at_ms;
    tap.not_after_ms = tap.at_ms + rules_random_below(source, 30) * CIVIL_MINUTE_MS;
    return tap;
}

/* Keeps an array sorted by time; among equal times the new one comes first or last by chance. */
static void insert_tap(struct random_source *source, struct tap *taps, size_t *count,
                       const struct tap *tap)
{
    size_t place =
        tap_lower_bound(taps, *count, tap->at_ms + (int64_t)rules_random_below(source, 2));
    memmove(&taps[place + 1], &taps[place], (*count - place) * sizeof *tap);
    taps[place] = *tap;
    (*count)++;
}

static void add_tap(struct random_source *source, struct morning *m, size_t person,
                    const struct tap *tap)
{
    insert_tap(source, m->taps[person], &m->facts[person].tap_count, tap);
    for (size_t i = 0; i < MEETINGS && tap->substitute_for; i++) {
        if (strcmp(tap->meeting, meeting_ids[i]) == 0) {
            insert_tap(source, m->substitute_taps[i], &m->meeting_facts[i].substitute_tap_count,
                       tap);
        }
    }
}

static void fill_person(struct random_source *source, struct morning *m, size_t number)
{
    m->people[number] = (struct person){
        .staff = staff_ids[number],
        .active_from = CIVIL_DATE_FIRST,
        .active_to =
            rules_random_below(source, 8) ? CIVIL_DATE_LAST : rules_random_first_date() - 1,
    };
    int64_t from_ms = civil_minute_ms(moment(source));
    m->leaves[number][0] =
        (struct time_away){NULL, from_ms, from_ms + CIVIL_MINUTE_MS * 30, APPROVAL_APPROVED};
    m->facts[number] = (struct person_facts){
        .person = &m->people[number],
        .policy = &m->policy,
        .now_ms = m->now_ms,
        .taps = m->taps[number],
        .uncertain_taps = m->uncertain[number],
        .leaves = m->leaves[number],
        .leave_count = rules_random_below(source, 2),
    };
}

static void fill_requests(struct random_source *source, struct morning *m, size_t number)
{
    struct meeting_facts *facts = &m->meeting_facts[number];
    *facts = (struct meeting_facts){
        .meeting = &m->meetings[number],
        .policy = &m->policy,
        .now_ms = m->now_ms,
        .requests = m->requests[number],
        .request_count = rules_random_below(source, OTHERS),
        .leaves = m->meeting_leaves[number],
        .leave_count = rules_random_below(source, 4),
        .marks = m->marks[number],
        .mark_count = rules_random_below(source, 2),
        .substitute_taps = m->substitute_taps[number],
        .uncertain_substitute_taps = m->uncertain_substitute_taps[number],
    };
    for (size_t i = 0; i < OTHERS; i++) {
        int64_t at_ms = moment(source) - 60 * CIVIL_MINUTE_MS;
        const char *who = staff_ids[rules_random_below(source, PEOPLE)];
        const char *other = staff_ids[rules_random_below(source, PEOPLE)];
        enum approval approval =
            rules_random_below(source, 4) ? APPROVAL_APPROVED : APPROVAL_REJECTED;
        m->requests[number][i] = (struct substitute_request){NULL, who, other, at_ms, approval};
        m->meeting_leaves[number][i] = (struct meeting_leave){NULL, who, at_ms, approval};
        m->marks[number][i] = (struct meeting_mark){NULL, other, at_ms};
    }
}

static void fill_uncertain(struct random_source *source, struct morning *m, size_t person)
{
    for (uint32_t i = rules_random_below(source, 2); i > 0; i--) {
        struct tap tap = morning_tap(source, person);
        m->uncertain[person][m->facts[person].uncertain_tap_count++] = tap;
        for (size_t k = 0; k < MEETINGS && tap.substitute_for; k++) {
            struct meeting_facts *facts = &m->meeting_facts[k];
            if (strcmp(tap.meeting, meeting_ids[k]) == 0) {
                m->uncertain_substitute_taps[k][facts->uncertain_substitute_tap_count++] = tap;
            }
        }
    }
}

/* Some of those who come for another have asked for it. */
static void ask_for(struct random_source *source, struct morning *m, const struct tap *tap)
{
    for (size_t k = 0; k < MEETINGS && tap->substitute_for; k++) {
        struct substitute_request *request = &m->requests[k][rules_random_below(source, 3)];
        if (strcmp(tap->meeting, meeting_ids[k]) == 0) {
            request->principal = tap->substitute_for;
            request->substitute = tap->staff;
        }
    }
}

static void morning_init(struct random_source *source, struct morning *m)
{
    memset(m, 0, sizeof *m);
    fill_policy(source, m);
    for (size_t i = 0; i < PEOPLE; i++) {
        fill_person(source, m, i);
    }
    for (size_t i = 0; i < MEETINGS; i++) {
        fill_meeting(source, m, i);
        fill_requests(source, m, i);
    }
    for (size_t i = 0; i < PEOPLE; i++) {
        for (uint32_t taps = rules_random_below(source, 8); taps > 0; taps--) {
            struct tap tap = morning_tap(source, i);
            add_tap(source, m, i, &tap);
            ask_for(source, m, &tap);
        }
        fill_uncertain(source, m, i);
    }
}

static void judge_all(const struct morning *m, struct results *results)
{
    struct substitute_sign_in sign_ins[PEOPLE * TAPS];
    for (size_t k = 0; k < MEETINGS; k++) {
        size_t count = meeting_find_substitutes(&m->meeting_facts[k], sign_ins);
        for (size_t i = 0; i < PEOPLE; i++) {
            results->invited[k][i] =
                meeting_judge(&m->meeting_facts[k], sign_ins, count, &m->facts[i], m->all, MEETINGS,
                              &results->verdicts[k][i]);
        }
    }
}

static void check_same(const struct results *a, const struct results *b, int round)
{
    for (size_t k = 0; k < MEETINGS; k++) {
        for (size_t i = 0; i < PEOPLE; i++) {
            const struct attendee_verdict *x = &a->verdicts[k][i];
            const struct attendee_verdict *y = &b->verdicts[k][i];
            assert_int_equal(a->invited[k][i], b->invited[k][i]);
            if (a->invited[k][i] && (x->result != y->result || x->late_min != y->late_min ||
                                     x->early_min != y->early_min || x->flags != y->flags)) {
                fail_msg("round %d, meeting %zu, person %zu", round, k + 1, i + 1);
            }
        }
    }
}

static struct random_source source_of(uint64_t seed, int round)
{
    return (struct random_source){(seed << 24) + (uint64_t)round * 2654435761u + 1};
}

/* The facts arrive again, the last first. */
static void rearrange(struct random_source *source, struct morning *m)
{
    for (size_t k = 0; k < MEETINGS; k++) {
        m->meeting_facts[k].substitute_tap_count = 0;
        for (size_t i = 0; i < m->meeting_facts[k].request_count / 2; i++) {
            struct substitute_request first = m->requests[k][i];
            size_t other = m->meeting_facts[k].request_count - 1 - i;
            m->requests[k][i] = m->requests[k][other];
            m->requests[k][other] = first;
        }
        const struct meeting *meeting = m->all[k];
        size_t other = rules_random_below(source, MEETINGS);
        m->all[k] = m->all[other];
        m->all[other] = meeting;
    }
    for (size_t i = PEOPLE; i > 0; i--) {
        struct tap taps[TAPS];
        size_t count = m->facts[i - 1].tap_count;
        memcpy(taps, m->taps[i - 1], sizeof taps);
        m->facts[i - 1].tap_count = 0;
        for (size_t tap = count; tap > 0; tap--) {
            add_tap(source, m, i - 1, &taps[tap - 1]);
        }
    }
}

static void test_meetings__any_order_of_arrival_gives_the_same(void **state)
{
    (void)state;
    struct morning m;
    struct results before;
    struct results after;
    for (int round = 0; round < ROUNDS; round++) {
        struct random_source source = source_of(1, round);
        morning_init(&source, &m);
        judge_all(&m, &before);
        rearrange(&source, &m);
        judge_all(&m, &after);
        check_same(&before, &after, round);
    }
}

/* Whoever is on time stays so with one more tap, whosesoever it is. */
static void test_meetings__one_more_tap_leaves_on_time_alone(void **state)
{
    (void)state;
    struct morning m;
    struct results before;
    struct results after;
    for (int round = 0; round < ROUNDS; round++) {
        struct random_source source = source_of(2, round);
        morning_init(&source, &m);
        judge_all(&m, &before);
        size_t person = rules_random_below(&source, PEOPLE);
        struct tap tap = morning_tap(&source, person);
        add_tap(&source, &m, person, &tap);
        judge_all(&m, &after);
        for (size_t k = 0; k < MEETINGS; k++) {
            for (size_t i = 0; i < PEOPLE; i++) {
                const struct attendee_verdict *was = &before.verdicts[k][i];
                if (before.invited[k][i] && was->result == MEETING_ON_TIME &&
                    !(was->flags & MEETING_FLAG_MARKED)) {
                    assert_int_equal(after.verdicts[k][i].result, MEETING_ON_TIME);
                }
            }
        }
    }
}

/* No more than the limit of one substitute's principals are approved, and each result that names a
 * substitute has one. */
static void test_meetings__substitutes_keep_to_their_limit(void **state)
{
    (void)state;
    struct morning m;
    struct results results;
    size_t substituted = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct random_source source = source_of(3, round);
        morning_init(&source, &m);
        judge_all(&m, &results);
        for (size_t k = 0; k < MEETINGS; k++) {
            struct substitute_sign_in sign_ins[PEOPLE * TAPS];
            int32_t approved[PEOPLE] = {0};
            size_t count = meeting_find_substitutes(&m.meeting_facts[k], sign_ins);
            for (size_t i = 0; i < count; i++) {
                size_t who = (size_t)(sign_ins[i].tap->staff[1] - '1');
                approved[who] += sign_ins[i].standing == SUBSTITUTE_APPROVED;
                assert_true(approved[who] <= m.policy.max_principals_per_substitute);
                substituted += sign_ins[i].standing == SUBSTITUTE_APPROVED;
            }
        }
    }
    assert_true(substituted > 20);
}

/* A nameless tap counts for one meeting, or makes a walk-in of one, never both. */
static void test_meetings__a_nameless_tap_serves_once(void **state)
{
    (void)state;
    struct morning m;
    size_t counted = 0;
    size_t walked_in = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct random_source source = source_of(4, round);
        morning_init(&source, &m);
        for (size_t i = 0; i < PEOPLE; i++) {
            struct tap tap = morning_tap(&source, i);
            const struct meeting *own =
                meeting_of_tap(&tap, staff_ids[i], &m.policy, m.all, MEETINGS);
            const struct meeting *other =
                meeting_walk_in_of_tap(&tap, &m.people[i], &m.policy, m.all, MEETINGS);
            assert_false(own && other);
            counted += own != NULL;
            walked_in += other != NULL;
            assert_false(other && meeting_find_attendee(other, staff_ids[i]));
        }
    }
    assert_true(counted > 100 && walked_in > 100);
}

static void test_meetings__random_facts_reach_every_result(void **state)
{
    (void)state;
    struct morning m;
    struct results results;
    size_t seen[MEETING_REVIEW + 1] = {0};
    uint32_t flags = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct random_source source = source_of(5, round);
        morning_init(&source, &m);
        judge_all(&m, &results);
        for (size_t k = 0; k < MEETINGS; k++) {
            for (size_t i = 0; i < PEOPLE; i++) {
                if (results.invited[k][i]) {
                    seen[results.verdicts[k][i].result]++;
                    flags |= results.verdicts[k][i].flags;
                }
            }
        }
    }
    for (size_t i = 0; i <= MEETING_REVIEW; i++) {
        assert_true(seen[i] > 20);
    }
    assert_int_equal(flags, MEETING_FLAG_MARKED | MEETING_FLAG_MISSING_SIGNOUT |
                                MEETING_FLAG_LEFT_EARLY | MEETING_FLAG_INVITED_LATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_meetings__any_order_of_arrival_gives_the_same),
        cmocka_unit_test(test_meetings__one_more_tap_leaves_on_time_alone),
        cmocka_unit_test(test_meetings__substitutes_keep_to_their_limit),
        cmocka_unit_test(test_meetings__a_nameless_tap_serves_once),
        cmocka_unit_test(test_meetings__random_facts_reach_every_result),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
