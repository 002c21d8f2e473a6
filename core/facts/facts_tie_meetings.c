#include "facts_tie.h"

#include <stdint.h>
#include <string.h>

static int compare_meetings(const void *a, const void *b)
{
    return strcmp(((const struct facts_meeting *)a)->meeting.id,
                  ((const struct facts_meeting *)b)->meeting.id);
}

static int compare_attendees(const void *a, const void *b)
{
    return strcmp(((const struct attendee *)a)->staff, ((const struct attendee *)b)->staff);
}

/* Sorts the attendees, gives them the dates of their persons, and leaves out who is not there. */
static bool tie_attendees(struct facts_tying *tying, struct draft_meeting *draft)
{
    const char *meeting = draft->meeting.meeting.id;
    struct attendee *all = draft->attendees;
    qsort(all, draft->attendee_count, sizeof *all, compare_attendees);
    size_t kept = 0;
    for (size_t i = 0; i < draft->attendee_count; i++) {
        const struct facts_staff *staff = facts_find_staff(tying->facts, all[i].staff);
        const char *what = NULL;
        if (!staff) {
            what = "attendees: no such staff";
        } else if (kept > 0 && compare_attendees(&all[kept - 1], &all[i]) == 0) {
            what = "attendees: invited twice:";
        }
        if (what) {
            if (!facts_tie_pass_over(tying, "meeting", meeting, what, all[i].staff)) {
                return false;
            }
            continue;
        }
        all[kept] = all[i];
        all[kept].staff = staff->id;
        all[kept].active_from = staff->person.active_from;
        all[kept].active_to = staff->person.active_to;
        kept++;
    }
    draft->meeting.meeting.attendees = all;
    draft->meeting.meeting.attendee_count = kept;
    return true;
}

static bool list_meetings(struct facts_tying *tying)
{
    struct facts *facts = tying->facts;
    struct draft_meeting *draft;
    for (draft = tying->draft->meetings; draft; draft = draft->next) {
        facts->meeting_count++;
    }
    facts->meetings = facts_tie_alloc(tying, facts->meeting_count, sizeof *facts->meetings);
    if (!facts->meetings) {
        return false;
    }
    size_t i = 0;
    for (draft = tying->draft->meetings; draft; draft = draft->next) {
        if (!tie_attendees(tying, draft)) {
            return false;
        }
        facts->meetings[i++] = draft->meeting;
    }
    qsort(facts->meetings, facts->meeting_count, sizeof *facts->meetings, compare_meetings);
    for (i = 1; i < facts->meeting_count; i++) {
        if (compare_meetings(&facts->meetings[i - 1], &facts->meetings[i]) == 0) {
            return error_set(tying->err, ERROR_INVALID, "meeting/%s: there twice",
                             facts->meetings[i].meeting.id);
        }
    }
    return true;
}

static int compare_starts(const void *a, const void *b)
{
    const struct meeting *meeting_a = *(const struct meeting *const *)a;
    const struct meeting *meeting_b = *(const struct meeting *const *)b;
    if (meeting_a->start_ms != meeting_b->start_ms) {
        return meeting_a->start_ms < meeting_b->start_ms ? -1 : 1;
    }
    return strcmp(meeting_a->id, meeting_b->id);
}

/* Each person's meetings. Attendees are all people by now. */
static bool tie_attending(struct facts_tying *tying)
{
    struct facts *facts = tying->facts;
    struct facts_groups groups;
    if (!facts_tie_groups(tying, &groups, facts->staff_count)) {
        return false;
    }
    for (size_t i = 0; i < facts->meeting_count; i++) {
        const struct meeting *meeting = &facts->meetings[i].meeting;
        for (size_t j = 0; j < meeting->attendee_count; j++) {
            facts_groups_count(&groups, facts_tie_find_staff(tying, meeting->attendees[j].staff));
        }
    }
    const struct meeting **all = facts_tie_alloc(tying, facts_groups_lay_out(&groups), sizeof *all);
    if (!all) {
        return false;
    }
    for (size_t i = 0; i < facts->meeting_count; i++) {
        const struct meeting *meeting = &facts->meetings[i].meeting;
        for (size_t j = 0; j < meeting->attendee_count; j++) {
            size_t staff = facts_tie_find_staff(tying, meeting->attendees[j].staff);
            all[facts_groups_place(&groups, staff)] = meeting;
        }
    }
    for (size_t i = 0; i < facts->staff_count; i++) {
        const struct meeting **own = &all[facts_groups_start(&groups, i)];
        facts->staff[i].attending_count = facts_groups_size(&groups, i);
        qsort(own, facts->staff[i].attending_count, sizeof *own, compare_starts);
        facts->staff[i].attending = own;
    }
    return true;
}

/* The index of the meeting that a document names, or SIZE_MAX where that or the person is not
 * there and the document is passed over; false where links are strict. */
static bool find_owner(struct facts_tying *tying, const char *kind, const char *id,
                       const char *meeting_id, const char *const staff[], size_t *ret_owner)
{
    const struct facts_meeting *meeting = facts_find_meeting(tying->facts, meeting_id);
    *ret_owner = SIZE_MAX;
    if (!meeting) {
        return facts_tie_pass_over(tying, kind, id, "no such meeting", meeting_id);
    }
    for (size_t i = 0; staff[i]; i++) {
        if (!facts_find_staff(tying->facts, staff[i])) {
            return facts_tie_pass_over(tying, kind, id, "no such staff", staff[i]);
        }
    }
    *ret_owner = (size_t)(meeting - tying->facts->meetings);
    return true;
}

static bool tie_requests(struct facts_tying *tying)
{
    struct facts_groups groups;
    if (!facts_tie_groups(tying, &groups, tying->facts->meeting_count)) {
        return false;
    }
    struct draft_request *draft;
    for (draft = tying->draft->requests; draft; draft = draft->next) {
        const struct substitute_request *request = &draft->request;
        const char *const staff[] = {request->principal, request->substitute, NULL};
        if (!find_owner(tying, "substitute", request->id, draft->meeting, staff, &draft->owner)) {
            return false;
        }
        if (draft->owner != SIZE_MAX) {
            facts_groups_count(&groups, draft->owner);
        }
    }
    struct substitute_request *all =
        facts_tie_alloc(tying, facts_groups_lay_out(&groups), sizeof *all);
    if (!all) {
        return false;
    }
    for (draft = tying->draft->requests; draft; draft = draft->next) {
        if (draft->owner != SIZE_MAX) {
            all[facts_groups_place(&groups, draft->owner)] = draft->request;
        }
    }
    for (size_t i = 0; i < tying->facts->meeting_count; i++) {
        tying->facts->meetings[i].requests = &all[facts_groups_start(&groups, i)];
        tying->facts->meetings[i].request_count = facts_groups_size(&groups, i);
    }
    return true;
}

static bool tie_meeting_leaves(struct facts_tying *tying)
{
    struct facts_groups groups;
    if (!facts_tie_groups(tying, &groups, tying->facts->meeting_count)) {
        return false;
    }
    struct draft_meeting_leave *draft;
    for (draft = tying->draft->meeting_leaves; draft; draft = draft->next) {
        const char *const staff[] = {draft->leave.staff, NULL};
        if (!find_owner(tying, "meeting_leave", draft->leave.id, draft->meeting, staff,
                        &draft->owner)) {
            return false;
        }
        if (draft->owner != SIZE_MAX) {
            facts_groups_count(&groups, draft->owner);
        }
    }
    struct meeting_leave *all = facts_tie_alloc(tying, facts_groups_lay_out(&groups), sizeof *all);
    if (!all) {
        return false;
    }
    for (draft = tying->draft->meeting_leaves; draft; draft = draft->next) {
        if (draft->owner != SIZE_MAX) {
            all[facts_groups_place(&groups, draft->owner)] = draft->leave;
        }
    }
    for (size_t i = 0; i < tying->facts->meeting_count; i++) {
        tying->facts->meetings[i].leaves = &all[facts_groups_start(&groups, i)];
        tying->facts->meetings[i].leave_count = facts_groups_size(&groups, i);
    }
    return true;
}

static bool tie_marks(struct facts_tying *tying)
{
    struct facts_groups groups;
    if (!facts_tie_groups(tying, &groups, tying->facts->meeting_count)) {
        return false;
    }
    struct draft_mark *draft;
    for (draft = tying->draft->marks; draft; draft = draft->next) {
        const char *const staff[] = {draft->mark.staff, NULL};
        if (!find_owner(tying, "mark", draft->mark.id, draft->meeting, staff, &draft->owner)) {
            return false;
        }
        if (draft->owner != SIZE_MAX) {
            facts_groups_count(&groups, draft->owner);
        }
    }
    struct meeting_mark *all = facts_tie_alloc(tying, facts_groups_lay_out(&groups), sizeof *all);
    if (!all) {
        return false;
    }
    for (draft = tying->draft->marks; draft; draft = draft->next) {
        if (draft->owner != SIZE_MAX) {
            all[facts_groups_place(&groups, draft->owner)] = draft->mark;
        }
    }
    for (size_t i = 0; i < tying->facts->meeting_count; i++) {
        tying->facts->meetings[i].marks = &all[facts_groups_start(&groups, i)];
        tying->facts->meetings[i].mark_count = facts_groups_size(&groups, i);
    }
    return true;
}

bool facts_tie_meetings(struct facts_tying *tying)
{
    return list_meetings(tying) && tie_attending(tying) && tie_requests(tying) &&
           tie_meeting_leaves(tying) && tie_marks(tying);
}
