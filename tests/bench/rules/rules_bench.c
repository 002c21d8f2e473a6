/* How quick judging is on one core, and that it takes nothing from the heap: 500 people, four taps
 * a day over a year, each person-day judged from the person's whole year of facts. The floor is one
 * pass over the same taps that does no more than find each day's first and last. Prints lines of
 * key=value; nothing is asserted, for machines differ. */

#include "check.h"
#include "cleanup.h"
#include "clock.h"
#include "figures.h"
#include "work_day.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define PEOPLE       500
#define TAPS_A_DAY   4
#define DAYS         365
#define TAPS_A_YEAR  (DAYS * TAPS_A_DAY)
#define LEAVES       8
#define CORRECTIONS  12
#define SESSIONS_MAX 2

static uint64_t heap_calls; /* counted by the wrappers below, which the linker puts in between */

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);

void *__wrap_malloc(size_t size)
{
    heap_calls++;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    heap_calls++;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    heap_calls++;
    return __real_realloc(memory, size);
}

struct employee {
    struct person person;
    struct tap taps[TAPS_A_YEAR];
    struct time_away leaves[LEAVES];
    struct correction corrections[CORRECTIONS];
    struct person_facts facts;
};

static const struct schedule_session sessions[SESSIONS_MAX] = {{510, 720, true, true},
                                                               {810, 1050, true, true}};

/* Minutes that move from person to person and day to day, without a generator of random numbers. */
static int64_t wobble_ms(size_t person, int day, int tap)
{
    return (int64_t)((person * 7919 + (size_t)day * 104729 + (size_t)tap * 1299709) % 1200) *
           CIVIL_SECOND_MS;
}

static void fill_employee(struct employee *employee, size_t number, int32_t first,
                          const struct policy *policy, const struct membership *membership)
{
    static const int64_t around_min[TAPS_A_DAY] = {500, 715, 800, 1045};
    for (int day = 0; day < DAYS; day++) {
        for (int i = 0; i < TAPS_A_DAY; i++) {
            employee->taps[day * TAPS_A_DAY + i] = (struct tap){
                .staff = "s",
                .kiosk = "g1",
                .at_ms = civil_midnight_ms(first + day) + around_min[i] * CIVIL_MINUTE_MS +
                         wobble_ms(number, day, i),
            };
        }
    }
    for (int i = 0; i < LEAVES; i++) {
        int64_t from_ms = civil_midnight_ms(first + 40 * i) + 540 * CIVIL_MINUTE_MS;
        employee->leaves[i] =
            (struct time_away){NULL, from_ms, from_ms + CIVIL_DAY_MS, APPROVAL_APPROVED};
    }
    for (int i = 0; i < CORRECTIONS; i++) {
        int64_t at_ms = civil_midnight_ms(first + 30 * i) + 509 * CIVIL_MINUTE_MS;
        employee->corrections[i] =
            (struct correction){NULL, at_ms, at_ms + CIVIL_DAY_MS, APPROVAL_APPROVED};
    }
    employee->person = (struct person){.staff = "s",
                                       .active_from = CIVIL_DATE_FIRST,
                                       .active_to = CIVIL_DATE_LAST,
                                       .memberships = membership,
                                       .membership_count = 1};
    employee->facts = (struct person_facts){
        .person = &employee->person,
        .policy = policy,
        .now_ms = CIVIL_NEVER_MS,
        .taps = employee->taps,
        .tap_count = TAPS_A_YEAR,
        .leaves = employee->leaves,
        .leave_count = LEAVES,
        .corrections = employee->corrections,
        .correction_count = CORRECTIONS,
    };
}

/* One pass over all taps: the least that anybody could do. */
static int64_t floor_pass(const struct employee *people)
{
    int64_t sum = 0;
    for (size_t i = 0; i < PEOPLE; i++) {
        for (int day = 0; day < DAYS; day++) {
            const struct tap *taps = &people[i].taps[day * TAPS_A_DAY];
            int64_t first_ms = taps[0].at_ms;
            int64_t last_ms = taps[0].at_ms;
            for (int tap = 1; tap < TAPS_A_DAY; tap++) {
                first_ms = taps[tap].at_ms < first_ms ? taps[tap].at_ms : first_ms;
                last_ms = taps[tap].at_ms > last_ms ? taps[tap].at_ms : last_ms;
            }
            sum += last_ms - first_ms;
        }
    }
    return sum;
}

static void judge_everything(const struct employee *people, int32_t first,
                             struct figures *ret_figures)
{
    struct session_verdict verdicts[SESSIONS_MAX];
    for (size_t i = 0; i < PEOPLE; i++) {
        for (int day = 0; day < DAYS; day++) {
            size_t count = work_day_judge(&people[i].facts, first + day, verdicts, SESSIONS_MAX);
            for (size_t session = 0; session < count; session++) {
                figures_add_session(ret_figures, &verdicts[session]);
            }
        }
    }
}

int main(void)
{
    const struct clock *clock = clock_system();
    int32_t first = civil_date_make(2026, 1, 1);
    struct policy policy;
    const struct schedule_version version = {.from = first,
                                             .to = first + DAYS - 1,
                                             .weekdays = 0x3e,
                                             .sessions = sessions,
                                             .session_count = SESSIONS_MAX};
    const struct schedule schedule = {"c1", &version, 1};
    const struct schedule_assignment assignment = {&schedule, first, CIVIL_DATE_LAST};
    const struct membership membership = {"u1", CIVIL_DATE_FIRST, &assignment, 1};
    AUTO(memory) struct employee *people = calloc(PEOPLE, sizeof *people);
    CHECK(people);
    policy_init(&policy);
    policy.max_corrections_per_month = 1;
    for (size_t i = 0; i < PEOPLE; i++) {
        fill_employee(&people[i], i, first, &policy, &membership);
    }
    struct figures figures = {0};
    int64_t floor_began_us = clock_mono_us(clock);
    int64_t floor_sum = floor_pass(people);
    int64_t began_us = clock_mono_us(clock);
    uint64_t calls_before = heap_calls;
    judge_everything(people, first, &figures);
    int64_t ended_us = clock_mono_us(clock);
    double seconds = (double)(ended_us - began_us) / 1e6;
    double person_days = (double)PEOPLE * DAYS;
    (void)printf("bench=rules what=person_days count=%.0f seconds=%.3f per_second=%.0f "
                 "ns_each=%.0f times_floor=%.1f\n",
                 person_days, seconds, person_days / seconds, seconds * 1e9 / person_days,
                 seconds * 1e6 / (double)(began_us - floor_began_us + 1));
    (void)printf("bench=rules what=heap_calls count=%" PRIu64 " per_person_day=%.6f\n",
                 heap_calls - calls_before, (double)(heap_calls - calls_before) / person_days);
    (void)printf("bench=rules what=figures checks_due=%" PRId64 " on_time=%" PRId64
                 " violations=%" PRId64 " floor=%" PRId64 "\n",
                 figures.of[FIGURE_CHECKS_DUE], figures.of[FIGURE_ON_TIME],
                 figures.of[FIGURE_VIOLATIONS], floor_sum);
    return 0;
}
