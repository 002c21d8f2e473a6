#include "person_facts.h"

const char *const approval_words[] = {"pending", "approved", "rejected", NULL};

size_t tap_lower_bound(const struct tap *taps, size_t count, int64_t at_ms)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (taps[middle].at_ms < at_ms) {
            low = middle + 1;
        } else {
            count = middle;
        }
    }
    return low;
}

size_t correction_lower_bound(const struct correction *corrections, size_t count, int64_t at_ms)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (corrections[middle].at_ms < at_ms) {
            low = middle + 1;
        } else {
            count = middle;
        }
    }
    return low;
}

bool tap_uncertain_meets(const struct tap *tap, int64_t now_ms, int64_t from_ms, int64_t to_ms)
{
    return tap->not_before_ms <= now_ms && tap->not_before_ms < to_ms &&
           tap->not_after_ms >= from_ms;
}

const struct time_away *time_away_holding(const struct time_away *list, size_t count, int64_t at_ms)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].state == APPROVAL_APPROVED && list[i].from_ms <= at_ms &&
            at_ms < list[i].to_ms) {
            return &list[i];
        }
    }
    return NULL;
}
