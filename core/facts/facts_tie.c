#include "facts_tie.h"

#include "facts_table.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *facts_tie_alloc(struct facts_tying *tying, size_t count, size_t item_size)
{
    return facts_draft_alloc(&tying->facts->layer->arena, count, item_size, tying->err);
}

void *facts_tie_scratch(struct facts_tying *tying, size_t count, size_t item_size)
{
    return facts_draft_alloc(&tying->draft->scratch, count, item_size, tying->err);
}

bool facts_tie_groups(struct facts_tying *tying, struct facts_groups *groups, size_t owners)
{
    return facts_groups_init(groups, &tying->draft->scratch, owners) ||
           error_set(tying->err, ERROR_NO_MEMORY, "facts: out of memory");
}

bool facts_tie_pass_over(struct facts_tying *tying, const char *kind, const char *id,
                         const char *what, const char *name)
{
    if (tying->links == FACTS_LINKS_STRICT) {
        return error_set(tying->err, ERROR_INVALID, "%s/%s: %s '%s'", kind, id, what, name);
    }
    tying->facts->passed_over++;
    return true;
}

/* Two documents of one kind and id come of a list that was made by hand, never of a store. */
bool facts_tie_list(struct facts_tying *tying, const char *kind, const struct facts_list *base,
                    struct facts_list added, struct facts_list *ret_list)
{
    const char *twice = facts_list_sort(&added);
    if (twice) {
        return error_set(tying->err, ERROR_INVALID, "%s/%s: there twice", kind, twice);
    }
    return facts_list_merge(base, &added, ret_list) ||
           error_set(tying->err, ERROR_NO_MEMORY, "facts: out of memory");
}

bool facts_tie_owners(struct facts_tying *tying, enum facts_owner_kind owner, const char *kind,
                      struct facts_list added)
{
    struct facts_owners *owners = &tying->owners[owner];
    const struct facts_list *const base[] = {[FACTS_OWNER_UNIT] = &tying->base->units,
                                             [FACTS_OWNER_STAFF] = &tying->base->staff,
                                             [FACTS_OWNER_MEETING] = &tying->base->meetings};
    if (!facts_tie_list(tying, kind, base[owner], added, owners->list)) {
        return false;
    }
    owners->is_new = facts_tie_scratch(tying, owners->list->count, sizeof *owners->is_new);
    if (!owners->is_new) {
        return false;
    }
    for (size_t i = 0; i < added.count; i++) {
        const char *id = *(const char *const *)added.values[i];
        owners->is_new[facts_list_find(owners->list, id)] = true;
    }
    return true;
}

void *facts_tie_own(struct facts_tying *tying, enum facts_owner_kind owner, size_t index)
{
    struct facts_owners *owners = &tying->owners[owner];
    if (!owners->is_new[index]) {
        void *copy = facts_tie_alloc(tying, 1, owners->value_size);
        if (!copy) {
            return NULL;
        }
        owners->list->values[index] = memcpy(copy, owners->list->values[index], owners->value_size);
        owners->is_new[index] = true;
    }
    return (void *)owners->list->values[index];
}

/* Each unit stands below one that is there, and none below itself. A lenient reading puts what
 * does not at the top. */
static bool tie_parent(struct facts_tying *tying, struct facts_unit *unit)
{
    const char *what = NULL;
    const struct facts_unit *above = unit;
    for (size_t steps = 0; !what && above && above->parent && steps < tying->facts->units.count;
         steps++) {
        const struct facts_unit *next = facts_find_unit(tying->facts, above->parent);
        if (!next && above == unit) {
            what = "no such unit above it:";
        } else if (next == unit) {
            what = "stands below itself by";
        }
        above = next;
    }
    const char *parent = unit->parent;
    unit->parent = what ? NULL : parent;
    return !what || facts_tie_pass_over(tying, "unit", unit->code, what, parent);
}

static bool tie_units(struct facts_tying *tying)
{
    size_t count = 0;
    struct draft_unit *draft;
    for (draft = tying->draft->units; draft; draft = draft->next) {
        count++;
    }
    struct facts_unit *units = facts_tie_alloc(tying, count, sizeof *units);
    const void **values = facts_tie_scratch(tying, count, sizeof *values);
    if (!units || !values) {
        return false;
    }
    size_t i = 0;
    for (draft = tying->draft->units; draft; draft = draft->next) {
        units[i] = draft->unit;
        values[i] = &units[i];
        i++;
    }
    if (!facts_tie_owners(tying, FACTS_OWNER_UNIT, "unit", (struct facts_list){values, count})) {
        return false;
    }
    for (i = 0; i < count; i++) {
        if (!tie_parent(tying, (struct facts_unit *)values[i])) { /* one of the new ones */
            return false;
        }
    }
    return true;
}

static bool tie_schedules(struct facts_tying *tying)
{
    size_t count = 0;
    const struct draft_schedule *draft;
    for (draft = tying->draft->schedules; draft; draft = draft->next) {
        count++;
    }
    struct schedule *schedules = facts_tie_alloc(tying, count, sizeof *schedules);
    const void **values = facts_tie_scratch(tying, count, sizeof *values);
    if (!schedules || !values) {
        return false;
    }
    size_t i = 0;
    for (draft = tying->draft->schedules; draft; draft = draft->next) {
        schedules[i] = draft->schedule;
        values[i] = &schedules[i];
        i++;
    }
    return facts_tie_list(tying, "schedule", &tying->base->schedules,
                          (struct facts_list){values, count}, &tying->facts->schedules);
}

/* Of the same date the rest comes first, so that a lenient reading keeps that. */
static int compare_days(const void *a, const void *b)
{
    const struct calendar_day *day_a = a;
    const struct calendar_day *day_b = b;
    if (day_a->date != day_b->date) {
        return day_a->date < day_b->date ? -1 : 1;
    }
    return day_a->counts_as - day_b->counts_as;
}

static bool tie_calendar(struct facts_tying *tying)
{
    size_t count = 0;
    const struct draft_calendar_day *draft;
    for (draft = tying->draft->calendar; draft; draft = draft->next) {
        count++;
    }
    if (count == 0) {
        return true; /* no day, or those of base */
    }
    struct calendar_day *days = facts_tie_alloc(tying, count, sizeof *days);
    if (!days) {
        return false;
    }
    size_t i = 0;
    for (draft = tying->draft->calendar; draft; draft = draft->next) {
        days[i++] = draft->day;
    }
    qsort(days, count, sizeof *days, compare_days);
    size_t kept = 0;
    for (i = 0; i < count; i++) {
        if (kept == 0 || days[kept - 1].date != days[i].date) {
            days[kept++] = days[i];
            continue;
        }
        char date[CIVIL_DATE_SIZE];
        char year[CIVIL_DATE_SIZE];
        memcpy(year, civil_date_format(days[i].date, date), 4);
        year[4] = '\0';
        if (!facts_tie_pass_over(tying, "calendar", year, "there twice:", date)) {
            return false;
        }
    }
    tying->facts->calendar = (struct calendar){.days = days, .day_count = kept};
    return true;
}

static bool tie(struct facts_draft *draft, const struct facts_draft *before,
                const struct facts *base, enum facts_links links, struct error *err)
{
    struct facts *facts = draft->facts;
    struct facts_tying tying = {
        .draft = draft,
        .before = before,
        .base = base,
        .facts = facts,
        .owners = {[FACTS_OWNER_UNIT] = {&facts->units, sizeof(struct facts_unit), NULL},
                   [FACTS_OWNER_STAFF] = {&facts->staff, sizeof(struct facts_staff), NULL},
                   [FACTS_OWNER_MEETING] = {&facts->meetings, sizeof(struct facts_meeting), NULL}},
        .links = links,
        .err = err,
    };
    return tie_units(&tying) && tie_schedules(&tying) && tie_calendar(&tying) &&
           facts_tie_items(&tying, FACTS_ITEM_UNIT_ASSIGNMENT, FACTS_ITEM_UNIT_ASSIGNMENT) &&
           facts_tie_staff(&tying) &&
           facts_tie_items(&tying, FACTS_ITEM_STAFF_ASSIGNMENT, FACTS_ITEM_PHOTO) &&
           facts_tie_cards(&tying) && facts_tie_meetings(&tying) &&
           facts_tie_items(&tying, FACTS_ITEM_MEETING_LEAVE, FACTS_ITEM_MARK);
}

bool facts_tie(struct facts_draft *draft, enum facts_links links, struct error *err)
{
    static const struct facts nothing;
    static const struct facts_draft none;
    return tie(draft, &none, &nothing, links, err);
}

bool facts_tie_again(struct facts_draft *draft, struct facts_draft *before,
                     const struct facts *base, struct error *err)
{
    return tie(draft, before, base, FACTS_LINKS_STRICT, err);
}
