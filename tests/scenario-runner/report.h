#pragma once
/* Verdicts as a scenario's `expect` names them, from whichever way they were judged. Texts are
 * borrowed from the scenario. One thread. */

#include "cleanup.h"
#include "error.h"
#include "expect_form.h"
#include "json.h"
#include "meeting.h"
#include "ranking.h"
#include "work_day.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REPORT_KEY_SIZE 2304 /* of a row's keys: three texts of at most 1,024 bytes, two short */

struct report_day {
    const char *staff;
    int32_t date, session;
    enum session_status status;
    enum check in, out;
    int32_t late_min, early_min;
};

struct report_meeting {
    const char *meeting, *staff;
    enum meeting_result result;
    int32_t late_min, early_min;
    uint32_t flags;
};

struct report_walk_in {
    const char *meeting, *staff;
};

struct report_month {
    const char *staff;
    int32_t month;
    struct figures figures;
    const char **steps; /* the report's own list */
    size_t step_count;
};

struct report_unit {
    int32_t month;
    struct unit_month unit;
};

/* Units of one month stand together, in ranking order. */
struct report {
    struct report_day *days;
    struct report_meeting *meetings;
    struct report_walk_in *walk_ins;
    struct report_month *months;
    struct report_unit *units;
    size_t counts[EXPECT_LIST_COUNT];
    size_t capacities[EXPECT_LIST_COUNT];
};

bool report_create(struct report **ret_report, struct error *err) MUST_USE;
void report_destroy(struct report *report);
DEFINE_AUTO(report);

bool report_add_day(struct report *report, const struct report_day *day, struct error *err)
    MUST_USE;
bool report_add_meeting(struct report *report, const struct report_meeting *meeting,
                        struct error *err) MUST_USE;
bool report_add_walk_in(struct report *report, const struct report_walk_in *walk_in,
                        struct error *err) MUST_USE;

/* The list of steps is copied. */
bool report_add_month(struct report *report, const struct report_month *month, struct error *err)
    MUST_USE;
bool report_add_unit(struct report *report, const struct report_unit *unit, struct error *err)
    MUST_USE;

/* What finds row index of a list, as "staff=s1,date=2026-03-02,session=1". */
void report_row_key(const struct report *report, enum expect_list_id list, size_t index,
                    char ret_key[static REPORT_KEY_SIZE]);

/* The whole row in the form of `expect`; the caller's. */
bool report_row_json(const struct report *report, enum expect_list_id list, size_t index,
                     json_t **ret_row, struct error *err) MUST_USE;

/* All of it as one document, a row a line. */
bool report_print(const struct report *report, struct error *err) MUST_USE;
