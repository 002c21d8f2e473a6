#include "facts_tie.h"

#include <stdint.h>
#include <string.h>

void *facts_tie_alloc(struct facts_tying *tying, size_t count, size_t item_size)
{
    return facts_draft_alloc(&tying->facts->arena, count, item_size, tying->err);
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

size_t facts_tie_find_staff(const struct facts_tying *tying, const char *id)
{
    const struct facts_staff *staff = facts_find_staff(tying->facts, id);
    return staff ? (size_t)(staff - tying->facts->staff) : SIZE_MAX;
}

/* Two documents of one kind and id: a list that was made by hand, never a store's. */
static bool fail_twice(struct facts_tying *tying, const char *kind, const char *id)
{
    return error_set(tying->err, ERROR_INVALID, "%s/%s: there twice", kind, id);
}

static int compare_units(const void *a, const void *b)
{
    return strcmp(((const struct facts_unit *)a)->code, ((const struct facts_unit *)b)->code);
}

/* Each unit stands below one that is there, and none below itself. A lenient reading puts what
 * does not at the top. */
static bool tie_parent(struct facts_tying *tying, struct facts_unit *unit)
{
    const char *what = NULL;
    const struct facts_unit *above = unit;
    for (size_t steps = 0; !what && above && above->parent && steps < tying->facts->unit_count;
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

static bool tie_parents(struct facts_tying *tying)
{
    for (size_t i = 0; i < tying->facts->unit_count; i++) {
        if (!tie_parent(tying, &tying->facts->units[i])) {
            return false;
        }
    }
    return true;
}

static bool tie_units(struct facts_tying *tying)
{
    struct facts *facts = tying->facts;
    for (const struct draft_unit *unit = tying->draft->units; unit; unit = unit->next) {
        facts->unit_count++;
    }
    facts->units = facts_tie_alloc(tying, facts->unit_count, sizeof *facts->units);
    if (!facts->units) {
        return false;
    }
    size_t i = 0;
    for (const struct draft_unit *unit = tying->draft->units; unit; unit = unit->next) {
        facts->units[i++] = unit->unit;
    }
    qsort(facts->units, facts->unit_count, sizeof *facts->units, compare_units);
    for (i = 1; i < facts->unit_count; i++) {
        if (compare_units(&facts->units[i - 1], &facts->units[i]) == 0) {
            return fail_twice(tying, "unit", facts->units[i].code);
        }
    }
    return tie_parents(tying);
}

static int compare_schedules(const void *a, const void *b)
{
    return strcmp(((const struct schedule *)a)->id, ((const struct schedule *)b)->id);
}

static bool tie_schedules(struct facts_tying *tying)
{
    struct facts *facts = tying->facts;
    const struct draft_schedule *schedule;
    for (schedule = tying->draft->schedules; schedule; schedule = schedule->next) {
        facts->schedule_count++;
    }
    facts->schedules = facts_tie_alloc(tying, facts->schedule_count, sizeof *facts->schedules);
    if (!facts->schedules) {
        return false;
    }
    size_t i = 0;
    for (schedule = tying->draft->schedules; schedule; schedule = schedule->next) {
        facts->schedules[i++] = schedule->schedule;
    }
    qsort(facts->schedules, facts->schedule_count, sizeof *facts->schedules, compare_schedules);
    for (i = 1; i < facts->schedule_count; i++) {
        if (compare_schedules(&facts->schedules[i - 1], &facts->schedules[i]) == 0) {
            return fail_twice(tying, "schedule", facts->schedules[i].id);
        }
    }
    return true;
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

static bool tie_card(struct facts_tying *tying, const struct draft_card *draft)
{
    struct facts *facts = tying->facts;
    const struct facts_staff *staff = facts_find_staff(facts, draft->staff);
    if (!staff) {
        return facts_tie_pass_over(tying, "card", draft->id, "no such staff", draft->staff);
    }
    struct facts_card *slot = facts_card_slot(&facts->cards, &draft->card.token);
    if (slot->staff) {
        return fail_twice(tying, "card", draft->id);
    }
    *slot = draft->card;
    slot->staff = staff;
    facts->cards.count++;
    return true;
}

static bool tie_cards(struct facts_tying *tying)
{
    struct facts_card_table *table = &tying->facts->cards;
    size_t count = 0;
    const struct draft_card *card;
    for (card = tying->draft->cards; card; card = card->next) {
        count++;
    }
    for (table->size = 2; table->size < 2 * count; table->size *= 2) {
    }
    table->slots = facts_tie_alloc(tying, table->size, sizeof *table->slots);
    if (!table->slots) {
        return false;
    }
    for (card = tying->draft->cards; card; card = card->next) {
        if (!tie_card(tying, card)) {
            return false;
        }
    }
    return true;
}

bool facts_tie(struct facts_draft *draft, enum facts_links links, struct error *err)
{
    struct facts_tying tying = {draft, draft->facts, links, err};
    return tie_units(&tying) && tie_schedules(&tying) && tie_calendar(&tying) &&
           facts_tie_staff(&tying) && tie_cards(&tying) && facts_tie_meetings(&tying);
}
