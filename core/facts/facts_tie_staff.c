#include "facts_tie.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int compare_staff(const void *a, const void *b)
{
    return strcmp(((const struct facts_staff *)a)->id, ((const struct facts_staff *)b)->id);
}

static bool list_staff(struct facts_tying *tying)
{
    struct facts *facts = tying->facts;
    const struct draft_staff *draft;
    for (draft = tying->draft->staff; draft; draft = draft->next) {
        facts->staff_count++;
    }
    facts->staff = facts_tie_alloc(tying, facts->staff_count, sizeof *facts->staff);
    if (!facts->staff) {
        return false;
    }
    size_t i = 0;
    for (draft = tying->draft->staff; draft; draft = draft->next) {
        facts->staff[i++] = (struct facts_staff){
            .id = draft->id,
            .name = draft->name,
            .person = {.staff = draft->id,
                       .active_from = draft->active_from,
                       .active_to = draft->active_to,
                       .memberships = draft->memberships,
                       .membership_count = draft->membership_count},
        };
    }
    qsort(facts->staff, facts->staff_count, sizeof *facts->staff, compare_staff);
    for (i = 1; i < facts->staff_count; i++) {
        if (compare_staff(&facts->staff[i - 1], &facts->staff[i]) == 0) {
            return error_set(tying->err, ERROR_INVALID, "staff/%s: there twice",
                             facts->staff[i].id);
        }
    }
    return true;
}

static const struct schedule *find_schedule(const struct facts *facts, const char *id)
{
    size_t low = 0;
    size_t high = facts->schedule_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(facts->schedules[middle].id, id);
        if (order == 0) {
            return &facts->schedules[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

/* Owners of assignments: the units, and behind them the people. SIZE_MAX: nobody there. */
static size_t assignment_owner(const struct facts_tying *tying,
                               const struct draft_assignment *draft)
{
    if (draft->unit) {
        const struct facts_unit *unit = facts_find_unit(tying->facts, draft->unit);
        return unit ? (size_t)(unit - tying->facts->units) : SIZE_MAX;
    }
    size_t staff = facts_tie_find_staff(tying, draft->staff);
    return staff == SIZE_MAX ? SIZE_MAX : tying->facts->unit_count + staff;
}

static bool count_assignments(struct facts_tying *tying, struct facts_groups *groups)
{
    for (struct draft_assignment *draft = tying->draft->assignments; draft; draft = draft->next) {
        draft->owner = assignment_owner(tying, draft);
        draft->tied = find_schedule(tying->facts, draft->schedule);
        const char *missing = NULL;
        if (draft->owner == SIZE_MAX) {
            missing = draft->unit ? draft->unit : draft->staff;
        } else if (!draft->tied) {
            missing = draft->schedule;
        }
        if (!missing) {
            facts_groups_count(groups, draft->owner);
            continue;
        }
        draft->owner = SIZE_MAX;
        if (!facts_tie_pass_over(tying, "assignment", draft->id, "there is no", missing)) {
            return false;
        }
    }
    return true;
}

/* Two that begin on one day for one owner: nobody can say which holds. */
static bool check_assignments(struct facts_tying *tying, const struct facts_groups *groups,
                              const struct schedule_assignment *all)
{
    for (size_t owner = 0; owner < groups->owners; owner++) {
        const struct schedule_assignment *own = &all[facts_groups_start(groups, owner)];
        struct schedule_fault_place place;
        if (schedule_find_assignment_fault(own, facts_groups_size(groups, owner), &place) ==
            SCHEDULE_FAULT_NONE) {
            continue;
        }
        size_t units = tying->facts->unit_count;
        const char *name =
            owner < units ? tying->facts->units[owner].code : tying->facts->staff[owner - units].id;
        char date[CIVIL_DATE_SIZE];
        char what[64];
        (void)snprintf(what, sizeof what, "two assignments from %s of",
                       civil_date_format(own[place.index].from, date));
        if (!facts_tie_pass_over(tying, "assignment", own[place.index].schedule->id, what, name)) {
            return false;
        }
    }
    return true;
}

static bool tie_assignments(struct facts_tying *tying, struct facts_groups *groups,
                            struct schedule_assignment **ret_all)
{
    struct facts *facts = tying->facts;
    if (!facts_tie_groups(tying, groups, facts->unit_count + facts->staff_count) ||
        !count_assignments(tying, groups)) {
        return false;
    }
    struct schedule_assignment *all =
        facts_tie_alloc(tying, facts_groups_lay_out(groups), sizeof *all);
    if (!all) {
        return false;
    }
    const struct draft_assignment *draft;
    for (draft = tying->draft->assignments; draft; draft = draft->next) {
        if (draft->owner != SIZE_MAX) {
            all[facts_groups_place(groups, draft->owner)] = (struct schedule_assignment){
                .schedule = draft->tied, .from = draft->from, .to = draft->to};
        }
    }
    *ret_all = all;
    return check_assignments(tying, groups, all);
}

static bool tie_memberships(struct facts_tying *tying, const struct draft_staff *draft,
                            const struct facts_groups *groups,
                            const struct schedule_assignment *all)
{
    for (size_t i = 0; i < draft->membership_count; i++) {
        struct membership *membership = &draft->memberships[i];
        const struct facts_unit *unit = facts_find_unit(tying->facts, membership->unit);
        if (!unit) {
            if (!facts_tie_pass_over(tying, "staff", draft->id, "no such unit", membership->unit)) {
                return false;
            }
            continue;
        }
        size_t owner = (size_t)(unit - tying->facts->units);
        membership->assignments = &all[facts_groups_start(groups, owner)];
        membership->assignment_count = facts_groups_size(groups, owner);
    }
    return true;
}

static bool tie_schedules_to_staff(struct facts_tying *tying)
{
    struct facts_groups groups;
    struct schedule_assignment *all;
    if (!tie_assignments(tying, &groups, &all)) {
        return false;
    }
    struct facts *facts = tying->facts;
    for (size_t i = 0; i < facts->staff_count; i++) {
        size_t owner = facts->unit_count + i;
        facts->staff[i].person.assignments = &all[facts_groups_start(&groups, owner)];
        facts->staff[i].person.assignment_count = facts_groups_size(&groups, owner);
    }
    for (const struct draft_staff *draft = tying->draft->staff; draft; draft = draft->next) {
        if (!tie_memberships(tying, draft, &groups, all)) {
            return false;
        }
    }
    return true;
}

/* Leaves or trips by person: *ret_all in the order of the groups. */
static bool tie_aways(struct facts_tying *tying, const char *kind, struct draft_away *drafts,
                      struct facts_groups *groups, struct time_away **ret_all)
{
    if (!facts_tie_groups(tying, groups, tying->facts->staff_count)) {
        return false;
    }
    for (struct draft_away *draft = drafts; draft; draft = draft->next) {
        draft->owner = facts_tie_find_staff(tying, draft->staff);
        if (draft->owner != SIZE_MAX) {
            facts_groups_count(groups, draft->owner);
        } else if (!facts_tie_pass_over(tying, kind, draft->away.id, "no such staff",
                                        draft->staff)) {
            return false;
        }
    }
    struct time_away *all = facts_tie_alloc(tying, facts_groups_lay_out(groups), sizeof *all);
    if (!all) {
        return false;
    }
    for (const struct draft_away *draft = drafts; draft; draft = draft->next) {
        if (draft->owner != SIZE_MAX) {
            all[facts_groups_place(groups, draft->owner)] = draft->away;
        }
    }
    *ret_all = all;
    return true;
}

static bool tie_leaves_and_trips(struct facts_tying *tying)
{
    struct facts_groups leaves, trips;
    struct time_away *all_leaves, *all_trips;
    if (!tie_aways(tying, "leave", tying->draft->leaves, &leaves, &all_leaves) ||
        !tie_aways(tying, "trip", tying->draft->trips, &trips, &all_trips)) {
        return false;
    }
    for (size_t i = 0; i < tying->facts->staff_count; i++) {
        struct facts_staff *staff = &tying->facts->staff[i];
        staff->leaves = &all_leaves[facts_groups_start(&leaves, i)];
        staff->leave_count = facts_groups_size(&leaves, i);
        staff->trips = &all_trips[facts_groups_start(&trips, i)];
        staff->trip_count = facts_groups_size(&trips, i);
    }
    return true;
}

static int compare_corrections(const void *a, const void *b)
{
    const struct correction *correction_a = a;
    const struct correction *correction_b = b;
    if (correction_a->at_ms != correction_b->at_ms) {
        return correction_a->at_ms < correction_b->at_ms ? -1 : 1;
    }
    return strcmp(correction_a->id, correction_b->id);
}

static bool tie_corrections(struct facts_tying *tying)
{
    struct facts_groups groups;
    if (!facts_tie_groups(tying, &groups, tying->facts->staff_count)) {
        return false;
    }
    struct draft_correction *draft;
    for (draft = tying->draft->corrections; draft; draft = draft->next) {
        draft->owner = facts_tie_find_staff(tying, draft->staff);
        if (draft->owner != SIZE_MAX) {
            facts_groups_count(&groups, draft->owner);
        } else if (!facts_tie_pass_over(tying, "correction", draft->correction.id, "no such staff",
                                        draft->staff)) {
            return false;
        }
    }
    struct correction *all = facts_tie_alloc(tying, facts_groups_lay_out(&groups), sizeof *all);
    if (!all) {
        return false;
    }
    for (draft = tying->draft->corrections; draft; draft = draft->next) {
        if (draft->owner != SIZE_MAX) {
            all[facts_groups_place(&groups, draft->owner)] = draft->correction;
        }
    }
    for (size_t i = 0; i < tying->facts->staff_count; i++) {
        struct correction *own = &all[facts_groups_start(&groups, i)];
        size_t count = facts_groups_size(&groups, i);
        qsort(own, count, sizeof *own, compare_corrections);
        tying->facts->staff[i].corrections = own;
        tying->facts->staff[i].correction_count = count;
    }
    return true;
}

bool facts_tie_staff(struct facts_tying *tying)
{
    return list_staff(tying) && tie_schedules_to_staff(tying) && tie_leaves_and_trips(tying) &&
           tie_corrections(tying);
}
