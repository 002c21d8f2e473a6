#include "meeting.h"

#include <string.h>

const char *const substitute_standing_words[] = {
    "approved", "not_requested", "not_approved", "too_late", "is_required", "over_limit", NULL};

/* What the requests for this pair come to, the limit aside. */
static enum substitute_standing requested_standing(const struct meeting_facts *facts,
                                                   const struct tap *tap,
                                                   const struct substitute_request **ret_request)
{
    struct meeting_terms terms = policy_meeting_terms(facts->policy, &facts->meeting->own);
    int64_t deadline_ms =
        facts->meeting->start_ms - terms.substitute_deadline_min * CIVIL_MINUTE_MS;
    enum substitute_standing standing = SUBSTITUTE_NOT_REQUESTED;
    for (size_t i = 0; i < facts->request_count; i++) {
        const struct substitute_request *request = &facts->requests[i];
        if (request->requested_ms > facts->now_ms || strcmp(request->substitute, tap->staff) != 0 ||
            strcmp(request->principal, tap->substitute_for) != 0) {
            continue;
        }
        bool approved = request->state == APPROVAL_APPROVED;
        if (approved && request->requested_ms <= deadline_ms) {
            *ret_request = request;
            return SUBSTITUTE_APPROVED;
        }
        if (approved || standing == SUBSTITUTE_NOT_REQUESTED) {
            standing = approved ? SUBSTITUTE_TOO_LATE : SUBSTITUTE_NOT_APPROVED;
            *ret_request = request;
        }
    }
    return standing;
}

static bool is_same_pair(const struct tap *a, const struct tap *b)
{
    return strcmp(a->staff, b->staff) == 0 && strcmp(a->substitute_for, b->substitute_for) == 0;
}

static bool stands_before(const struct tap *a, const struct tap *b)
{
    if (a->at_ms != b->at_ms) {
        return a->at_ms < b->at_ms;
    }
    int order = strcmp(a->substitute_for, b->substitute_for);
    return order != 0 ? order < 0 : strcmp(a->staff, b->staff) < 0;
}

static bool signs_in(const struct meeting_facts *facts, const struct tap *tap)
{
    return tap->at_ms <= facts->now_ms && tap->meeting && tap->substitute_for &&
           meeting_tap_could_sign_in(facts->meeting, facts->policy, tap) &&
           meeting_find_attendee(facts->meeting, tap->substitute_for);
}

/* The earliest tap of each pair, in order. The taps come sorted but for equal times, so each finds
 * its place near the end. */
static size_t collect(const struct meeting_facts *facts, struct substitute_sign_in *sign_ins)
{
    size_t count = 0;
    for (size_t i = 0; i < facts->substitute_tap_count; i++) {
        const struct tap *tap = &facts->substitute_taps[i];
        bool known = !signs_in(facts, tap);
        for (size_t j = 0; j < count && !known; j++) {
            known = is_same_pair(sign_ins[j].tap, tap);
        }
        if (known) {
            continue;
        }
        size_t place = count++;
        for (; place > 0 && stands_before(tap, sign_ins[place - 1].tap); place--) {
            sign_ins[place] = sign_ins[place - 1];
        }
        sign_ins[place] = (struct substitute_sign_in){.tap = tap};
    }
    return count;
}

/* One substitute's principals are counted in the order of sign-in, those alone whose request is in
 * order. */
static bool is_over_limit(const struct substitute_sign_in *sign_ins, size_t index, int32_t limit)
{
    int32_t before = 0;
    for (size_t i = 0; i < index; i++) {
        bool in_order = sign_ins[i].standing == SUBSTITUTE_APPROVED ||
                        sign_ins[i].standing == SUBSTITUTE_OVER_LIMIT;
        before += in_order && strcmp(sign_ins[i].tap->staff, sign_ins[index].tap->staff) == 0;
    }
    return before >= limit;
}

size_t meeting_find_substitutes(const struct meeting_facts *facts,
                                struct substitute_sign_in *ret_sign_ins)
{
    size_t count = collect(facts, ret_sign_ins);
    for (size_t i = 0; i < count; i++) {
        struct substitute_sign_in *sign_in = &ret_sign_ins[i];
        const struct attendee *attendee =
            meeting_find_attendee(facts->meeting, sign_in->tap->staff);
        sign_in->standing = requested_standing(facts, sign_in->tap, &sign_in->request);
        if (sign_in->standing != SUBSTITUTE_APPROVED) {
            continue;
        }
        if (attendee && attendee->role == ATTENDEE_REQUIRED) {
            sign_in->standing = SUBSTITUTE_IS_REQUIRED;
        } else if (is_over_limit(ret_sign_ins, i, facts->policy->max_principals_per_substitute)) {
            sign_in->standing = SUBSTITUTE_OVER_LIMIT;
        }
    }
    return count;
}
