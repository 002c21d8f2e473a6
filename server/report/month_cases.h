#pragma once
/* What a month's figures are made of, one by one: each breach, each thing that a person has to look
 * at, and each thing that was excused. Sessions by person, in the report's order, then attendees by
 * meeting; each with its reason, judged as of the report's moment, so that a list of thousands
 * needs no memory. One thread. */

#include "completeness.h"
#include "month_source.h"
#include "staff_sieve.h"

enum month_case_kind {
    MONTH_CASE_BREACH,
    MONTH_CASE_REVIEW, /* uncertain: to be looked at by a person */
    MONTH_CASE_EXCUSED /* leave, trip, a forgotten tap made good, a substitute, a mark */
};

/* Borrowed for the visit. Either session, or meeting and result. */
struct month_case {
    const struct facts_staff *staff;
    const char *unit; /* code on the date; "" for none */
    int32_t date;
    const struct session_verdict *session;
    const struct facts_meeting *meeting;
    const struct attendee_verdict *result;
    bool provisional;
};

/* False ends the walk with its err. */
typedef bool month_case_visit(const struct month_case *found, void *user, struct error *err);

/* A session late in the morning whose evening tap was made good is a breach and excused: it is
 * visited for either kind. */
bool month_cases_each(const struct month_view *view, const struct completeness *completeness,
                      const struct staff_sieve *sieve, enum month_case_kind kind,
                      month_case_visit *on_case, void *user, struct error *err) MUST_USE;
