#include "scenario.h"

#include "civil.h"
#include <stdlib.h>

static int compare_days(const void *left, const void *right)
{
    const struct calendar_day *a = left;
    const struct calendar_day *b = right;
    return (a->date > b->date) - (a->date < b->date);
}

static bool find_day(const struct calendar_day *days, size_t count, int32_t date)
{
    struct calendar_day wanted = {date, 0};
    return bsearch(&wanted, days, count, sizeof *days, compare_days);
}

static bool load_rest(const json_t *list, struct calendar_day *days, struct error *err)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = json_string_value(json_array_get(list, i));
        if (!text || !civil_date_parse(text, &days[i].date)) {
            return error_set(err, ERROR_INVALID,
                             "calendar.rest[%zu]: '%.40s' is not a date such as 2026-03-02", i,
                             text ? text : "");
        }
        days[i].counts_as = CALENDAR_REST;
    }
    return true;
}

static bool load_work(const json_t *list, struct calendar_day *days, size_t rest_count,
                      struct error *err)
{
    static const char *const known[] = {"date", "as", NULL};
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct calendar_day *day = &days[rest_count + i];
        struct row row;
        int64_t as = 1;
        if (!row_init(&row, list, "calendar.work", i, known, err) ||
            !row_date(&row, "date", &day->date, err) ||
            (row_has(&row, "as") && !row_int(&row, "as", 1, 7, &as, err))) {
            return false;
        }
        if (find_day(days, rest_count, day->date)) {
            return row_fail(&row, "date", err, "is under rest too");
        }
        day->counts_as = (int32_t)as;
    }
    return true;
}

/* Rest days are sorted and may be named twice, which says nothing more. */
static size_t sort_rest(struct calendar_day *days, size_t count)
{
    size_t kept = 0;
    qsort(days, count, sizeof *days, compare_days);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || days[i].date != days[kept - 1].date) {
            days[kept++] = days[i];
        }
    }
    return kept;
}

bool scenario_load_calendar(struct scenario *scenario, const json_t *value, struct error *err)
{
    static const char *const known[] = {"rest", "work", NULL};
    struct row row = {value, "calendar"};
    const json_t *rest = NULL;
    const json_t *work = NULL;
    size_t rest_count = 0;
    size_t work_count = 0;
    struct schedule_fault_place place;
    if (!value) {
        return true;
    }
    if (!json_is_object(value)) {
        return error_set(err, ERROR_INVALID, "calendar: expected an object");
    }
    if (!json_only_keys(value, row.path, known, err) ||
        (row_has(&row, "rest") && !row_list(&row, "rest", &rest, &rest_count, err)) ||
        (row_has(&row, "work") && !row_list(&row, "work", &work, &work_count, err))) {
        return false;
    }
    struct calendar_day *days =
        scenario_alloc(scenario, rest_count + work_count, sizeof *days, err);
    if (!days || !load_rest(rest, days, err)) {
        return false;
    }
    rest_count = sort_rest(days, rest_count);
    if (!load_work(work, days, rest_count, err)) {
        return false;
    }
    scenario->calendar = (struct calendar){days, rest_count + work_count};
    qsort(days, scenario->calendar.day_count, sizeof *days, compare_days);
    if (calendar_find_fault(&scenario->calendar, &place) != SCHEDULE_FAULT_NONE) {
        char date[CIVIL_DATE_SIZE];
        return row_fail(&row, "work", err, "%s is there twice",
                        civil_date_format(days[place.index].date, date));
    }
    return true;
}
