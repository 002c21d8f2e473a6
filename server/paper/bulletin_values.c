#include "bulletin_values.h"

#include "check.h"
#include "civil.h"
#include "ranking.h"
#include "table_list.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PEOPLE_NAMED_MAX 200
#define STEPS_SIZE       400

void bulletin_values_finish(struct bulletin_values *values)
{
    month_meetings_finish(&values->meetings);
    free(values->risen);
    free(values->people);
    free(values->bad_meetings);
    free(values->clean);
}

static int by_rise(const void *a, const void *b)
{
    const struct month_report_unit *const *x = a;
    const struct month_report_unit *const *y = b;
    int32_t rise = (*y)->month.rank_change - (*x)->month.rank_change;
    return rise ? rise : (*x)->month.rank - (*y)->month.rank;
}

static int by_violations(const void *a, const void *b)
{
    const struct month_report_person *const *x = a;
    const struct month_report_person *const *y = b;
    int64_t more = (*y)->figures.of[FIGURE_VIOLATIONS] - (*x)->figures.of[FIGURE_VIOLATIONS];
    return more ? (more > 0 ? 1 : -1) : strcmp((*x)->staff->id, (*y)->staff->id);
}

static void fill_units(struct bulletin_values *values)
{
    const struct month_report *report = values->desk->view.report;
    for (size_t i = 0; i < report->unit_count; i++) {
        const struct month_report_unit *unit = &report->units[i];
        if (unit->month.rank == RANKING_NO_RANK) {
            continue;
        }
        values->ranked++;
        if (unit->month.has_rank_change && unit->month.rank_change > 0) {
            values->risen[values->risen_count++] = unit;
        }
        if (unit->month.figures.of[FIGURE_VIOLATIONS] == 0) {
            values->clean[values->clean_count++] = unit;
        }
    }
    qsort(values->risen, values->risen_count, sizeof(struct month_report_unit *), by_rise);
    if (values->risen_count > values->units_named) {
        values->risen_count = values->units_named;
    }
}

static void fill_people(struct bulletin_values *values)
{
    const struct month_report *report = values->desk->view.report;
    for (size_t i = 0; values->names == BULLETIN_PEOPLE && i < report->person_count; i++) {
        const struct month_report_person *person = &report->people[i];
        if (person->figures.of[FIGURE_VIOLATIONS] >= values->people_from) {
            values->people[values->people_count++] = person;
        }
    }
    qsort(values->people, values->people_count, sizeof(struct month_report_person *),
          by_violations);
    if (values->people_count > PEOPLE_NAMED_MAX) {
        values->people_count = PEOPLE_NAMED_MAX;
    }
}

static void fill_meetings(struct bulletin_values *values)
{
    for (size_t i = 0; i < values->meetings.count; i++) {
        const struct month_meeting *meeting = &values->meetings.list[i];
        const int64_t *of = meeting->figures.of;
        if (of[FIGURE_MEETINGS_LATE] + of[FIGURE_MEETINGS_ABSENT] > 0) {
            values->bad_meetings[values->bad_meeting_count++] = meeting;
        }
    }
}

bool bulletin_values_fill(struct bulletin_values *values, struct error *err)
{
    const struct month_report *report = values->desk->view.report;
    if (!month_meetings_read(&values->meetings, &values->desk->view, &values->desk->sieve, err)) {
        return false;
    }
    values->risen = calloc(report->unit_count + 1, sizeof *values->risen);
    values->clean = calloc(report->unit_count + 1, sizeof *values->clean);
    values->people = calloc(report->person_count + 1, sizeof *values->people);
    values->bad_meetings = calloc(values->meetings.count + 1, sizeof *values->bad_meetings);
    if (!values->risen || !values->clean || !values->people || !values->bad_meetings) {
        return error_set(err, ERROR_NO_MEMORY, "bulletin: out of memory");
    }
    fill_units(values);
    fill_people(values);
    fill_meetings(values);
    return true;
}

/* Values of the whole month */

static void put(char *ret_value, int64_t number)
{
    (void)snprintf(ret_value, DRAFT_VALUE_SIZE, "%" PRId64, number);
}

static void put_rate(char *ret_value, int32_t rate_bp)
{
    const struct cell cell = cell_of(CELL_RATE, rate_bp);
    char text[CELL_TEXT_SIZE];
    (void)snprintf(ret_value, DRAFT_VALUE_SIZE, "%s", cell_words(&cell, text));
}

/* "，较上月上升0.52个百分点"; nothing where either month has no rate. */
static void put_rate_change(const struct month_report *report, char *ret_value)
{
    ret_value[0] = '\0';
    if (report->rate_bp == RANKING_NO_RATE || report->last_rate_bp == RANKING_NO_RATE) {
        return;
    }
    int change = report->rate_bp - report->last_rate_bp;
    int size = change < 0 ? -change : change;
    if (change == 0) {
        (void)snprintf(ret_value, DRAFT_VALUE_SIZE, "，与上月持平");
    } else {
        (void)snprintf(ret_value, DRAFT_VALUE_SIZE, "，较上月%s%d.%02d个百分点",
                       change > 0 ? "上升" : "下降", size / 100, size % 100);
    }
}

static void put_as_of(const struct paper_desk *desk, char *ret_value)
{
    int32_t year, month, day;
    int32_t date = civil_date_of(desk->now_ms);
    int minute = (int)((desk->now_ms - civil_midnight_ms(date)) / CIVIL_MINUTE_MS);
    civil_date_split(date, &year, &month, &day);
    (void)snprintf(ret_value, DRAFT_VALUE_SIZE, "%d年%d月%d日%d时%d分", (int)year, (int)month,
                   (int)day, minute / 60, minute % 60);
}

static enum figure find_figure(const char *word)
{
    size_t i = 0;
    while (figure_words[i] && strcmp(figure_words[i], word) != 0) {
        i++;
    }
    return (enum figure)i;
}

static void value_of(const char *field, char *ret_value, void *user)
{
    const struct bulletin_values *values = user;
    const struct paper_desk *desk = values->desk;
    const struct month_report *report = desk->view.report;
    char month[PAPER_MONTH_SIZE];
    enum figure figure = find_figure(field);
    if (figure != FIGURE_COUNT) {
        put(ret_value, report->figures.of[figure]);
    } else if (strcmp(field, "site") == 0) {
        (void)snprintf(ret_value, DRAFT_VALUE_SIZE, "%s", paper_desk_whose(desk));
    } else if (strcmp(field, "month") == 0) {
        (void)snprintf(ret_value, DRAFT_VALUE_SIZE, "%s", paper_desk_month(desk, month));
    } else if (strcmp(field, "year") == 0) {
        put(ret_value, desk->question.month / 12);
    } else if (strcmp(field, "unit_count") == 0) {
        put(ret_value, (int64_t)values->ranked);
    } else if (strcmp(field, "headcount") == 0) {
        put(ret_value, report->headcount);
    } else if (strcmp(field, "rate") == 0) {
        put_rate(ret_value, report->rate_bp);
    } else if (strcmp(field, "rate_change") == 0) {
        put_rate_change(report, ret_value);
    } else if (strcmp(field, "meetings") == 0) {
        put(ret_value, (int64_t)values->meetings.count);
    } else if (strcmp(field, "provisional") == 0) {
        put(ret_value, report->provisional);
    } else if (strcmp(field, "as_of") == 0) {
        put_as_of(desk, ret_value);
    } else {
        CHECK(false); /* every field of draft_fields has a value */
    }
}

/* Lists */

static size_t best_count(const struct bulletin_values *values)
{
    return values->ranked < values->units_named ? values->ranked : values->units_named;
}

/* Nobody is among the best and the worst. */
static size_t worst_count(const struct bulletin_values *values)
{
    size_t rest = values->ranked - best_count(values);
    return rest < values->units_named ? rest : values->units_named;
}

static size_t count_of(const char *list, void *user)
{
    const struct bulletin_values *values = user;
    size_t late = 0;
    while (values->late_units && values->late_units[late]) {
        late++;
    }
    const struct {
        const char *list;
        size_t count;
    } counts[] = {{"best_units", best_count(values)},
                  {"worst_units", worst_count(values)},
                  {"risen_units", values->risen_count},
                  {"clean_units", values->clean_count},
                  {"people", values->people_count},
                  {"bad_meetings", values->bad_meeting_count},
                  {"late_units", late}};
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        if (strcmp(counts[i].list, list) == 0) {
            return counts[i].count;
        }
    }
    CHECK(false); /* every list of draft_lists has items */
    return 0;
}

static void unit_value(const struct month_report_unit *unit, const char *field, char *ret_value)
{
    enum figure figure = find_figure(field);
    if (figure != FIGURE_COUNT) {
        put(ret_value, unit->month.figures.of[figure]);
    } else if (strcmp(field, "unit") == 0) {
        (void)snprintf(ret_value, DRAFT_VALUE_SIZE, "%s", unit->name);
    } else if (strcmp(field, "rate") == 0) {
        put_rate(ret_value, unit->month.rate_bp);
    } else {
        put(ret_value, strcmp(field, "rank") == 0     ? unit->month.rank
                       : strcmp(field, "change") == 0 ? unit->month.rank_change
                                                      : unit->month.headcount);
    }
}

static void person_value(const struct month_report_person *person, const char *field,
                         char *ret_value)
{
    enum figure figure = find_figure(field);
    char steps[STEPS_SIZE];
    if (figure != FIGURE_COUNT) {
        put(ret_value, person->figures.of[figure]);
    } else {
        (void)snprintf(ret_value, DRAFT_VALUE_SIZE, "%s",
                       strcmp(field, "name") == 0    ? person->staff->name
                       : strcmp(field, "steps") == 0 ? table_join_steps(person, steps, sizeof steps)
                       : person->unit                ? person->unit->name
                                                     : "");
    }
}

static void meeting_value(const struct month_meeting *meeting, const char *field, char *ret_value)
{
    int32_t year, month, day;
    const int64_t *of = meeting->figures.of;
    if (strcmp(field, "title") == 0) {
        (void)snprintf(ret_value, DRAFT_VALUE_SIZE, "%s", meeting->meeting->title);
    } else if (strcmp(field, "date") == 0) {
        civil_date_split(civil_date_of(meeting->meeting->meeting.start_ms), &year, &month, &day);
        (void)snprintf(ret_value, DRAFT_VALUE_SIZE, "%d月%d日", (int)month, (int)day);
    } else {
        put(ret_value, strcmp(field, "late") == 0     ? of[FIGURE_MEETINGS_LATE]
                       : strcmp(field, "absent") == 0 ? of[FIGURE_MEETINGS_ABSENT]
                                                      : of[FIGURE_MEETINGS_DUE]);
    }
}

static void item_value(const char *list, size_t index, const char *field, char *ret_value,
                       void *user)
{
    const struct bulletin_values *values = user;
    const struct month_report *report = values->desk->view.report;
    if (strcmp(list, "people") == 0) {
        person_value(values->people[index], field, ret_value);
    } else if (strcmp(list, "bad_meetings") == 0) {
        meeting_value(values->bad_meetings[index], field, ret_value);
    } else if (strcmp(list, "late_units") == 0) {
        (void)snprintf(ret_value, DRAFT_VALUE_SIZE, "%s", values->late_units[index]);
    } else {
        /* ranked units stand first, in the order of their ranks */
        size_t last = values->ranked - 1 - index;
        unit_value(strcmp(list, "risen_units") == 0   ? values->risen[index]
                   : strcmp(list, "clean_units") == 0 ? values->clean[index]
                   : strcmp(list, "best_units") == 0  ? &report->units[index]
                                                      : &report->units[last],
                   field, ret_value);
    }
}

struct draft_source bulletin_values_source(struct bulletin_values *values)
{
    return (struct draft_source){value_of, count_of, item_value, values};
}
