#include "calendar_kind.h"

#include "kind_list.h"
#include <ctype.h>
#include <string.h>

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

/* "2000" to "2099": a notice is for the next year, and a slip of the finger is told. */
static bool is_year(const char *year)
{
    return strlen(year) == 4 && year[0] == '2' && year[1] == '0' &&
           isdigit((unsigned char)year[2]) && isdigit((unsigned char)year[3]);
}

bool calendar_kind_check(const json_t *members, struct error *err)
{
    const json_t *rest = json_object_get(members, "rest");
    const json_t *work = json_object_get(members, "work");
    const char *year = office_text(members, "year");
    if (!is_year(year)) {
        return form_fail("year", "not a year from 2000 to 2099", err);
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

static bool check_change(struct office_change *change, struct error *err)
{
    return calendar_kind_check(change->after, err);
}

const struct office_kind calendar_kind = {
    .name = "calendar",
    .path = "calendars",
    .flags = OFFICE_HAS_DOCUMENT | OFFICE_ID_SENT,
    .id_member = "year",
    .form = calendar_form,
    .resource = PERMISSION_CALENDAR,
    .make_action = PERMISSION_WRITE,
    .on_change = check_change,
};
