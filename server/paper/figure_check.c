#include "figure_check.h"

#include "paper_inside.h"
#include <stdio.h>
#include <string.h>

struct found_row {
    const struct figures *figures;
    const char *name, *unit;
};

/* The figures that the code speaks of, in the report; none where they are not in it. */
static struct found_row find_row(const struct paper_desk *desk, const struct figure_said *said)
{
    const struct month_report *report = paper_desk_report(desk);
    if (said->whose == FIGURE_OF_COUNTY || said->whose == FIGURE_OF_TREE) {
        return (struct found_row){&report->figures, paper_desk_whose(desk), said->id};
    }
    for (size_t i = 0; said->whose == FIGURE_OF_UNIT && i < report->unit_count; i++) {
        if (strcmp(report->units[i].month.code, said->id) == 0) {
            return (struct found_row){&report->units[i].month.figures, report->units[i].name,
                                      said->id};
        }
    }
    for (size_t i = 0; said->whose == FIGURE_OF_PERSON && i < report->person_count; i++) {
        const struct month_report_person *person = &report->people[i];
        if (strcmp(person->staff->id, said->id) == 0) {
            return (struct found_row){&person->figures, person->staff->name,
                                      person->unit ? person->unit->code : ""};
        }
    }
    return (struct found_row){0};
}

bool figure_check(const struct paper_source *source, const struct figure_said *said,
                  struct figure_found *ret_found, struct error *err)
{
    const struct paper_question question = {.month = said->month,
                                            .as_of_ms = said->as_of_ms,
                                            .unit =
                                                said->whose == FIGURE_OF_TREE ? said->id : NULL};
    AUTO(paper_desk) struct paper_desk *desk = NULL;
    if (!paper_desk_open(source, &question, &desk, err)) {
        return false;
    }
    const struct found_row row = find_row(desk, said);
    struct figure_found found = {.there = row.figures != NULL};
    if (row.figures) {
        const int64_t *of = row.figures->of;
        (void)snprintf(found.name, sizeof found.name, "%s", row.name); /* shown, and no more */
        (void)snprintf(found.unit, sizeof found.unit, "%s", row.unit);
        found.due = of[FIGURE_CHECKS_DUE] + of[FIGURE_MEETINGS_DUE];
        found.on_time = of[FIGURE_ON_TIME] + of[FIGURE_MEETINGS_ON_TIME];
        found.violations = of[FIGURE_VIOLATIONS];
    }
    *ret_found = found;
    return true;
}

bool figure_check_agrees(const struct figure_said *said, const struct figure_found *found)
{
    return found->there && found->due == said->due && found->on_time == said->on_time &&
           found->violations == said->violations;
}
