#include "fact_judging.h"

#include "civil.h"
#include "meeting_judging.h"
#include "rejudging_store.h"
#include "scope_word.h"
#include <stdio.h>
#include <string.h>

/* What is judged in one transaction, in person-months; an attendee of a meeting weighs less. */
#define BUDGET_AT_ONCE      64
#define BUDGET_STEP         512
#define ATTENDEES_OF_BUDGET 8

/* A step ends after this long whatever is left of its budget: taps wait behind it. */
#define STEP_US 20000

/* Months of one person that are read ahead of their judging. */
#define MONTHS_AHEAD 4

/* The months of a span whose verdicts are kept up. */
struct months {
    int32_t of[VERDICT_MONTHS_MAX];
    size_t count;
};

static int32_t month_of_bound(int32_t date)
{
    return date == CIVIL_DATE_FIRST || date == CIVIL_DATE_LAST ? date : civil_month_of(date);
}

static bool list_months(struct judging_run *run, int32_t first, int32_t last,
                        struct months *ret_months, struct error *err)
{
    return verdict_store_list_months(run->days.database, month_of_bound(first),
                                     month_of_bound(last), ret_months->of, &ret_months->count, err);
}

static bool holds(const struct months *months, int64_t at_ms)
{
    int32_t month = civil_month_of(civil_date_of(at_ms));
    for (size_t i = 0; i < months->count; i++) {
        if (months->of[i] == month) {
            return true;
        }
    }
    return false;
}

/* Leave, activity and role of a person can change others' results too. */
static bool judge_meetings_of(struct judging_run *run, const struct facts_staff *staff,
                              const struct months *months, struct error *err)
{
    for (size_t i = 0; i < staff->attending_count; i++) {
        const struct meeting *attended = staff->attending[i];
        if (holds(months, attended->start_ms) &&
            !meeting_judging_whole(&run->days, facts_find_meeting(run->days.facts, attended->id),
                                   err)) {
            return false;
        }
    }
    return true;
}

static bool judge_staff(struct judging_run *run, const struct facts_staff *staff,
                        const struct months *months, struct error *err)
{
    for (size_t i = 0; i < months->count; i++) {
        if (!day_judging_month(&run->days, staff, months->of[i], err)) {
            return false;
        }
    }
    return true;
}

static bool remove_staff(struct judging_run *run, const char *id, const struct months *months,
                         struct error *err)
{
    for (size_t i = 0; i < months->count; i++) {
        if (!day_judging_remove(&run->days, id, civil_month_first(months->of[i]),
                                civil_month_first(months->of[i] + 1) - 1, err)) {
            return false;
        }
    }
    return true;
}

static bool judge_person(struct judging_run *run, const char *id, const struct months *months,
                         struct error *err)
{
    const struct facts_staff *staff = facts_find_staff(run->days.facts, id);
    return staff
               ? judge_meetings_of(run, staff, months, err) && judge_staff(run, staff, months, err)
               : remove_staff(run, id, months, err);
}

static bool judge_meeting(struct judging_run *run, const char *id, struct error *err)
{
    const struct facts_meeting *meeting = facts_find_meeting(run->days.facts, id);
    return meeting ? judging_run_meeting(run, meeting, err)
                   : meeting_judging_remove(&run->days, id, err);
}

/* A meeting near the one that changed that the same tap could be for. */
static bool is_neighbour(const struct judging_run *run, const struct fact_touch *touch,
                         const struct meeting *meeting)
{
    int64_t from_ms, to_ms;
    meeting_signin_window(meeting, facts_policy(run->days.facts), &from_ms, &to_ms);
    return !meeting->cancelled && from_ms < civil_midnight_ms(touch->last + 1) &&
           to_ms > civil_midnight_ms(touch->first) &&
           (strcmp(touch->cause.kind, "meeting") != 0 || strcmp(touch->cause.id, meeting->id) != 0);
}

static size_t count_neighbours(const struct judging_run *run, const struct fact_touch *touch)
{
    const struct facts_staff *staff = facts_find_staff(run->days.facts, touch->id);
    size_t count = 0;
    for (size_t i = 0; staff && i < staff->attending_count; i++) {
        count += is_neighbour(run, touch, staff->attending[i]) ? 1 : 0;
    }
    return count;
}

static bool judge_neighbours(struct judging_run *run, const struct fact_touch *touch,
                             struct error *err)
{
    const struct facts_staff *staff = facts_find_staff(run->days.facts, touch->id);
    for (size_t i = 0; staff && i < staff->attending_count; i++) {
        const struct meeting *attended = staff->attending[i];
        bool kept = false;
        if (is_neighbour(run, touch, attended) &&
            (!judging_run_is_kept(run, civil_date_of(attended->start_ms), &kept, err) ||
             (kept && !meeting_judging_attendee(&run->days,
                                                facts_find_meeting(run->days.facts, attended->id),
                                                staff, err)))) {
            return false;
        }
    }
    return true;
}

static size_t weight_of_meeting(const struct facts_meeting *meeting)
{
    return meeting ? 1 + meeting->meeting.attendee_count / ATTENDEES_OF_BUDGET : 1;
}

/* Members of a unit on any day of the span. */
static bool is_touched(const struct facts_staff *staff, const struct rejudging *rejudging)
{
    if (strcmp(rejudging->scope, "unit") != 0) {
        return true;
    }
    const struct person *person = &staff->person;
    for (size_t i = 0; i < person->membership_count; i++) {
        if (strcmp(person->memberships[i].unit, rejudging->id) == 0) {
            return true;
        }
    }
    return false;
}

/* Noting what waits */

/* How many meetings and people the steps will go through. */
static int64_t count_touched(struct judging_run *run, const struct rejudging *rejudging,
                             const struct months *months)
{
    const struct facts *facts = run->days.facts;
    int64_t count = 0;
    for (size_t i = 0; strcmp(rejudging->scope, "all") == 0 && i < facts_meeting_count(facts);
         i++) {
        count += holds(months, facts_meeting_at(facts, i)->meeting.start_ms) ? 1 : 0;
    }
    for (size_t i = 0; i < facts_staff_count(facts); i++) {
        count += is_touched(facts_staff_at(facts, i), rejudging) ? 1 : 0;
    }
    return count;
}

/* One person, or one meeting: one step. */
static bool is_single(enum fact_scope scope)
{
    return scope != FACT_SCOPE_ALL && scope != FACT_SCOPE_UNIT;
}

static bool add_rejudging(struct judging_run *run, const struct fact_touch *touch,
                          const struct months *months, struct error *err)
{
    struct rejudging rejudging = {.revision = touch->cause.revision,
                                  .first = touch->first,
                                  .last = touch->last,
                                  .phase = touch->scope == FACT_SCOPE_ALL ? REJUDGING_MEETINGS
                                                                          : REJUDGING_STAFF};
    (void)snprintf(rejudging.kind, sizeof rejudging.kind, "%s", touch->cause.kind);
    (void)snprintf(rejudging.document, sizeof rejudging.document, "%s", touch->cause.id);
    (void)snprintf(rejudging.scope, sizeof rejudging.scope, "%s", scope_word(touch->scope));
    (void)snprintf(rejudging.id, sizeof rejudging.id, "%s", touch->id);
    rejudging.total = is_single(touch->scope) ? 1 : count_touched(run, &rejudging, months);
    return rejudging_store_add(run->days.database, &rejudging, err);
}

/* What touches many waits month by month. People look at the present month, and an inspector asks
 * for one: judged person by person through a whole year, every month would be half of the old hours
 * and half of the new until the very end. So the months that somebody asks for come first, then the
 * newest; each is whole when its own row is gone, and its progress counts nothing else. */
static bool note(struct judging_run *run, const struct fact_touch *touch,
                 const struct months *months, struct error *err)
{
    if (is_single(touch->scope)) {
        return add_rejudging(run, touch, months, err);
    }
    for (size_t i = 0; i < months->count; i++) {
        const struct months one = {{months->of[i]}, 1};
        int32_t first = civil_month_first(months->of[i]);
        int32_t last = civil_month_first(months->of[i] + 1) - 1;
        struct fact_touch part = *touch;
        part.first = first > touch->first ? first : touch->first;
        part.last = last < touch->last ? last : touch->last;
        if (!add_rejudging(run, &part, &one, err)) {
            return false;
        }
    }
    return true;
}

static size_t weigh(const struct judging_run *run, const struct fact_touch *touch,
                    const struct months *months)
{
    switch (touch->scope) {
    case FACT_SCOPE_MEETING:
        return weight_of_meeting(facts_find_meeting(run->days.facts, touch->id));
    case FACT_SCOPE_ATTENDS:
        return count_neighbours(run, touch);
    default:
        return months->count;
    }
}

static bool judge_single(struct judging_run *run, const struct fact_touch *touch,
                         const struct months *months, struct error *err)
{
    switch (touch->scope) {
    case FACT_SCOPE_MEETING:
        return judge_meeting(run, touch->id, err);
    case FACT_SCOPE_ATTENDS:
        return judge_neighbours(run, touch, err);
    default:
        return judge_person(run, touch->id, months, err);
    }
}

/* At once as long as the budget lasts. */
static bool judge_touch(struct judging_run *run, const struct fact_touch *touch, size_t *left,
                        struct error *err)
{
    struct months months;
    if (!list_months(run, touch->first, touch->last, &months, err)) {
        return false;
    }
    size_t weight = weigh(run, touch, &months);
    if (weight == 0) {
        return true;
    }
    if (!is_single(touch->scope) || weight > *left) {
        return note(run, touch, &months, err);
    }
    *left -= weight;
    return judge_single(run, touch, &months, err);
}

bool fact_judging_hear(struct judging_run *run, const struct fact_touch *touches, size_t count,
                       struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (!verdict_causes_add(&run->causes, &touches[i], err)) {
            return false;
        }
    }
    if (!verdict_causes_add_waiting(&run->causes, run->days.database, CIVIL_DATE_FIRST,
                                    CIVIL_DATE_LAST, err)) {
        return false;
    }
    size_t left = BUDGET_AT_ONCE;
    for (size_t i = 0; i < count; i++) {
        if (!judge_touch(run, &touches[i], &left, err)) {
            return false;
        }
    }
    return true;
}

bool fact_judging_open_month(struct judging_run *run, int32_t month, struct error *err)
{
    bool kept;
    if (!verdict_store_is_judged(run->days.database, month, &kept, err)) {
        return false;
    }
    if (kept) {
        return true;
    }
    const struct months months = {{month}, 1};
    const struct fact_touch everybody = {.scope = FACT_SCOPE_ALL,
                                         .first = civil_month_first(month),
                                         .last = civil_month_first(month + 1) - 1};
    run->asked_month = INT32_MIN; /* what was asked before is not so any more */
    return verdict_store_add_month(run->days.database, month, err) &&
           note(run, &everybody, &months, err);
}

bool fact_judging_note_again(struct judging_run *run, int32_t first_month, int32_t last_month,
                             struct error *err)
{
    const struct fact_touch everybody = {.scope = FACT_SCOPE_ALL,
                                         .first = civil_month_first(first_month),
                                         .last = civil_month_first(last_month + 1) - 1,
                                         .cause = {.kind = "command", .id = "rejudge"}};
    struct months months;
    return list_months(run, everybody.first, everybody.last, &months, err) &&
           note(run, &everybody, &months, err);
}

/* Steps */

struct step {
    struct judging_run *run;
    struct rejudging *rejudging;
    struct months months;
    size_t left;
    int64_t until_mono_us;
};

static void go_on_to(struct rejudging *rejudging, const char *id)
{
    (void)snprintf(rejudging->done_to, sizeof rejudging->done_to, "%s", id);
    rejudging->done++;
}

static void spend(struct step *step, size_t weight)
{
    step->left -= weight < step->left ? weight : step->left;
    if (clock_mono_us(step->run->clock) >= step->until_mono_us) {
        step->left = 0;
    }
}

/* The meetings after the last one that is done, by id, as far as the budget goes. */
static bool step_meetings(struct step *step, struct error *err)
{
    const struct facts *facts = step->run->days.facts;
    struct rejudging *rejudging = step->rejudging;
    for (size_t i = 0; i < facts_meeting_count(facts); i++) {
        const struct facts_meeting *meeting = facts_meeting_at(facts, i);
        if (strcmp(meeting->meeting.id, rejudging->done_to) <= 0 ||
            !holds(&step->months, meeting->meeting.start_ms)) {
            continue;
        }
        if (step->left == 0) {
            return true;
        }
        if (!meeting_judging_whole(&step->run->days, meeting, err)) {
            return false;
        }
        go_on_to(rejudging, meeting->meeting.id);
        spend(step, weight_of_meeting(meeting));
    }
    rejudging->phase = REJUDGING_STAFF;
    rejudging->done_to[0] = '\0';
    return true;
}

/* Reads for the next people from this index on; returns behind the last of them. */
static bool read_people_ahead(struct step *step, size_t first, size_t *ret_last, struct error *err)
{
    const struct facts *facts = step->run->days.facts;
    size_t person_months = 0;
    size_t i = first;
    for (; i < facts_staff_count(facts) && person_months < DAY_JUDGING_AHEAD; i++) {
        const struct facts_staff *staff = facts_staff_at(facts, i);
        if (!is_touched(staff, step->rejudging)) {
            continue;
        }
        person_months += step->months.count > 1 ? step->months.count : 1;
        for (size_t m = 0; m < step->months.count && m < MONTHS_AHEAD; m++) {
            if (!day_judging_read_month_ahead(&step->run->days, staff->id, step->months.of[m],
                                              err)) {
                return false;
            }
        }
    }
    *ret_last = i;
    return true;
}

static bool step_people(struct step *step, bool *ret_done, struct error *err)
{
    const struct facts *facts = step->run->days.facts;
    struct rejudging *rejudging = step->rejudging;
    size_t read_to = 0;
    for (size_t i = 0; i < facts_staff_count(facts); i++) {
        const struct facts_staff *staff = facts_staff_at(facts, i);
        if (strcmp(staff->id, rejudging->done_to) <= 0 || !is_touched(staff, rejudging)) {
            continue;
        }
        if (i >= read_to && step->left == 0) { /* who is read for already is judged in any case */
            *ret_done = false;
            return true;
        }
        if (i >= read_to && !read_people_ahead(step, i, &read_to, err)) {
            return false;
        }
        if (!judge_staff(step->run, staff, &step->months, err)) {
            return false;
        }
        go_on_to(rejudging, staff->id);
        spend(step, step->months.count);
    }
    *ret_done = true;
    return database_forget_ahead(step->run->days.database, err);
}

static bool step_one(struct step *step, bool *ret_done, struct error *err)
{
    struct rejudging *rejudging = step->rejudging;
    *ret_done = true;
    if (!list_months(step->run, rejudging->first, rejudging->last, &step->months, err)) {
        return false;
    }
    const struct fact_touch touch = scope_word_touch(rejudging);
    if (is_single(touch.scope)) {
        spend(step, weigh(step->run, &touch, &step->months));
        return judge_single(step->run, &touch, &step->months, err);
    }
    if (rejudging->phase == REJUDGING_MEETINGS && !step_meetings(step, err)) {
        return false;
    }
    *ret_done = false;
    return rejudging->phase == REJUDGING_MEETINGS || step_people(step, ret_done, err);
}

bool fact_judging_step(struct judging_run *run, int32_t first_month, int32_t last_month,
                       bool *ret_more, struct error *err)
{
    int32_t first = civil_month_first(first_month);
    int32_t last = civil_month_first(last_month + 1) - 1;
    struct rejudging rejudging;
    struct step step = {.run = run,
                        .rejudging = &rejudging,
                        .left = BUDGET_STEP,
                        .until_mono_us = clock_mono_us(run->clock) + STEP_US};
    if (!verdict_causes_add_waiting(&run->causes, run->days.database, CIVIL_DATE_FIRST,
                                    CIVIL_DATE_LAST, err)) {
        return false;
    }
    for (;;) {
        bool any;
        if (!rejudging_store_next(run->days.database, first, last, &any, &rejudging, err)) {
            return false;
        }
        if (!any || step.left == 0) {
            *ret_more = any;
            return true;
        }
        bool done;
        if (!step_one(&step, &done, err) ||
            !(done ? rejudging_store_remove(run->days.database, rejudging.no, err)
                   : rejudging_store_save(run->days.database, &rejudging, err))) {
            return false;
        }
    }
}
