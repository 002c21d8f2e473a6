#include "server_verdicts.h"

#include "civil.h"
#include <stdio.h>
#include <string.h>

#define DAYS_AT_ONCE 31
#define PATH_SIZE    256
#define ID_MAX       40
#define LIST_MAX     10000000

struct reading {
    struct server_talk *talk;
    const struct server_naming *naming;
    struct report *report;
    char as_of[CIVIL_TIME_SIZE];
};

static bool get_number(const json_t *row, const char *key, int32_t *ret_number, struct error *err)
{
    int64_t number;
    if (!json_get_int(row, "", key, INT32_MIN, INT32_MAX, &number, err)) {
        return false;
    }
    *ret_number = (int32_t)number;
    return true;
}

static bool get_word(const json_t *row, const char *key, const char *const words[],
                     unsigned *ret_index, struct error *err)
{
    const char *text;
    if (!json_get_text(row, "", key, ID_MAX, &text, err)) {
        return false;
    }
    for (unsigned i = 0; words[i]; i++) {
        if (strcmp(words[i], text) == 0) {
            *ret_index = i;
            return true;
        }
    }
    return error_set(err, ERROR_INVALID, "%s: unknown word %s", key, text);
}

static bool get_place(const json_t *row, const char *key, const struct server_names *names,
                      size_t *ret_place, struct error *err)
{
    const char *id;
    if (!json_get_text(row, "", key, ID_MAX, &id, err)) {
        return false;
    }
    return server_names_find(names, id, ret_place) ||
           error_set(err, ERROR_INVALID, "%s: the server names %s, which it was not given", key,
                     id);
}

static bool get_staff(const struct reading *reading, const json_t *row, const char **ret_staff,
                      struct error *err)
{
    size_t place;
    if (!get_place(row, "staff", &reading->naming->staff, &place, err)) {
        return false;
    }
    *ret_staff = reading->naming->scenario->staff[place].person.staff;
    return true;
}

/* Days */

static bool read_day(const struct reading *reading, const json_t *row, struct error *err)
{
    struct report_day day = {0};
    unsigned status, in, out;
    const char *date;
    if (!get_staff(reading, row, &day.staff, err) ||
        !json_get_text(row, "", "date", ID_MAX, &date, err) ||
        !get_number(row, "session", &day.session, err) ||
        !get_word(row, "status", session_status_words, &status, err) ||
        !get_word(row, "in", check_words, &in, err) ||
        !get_word(row, "out", check_words, &out, err) ||
        !get_number(row, "late_min", &day.late_min, err) ||
        !get_number(row, "early_min", &day.early_min, err)) {
        return false;
    }
    if (!civil_date_parse(date, &day.date)) {
        return error_set(err, ERROR_INVALID, "date: %s", date);
    }
    day.status = (enum session_status)status;
    day.in = (enum check)in;
    day.out = (enum check)out;
    return report_add_day(reading->report, &day, err);
}

/* Meetings */

static bool read_flags(const json_t *row, uint32_t *ret_flags, struct error *err)
{
    const json_t *list;
    if (!json_get_array(row, "", "flags", 8, &list, err)) {
        return false;
    }
    size_t index;
    json_t *flag;
    *ret_flags = 0;
    json_array_foreach((json_t *)(uintptr_t)list, index, flag)
    {
        for (unsigned i = 0; meeting_flag_words[i]; i++) {
            if (json_is_string(flag) &&
                strcmp(json_string_value(flag), meeting_flag_words[i]) == 0) {
                *ret_flags |= 1u << i;
            }
        }
    }
    return true;
}

static bool read_result(const struct reading *reading, const char *meeting, const json_t *row,
                        struct error *err)
{
    struct report_meeting result = {.meeting = meeting};
    unsigned word;
    if (!get_staff(reading, row, &result.staff, err) ||
        !get_word(row, "result", meeting_result_words, &word, err) ||
        !get_number(row, "late_min", &result.late_min, err) ||
        !get_number(row, "early_min", &result.early_min, err) ||
        !read_flags(row, &result.flags, err)) {
        return false;
    }
    result.result = (enum meeting_result)word;
    return report_add_meeting(reading->report, &result, err);
}

static bool read_meeting(const struct reading *reading, const json_t *row, struct error *err)
{
    size_t place;
    const json_t *results;
    const json_t *walk_ins;
    if (!get_place(row, "meeting", &reading->naming->meetings, &place, err) ||
        !json_get_array(row, "", "results", LIST_MAX, &results, err) ||
        !json_get_array(row, "", "walk_ins", LIST_MAX, &walk_ins, err)) {
        return false;
    }
    const char *meeting = reading->naming->scenario->meetings[place].meeting.id;
    size_t index;
    json_t *entry;
    json_array_foreach((json_t *)(uintptr_t)results, index, entry)
    {
        if (!read_result(reading, meeting, entry, err)) {
            return false;
        }
    }
    json_array_foreach((json_t *)(uintptr_t)walk_ins, index, entry)
    {
        struct report_walk_in walk_in = {.meeting = meeting};
        if (!get_staff(reading, entry, &walk_in.staff, err) ||
            !report_add_walk_in(reading->report, &walk_in, err)) {
            return false;
        }
    }
    return true;
}

/* Months */

static bool read_figures(const json_t *row, struct figures *ret_figures, struct error *err)
{
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        if (!json_get_int(row, "", figure_words[i], INT64_MIN, INT64_MAX, &ret_figures->of[i],
                          err)) {
            return false;
        }
    }
    return true;
}

static bool read_person_month(const struct reading *reading, int32_t month, const json_t *row,
                              struct error *err)
{
    struct report_month line = {.month = month};
    const json_t *steps;
    if (!get_staff(reading, row, &line.staff, err) || !read_figures(row, &line.figures, err) ||
        !json_get_array(row, "", "steps", 1000, &steps, err)) {
        return false;
    }
    const struct policy *policy = &reading->naming->scenario->policy;
    AUTO(memory) const char **texts = calloc(json_array_size(steps) + 1, sizeof *texts);
    if (!texts) {
        return error_set(err, ERROR_NO_MEMORY, "months: out of memory");
    }
    size_t index;
    json_t *step;
    json_array_foreach((json_t *)(uintptr_t)steps, index, step)
    {
        texts[index] = "?"; /* a step that the policy does not have */
        for (size_t i = 0; i < policy->escalation_count; i++) {
            if (strcmp(policy->escalation[i].step, json_string_value(step)) == 0) {
                texts[index] = policy->escalation[i].step;
            }
        }
    }
    line.steps = texts;
    line.step_count = json_array_size(steps);
    return report_add_month(reading->report, &line, err);
}

static bool read_unit(const struct reading *reading, int32_t month, const json_t *row,
                      struct error *err)
{
    struct report_unit line = {.month = month};
    size_t place;
    line.unit.rate_bp = RANKING_NO_RATE;
    line.unit.rank = RANKING_NO_RANK;
    line.unit.has_rank_change = json_has(row, "rank_change");
    if (!get_place(row, "unit", &reading->naming->units, &place, err) ||
        !read_figures(row, &line.unit.figures, err) ||
        !get_number(row, "headcount", &line.unit.headcount, err) ||
        (json_has(row, "rate_bp") && !get_number(row, "rate_bp", &line.unit.rate_bp, err)) ||
        (json_has(row, "rank") && !get_number(row, "rank", &line.unit.rank, err)) ||
        (line.unit.has_rank_change &&
         !get_number(row, "rank_change", &line.unit.rank_change, err))) {
        return false;
    }
    line.unit.code = reading->naming->scenario->units[place].code;
    return report_add_unit(reading->report, &line, err);
}

/* The server's report leaves out people who were not active and of whom there is nothing to say;
 * a scenario asks of everyone. seen: by place, whom it names. */
static bool add_the_others(const struct reading *reading, int32_t month, const bool *seen,
                           struct error *err)
{
    const struct scenario *scenario = reading->naming->scenario;
    for (size_t i = 0; i < scenario->staff_count; i++) {
        const struct report_month nothing = {.staff = scenario->staff[i].person.staff,
                                             .month = month,
                                             .steps = (const char *[]){NULL}};
        if (!seen[i] && !report_add_month(reading->report, &nothing, err)) {
            return false;
        }
    }
    return true;
}

static bool read_people(const struct reading *reading, int32_t month, const json_t *people,
                        struct error *err)
{
    AUTO(memory) bool *seen = calloc(reading->naming->scenario->staff_count + 1, sizeof *seen);
    if (!seen) {
        return error_set(err, ERROR_NO_MEMORY, "months: out of memory");
    }
    for (size_t i = 0; i < json_array_size(people); i++) {
        const json_t *row = json_array_get(people, i);
        size_t place;
        if (!get_place(row, "staff", &reading->naming->staff, &place, err) ||
            !read_person_month(reading, month, row, err)) {
            return false;
        }
        seen[place] = true;
    }
    return add_the_others(reading, month, seen, err);
}

static bool read_month(const struct reading *reading, int32_t month, const json_t *answer,
                       struct error *err)
{
    if (!read_people(reading, month, json_object_get(answer, "staff"), err)) {
        return false;
    }
    size_t index;
    json_t *row;
    json_array_foreach(json_object_get(answer, "units"), index, row)
    {
        if (!read_unit(reading, month, row, err)) {
            return false;
        }
    }
    return true;
}

/* Questions */

typedef bool read_row(const struct reading *reading, const json_t *row, struct error *err);

static bool ask_span(const struct reading *reading, const char *key, int32_t first, int32_t last,
                     read_row *on_row, struct error *err)
{
    char path[PATH_SIZE];
    char from[CIVIL_DATE_SIZE];
    char to[CIVIL_DATE_SIZE];
    (void)snprintf(path, sizeof path, "/api/v1/reports/%s?from=%s&to=%s&as_of=%s", key,
                   civil_date_format(first, from), civil_date_format(last, to), reading->as_of);
    AUTO(json) json_t *answer = NULL;
    if (!server_talk_call(reading->talk, path, NULL, &answer, err)) {
        return false;
    }
    size_t index;
    json_t *row;
    json_array_foreach(json_object_get(answer, key), index, row)
    {
        if (!on_row(reading, row, err)) {
            return false;
        }
    }
    return true;
}

static bool ask_month(const struct reading *reading, int32_t month, struct error *err)
{
    char path[PATH_SIZE];
    char text[CIVIL_MONTH_SIZE];
    (void)snprintf(path, sizeof path, "/api/v1/reports/months/%s?as_of=%s",
                   civil_month_format(month, text), reading->as_of);
    AUTO(json) json_t *answer = NULL;
    return server_talk_call(reading->talk, path, NULL, &answer, err) &&
           read_month(reading, month, answer, err);
}

bool server_verdicts_read(struct server_talk *talk, const struct server_naming *naming,
                          struct report *report, struct error *err)
{
    const struct scenario *scenario = naming->scenario;
    struct reading reading = {talk, naming, report, "9999-12-31T23:59:59"};
    if (scenario->now_ms != CIVIL_NEVER_MS) {
        (void)civil_time_format(scenario->now_ms, reading.as_of);
    }
    int32_t last = scenario->asked_last;
    for (int32_t first = scenario->asked_first; first <= last; first += DAYS_AT_ONCE) {
        int32_t to = first + DAYS_AT_ONCE - 1 < last ? first + DAYS_AT_ONCE - 1 : last;
        if (!ask_span(&reading, "days", first, to, read_day, err) ||
            !ask_span(&reading, "meetings", first, to, read_meeting, err)) {
            return false;
        }
    }
    for (int32_t month = civil_month_of(scenario->asked_first);
         scenario->asked_first <= last && month <= civil_month_of(last); month++) {
        if (!ask_month(&reading, month, err)) {
            return false;
        }
    }
    return true;
}
