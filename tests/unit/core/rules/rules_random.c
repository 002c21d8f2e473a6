#include "rules_random.h"

#include "check.h"
#include <string.h>

/* xorshift64*: small, and the same everywhere. */
uint32_t rules_random_below(struct random_source *source, uint32_t below)
{
    source->state ^= source->state >> 12;
    source->state ^= source->state << 25;
    source->state ^= source->state >> 27;
    return (uint32_t)((source->state * UINT64_C(2685821657736338717)) >> 33) % below;
}

int32_t rules_random_first_date(void)
{
    return civil_date_make(2026, 3, 20);
}

static int32_t pick(struct random_source *source, const int32_t *choices, size_t count)
{
    return choices[rules_random_below(source, (uint32_t)count)];
}

static void fill_policy(struct random_source *source, struct policy *policy)
{
    static const int32_t limits[] = {POLICY_UNSET, 2, 30, 60, 120};
    static const int32_t quotas[] = {POLICY_UNSET, 0, 1, 2};
    policy_init(policy);
    policy->late_grace_min = (int32_t)rules_random_below(source, 3) * 5;
    policy->early_grace_min = (int32_t)rules_random_below(source, 3) * 5;
    policy->late_as_absent_min = pick(source, limits, 5);
    policy->early_as_absent_min = pick(source, limits, 5);
    policy->max_corrections_per_month = pick(source, quotas, 4);
    policy->in_from_min = (int32_t)rules_random_below(source, 361);
    policy->out_until_min = (int32_t)rules_random_below(source, 361);
}

/* One to three sessions in order; the last may end on the next morning, but before 04:00, when the
 * earliest of the next day begins. */
static size_t fill_sessions(struct random_source *source, struct schedule_session *sessions)
{
    size_t count = 1 + rules_random_below(source, 3);
    int32_t at_min = 240 + (int32_t)rules_random_below(source, 300);
    for (size_t i = 0; i < count; i++) {
        int32_t length_min = 30 + (int32_t)rules_random_below(source, 300);
        sessions[i] = (struct schedule_session){
            .start_min = at_min,
            .end_min = at_min + length_min,
            .in_required = rules_random_below(source, 5) > 0,
            .out_required = rules_random_below(source, 5) > 0,
        };
        at_min += length_min + (int32_t)rules_random_below(source, 91);
    }
    if (rules_random_below(source, 4) == 0) {
        int32_t start_min = sessions[count - 1].start_min;
        sessions[count - 1].end_min =
            (start_min < 1200 ? 1200 : start_min + 1) + (int32_t)rules_random_below(source, 400);
    }
    return count;
}

static void fill_schedules(struct random_source *source, struct random_person *p)
{
    static const uint8_t weekdays[] = {0x3e, 0xc0, 0x6a, 0x94};
    for (size_t i = 0; i < 4; i++) {
        p->versions[i] = (struct schedule_version){
            .from = rules_random_first_date() - 2 + (int32_t)rules_random_below(source, 3),
            .to = rules_random_first_date() + RANDOM_DAYS - (int32_t)rules_random_below(source, 5),
            .weekdays = weekdays[i],
            .sessions = p->sessions[i],
            .session_count = fill_sessions(source, p->sessions[i]),
        };
    }
    p->schedules[0] = (struct schedule){"c1", &p->versions[0], 2};
    p->schedules[1] = (struct schedule){"c2", &p->versions[2], 2};
}

static void fill_person(struct random_source *source, struct random_person *p)
{
    int32_t first = rules_random_first_date();
    for (size_t unit = 0; unit < 2; unit++) {
        for (size_t i = 0; i < 2; i++) {
            int32_t from = first - 5 + (int32_t)(i * 8 + rules_random_below(source, 8));
            int32_t to = rules_random_below(source, 2) ? CIVIL_DATE_LAST : from + 6;
            p->unit_assignments[unit][i] =
                (struct schedule_assignment){&p->schedules[(i + unit) % 2], from, to};
        }
        p->memberships[unit] = (struct membership){
            unit ? "u2" : "u1",
            unit ? first + (int32_t)rules_random_below(source, 20) : CIVIL_DATE_FIRST,
            p->unit_assignments[unit], 2};
    }
    int32_t own_from = first + (int32_t)rules_random_below(source, 20);
    p->own_assignments[0] =
        (struct schedule_assignment){&p->schedules[rules_random_below(source, 2)], own_from,
                                     own_from + (int32_t)rules_random_below(source, 4)};
    p->person = (struct person){
        .staff = "s1",
        .active_from = rules_random_below(source, 3) ? CIVIL_DATE_FIRST : first + 2,
        .active_to = rules_random_below(source, 3) ? CIVIL_DATE_LAST : first + RANDOM_DAYS - 3,
        .memberships = p->memberships,
        .membership_count = 2,
        .assignments = p->own_assignments,
        .assignment_count = rules_random_below(source, 2),
    };
}

static void fill_calendar(struct random_source *source, struct random_person *p)
{
    int32_t date = rules_random_first_date();
    for (size_t i = 0; i < 4; i++) {
        date += 1 + (int32_t)rules_random_below(source, 5);
        p->calendar_days[i] = (struct calendar_day){date, (int32_t)rules_random_below(source, 8)};
    }
    p->calendar = (struct calendar){p->calendar_days, rules_random_below(source, 5)};
}

/* A moment of the days: near a session's edge, or anywhere. */
static int64_t random_moment(struct random_source *source, const struct random_person *p)
{
    int32_t date = rules_random_first_date() + (int32_t)rules_random_below(source, RANDOM_DAYS);
    struct day_plan plan = schedule_plan_day(&p->person, &p->calendar, date);
    int64_t at_ms = civil_midnight_ms(date);
    if (plan.session_count == 0 || rules_random_below(source, 4) == 0) {
        return at_ms + rules_random_below(source, (uint32_t)CIVIL_DAY_MS);
    }
    const struct schedule_session *session =
        &plan.sessions[rules_random_below(source, (uint32_t)plan.session_count)];
    int32_t edge_min = rules_random_below(source, 2) ? session->start_min : session->end_min;
    return at_ms + edge_min * CIVIL_MINUTE_MS +
           ((int64_t)rules_random_below(source, 3600) - 1800) * CIVIL_SECOND_MS;
}

struct tap rules_random_tap(struct random_source *source, const struct random_person *person)
{
    struct tap tap = {.id = "t", .staff = "s1", .kiosk = "g1"};
    tap.at_ms = random_moment(source, person);
    if (person->facts.tap_count > 0 && rules_random_below(source, 4) == 0) {
        size_t near = rules_random_below(source, (uint32_t)person->facts.tap_count);
        tap.at_ms = person->taps[near].at_ms + rules_random_below(source, 121) * CIVIL_SECOND_MS;
    }
    return tap;
}

void rules_random_add_tap(struct random_person *person, const struct tap *tap)
{
    size_t count = person->facts.tap_count++;
    CHECK(count < RANDOM_TAPS_MAX);
    size_t place = tap_lower_bound(person->taps, count, tap->at_ms);
    memmove(&person->taps[place + 1], &person->taps[place], (count - place) * sizeof *tap);
    person->taps[place] = *tap;
}

void rules_random_add_correction(struct random_person *person, const struct correction *correction)
{
    size_t count = person->facts.correction_count++;
    CHECK(count < RANDOM_OTHERS_MAX);
    size_t place = correction_lower_bound(person->corrections, count, correction->at_ms);
    memmove(&person->corrections[place + 1], &person->corrections[place],
            (count - place) * sizeof *correction);
    person->corrections[place] = *correction;
}

static void fill_away(struct random_source *source, const struct random_person *p,
                      struct time_away *list, size_t *count)
{
    *count = rules_random_below(source, 8);
    for (size_t i = 0; i < *count; i++) {
        int64_t from_ms = civil_minute_ms(random_moment(source, p));
        list[i] = (struct time_away){
            .from_ms = from_ms,
            .to_ms = from_ms + (1 + rules_random_below(source, 900)) * CIVIL_MINUTE_MS,
            .state = rules_random_below(source, 4) ? APPROVAL_APPROVED : APPROVAL_REJECTED,
        };
    }
}

static void fill_facts(struct random_source *source, struct random_person *p)
{
    size_t taps = rules_random_below(source, 120);
    size_t corrections = rules_random_below(source, 8);
    for (size_t i = 0; i < taps; i++) {
        struct tap tap = rules_random_tap(source, p);
        rules_random_add_tap(p, &tap);
    }
    for (size_t i = 0; i < corrections; i++) {
        struct correction correction = {
            .at_ms = random_moment(source, p),
            .state = rules_random_below(source, 4) ? APPROVAL_APPROVED : APPROVAL_PENDING,
        };
        correction.decided_ms = correction.at_ms + rules_random_below(source, 5) * CIVIL_DAY_MS;
        rules_random_add_correction(p, &correction);
    }
    p->facts.uncertain_tap_count = rules_random_below(source, 5);
    for (size_t i = 0; i < p->facts.uncertain_tap_count; i++) {
        struct tap tap = rules_random_tap(source, p);
        tap.not_before_ms = tap.at_ms;
        tap.not_after_ms = tap.at_ms + rules_random_below(source, 14400000);
        p->uncertain_taps[i] = tap;
    }
    fill_away(source, p, p->leaves, &p->facts.leave_count);
    fill_away(source, p, p->trips, &p->facts.trip_count);
}

void rules_random_init(struct random_person *person, struct random_source *source)
{
    memset(person, 0, sizeof *person);
    fill_policy(source, &person->policy);
    fill_schedules(source, person);
    fill_person(source, person);
    fill_calendar(source, person);
    person->facts = (struct person_facts){
        .person = &person->person,
        .calendar = &person->calendar,
        .policy = &person->policy,
        .now_ms = CIVIL_NEVER_MS,
        .taps = person->taps,
        .uncertain_taps = person->uncertain_taps,
        .corrections = person->corrections,
        .leaves = person->leaves,
        .trips = person->trips,
    };
    fill_facts(source, person);
    if (rules_random_below(source, 3) == 0) {
        person->facts.now_ms = random_moment(source, person);
    }
}
