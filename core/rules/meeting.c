#include "meeting.h"

#include <string.h>

const char *const attendee_role_words[] = {"required", "optional", NULL};

static const struct attendee *find_invited(const struct meeting *meeting, const char *staff)
{
    size_t low = 0;
    size_t high = meeting->attendee_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(meeting->attendees[middle].staff, staff);
        if (order == 0) {
            return &meeting->attendees[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

const struct attendee *meeting_find_attendee(const struct meeting *meeting, const char *staff)
{
    const struct attendee *attendee = find_invited(meeting, staff);
    int32_t date = civil_date_of(meeting->start_ms);
    bool active = attendee && attendee->active_from <= date && date <= attendee->active_to;
    return active ? attendee : NULL;
}

void meeting_signin_window(const struct meeting *meeting, const struct policy *policy,
                           int64_t *ret_from_ms, int64_t *ret_to_ms)
{
    struct meeting_terms terms = policy_meeting_terms(policy, &meeting->own);
    *ret_from_ms = meeting->start_ms - terms.signin_open_min * CIVIL_MINUTE_MS;
    *ret_to_ms = meeting->end_ms;
}

void meeting_tap_span(const struct meeting *meeting, const struct policy *policy,
                      int64_t *ret_from_ms, int64_t *ret_to_ms)
{
    struct meeting_terms terms = policy_meeting_terms(policy, &meeting->own);
    meeting_signin_window(meeting, policy, ret_from_ms, ret_to_ms);
    if (terms.signout == SIGNOUT_REQUIRED) {
        *ret_to_ms += MEETING_SIGNOUT_OPEN_MIN * CIVIL_MINUTE_MS;
    }
}

bool meeting_lists_kiosk(const struct meeting *meeting, const char *kiosk)
{
    for (size_t i = 0; i < meeting->kiosk_count; i++) {
        if (kiosk && strcmp(meeting->kiosks[i], kiosk) == 0) {
            return true;
        }
    }
    return false;
}

bool meeting_hears_kiosk(const struct meeting *meeting, const char *kiosk)
{
    return meeting->kiosk_count == 0 || meeting_lists_kiosk(meeting, kiosk);
}

bool meeting_tap_could_sign_in(const struct meeting *meeting, const struct policy *policy,
                               const struct tap *tap)
{
    int64_t from_ms;
    int64_t to_ms;
    meeting_signin_window(meeting, policy, &from_ms, &to_ms);
    return !meeting->cancelled && from_ms <= tap->at_ms && tap->at_ms < to_ms &&
           meeting_hears_kiosk(meeting, tap->kiosk) &&
           (!tap->meeting || strcmp(tap->meeting, meeting->id) == 0);
}

/* Nearest start first, then the lower id. */
static bool is_nearer(const struct meeting *a, const struct meeting *b, int64_t at_ms)
{
    int64_t a_ms = a->start_ms < at_ms ? at_ms - a->start_ms : a->start_ms - at_ms;
    int64_t b_ms = b->start_ms < at_ms ? at_ms - b->start_ms : b->start_ms - at_ms;
    return a_ms != b_ms ? a_ms < b_ms : strcmp(a->id, b->id) < 0;
}

const struct meeting *meeting_of_tap(const struct tap *tap, const char *staff,
                                     const struct policy *policy,
                                     const struct meeting *const *meetings, size_t meeting_count)
{
    const struct meeting *found = NULL;
    bool found_late = false;
    for (size_t i = 0; i < meeting_count && !tap->substitute_for; i++) {
        const struct attendee *attendee = meeting_find_attendee(meetings[i], staff);
        if (!attendee || !meeting_tap_could_sign_in(meetings[i], policy, tap)) {
            continue;
        }
        bool better = found && (attendee->invited_late != found_late
                                    ? found_late
                                    : is_nearer(meetings[i], found, tap->at_ms));
        if (!found || better) {
            found = meetings[i];
            found_late = attendee->invited_late;
        }
    }
    return found;
}

const struct meeting *meeting_walk_in_of_tap(const struct tap *tap, const struct person *person,
                                             const struct policy *policy,
                                             const struct meeting *const *meetings,
                                             size_t meeting_count)
{
    const struct meeting *found = NULL;
    for (size_t i = 0; i < meeting_count && !tap->substitute_for; i++) {
        const struct meeting *meeting = meetings[i];
        if (!meeting_tap_could_sign_in(meeting, policy, tap) ||
            !person_is_active(person, civil_date_of(meeting->start_ms))) {
            continue;
        }
        if (meeting_find_attendee(meeting, person->staff)) {
            return NULL; /* it counts for a meeting that they attend */
        }
        if ((tap->meeting || meeting_lists_kiosk(meeting, tap->kiosk)) &&
            (!found || is_nearer(meeting, found, tap->at_ms))) {
            found = meeting;
        }
    }
    return found;
}
