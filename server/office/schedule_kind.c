#include "civil.h"
#include "kind_list.h"
#include <stdio.h>
#include <string.h>

/* When one has to be there: schedules with their versions, the calendar, and who keeps which
 * schedule. */

static const char *const requirements[] = {"required", "optional", NULL};

static const struct form_field session_form[] = {
    {.name = "start", .type = FORM_CLOCK, .flags = FORM_REQUIRED},
    {.name = "end", .type = FORM_CLOCK, .flags = FORM_REQUIRED},
    {.name = "in", .type = FORM_WORD, .flags = FORM_REQUIRED, .words = requirements},
    {.name = "out", .type = FORM_WORD, .flags = FORM_REQUIRED, .words = requirements},
    {0},
};

static const struct form_field version_form[] = {
    {.name = "from", .type = FORM_DATE, .flags = FORM_REQUIRED},
    {.name = "to", .type = FORM_DATE, .flags = FORM_REQUIRED},
    {.name = "weekdays", .type = FORM_INTS, .flags = FORM_REQUIRED, .min = 7, .max = 7},
    {.name = "sessions", .type = FORM_ROWS, .flags = FORM_REQUIRED, .max = 9, .rows = session_form},
    {0},
};

static const struct form_field form[] = {
    {.name = "id", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED},
    {.name = "name", .type = FORM_TEXT, .flags = FORM_OFFICE, .max = 255},
    {.name = "versions",
     .type = FORM_ROWS,
     .flags = FORM_REQUIRED,
     .max = 1000,
     .rows = version_form},
    {0},
};

const struct office_kind schedule_kind = {
    .name = "schedule",
    .path = "schedules",
    .flags = OFFICE_HAS_DOCUMENT | OFFICE_ID_SENT | OFFICE_ID_INSIDE,
    .id_member = "id",
    .form = form,
    .resource = PERMISSION_SCHEDULE,
    .make_action = PERMISSION_WRITE,
    .index = {.search = "name"},
};

static const struct form_field worked_form[] = {
    {.name = "date", .type = FORM_DATE, .flags = FORM_REQUIRED},
    {.name = "as", .type = FORM_INT, .min = 1, .max = 7},
    {0},
};

/* rest is a list of dates: ids as far as the form goes; core/facts reads them as dates. */
static const struct form_field calendar_form[] = {
    {.name = "year", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED},
    {.name = "rest", .type = FORM_IDS, .flags = FORM_REQUIRED, .max = 366},
    {.name = "work", .type = FORM_ROWS, .flags = FORM_REQUIRED, .max = 366, .rows = worked_form},
    {.name = "notice", .type = FORM_TEXT, .flags = FORM_OFFICE, .max = 255},
    {0},
};

static bool is_of_year(const char *year, const char *date)
{
    return date && strncmp(date, year, 4) == 0;
}

static bool check_year(struct office_change *change, struct error *err)
{
    const json_t *rest = json_object_get(change->after, "rest");
    const json_t *work = json_object_get(change->after, "work");
    const char *year = office_text(change->after, "year");
    char first[16];
    int32_t date;
    (void)snprintf(first, sizeof first, "%.4s-01-01", year);
    if (strlen(year) != 4 || !civil_date_parse(first, &date)) {
        return form_fail("year", "not a year of four digits", err);
    }
    for (size_t i = 0; i < json_array_size(rest); i++) {
        if (!is_of_year(year, json_string_value(json_array_get(rest, i)))) {
            return error_set(err, ERROR_INVALID, "rest[%zu]: not a date of the year", i);
        }
    }
    for (size_t i = 0; i < json_array_size(work); i++) {
        if (!is_of_year(year, office_text(json_array_get(work, i), "date"))) {
            return error_set(err, ERROR_INVALID, "work[%zu].date: not a date of the year", i);
        }
    }
    return true;
}

const struct office_kind calendar_kind = {
    .name = "calendar",
    .path = "calendars",
    .flags = OFFICE_HAS_DOCUMENT | OFFICE_ID_SENT,
    .id_member = "year",
    .form = calendar_form,
    .resource = PERMISSION_CALENDAR,
    .make_action = PERMISSION_WRITE,
    .on_change = check_year,
};

static const struct form_field assignment_form[] = {
    {.name = "schedule", .type = FORM_ID, .flags = FORM_REQUIRED, .link = "schedule"},
    {.name = "unit", .type = FORM_ID, .link = "unit"},
    {.name = "staff", .type = FORM_ID, .link = "staff"},
    {.name = "from", .type = FORM_DATE, .flags = FORM_REQUIRED},
    {.name = "to", .type = FORM_DATE},
    {0},
};

const struct office_kind assignment_kind = {
    .name = "assignment",
    .path = "assignments",
    .flags = OFFICE_HAS_DOCUMENT,
    .id_prefix = "a",
    .form = assignment_form,
    .resource = PERMISSION_ASSIGNMENT,
    .make_action = PERMISSION_WRITE,
    .index = {.unit = "unit", .staff = "staff", .from = "from", .to = "to"},
};
