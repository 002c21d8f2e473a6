#include "month_report_sieve.h"

static void cut_units(struct month_report *report, const struct staff_sieve *sieve)
{
    size_t kept = 0;
    for (size_t i = 0; i < report->unit_count; i++) {
        const struct staff_sieve_subject subject = {"", report->units[i].month.code, ""};
        if (staff_sieve_holds(sieve, &subject)) {
            report->units[kept++] = report->units[i];
        }
    }
    report->unit_count = kept;
}

static void cut_people(struct month_report *report, const struct staff_sieve *sieve)
{
    size_t kept = 0;
    for (size_t i = 0; i < report->person_count; i++) {
        const struct month_report_person *person = &report->people[i];
        const struct staff_sieve_subject subject = {person->staff->id,
                                                    person->unit ? person->unit->code : "", ""};
        if (staff_sieve_holds(sieve, &subject)) {
            report->people[kept++] = report->people[i];
        }
    }
    report->person_count = kept;
}

/* Of the units that are left, or of the people where there are none: a person's own month. */
static void sum_again(struct month_report *report)
{
    report->figures = report->last = (struct figures){0};
    report->headcount = 0;
    report->provisional = 0;
    for (size_t i = 0; i < report->unit_count; i++) {
        figures_add(&report->figures, &report->units[i].month.figures);
        figures_add(&report->last, &report->units[i].last);
        report->headcount += report->units[i].month.headcount;
        report->provisional += report->units[i].provisional;
    }
    for (size_t i = 0; report->unit_count == 0 && i < report->person_count; i++) {
        figures_add(&report->figures, &report->people[i].figures);
        figures_add(&report->last, &report->people[i].last);
        report->headcount++;
        report->provisional += report->people[i].provisional;
    }
    report->rate_bp = ranking_rate_bp(&report->figures);
    report->last_rate_bp = ranking_rate_bp(&report->last);
}

void month_report_sieve(struct month_report *report, const struct staff_sieve *sieve)
{
    if (sieve) {
        cut_units(report, sieve);
        cut_people(report, sieve);
        sum_again(report);
    }
}
