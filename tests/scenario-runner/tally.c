#include "tally.h"

#include "civil.h"
#include "ranking.h"
#include <stdlib.h>

bool tally_create(const struct scenario *scenario, int32_t first_month, int32_t last_month,
                  struct tally **ret_tally, struct error *err)
{
    AUTO(tally) struct tally *tally = calloc(1, sizeof *tally);
    size_t months = (size_t)(last_month - first_month) + 1;
    if (tally) {
        tally->scenario = scenario;
        tally->first_month = first_month;
        tally->month_count = months;
        tally->persons = calloc(months * scenario->staff_count + 1, sizeof *tally->persons);
        tally->units = calloc(months * scenario->unit_count + 1, sizeof *tally->units);
    }
    if (!tally || !tally->persons || !tally->units) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    *ret_tally = TAKE(tally);
    return true;
}

void tally_destroy(struct tally *tally)
{
    if (tally) {
        free(tally->persons);
        free(tally->units);
        free(tally);
    }
}

struct figures *tally_person(const struct tally *tally, size_t staff, int32_t month)
{
    return &tally->persons[staff * tally->month_count + (size_t)(month - tally->first_month)];
}

struct figures *tally_unit(const struct tally *tally, size_t unit, int32_t month)
{
    return &tally->units[unit * tally->month_count + (size_t)(month - tally->first_month)];
}

void tally_add(struct tally *tally, size_t staff, int32_t date, const struct figures *figures)
{
    const struct scenario_staff *member = &tally->scenario->staff[staff];
    const struct membership *membership = person_membership(&member->person, date);
    int32_t month = civil_month_of(date);
    figures_add(tally_person(tally, staff, month), figures);
    if (membership) {
        size_t unit = member->member_units[membership - member->person.memberships];
        figures_add(tally_unit(tally, unit, month), figures);
    }
}

int32_t tally_headcount(const struct tally *tally, size_t unit, int32_t month)
{
    const struct scenario *scenario = tally->scenario;
    int32_t heads = 0;
    for (size_t i = 0; i < scenario->staff_count; i++) {
        heads += ranking_counts_head(&scenario->staff[i].person, scenario->units[unit].code, month);
    }
    return heads;
}
