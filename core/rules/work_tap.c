#include "work_tap.h"

static bool correction_exists(const struct correction *correction, int64_t now_ms)
{
    return correction->state == APPROVAL_APPROVED && correction->at_ms <= now_ms &&
           correction->decided_ms <= now_ms;
}

/* The order in which a month's quota is used up; two alike in both go by their place. */
static bool counts_before(const struct correction *a, const struct correction *b)
{
    if (a->decided_ms != b->decided_ms) {
        return a->decided_ms < b->decided_ms;
    }
    return a->at_ms != b->at_ms ? a->at_ms < b->at_ms : a < b;
}

bool correction_counted(const struct person_facts *facts, size_t index)
{
    const struct correction *own = &facts->corrections[index];
    int32_t limit = facts->policy->max_corrections_per_month;
    if (!correction_exists(own, facts->now_ms) || limit == POLICY_UNSET) {
        return correction_exists(own, facts->now_ms);
    }
    int32_t month = civil_month_of(civil_date_of(own->at_ms));
    int64_t month_end_ms = civil_midnight_ms(civil_month_first(month + 1));
    int32_t before = 0;
    for (size_t i = correction_lower_bound(facts->corrections, facts->correction_count,
                                           civil_midnight_ms(civil_month_first(month)));
         i < facts->correction_count && facts->corrections[i].at_ms < month_end_ms; i++) {
        const struct correction *other = &facts->corrections[i];
        before += correction_exists(other, facts->now_ms) && counts_before(other, own);
    }
    return before < limit;
}

size_t correction_count_between(const struct person_facts *facts, int32_t first, int32_t last)
{
    size_t counted = 0;
    for (size_t i = correction_lower_bound(facts->corrections, facts->correction_count,
                                           civil_midnight_ms(first));
         i < facts->correction_count && civil_date_of(facts->corrections[i].at_ms) <= last; i++) {
        counted += correction_counted(facts, i);
    }
    return counted;
}

/* The later of the tap and the correction just before the two indexes, if it stands less than 60 s
 * before at_ms: steps onto it. */
static bool step_back(const struct person_facts *facts, size_t *tap, size_t *correction,
                      int64_t *at_ms)
{
    int64_t tap_ms = *tap > 0 ? facts->taps[*tap - 1].at_ms : INT64_MIN;
    int64_t correction_ms = *correction > 0 ? facts->corrections[*correction - 1].at_ms : INT64_MIN;
    int64_t later_ms = tap_ms > correction_ms ? tap_ms : correction_ms;
    if (later_ms <= *at_ms - WORK_TAP_SAME_MS) {
        return false;
    }
    *tap -= tap_ms == later_ms;
    *correction -= tap_ms != later_ms;
    *at_ms = later_ms;
    return true;
}

/* What is kept depends on what was kept before, back to the last pause of 60 s: whatever comes
 * after such a pause is kept. Corrections that did not count are walked over too, which only begins
 * earlier than needed. */
void work_tap_walk_init(struct work_tap_walk *walk, const struct person_facts *facts,
                        int64_t from_ms)
{
    *walk = (struct work_tap_walk){
        .facts = facts,
        .next_tap = tap_lower_bound(facts->taps, facts->tap_count, from_ms),
        .next_correction =
            correction_lower_bound(facts->corrections, facts->correction_count, from_ms),
        .from_ms = from_ms,
        .kept_ms = INT64_MIN / 2,
    };
    int64_t at_ms = from_ms;
    while (step_back(facts, &walk->next_tap, &walk->next_correction, &at_ms)) {
    }
}

/* The next tap or counted correction in order of time, kept or not. */
static bool walk_next_any(struct work_tap_walk *walk, struct work_tap *ret_tap)
{
    const struct person_facts *facts = walk->facts;
    while (walk->next_correction < facts->correction_count &&
           !correction_counted(facts, walk->next_correction)) {
        walk->next_correction++;
    }
    const struct tap *tap = walk->next_tap < facts->tap_count ? &facts->taps[walk->next_tap] : NULL;
    const struct correction *correction = walk->next_correction < facts->correction_count
                                              ? &facts->corrections[walk->next_correction]
                                              : NULL;
    if (tap && (!correction || tap->at_ms <= correction->at_ms)) {
        walk->next_tap++;
        *ret_tap = (struct work_tap){tap->at_ms, tap, NULL};
        return tap->at_ms <= facts->now_ms;
    }
    if (correction) {
        walk->next_correction++;
        *ret_tap = (struct work_tap){correction->at_ms, NULL, correction};
    }
    return correction;
}

bool work_tap_walk_next(struct work_tap_walk *walk, struct work_tap *ret_tap)
{
    struct work_tap found;
    while (walk_next_any(walk, &found)) {
        if (found.at_ms - walk->kept_ms < WORK_TAP_SAME_MS) {
            continue;
        }
        walk->kept_ms = found.at_ms;
        if (found.at_ms >= walk->from_ms) {
            *ret_tap = found;
            return true;
        }
    }
    return false;
}

struct work_tap_range work_tap_find(const struct person_facts *facts, int64_t from_ms,
                                    int64_t to_ms)
{
    struct work_tap_range range = {0};
    struct work_tap_walk walk;
    struct work_tap found;
    work_tap_walk_init(&walk, facts, from_ms);
    while (work_tap_walk_next(&walk, &found) && found.at_ms < to_ms) {
        if (range.count == 0) {
            range.first = found;
        }
        range.last = found;
        range.count++;
    }
    return range;
}

int64_t work_tap_reach_ms(const struct person_facts *facts, int64_t at_ms)
{
    size_t tap = tap_lower_bound(facts->taps, facts->tap_count, at_ms);
    size_t correction = correction_lower_bound(facts->corrections, facts->correction_count, at_ms);
    int64_t reach_ms = at_ms;
    for (;;) {
        int64_t tap_ms = tap < facts->tap_count ? facts->taps[tap].at_ms : INT64_MAX;
        int64_t correction_ms =
            correction < facts->correction_count ? facts->corrections[correction].at_ms : INT64_MAX;
        int64_t next_ms = tap_ms < correction_ms ? tap_ms : correction_ms;
        if (next_ms >= reach_ms + WORK_TAP_SAME_MS) {
            return reach_ms;
        }
        tap += tap_ms == next_ms;
        correction += tap_ms != next_ms;
        reach_ms = next_ms;
    }
}
