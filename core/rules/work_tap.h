#pragma once
/* A person's work taps: the taps of their card and the corrections that counted, in order of time,
 * less those within 60 s of the last kept one (rules.md, Which taps). Walked without a copy. Pure,
 * any thread. */

#include "person_facts.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WORK_TAP_SAME_MS (60 * CIVIL_SECOND_MS)

/* Exactly one of tap and correction is set; both NULL is "no tap". */
struct work_tap {
    int64_t at_ms;
    const struct tap *tap;
    const struct correction *correction;
};

/* The kept work taps in [from, to): the first, the last and how many. */
struct work_tap_range {
    struct work_tap first, last;
    size_t count;
};

struct work_tap_range work_tap_find(const struct person_facts *facts, int64_t from_ms,
                                    int64_t to_ms);

/* The same one by one, for a timeline on screen: starts before the first of [from, …). */
struct work_tap_walk {
    const struct person_facts *facts;
    size_t next_tap, next_correction;
    int64_t from_ms;
    int64_t kept_ms; /* of the last kept one */
};

void work_tap_walk_init(struct work_tap_walk *walk, const struct person_facts *facts,
                        int64_t from_ms);
bool work_tap_walk_next(struct work_tap_walk *walk, struct work_tap *ret_tap);

/* Whether corrections[index] counted: approved, decided by now, and within the month's quota. */
bool correction_counted(const struct person_facts *facts, size_t index);

/* How many of those with `at` on the dates first..last (both included) counted. */
size_t correction_count_between(const struct person_facts *facts, int32_t first, int32_t last);

/* How far a tap or correction at this moment reaches: the last moment at which it can change
 * whether another is kept, over taps that are less than 60 s apart. With the facts before or after
 * the new one is there, whichever have it. */
int64_t work_tap_reach_ms(const struct person_facts *facts, int64_t at_ms);
