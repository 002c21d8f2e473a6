#pragma once
/* A person with a schedule, in memory of its own, for the tests of the rules: ordinary Mondays to
 * Sundays from 08:30 to 17:30 unless a test says otherwise. Times are texts such as
 * "2026-03-02T08:30:00". A text that is not one is a fault of the test (CHECK). One thread. */

#include "meeting.h"
#include "person_facts.h"
#include "work_day.h"
#include <stddef.h>
#include <stdint.h>

#define RULES_FIXTURE_MAX 64

struct rules_fixture {
    struct policy policy;
    struct schedule_session sessions[RULES_FIXTURE_MAX];
    struct schedule_version version; /* 2026, every weekday */
    struct schedule schedule;
    struct schedule_assignment assignment; /* to the unit, from 2026-01-01 */
    struct membership membership;          /* unit "u1", always */
    struct person person;                  /* "s1", active always */
    struct calendar_day calendar_days[RULES_FIXTURE_MAX];
    struct calendar calendar;
    struct tap taps[RULES_FIXTURE_MAX];
    struct tap uncertain_taps[RULES_FIXTURE_MAX];
    struct correction corrections[RULES_FIXTURE_MAX];
    struct time_away leaves[RULES_FIXTURE_MAX];
    struct time_away trips[RULES_FIXTURE_MAX];
    struct person_facts facts; /* now: after everything */
};

void rules_fixture_init(struct rules_fixture *fixture);

/* Replaces the sessions of every day; both checks required. */
void rules_fixture_set_sessions(struct rules_fixture *fixture, size_t count,
                                const char *const times[][2]);

/* Each is put where the facts' order wants it, and returned; its id is its first time. */
struct tap *rules_fixture_add_tap(struct rules_fixture *fixture, const char *at);
struct tap *rules_fixture_add_uncertain(struct rules_fixture *fixture, const char *not_before,
                                        const char *not_after);
struct correction *rules_fixture_add_correction(struct rules_fixture *fixture, const char *at,
                                                const char *decided_at);
struct time_away *rules_fixture_add_leave(struct rules_fixture *fixture, const char *from,
                                          const char *to);
struct time_away *rules_fixture_add_trip(struct rules_fixture *fixture, const char *from,
                                         const char *to);

/* The verdict of session number session (from 1) of a date, which must be there. */
struct session_verdict rules_fixture_judge(const struct rules_fixture *fixture, const char *date,
                                           int session);

int64_t rules_fixture_time(const char *text);
int32_t rules_fixture_date(const char *text);
