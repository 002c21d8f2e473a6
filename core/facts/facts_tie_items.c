#include "facts_tie.h"

#include "facts_table.h"
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static_assert(offsetof(struct time_away, id) == 0 && offsetof(struct meeting_leave, id) == 0 &&
                  offsetof(struct substitute_request, id) == 0 &&
                  offsetof(struct meeting_mark, id) == 0 &&
                  offsetof(struct facts_keeper, id) == 0 && offsetof(struct facts_photo, id) == 0 &&
                  offsetof(struct correction, id) == 0,
              "what has an id begins with it");

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int compare_corrections(const void *a, const void *b)
{
    const struct correction *correction_a = a;
    const struct correction *correction_b = b;
    if (correction_a->at_ms != correction_b->at_ms) {
        return correction_a->at_ms < correction_b->at_ms ? -1 : 1;
    }
    return compare_ids(a, b);
}

static int compare_assignments(const void *a, const void *b)
{
    const struct schedule_assignment *assignment_a = a;
    const struct schedule_assignment *assignment_b = b;
    return (assignment_a->from > assignment_b->from) - (assignment_a->from < assignment_b->from);
}

/* Each kind of item: on what it hangs, where the owner has its array, in which order, and when an
 * item is that of an earlier document (assignments have no id, but never two one first day). */
#define HANGS_ON(owner, type, items, count)                                                        \
    sizeof(struct type), offsetof(struct owner, items), offsetof(struct owner, count)
static const struct item_kind {
    const char *name;
    enum facts_owner_kind owner;
    const char *no_owner;
    size_t size, items_offset, count_offset;
    int (*compare)(const void *a, const void *b);
    int (*compare_document)(const void *a, const void *b); /* 0: of one document */
} kinds[] = {
    [FACTS_ITEM_UNIT_ASSIGNMENT] = {"assignment", FACTS_OWNER_UNIT, "there is no",
                                    HANGS_ON(facts_unit, schedule_assignment, assignments,
                                             assignment_count),
                                    compare_assignments, compare_assignments},
    [FACTS_ITEM_STAFF_ASSIGNMENT] = {"assignment", FACTS_OWNER_STAFF, "there is no",
                                     HANGS_ON(facts_staff, schedule_assignment, person.assignments,
                                              person.assignment_count),
                                     compare_assignments, compare_assignments},
    [FACTS_ITEM_LEAVE] = {"leave", FACTS_OWNER_STAFF, "no such staff",
                          HANGS_ON(facts_staff, time_away, leaves, leave_count), compare_ids,
                          compare_ids},
    [FACTS_ITEM_TRIP] = {"trip", FACTS_OWNER_STAFF, "no such staff",
                         HANGS_ON(facts_staff, time_away, trips, trip_count), compare_ids,
                         compare_ids},
    [FACTS_ITEM_CORRECTION] = {"correction", FACTS_OWNER_STAFF, "no such staff",
                               HANGS_ON(facts_staff, correction, corrections, correction_count),
                               compare_corrections, compare_ids},
    [FACTS_ITEM_KEEPER] = {"keeper", FACTS_OWNER_STAFF, "no such staff",
                           HANGS_ON(facts_staff, facts_keeper, keeper, keeper_count), compare_ids,
                           compare_ids},
    [FACTS_ITEM_PHOTO] = {"photo", FACTS_OWNER_STAFF, "no such staff",
                          HANGS_ON(facts_staff, facts_photo, photo, photo_count), compare_ids,
                          compare_ids},
    [FACTS_ITEM_MEETING_LEAVE] = {"meeting_leave", FACTS_OWNER_MEETING, "no such meeting",
                                  HANGS_ON(facts_meeting, meeting_leave, leaves, leave_count),
                                  compare_ids, compare_ids},
    [FACTS_ITEM_REQUEST] = {"substitute", FACTS_OWNER_MEETING, "no such meeting",
                            HANGS_ON(facts_meeting, substitute_request, requests, request_count),
                            compare_ids, compare_ids},
    [FACTS_ITEM_MARK] = {"mark", FACTS_OWNER_MEETING, "no such meeting",
                         HANGS_ON(facts_meeting, meeting_mark, marks, mark_count), compare_ids,
                         compare_ids},
};
#undef HANGS_ON

/* The tying of one kind of items. */
struct item_tying {
    struct facts_tying *tying;
    const struct item_kind *kind;
    const struct facts_list *owners;
    const struct draft_item *before; /* what the base has and is to be left out */
    struct facts_groups groups;
    bool *touched; /* by owner: its array is made anew */
};

/* An owner's array as it is. */
static const unsigned char *items_of(const struct item_tying *items, size_t owner,
                                     size_t *ret_count)
{
    const char *value = items->owners->values[owner];
    const unsigned char *own;
    memcpy(&own, value + items->kind->items_offset, sizeof own);
    memcpy(ret_count, value + items->kind->count_offset, sizeof *ret_count);
    return own;
}

static bool is_left_out(const struct item_tying *items, size_t owner, const void *item)
{
    for (const struct draft_item *before = items->before; before; before = before->next) {
        if (before->place == owner && items->kind->compare_document(item, &before->as) == 0) {
            return true;
        }
    }
    return false;
}

/* What the base has and stays: counted where there is no array yet, else put into it. */
static void keep_items(struct item_tying *items, unsigned char *all)
{
    size_t size = items->kind->size;
    for (size_t owner = 0; owner < items->owners->count; owner++) {
        size_t count = 0;
        const unsigned char *own = items->touched[owner] ? items_of(items, owner, &count) : NULL;
        for (size_t i = 0; i < count; i++) {
            if (is_left_out(items, owner, own + i * size)) {
                continue;
            }
            if (all) {
                size_t place = facts_groups_place(&items->groups, owner);
                memcpy(all + place * size, own + i * size, size);
            } else {
                facts_groups_count(&items->groups, owner);
            }
        }
    }
}

/* The schedule that an assignment is of, and the people whom an item names besides its owner. */
static bool tie_names(struct item_tying *items, struct draft_item *draft, const char **ret_what,
                      const char **ret_missing)
{
    const struct facts *facts = items->tying->facts;
    *ret_missing = NULL;
    if (draft->schedule) {
        size_t index = facts_list_find(&facts->schedules, draft->schedule);
        *ret_what = "there is no";
        *ret_missing = index == SIZE_MAX ? draft->schedule : NULL;
        draft->as.assignment.schedule = *ret_missing ? NULL : facts->schedules.values[index];
    }
    for (size_t i = 0; i < 2 && draft->named[i] && !*ret_missing; i++) {
        *ret_what = "no such staff";
        *ret_missing = facts_find_staff(facts, draft->named[i]) ? NULL : draft->named[i];
    }
    return *ret_missing == NULL;
}

static bool count_items(struct item_tying *items, struct draft_item *drafts)
{
    for (struct draft_item *draft = drafts; draft; draft = draft->next) {
        const char *what = items->kind->no_owner;
        const char *missing = draft->owner;
        draft->place = facts_list_find(items->owners, draft->owner);
        if (draft->place != SIZE_MAX && tie_names(items, draft, &what, &missing)) {
            facts_groups_count(&items->groups, draft->place);
            items->touched[draft->place] = true;
            continue;
        }
        draft->place = SIZE_MAX;
        if (!facts_tie_pass_over(items->tying, items->kind->name, draft->id, what, missing)) {
            return false;
        }
    }
    return true;
}

/* Two assignments that begin on one day for one owner: nobody can say which holds. */
static bool check_assignments(struct item_tying *items, size_t owner,
                              const struct schedule_assignment *own, size_t count)
{
    struct schedule_fault_place place;
    if (schedule_find_assignment_fault(own, count, &place) == SCHEDULE_FAULT_NONE) {
        return true;
    }
    char date[CIVIL_DATE_SIZE];
    char what[64];
    (void)snprintf(what, sizeof what, "two assignments from %s of",
                   civil_date_format(own[place.index].from, date));
    return facts_tie_pass_over(items->tying, items->kind->name, own[place.index].schedule->id, what,
                               *(const char *const *)items->owners->values[owner]);
}

static bool give_items(struct item_tying *items, size_t owner, unsigned char *all)
{
    const struct item_kind *kind = items->kind;
    unsigned char *own = all + facts_groups_start(&items->groups, owner) * kind->size;
    size_t count = facts_groups_size(&items->groups, owner);
    char *value = facts_tie_own(items->tying, kind->owner, owner);
    if (!value) {
        return false;
    }
    qsort(own, count, kind->size, kind->compare);
    memcpy(value + kind->items_offset, &own, sizeof own);
    memcpy(value + kind->count_offset, &count, sizeof count);
    return kind->compare != compare_assignments ||
           check_assignments(items, owner, (const struct schedule_assignment *)(void *)own, count);
}

static bool tie_kind(struct item_tying *items, struct draft_item *drafts,
                     struct draft_item *befores)
{
    size_t owners = items->owners->count;
    items->touched = facts_tie_scratch(items->tying, owners, sizeof *items->touched);
    if (!items->touched || !facts_tie_groups(items->tying, &items->groups, owners) ||
        !count_items(items, drafts)) {
        return false;
    }
    for (struct draft_item *before = befores; before; before = before->next) {
        before->place = facts_list_find(items->owners, before->owner);
        if (before->place != SIZE_MAX) {
            items->touched[before->place] = true;
        }
    }
    keep_items(items, NULL);
    unsigned char *all =
        facts_tie_alloc(items->tying, facts_groups_lay_out(&items->groups), items->kind->size);
    if (!all) {
        return false;
    }
    keep_items(items, all);
    for (const struct draft_item *draft = drafts; draft; draft = draft->next) {
        if (draft->place != SIZE_MAX) {
            memcpy(all + facts_groups_place(&items->groups, draft->place) * items->kind->size,
                   &draft->as, items->kind->size);
        }
    }
    for (size_t owner = 0; owner < owners; owner++) {
        if (items->touched[owner] && !give_items(items, owner, all)) {
            return false;
        }
    }
    return true;
}

bool facts_tie_items(struct facts_tying *tying, enum facts_item_kind first,
                     enum facts_item_kind last)
{
    for (enum facts_item_kind kind = first; kind <= last; kind++) {
        struct draft_item *drafts = tying->draft->items[kind];
        struct draft_item *before = tying->before->items[kind];
        struct item_tying items = {.tying = tying,
                                   .kind = &kinds[kind],
                                   .owners = tying->owners[kinds[kind].owner].list,
                                   .before = before};
        if ((drafts || before) && !tie_kind(&items, drafts, before)) {
            return false;
        }
    }
    return true;
}
