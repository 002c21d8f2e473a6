#include "choice.h"

#include "check.h"
#include <stdio.h>
#include <string.h>

#define UNITS_MAX 1024 /* that can be listed; attendees of others are found by letters */

static void begin_page(struct choice_cut cut, struct choice_page *page)
{
    CHECK(cut.size > 0 && cut.size <= CHOICE_PAGE);
    memset(page, 0, sizeof *page);
    page->page = cut.page;
}

/* The place for the next item if it is on the page, else NULL; either way it is counted. */
static struct choice *next_place(struct choice_cut cut, struct choice_page *page)
{
    size_t index = page->total++;
    if (index < cut.page * cut.size || page->count == cut.size) {
        return NULL;
    }
    return &page->items[page->count++];
}

static void end_page(struct choice_cut cut, struct choice_page *page)
{
    page->pages = page->total == 0 ? 1 : (page->total + cut.size - 1) / cut.size;
}

static const char *unit_of(const struct facts *facts, const struct facts_staff *staff, int32_t date,
                           const char **ret_code)
{
    const struct membership *membership = person_membership(&staff->person, date);
    *ret_code = membership ? membership->unit : "";
    const struct facts_unit *unit = facts_find_unit(facts, *ret_code);
    return unit ? unit->name : *ret_code;
}

/* Two of one name in one unit are told apart by their ids alone. */
static bool has_namesake(const struct facts *facts, const struct facts_staff *staff, int32_t date,
                         const char *code)
{
    for (size_t i = 0; i < facts_staff_count(facts); i++) {
        const struct facts_staff *other = facts_staff_at(facts, i);
        const struct membership *membership =
            other != staff && strcmp(other->name, staff->name) == 0
                ? person_membership(&other->person, date)
                : NULL;
        if (membership && strcmp(membership->unit, code) == 0) {
            return true;
        }
    }
    return false;
}

static void fill_person(const struct facts *facts, const struct facts_staff *staff, int32_t date,
                        struct choice *choice)
{
    const char *code;
    (void)snprintf(choice->id, sizeof choice->id, "%s", staff->id);
    (void)snprintf(choice->title, sizeof choice->title, "%s", staff->name);
    const char *unit = unit_of(facts, staff, date, &code);
    bool named = has_namesake(facts, staff, date, code);
    (void)snprintf(choice->detail, sizeof choice->detail, "%s%s%s", named ? staff->id : "",
                   named ? " · " : "", unit);
}

/* The next meeting by start, then id, after the one before. */
static const struct facts_meeting *next_meeting(const struct facts *facts, const struct tap *tap,
                                                const struct facts_meeting *before)
{
    const struct facts_meeting *next = NULL;
    for (size_t i = 0; i < facts_meeting_count(facts); i++) {
        const struct facts_meeting *found = facts_meeting_at(facts, i);
        int64_t start_ms = found->meeting.start_ms;
        bool after = !before || start_ms > before->meeting.start_ms ||
                     (start_ms == before->meeting.start_ms &&
                      strcmp(found->meeting.id, before->meeting.id) > 0);
        bool sooner = !next || start_ms < next->meeting.start_ms;
        if (after && sooner &&
            meeting_tap_could_sign_in(&found->meeting, facts_policy(facts), tap)) {
            next = found;
        }
    }
    return next;
}

void choice_list_meetings(const struct facts *facts, const char *kiosk, int64_t now_ms,
                          struct choice_cut cut, struct choice_page *ret_page)
{
    const struct tap tap = {.at_ms = now_ms, .kiosk = kiosk};
    const struct facts_meeting *found = NULL;
    begin_page(cut, ret_page);
    while ((found = next_meeting(facts, &tap, found))) {
        struct choice *choice = next_place(cut, ret_page);
        if (choice) {
            (void)snprintf(choice->id, sizeof choice->id, "%s", found->meeting.id);
            (void)snprintf(choice->title, sizeof choice->title, "%s", found->title);
            choice->start_ms = found->meeting.start_ms;
        }
    }
    end_page(cut, ret_page);
}

static enum choice_standing standing_of(enum approval state)
{
    switch (state) {
    case APPROVAL_APPROVED:
        return CHOICE_APPROVED;
    case APPROVAL_PENDING:
        return CHOICE_WAITING;
    default:
        return CHOICE_REJECTED;
    }
}

/* The best of the pair's requests; CHOICE_PLAIN where there is none. */
static enum choice_standing find_standing(const struct facts_meeting *meeting,
                                          const char *principal, const char *substitute)
{
    enum choice_standing best = CHOICE_PLAIN;
    for (size_t i = 0; i < meeting->request_count; i++) {
        const struct substitute_request *request = &meeting->requests[i];
        if (strcmp(request->principal, principal) == 0 &&
            strcmp(request->substitute, substitute) == 0) {
            enum choice_standing standing = standing_of(request->state);
            best = best == CHOICE_PLAIN || standing < best ? standing : best;
        }
    }
    return best;
}

/* Each principal once, at their first request. */
static bool is_first_request(const struct facts_meeting *meeting, size_t index)
{
    const struct substitute_request *request = &meeting->requests[index];
    for (size_t i = 0; i < index; i++) {
        if (strcmp(meeting->requests[i].principal, request->principal) == 0 &&
            strcmp(meeting->requests[i].substitute, request->substitute) == 0) {
            return false;
        }
    }
    return true;
}

void choice_list_requested(const struct facts *facts, const char *meeting, const char *substitute,
                           struct choice_cut cut, struct choice_page *ret_page)
{
    const struct facts_meeting *found = facts_find_meeting(facts, meeting);
    begin_page(cut, ret_page);
    for (int standing = CHOICE_APPROVED; found && standing <= CHOICE_REJECTED; standing++) {
        for (size_t i = 0; i < found->request_count; i++) {
            const struct substitute_request *request = &found->requests[i];
            const struct facts_staff *principal = facts_find_staff(facts, request->principal);
            if (!principal || strcmp(request->substitute, substitute) != 0 ||
                !meeting_find_attendee(&found->meeting, principal->id) ||
                (int)find_standing(found, principal->id, substitute) != standing ||
                !is_first_request(found, i)) {
                continue;
            }
            struct choice *choice = next_place(cut, ret_page);
            if (choice) {
                fill_person(facts, principal, civil_date_of(found->meeting.start_ms), choice);
                choice->standing = (enum choice_standing)standing;
            }
        }
    }
    end_page(cut, ret_page);
}

static void list_marked_units(const struct facts *facts, const bool marked[static UNITS_MAX],
                              struct choice_cut cut, struct choice_page *ret_page)
{
    begin_page(cut, ret_page);
    for (size_t i = 0; i < facts_unit_count(facts) && i < UNITS_MAX; i++) {
        const struct facts_unit *unit = facts_unit_at(facts, i);
        struct choice *choice = marked[i] ? next_place(cut, ret_page) : NULL;
        if (choice) {
            (void)snprintf(choice->id, sizeof choice->id, "%s", unit->code);
            (void)snprintf(choice->title, sizeof choice->title, "%s", unit->name);
        }
    }
    end_page(cut, ret_page);
}

/* The unit of somebody who is active on the date; SIZE_MAX where there is none, or it is too far
 * down the list. */
static size_t unit_index_of(const struct facts *facts, const struct facts_staff *staff,
                            int32_t date)
{
    const struct membership *membership = person_membership(&staff->person, date);
    size_t unit = membership ? facts_find_unit_index(facts, membership->unit) : SIZE_MAX;
    return unit < UNITS_MAX ? unit : SIZE_MAX;
}

/* Which units have somebody invited, by their place in the list of units. */
static void mark_units(const struct facts *facts, const struct facts_meeting *meeting,
                       bool ret_invited[static UNITS_MAX])
{
    int32_t date = civil_date_of(meeting->meeting.start_ms);
    memset(ret_invited, 0, UNITS_MAX);
    for (size_t i = 0; i < meeting->meeting.attendee_count; i++) {
        const struct facts_staff *staff =
            facts_find_staff(facts, meeting->meeting.attendees[i].staff);
        size_t unit = staff ? unit_index_of(facts, staff, date) : SIZE_MAX;
        if (unit != SIZE_MAX) {
            ret_invited[unit] = true;
        }
    }
}

void choice_list_units(const struct facts *facts, const char *meeting, struct choice_cut cut,
                       struct choice_page *ret_page)
{
    const struct facts_meeting *found = facts_find_meeting(facts, meeting);
    bool invited[UNITS_MAX] = {false};
    if (found) {
        mark_units(facts, found, invited);
    }
    list_marked_units(facts, invited, cut, ret_page);
}

void choice_list_people(const struct facts *facts, const struct choice_people *wanted,
                        struct choice_cut cut, struct choice_page *ret_page)
{
    const struct facts_meeting *found = facts_find_meeting(facts, wanted->meeting);
    begin_page(cut, ret_page);
    int32_t date = found ? civil_date_of(found->meeting.start_ms) : 0;
    for (size_t i = 0; found && i < found->meeting.attendee_count; i++) {
        const char *id = found->meeting.attendees[i].staff;
        const struct facts_staff *staff = facts_find_staff(facts, id);
        const char *code = "";
        if (!staff || strcmp(id, wanted->substitute) == 0 ||
            !meeting_find_attendee(&found->meeting, id)) {
            continue;
        }
        (void)unit_of(facts, staff, date, &code); /* the code alone is wanted */
        if ((*wanted->unit && strcmp(code, wanted->unit) != 0) ||
            !pinyin_matches(staff->name, wanted->letters)) {
            continue;
        }
        struct choice *choice = next_place(cut, ret_page);
        if (choice) {
            fill_person(facts, staff, date, choice);
            choice->standing = find_standing(found, id, wanted->substitute);
        }
    }
    end_page(cut, ret_page);
}

void choice_list_all_units(const struct facts *facts, int32_t date, struct choice_cut cut,
                           struct choice_page *ret_page)
{
    bool peopled[UNITS_MAX] = {false};
    for (size_t i = 0; i < facts_staff_count(facts); i++) {
        const struct facts_staff *staff = facts_staff_at(facts, i);
        size_t unit =
            person_is_active(&staff->person, date) ? unit_index_of(facts, staff, date) : SIZE_MAX;
        if (unit != SIZE_MAX) {
            peopled[unit] = true;
        }
    }
    list_marked_units(facts, peopled, cut, ret_page);
}

void choice_list_staff(const struct facts *facts, const char *unit, const char *letters,
                       int32_t date, struct choice_cut cut, struct choice_page *ret_page)
{
    begin_page(cut, ret_page);
    for (size_t i = 0; i < facts_staff_count(facts); i++) {
        const struct facts_staff *staff = facts_staff_at(facts, i);
        const struct membership *membership = person_membership(&staff->person, date);
        bool of_unit = !*unit || (membership && strcmp(membership->unit, unit) == 0);
        if (!of_unit || !person_is_active(&staff->person, date) ||
            !pinyin_matches(staff->name, letters)) {
            continue;
        }
        struct choice *choice = next_place(cut, ret_page);
        if (choice) {
            fill_person(facts, staff, date, choice);
        }
    }
    end_page(cut, ret_page);
}

void choice_list_keepers(const struct facts *facts, int32_t date, struct choice_cut cut,
                         struct choice_page *ret_page)
{
    begin_page(cut, ret_page);
    for (size_t i = 0; i < facts_staff_count(facts); i++) {
        const struct facts_staff *staff = facts_staff_at(facts, i);
        struct choice *choice = facts_pin_hash(staff) ? next_place(cut, ret_page) : NULL;
        if (choice) {
            fill_person(facts, staff, date, choice);
        }
    }
    end_page(cut, ret_page);
}
