#pragma once
/* Random but repeatable facts of one person over a few weeks, for the property tests: schedules
 * with one to three sessions, some past midnight, swapped days, moves, leaves, corrections, and
 * taps that cluster around the edges where the rules turn. One thread. */

#include "rules_fixture.h"
#include <stddef.h>
#include <stdint.h>

#define RANDOM_TAPS_MAX   160
#define RANDOM_OTHERS_MAX 16
#define RANDOM_DAYS       21

struct random_source {
    uint64_t state;
};

struct random_person {
    struct policy policy;
    struct schedule_session sessions[4][3];
    struct schedule_version versions[4];
    struct schedule schedules[2]; /* two versions each: some weekdays and the others */
    struct schedule_assignment unit_assignments[2][2];
    struct schedule_assignment own_assignments[1];
    struct membership memberships[2];
    struct person person;
    struct calendar_day calendar_days[4];
    struct calendar calendar;
    struct tap taps[RANDOM_TAPS_MAX];
    struct tap uncertain_taps[RANDOM_OTHERS_MAX];
    struct correction corrections[RANDOM_OTHERS_MAX];
    struct time_away leaves[RANDOM_OTHERS_MAX];
    struct time_away trips[RANDOM_OTHERS_MAX];
    struct person_facts facts;
};

/* From 0 to below - 1. */
uint32_t rules_random_below(struct random_source *source, uint32_t below);

/* The first of the RANDOM_DAYS days that the facts are about, a few days before a month's end. */
int32_t rules_random_first_date(void);

/* Fills the person anew; pointers within it make it not to be copied. */
void rules_random_init(struct random_person *person, struct random_source *source);

/* A tap somewhere in the days, most likely near a session's edge or another tap. */
struct tap rules_random_tap(struct random_source *source, const struct random_person *person);

/* Puts it where its time belongs. */
void rules_random_add_tap(struct random_person *person, const struct tap *tap);
void rules_random_add_correction(struct random_person *person, const struct correction *correction);
