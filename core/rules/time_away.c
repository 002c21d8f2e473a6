#include "time_away.h"

/* Leaves alone, or leaves and trips together, as one set. */
struct away_set {
    const struct time_away *lists[2];
    size_t counts[2];
};

static bool is_away(const struct time_away *away, int64_t from_ms, int64_t to_ms)
{
    return away->state == APPROVAL_APPROVED && away->from_ms < to_ms && from_ms < away->to_ms;
}

/* Of those that meet [from, to): the one that ends last, or NULL. */
static const struct time_away *ends_last(const struct away_set *set, int64_t from_ms, int64_t to_ms)
{
    const struct time_away *found = NULL;
    for (size_t list = 0; list < 2; list++) {
        for (size_t i = 0; i < set->counts[list]; i++) {
            const struct time_away *away = &set->lists[list][i];
            if (is_away(away, from_ms, to_ms) && (!found || away->to_ms > found->to_ms)) {
                found = away;
            }
        }
    }
    return found;
}

static const struct time_away *begins_first(const struct away_set *set, int64_t from_ms,
                                            int64_t to_ms)
{
    const struct time_away *found = NULL;
    for (size_t list = 0; list < 2; list++) {
        for (size_t i = 0; i < set->counts[list]; i++) {
            const struct time_away *away = &set->lists[list][i];
            if (is_away(away, from_ms, to_ms) && (!found || away->from_ms < found->from_ms)) {
                found = away;
            }
        }
    }
    return found;
}

/* Where the covered stretch that begins at from_ms ends: from_ms itself if that moment is not
 * covered. ret_last: what covers its end. */
static int64_t covered_until(const struct away_set *set, int64_t from_ms, int64_t to_ms,
                             const struct time_away **ret_last)
{
    int64_t at_ms = from_ms;
    while (at_ms < to_ms) {
        const struct time_away *away = ends_last(set, at_ms, at_ms + 1);
        if (!away) {
            return at_ms;
        }
        *ret_last = away;
        at_ms = away->to_ms;
    }
    return to_ms;
}

static int64_t covered_since(const struct away_set *set, int64_t from_ms, int64_t to_ms,
                             const struct time_away **ret_first)
{
    int64_t at_ms = to_ms;
    while (at_ms > from_ms) {
        const struct time_away *away = begins_first(set, at_ms - 1, at_ms);
        if (!away) {
            return at_ms;
        }
        *ret_first = away;
        at_ms = away->from_ms;
    }
    return from_ms;
}

static int32_t covered_min(const struct away_set *set, int64_t from_ms, int64_t to_ms)
{
    int64_t covered_ms = 0;
    int64_t at_ms = from_ms;
    while (at_ms < to_ms) {
        const struct time_away *next = begins_first(set, at_ms, to_ms);
        if (!next) {
            break;
        }
        const struct time_away *last;
        int64_t begin_ms = next->from_ms > at_ms ? next->from_ms : at_ms;
        at_ms = covered_until(set, begin_ms, to_ms, &last);
        covered_ms += at_ms - begin_ms;
    }
    return (int32_t)(covered_ms / CIVIL_MINUTE_MS);
}

struct time_away_rest time_away_take_out(const struct person_facts *facts, int64_t start_ms,
                                         int64_t end_ms)
{
    struct away_set leaves = {{facts->leaves, NULL}, {facts->leave_count, 0}};
    struct away_set all = {{facts->leaves, facts->trips}, {facts->leave_count, facts->trip_count}};
    struct time_away_rest rest = {.start_ms = start_ms, .end_ms = end_ms};
    if (!ends_last(&all, start_ms, end_ms)) {
        return rest;
    }
    rest.leave_min = covered_min(&leaves, start_ms, end_ms);
    rest.trip_min = covered_min(&all, start_ms, end_ms) - rest.leave_min;
    rest.start_ms = covered_until(&all, start_ms, end_ms, &rest.start_moved_by);
    rest.end_ms = covered_since(&all, start_ms, end_ms, &rest.end_moved_by);
    rest.nothing_left = rest.start_ms >= rest.end_ms;
    if (rest.nothing_left) {
        rest.start_ms = start_ms;
        rest.end_ms = start_ms;
    }
    return rest;
}
