#include "report.h"

#include "civil.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool report_create(struct report **ret_report, struct error *err)
{
    struct report *report = calloc(1, sizeof *report);
    if (!report) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    *ret_report = report;
    return true;
}

void report_destroy(struct report *report)
{
    if (!report) {
        return;
    }
    for (size_t i = 0; i < report->counts[EXPECT_MONTHS]; i++) {
        free(report->months[i].steps);
    }
    free(report->days);
    free(report->meetings);
    free(report->walk_ins);
    free(report->months);
    free(report->units);
    free(report);
}

/* Room for one more row of a list whose rows are of this size; NULL if there is none. The rows may
 * move. */
static void *add_row(struct report *report, enum expect_list_id list, void *rows, size_t size,
                     struct error *err)
{
    size_t capacity = report->capacities[list];
    if (report->counts[list] < capacity) {
        return rows;
    }
    capacity = capacity ? capacity * 2 : 64;
    void *larger = realloc(rows, capacity * size);
    if (!larger) {
        (void)error_set(err, ERROR_NO_MEMORY, "out of memory");
        return NULL;
    }
    report->capacities[list] = capacity;
    return larger;
}

bool report_add_day(struct report *report, const struct report_day *day, struct error *err)
{
    struct report_day *rows = add_row(report, EXPECT_DAYS, report->days, sizeof *rows, err);
    if (!rows) {
        return false;
    }
    report->days = rows;
    rows[report->counts[EXPECT_DAYS]++] = *day;
    return true;
}

bool report_add_meeting(struct report *report, const struct report_meeting *meeting,
                        struct error *err)
{
    struct report_meeting *rows =
        add_row(report, EXPECT_MEETINGS, report->meetings, sizeof *rows, err);
    if (!rows) {
        return false;
    }
    report->meetings = rows;
    rows[report->counts[EXPECT_MEETINGS]++] = *meeting;
    return true;
}

bool report_add_walk_in(struct report *report, const struct report_walk_in *walk_in,
                        struct error *err)
{
    struct report_walk_in *rows =
        add_row(report, EXPECT_WALK_INS, report->walk_ins, sizeof *rows, err);
    if (!rows) {
        return false;
    }
    report->walk_ins = rows;
    rows[report->counts[EXPECT_WALK_INS]++] = *walk_in;
    return true;
}

bool report_add_month(struct report *report, const struct report_month *month, struct error *err)
{
    AUTO(memory) const char **steps = calloc(month->step_count + 1, sizeof *steps);
    struct report_month *rows = add_row(report, EXPECT_MONTHS, report->months, sizeof *rows, err);
    if (!rows || !steps) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    report->months = rows;
    memcpy(steps, month->steps, month->step_count * sizeof *steps);
    struct report_month *row = &rows[report->counts[EXPECT_MONTHS]++];
    *row = *month;
    row->steps = TAKE(steps);
    return true;
}

bool report_add_unit(struct report *report, const struct report_unit *unit, struct error *err)
{
    struct report_unit *rows = add_row(report, EXPECT_UNITS, report->units, sizeof *rows, err);
    if (!rows) {
        return false;
    }
    report->units = rows;
    rows[report->counts[EXPECT_UNITS]++] = *unit;
    return true;
}

static void meeting_key(const char *meeting, const char *staff,
                        char ret_key[static REPORT_KEY_SIZE])
{
    (void)snprintf(ret_key, REPORT_KEY_SIZE, "meeting=%s,staff=%s", meeting, staff);
}

void report_row_key(const struct report *report, enum expect_list_id list, size_t index,
                    char ret_key[static REPORT_KEY_SIZE])
{
    char date[CIVIL_DATE_SIZE];
    switch (list) {
    case EXPECT_DAYS:
        (void)snprintf(ret_key, REPORT_KEY_SIZE, "staff=%s,date=%s,session=%d",
                       report->days[index].staff, civil_date_format(report->days[index].date, date),
                       (int)report->days[index].session);
        return;
    case EXPECT_MEETINGS:
        meeting_key(report->meetings[index].meeting, report->meetings[index].staff, ret_key);
        return;
    case EXPECT_WALK_INS:
        meeting_key(report->walk_ins[index].meeting, report->walk_ins[index].staff, ret_key);
        return;
    case EXPECT_MONTHS:
        (void)snprintf(ret_key, REPORT_KEY_SIZE, "staff=%s,month=%s", report->months[index].staff,
                       civil_month_format(report->months[index].month, date));
        return;
    case EXPECT_UNITS:
        (void)snprintf(ret_key, REPORT_KEY_SIZE, "unit=%s,month=%s", report->units[index].unit.code,
                       civil_month_format(report->units[index].month, date));
        return;
    case EXPECT_LIST_COUNT:
        break;
    }
    ret_key[0] = '\0';
}

static json_t *day_json(const struct report_day *day)
{
    char date[CIVIL_DATE_SIZE];
    return json_pack("{s:s,s:s,s:i,s:s,s:s,s:s,s:i,s:i}", "staff", day->staff, "date",
                     civil_date_format(day->date, date), "session", (int)day->session, "status",
                     session_status_words[day->status], "in", check_words[day->in], "out",
                     check_words[day->out], "late_min", (int)day->late_min, "early_min",
                     (int)day->early_min);
}

static json_t *flags_json(uint32_t flags)
{
    json_t *list = json_array();
    for (size_t i = 0; meeting_flag_words[i]; i++) {
        if (flags >> i & 1) {
            (void)json_array_append_new(list, json_string(meeting_flag_words[i]));
        }
    }
    return list;
}

static json_t *meeting_json(const struct report_meeting *meeting)
{
    return json_pack("{s:s,s:s,s:s,s:i,s:i,s:o}", "meeting", meeting->meeting, "staff",
                     meeting->staff, "result", meeting_result_words[meeting->result], "late_min",
                     (int)meeting->late_min, "early_min", (int)meeting->early_min, "flags",
                     flags_json(meeting->flags));
}

static json_t *with_figures(json_t *row, const struct figures *figures)
{
    for (size_t i = 0; figure_words[i]; i++) {
        (void)json_object_set_new(row, figure_words[i], json_integer(figures->of[i]));
    }
    return row;
}

static json_t *month_json(const struct report_month *month)
{
    char text[CIVIL_MONTH_SIZE];
    json_t *row = json_pack("{s:s,s:s}", "staff", month->staff, "month",
                            civil_month_format(month->month, text));
    json_t *steps = json_array();
    for (size_t i = 0; i < month->step_count; i++) {
        (void)json_array_append_new(steps, json_string(month->steps[i]));
    }
    (void)with_figures(row, &month->figures);
    (void)json_object_set_new(row, "steps", steps);
    return row;
}

static json_t *number_or_null(bool there, int32_t number)
{
    return there ? json_integer(number) : json_null();
}

static json_t *unit_json(const struct report_unit *row)
{
    const struct unit_month *unit = &row->unit;
    char text[CIVIL_MONTH_SIZE];
    json_t *json =
        json_pack("{s:s,s:s}", "unit", unit->code, "month", civil_month_format(row->month, text));
    (void)with_figures(json, &unit->figures);
    (void)json_object_set_new(json, "headcount", json_integer(unit->headcount));
    (void)json_object_set_new(json, "rate_bp",
                              number_or_null(unit->rate_bp != RANKING_NO_RATE, unit->rate_bp));
    (void)json_object_set_new(json, "rank",
                              number_or_null(unit->rank != RANKING_NO_RANK, unit->rank));
    (void)json_object_set_new(json, "rank_change",
                              number_or_null(unit->has_rank_change, unit->rank_change));
    return json;
}

bool report_row_json(const struct report *report, enum expect_list_id list, size_t index,
                     json_t **ret_row, struct error *err)
{
    json_t *row = NULL;
    switch (list) {
    case EXPECT_DAYS:
        row = day_json(&report->days[index]);
        break;
    case EXPECT_MEETINGS:
        row = meeting_json(&report->meetings[index]);
        break;
    case EXPECT_WALK_INS:
        row = json_pack("{s:s,s:s}", "meeting", report->walk_ins[index].meeting, "staff",
                        report->walk_ins[index].staff);
        break;
    case EXPECT_MONTHS:
        row = month_json(&report->months[index]);
        break;
    case EXPECT_UNITS:
        row = unit_json(&report->units[index]);
        break;
    case EXPECT_LIST_COUNT:
        break;
    }
    if (!row) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    *ret_row = row;
    return true;
}

static bool print_list(const struct report *report, enum expect_list_id list, struct error *err)
{
    for (size_t i = 0; i < report->counts[list]; i++) {
        AUTO(json) json_t *row = NULL;
        if (!report_row_json(report, list, i, &row, err)) {
            return false;
        }
        AUTO(memory) char *text = json_dumps(row, JSON_COMPACT);
        if (!text) {
            return error_set(err, ERROR_NO_MEMORY, "out of memory");
        }
        (void)printf("%s\n    %s", i ? "," : "", text);
    }
    return true;
}

bool report_print(const struct report *report, struct error *err)
{
    (void)printf("{");
    for (int list = 0; list < EXPECT_LIST_COUNT; list++) {
        (void)printf("%s\n  \"%s\": [", list ? "," : "", expect_lists[list].name);
        if (!print_list(report, (enum expect_list_id)list, err)) {
            return false;
        }
        (void)printf("%s]", report->counts[list] ? "\n  " : "");
    }
    if (printf("\n}\n") < 0 || fflush(stdout) != 0) {
        return error_set(err, ERROR_IO, "cannot print");
    }
    return true;
}
