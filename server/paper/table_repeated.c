#include "paper_inside.h"
#include "table_list.h"
#include <stdlib.h>
#include <string.h>

#define REPEATED_FROM 2 /* violations of the month */
#define STEPS_SIZE    4096

/* Who broke the rules again and again, or has reached a step of escalation: most first. */

static const struct table_column columns[] = {
    {"单位", 28, 3},      {"编号", 9, 1.2F},    {"姓名", 14, 1.6F},         {"本月违规", 9, 1},
    {"本年违规", 9, 1},   {"迟到", 7.5F, 0.8F}, {"早退", 7.5F, 0.8F},       {"缺卡", 7.5F, 0.8F},
    {"旷工", 7.5F, 0.8F}, {"会议违规", 9, 1},   {"应采取的措施", 24, 2.4F}, {0},
};

static int most_first(const void *a, const void *b)
{
    const struct month_report_person *const *x = a;
    const struct month_report_person *const *y = b;
    int64_t more = (*y)->figures.of[FIGURE_VIOLATIONS] - (*x)->figures.of[FIGURE_VIOLATIONS];
    more = more ? more : (*y)->year_violations - (*x)->year_violations;
    return more ? (more > 0 ? 1 : -1) : strcmp((*x)->staff->id, (*y)->staff->id);
}

static bool put_person(const struct month_report_person *person, const struct row_sink *sink,
                       struct error *err)
{
    const int64_t *of = person->figures.of;
    char steps[STEPS_SIZE];
    const struct cell cells[] = {
        cell_text(person->unit ? person->unit->name : NULL),
        cell_text(person->staff->id),
        cell_text(person->staff->name),
        cell_of(CELL_NUMBER, of[FIGURE_VIOLATIONS]),
        cell_of(CELL_NUMBER, person->year_violations),
        cell_of(CELL_NUMBER, of[FIGURE_LATE]),
        cell_of(CELL_NUMBER, of[FIGURE_EARLY]),
        cell_of(CELL_NUMBER, of[FIGURE_MISSING]),
        cell_of(CELL_NUMBER, of[FIGURE_ABSENT]),
        cell_of(CELL_NUMBER, of[FIGURE_VIOLATIONS] - of[FIGURE_LATE] - of[FIGURE_EARLY] -
                                 of[FIGURE_MISSING] - of[FIGURE_ABSENT]),
        cell_text(table_join_steps(person, steps, sizeof steps)),
    };
    return sink->put(cells, sizeof cells / sizeof cells[0], ROW_PLAIN, sink->user, err);
}

static bool is_told(const struct month_report_person *person)
{
    return person->figures.of[FIGURE_VIOLATIONS] >= REPEATED_FROM || person->step_count > 0;
}

static struct table_count count_people(const struct month_report *report)
{
    struct table_count count = {0};
    for (size_t i = 0; i < report->person_count; i++) {
        count.told += is_told(&report->people[i]);
    }
    return count;
}

static bool each_person(struct paper_desk *desk, const struct row_sink *sink, struct error *err)
{
    const struct month_report *report = desk->view.report;
    size_t count = 0;
    AUTO(memory)
    const struct month_report_person **people = calloc(report->person_count + 1, sizeof *people);
    if (!people) {
        return error_set(err, ERROR_NO_MEMORY, "report: out of memory");
    }
    for (size_t i = 0; i < report->person_count; i++) {
        if (is_told(&report->people[i])) {
            people[count++] = &report->people[i];
        }
    }
    qsort(people, count, sizeof(struct month_report_person *), most_first);
    for (size_t i = 0; i < count; i++) {
        if (!put_person(people[i], sink, err)) {
            return false;
        }
    }
    return true;
}

const struct month_table table_repeated = {
    .word = "repeated",
    .title = "多次违规",
    .frozen = 3,
    .kind = TABLE_LIST,
    .columns = columns,
    .count = count_people,
    .each_row = each_person,
};
