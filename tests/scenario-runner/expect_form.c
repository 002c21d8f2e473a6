#include "expect_form.h"

#include "figures.h"
#include "meeting.h"
#include "work_day.h"
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct expect_field day_fields[] = {
    {"staff", EXPECT_STAFF, NULL},     {"date", EXPECT_DATE, NULL},
    {"session", EXPECT_NUMBER, NULL},  {"status", EXPECT_WORD, session_status_words},
    {"in", EXPECT_WORD, check_words},  {"out", EXPECT_WORD, check_words},
    {"late_min", EXPECT_NUMBER, NULL}, {"early_min", EXPECT_NUMBER, NULL},
};

static const struct expect_field meeting_fields[] = {
    {"meeting", EXPECT_MEETING, NULL},
    {"staff", EXPECT_STAFF, NULL},
    {"result", EXPECT_WORD, meeting_result_words},
    {"late_min", EXPECT_NUMBER, NULL},
    {"early_min", EXPECT_NUMBER, NULL},
    {"flags", EXPECT_WORDS, meeting_flag_words},
};

static const struct expect_field walk_in_fields[] = {
    {"meeting", EXPECT_MEETING, NULL},
    {"staff", EXPECT_STAFF, NULL},
};

static const struct expect_field month_fields[] = {
    {"staff", EXPECT_STAFF, NULL},
    {"month", EXPECT_MONTH, NULL},
    {"steps", EXPECT_TEXTS, NULL},
};

static const struct expect_field unit_fields[] = {
    {"unit", EXPECT_UNIT, NULL},           {"month", EXPECT_MONTH, NULL},
    {"headcount", EXPECT_NUMBER, NULL},    {"rate_bp", EXPECT_NUMBER_OR_NULL, NULL},
    {"rank", EXPECT_NUMBER_OR_NULL, NULL}, {"rank_change", EXPECT_NUMBER_OR_NULL, NULL},
};

const struct expect_list expect_lists[EXPECT_LIST_COUNT] = {
    [EXPECT_DAYS] = {"days", day_fields, COUNT(day_fields), 3, false},
    [EXPECT_MEETINGS] = {"meetings", meeting_fields, COUNT(meeting_fields), 2, false},
    [EXPECT_WALK_INS] = {"walk_ins", walk_in_fields, COUNT(walk_in_fields), 2, false},
    [EXPECT_MONTHS] = {"months", month_fields, COUNT(month_fields), 2, true},
    [EXPECT_UNITS] = {"units", unit_fields, COUNT(unit_fields), 2, true},
};

const struct expect_field *expect_field_find(const struct expect_list *list, const char *name)
{
    static const struct expect_field figure_field = {"figure", EXPECT_NUMBER, NULL};
    for (size_t i = 0; i < list->field_count; i++) {
        if (strcmp(list->fields[i].name, name) == 0) {
            return &list->fields[i];
        }
    }
    for (size_t i = 0; list->has_figures && figure_words[i]; i++) {
        if (strcmp(figure_words[i], name) == 0) {
            return &figure_field;
        }
    }
    return NULL;
}
