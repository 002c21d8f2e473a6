#pragma once
/* What a template of the bulletin may name, from the month's figures (draft_fields, draft_lists).
 * Private to server/paper. One thread. */

#include "draft.h"
#include "month_meetings.h"
#include "paper_inside.h"

enum bulletin_names { BULLETIN_UNITS_ONLY, BULLETIN_PEOPLE };

struct bulletin_values {
    const struct paper_desk *desk;
    struct month_meetings meetings;
    enum bulletin_names names;
    size_t units_named;            /* at the head and at the foot of the ranking */
    int64_t people_from;           /* violations of a month from which a person is named */
    const char *const *late_units; /* names; ends with NULL; NULL: none */
    size_t ranked;                 /* units that have a rank */
    const struct month_report_unit **risen;
    size_t risen_count;
    const struct month_report_person **people;
    size_t people_count;
    const struct month_meeting **bad_meetings;
    size_t bad_meeting_count;
    const struct month_report_unit **clean;
    size_t clean_count;
};

/* Fills the lists: desk, names, units_named, people_from and late_units are set. */
bool bulletin_values_fill(struct bulletin_values *values, struct error *err) MUST_USE;
void bulletin_values_finish(struct bulletin_values *values);
#define AUTO_BULLETIN_VALUES __attribute__((cleanup(bulletin_values_finish)))

struct draft_source bulletin_values_source(struct bulletin_values *values);
