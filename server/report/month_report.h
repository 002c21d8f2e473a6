#pragma once
/* The month report as a value: units in ranking order, people, and the county's sums, from figures
 * that are already judged (rules.md, A month, Ranking, Escalation). JSON and workbook are made from
 * it. One thread; names are borrowed from the facts, which outlive it. */

#include "civil.h"
#include "cleanup.h"
#include "completeness.h"
#include "error.h"
#include "facts.h"
#include "figures.h"
#include "judging.h"
#include "ranking.h"
#include <stdint.h>

/* Figures of one person, month and unit; of one there may be several, which add up. */
struct month_row {
    int32_t month;
    const struct facts_staff *staff;
    const char *unit;
    struct figures figures;
    int64_t provisional; /* breaches that a tap still to come could lift */
};

struct month_report_unit {
    struct unit_month month; /* code, figures, headcount, rate, rank and its change */
    const char *name;
    struct figures last; /* of the month before */
    int64_t provisional;
};

struct month_report_person {
    const struct facts_staff *staff;
    const struct facts_unit
        *unit;               /* on the month's last day of theirs; NULL where it is not known */
    struct figures figures;  /* over all units */
    int64_t year_violations; /* from January to this month */
    struct figures year;     /* from January to this month */
    struct figures last;     /* of the month before */
    const char **steps;      /* escalation, in the policy's order */
    size_t step_count;
    int64_t provisional;
};

/* Kiosks report once a minute: one that is no further behind than this is as good as here. What it
 * may still bring is bounded by complete_to_ms, which allows for nothing. */
#define MONTH_REPORT_LAG_MS (3 * CIVIL_MINUTE_MS)

struct month_report {
    const char *site_name;
    int32_t month;
    int64_t as_of_ms; /* local */
    struct figures figures;
    int32_t headcount;
    int32_t rate_bp;     /* or RANKING_NO_RATE */
    struct figures last; /* of the month before */
    int32_t last_rate_bp;
    int64_t provisional;
    struct month_report_unit *units;
    size_t unit_count;
    struct month_report_person *people; /* by unit code, then id */
    size_t person_count;
    struct kiosk_watermark *kiosks_behind; /* filled by month_report_set_kiosks */
    size_t kiosk_behind_count;
    int64_t complete_to_ms; /* the earliest of all kiosks, at most as_of; INT64_MIN: unknown */
    struct judging_progress rejudging; /* total 0: every figure is as the facts say */
    const char **step_pool;
};

/* Rows: of the months from month_report_first_month to the month itself, in any order. */
bool month_report_create(const struct facts *facts, int32_t month, int64_t as_of_ms,
                         const struct month_row *rows, size_t row_count,
                         struct month_report **ret_report, struct error *err) MUST_USE;
void month_report_destroy(struct month_report *report);
DEFINE_AUTO(month_report);

/* Notes how far the kiosks are; keeps those that are behind as_of by more than MONTH_REPORT_LAG_MS.
 */
bool month_report_set_kiosks(struct month_report *report, const struct completeness *completeness,
                             struct error *err) MUST_USE;

/* The first month whose rows a report needs: last month for the change of rank, January for what
 * escalates by the year. */
int32_t month_report_first_month(int32_t month);
