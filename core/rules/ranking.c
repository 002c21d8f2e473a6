#include "ranking.h"

#include <stdlib.h>
#include <string.h>

bool ranking_counts_head(const struct person *person, const char *unit, int32_t month)
{
    int32_t end = civil_month_first(month + 1);
    for (int32_t date = civil_month_first(month); date < end; date++) {
        const struct membership *membership = person_membership(person, date);
        if (membership && person_is_active(person, date) && strcmp(membership->unit, unit) == 0) {
            return true;
        }
    }
    return false;
}

int32_t ranking_rate_bp(const struct figures *figures)
{
    int64_t good = figures->of[FIGURE_ON_TIME] + figures->of[FIGURE_MEETINGS_ON_TIME];
    int64_t due = figures->of[FIGURE_CHECKS_DUE] + figures->of[FIGURE_MEETINGS_DUE];
    if (due <= 0) {
        return RANKING_NO_RATE;
    }
    return (int32_t)((2 * 10000 * good + due) / (2 * due));
}

/* Negative where a has fewer violations per head: v/h compared crosswise, so without rounding. A
 * unit with a rate has a head; the guard only keeps the order a total one whatever comes. */
static int compare_violations(const struct unit_month *a, const struct unit_month *b)
{
    int64_t heads_a = a->headcount > 0 ? a->headcount : 1;
    int64_t heads_b = b->headcount > 0 ? b->headcount : 1;
    int64_t left = a->figures.of[FIGURE_VIOLATIONS] * heads_b;
    int64_t right = b->figures.of[FIGURE_VIOLATIONS] * heads_a;
    return (left > right) - (left < right);
}

/* 0 where the two share a rank. RANKING_NO_RATE is below every rate, so those come last. */
static int compare_merit(const struct unit_month *a, const struct unit_month *b)
{
    if (a->rate_bp != b->rate_bp) {
        return a->rate_bp > b->rate_bp ? -1 : 1;
    }
    return a->rate_bp == RANKING_NO_RATE ? 0 : compare_violations(a, b);
}

static int compare_units(const void *left, const void *right)
{
    const struct unit_month *a = left;
    const struct unit_month *b = right;
    int order = compare_merit(a, b);
    return order != 0 ? order : strcmp(a->code, b->code);
}

void ranking_sort(struct unit_month *units, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        units[i].rate_bp = ranking_rate_bp(&units[i].figures);
        units[i].has_rank_change = false;
        units[i].rank_change = 0;
    }
    if (count > 0) {
        qsort(units, count, sizeof units[0], compare_units);
    }
    for (size_t i = 0; i < count; i++) {
        bool shared = i > 0 && compare_merit(&units[i - 1], &units[i]) == 0;
        units[i].rank = shared ? units[i - 1].rank : (int32_t)i + 1;
        if (units[i].rate_bp == RANKING_NO_RATE) {
            units[i].rank = RANKING_NO_RANK;
        }
    }
}

void ranking_compare(struct unit_month *units, size_t count, const struct unit_month *last_month,
                     size_t last_count)
{
    for (size_t i = 0; i < count; i++) {
        units[i].has_rank_change = false;
        units[i].rank_change = 0;
        for (size_t j = 0; j < last_count && !units[i].has_rank_change; j++) {
            if (units[i].rank != RANKING_NO_RANK && last_month[j].rank != RANKING_NO_RANK &&
                strcmp(units[i].code, last_month[j].code) == 0) {
                units[i].has_rank_change = true;
                units[i].rank_change = last_month[j].rank - units[i].rank;
            }
        }
    }
}
