#include "paper_inside.h"
#include "table_list.h"
#include <stdio.h>
#include <string.h>

#define OWN       4
#define STEPS_MAX 4096

/* Every person with all figures, by unit. */

static const struct table_column columns[] = {
    {"单位", 28, 4}, {"编号", 9, 2}, {"姓名", 14, 2}, {"处理", 16, 3}, {0},
};

const char *table_join_steps(const struct month_report_person *person, char *ret_text, size_t size)
{
    size_t len = 0;
    ret_text[0] = '\0';
    for (size_t i = 0; i < person->step_count; i++) {
        if (len + strlen("、") + strlen(person->steps[i]) >= size) {
            break;
        }
        len +=
            (size_t)snprintf(ret_text + len, size - len, "%s%s", i ? "、" : "", person->steps[i]);
    }
    return ret_text;
}

static enum row_style style_of(const struct month_report_person *person)
{
    const int64_t *of = person->figures.of;
    bool is_quiet = of[FIGURE_VIOLATIONS] == 0 && of[FIGURE_REVIEW] == 0 && person->step_count == 0;
    return is_quiet ? ROW_QUIET : ROW_PLAIN;
}

static struct table_count count_people(const struct month_report *report)
{
    struct table_count count = {0};
    for (size_t i = 0; i < report->person_count; i++) {
        bool is_quiet = style_of(&report->people[i]) == ROW_QUIET;
        count.quiet += is_quiet;
        count.told += !is_quiet;
    }
    return count;
}

static bool each_person(struct paper_desk *desk, const struct row_sink *sink, struct error *err)
{
    const struct month_report *report = desk->view.report;
    for (size_t i = 0; i < report->person_count; i++) {
        const struct month_report_person *person = &report->people[i];
        char steps[STEPS_MAX];
        struct cell cells[TABLE_COLUMNS_MAX] = {
            cell_text(person->unit ? person->unit->name : NULL),
            cell_text(person->staff->id),
            cell_text(person->staff->name),
            cell_text(table_join_steps(person, steps, sizeof steps)),
        };
        const struct figure_claim claim = {FIGURE_OF_PERSON, person->staff->id,
                                           desk->question.month, desk->now_ms, &person->figures};
        if (!table_put_figures(desk, &claim, sink, cells, OWN, style_of(person), err)) {
            return false;
        }
    }
    return true;
}

const struct month_table table_people = {
    .word = "people",
    .title = "人员明细",
    .frozen = 3,
    .kind = TABLE_FIGURES,
    .columns = columns,
    .count = count_people,
    .each_row = each_person,
};
