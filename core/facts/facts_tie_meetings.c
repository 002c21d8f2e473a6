#include "facts_tie.h"

#include "facts_table.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int compare_attendees(const void *a, const void *b)
{
    return strcmp(((const struct attendee *)a)->staff, ((const struct attendee *)b)->staff);
}

/* Gives an attendee the dates of their person. */
static void date_attendee(struct attendee *attendee, const struct facts_staff *staff)
{
    attendee->staff = staff->id;
    attendee->active_from = staff->person.active_from;
    attendee->active_to = staff->person.active_to;
}

/* Sorts the attendees, dates them, and leaves out who is not there. */
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
        date_attendee(&all[kept], staff);
        kept++;
    }
    draft->meeting.meeting.attendees = all;
    draft->meeting.meeting.attendee_count = kept;
    return true;
}

/* What is asked and decided about a meeting stays what it was in the base. */
static void fill_meeting(const struct facts_tying *tying, const struct draft_meeting *draft,
                         struct facts_meeting *meeting)
{
    const struct facts_meeting *before = facts_find_meeting(tying->base, draft->meeting.meeting.id);
    *meeting = draft->meeting;
    if (before) {
        meeting->requests = before->requests;
        meeting->request_count = before->request_count;
        meeting->leaves = before->leaves;
        meeting->leave_count = before->leave_count;
        meeting->marks = before->marks;
        meeting->mark_count = before->mark_count;
    }
}

static bool list_meetings(struct facts_tying *tying)
{
    size_t count = 0;
    struct draft_meeting *draft;
    for (draft = tying->draft->meetings; draft; draft = draft->next) {
        count++;
    }
    struct facts_meeting *meetings = facts_tie_alloc(tying, count, sizeof *meetings);
    const void **values = facts_tie_scratch(tying, count, sizeof *values);
    if (!meetings || !values) {
        return false;
    }
    size_t i = 0;
    for (draft = tying->draft->meetings; draft; draft = draft->next) {
        if (!tie_attendees(tying, draft)) {
            return false;
        }
        fill_meeting(tying, draft, &meetings[i]);
        values[i] = &meetings[i];
        i++;
    }
    return facts_tie_owners(tying, FACTS_OWNER_MEETING, "meeting",
                            (struct facts_list){values, count});
}

/* A meeting of the base whose attendees have other dates now. */
static bool date_again(struct facts_tying *tying, size_t index)
{
    struct facts_meeting *own = facts_tie_own(tying, FACTS_OWNER_MEETING, index);
    struct attendee *attendees =
        own ? facts_tie_alloc(tying, own->meeting.attendee_count, sizeof *attendees) : NULL;
    if (!attendees) {
        return false;
    }
    for (size_t i = 0; i < own->meeting.attendee_count; i++) {
        attendees[i] = own->meeting.attendees[i];
        date_attendee(&attendees[i], facts_find_staff(tying->facts, attendees[i].staff));
    }
    own->meeting.attendees = attendees;
    return true;
}

/* The base's meetings of people who are active at other times than they were. */
static bool date_meetings(struct facts_tying *tying)
{
    for (const struct draft_staff *draft = tying->draft->staff; draft; draft = draft->next) {
        const struct facts_staff *before = facts_find_staff(tying->base, draft->id);
        bool moved = before && (before->person.active_from != draft->active_from ||
                                before->person.active_to != draft->active_to);
        for (size_t i = 0; moved && i < before->attending_count; i++) {
            size_t index = facts_list_find(&tying->facts->meetings, before->attending[i]->id);
            if (!tying->owners[FACTS_OWNER_MEETING].is_new[index] && !date_again(tying, index)) {
                return false;
            }
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

/* Each person's meetings. */
struct attending {
    struct facts_tying *tying;
    struct facts_list changed; /* meetings; lent */
    struct facts_groups groups;
    bool *touched; /* by person: the list is made anew */
    const struct meeting **all;
};

static bool find_changed(struct attending *attending)
{
    const struct facts_owners *owners = &attending->tying->owners[FACTS_OWNER_MEETING];
    attending->changed.values =
        facts_tie_scratch(attending->tying, owners->list->count, sizeof(const void *));
    if (!attending->changed.values) {
        return false;
    }
    for (size_t i = 0; i < owners->list->count; i++) {
        if (owners->is_new[i]) {
            attending->changed.values[attending->changed.count++] = owners->list->values[i];
        }
    }
    return true;
}

static void touch_attendees(struct attending *attending, const struct meeting *meeting)
{
    for (size_t i = 0; i < meeting->attendee_count; i++) {
        const char *staff = meeting->attendees[i].staff;
        attending->touched[facts_list_find(&attending->tying->facts->staff, staff)] = true;
    }
}

/* Counted where there is no array yet, else put into it. */
static void add_meeting(struct attending *attending, size_t staff, const struct meeting *meeting)
{
    if (attending->all) {
        attending->all[facts_groups_place(&attending->groups, staff)] = meeting;
    } else {
        facts_groups_count(&attending->groups, staff);
    }
}

static void add_meetings(struct attending *attending)
{
    const struct facts_list *people = &attending->tying->facts->staff;
    for (size_t i = 0; i < people->count; i++) {
        const struct facts_staff *staff = people->values[i];
        for (size_t j = 0; attending->touched[i] && j < staff->attending_count; j++) {
            if (facts_list_find(&attending->changed, staff->attending[j]->id) == SIZE_MAX) {
                add_meeting(attending, i, staff->attending[j]);
            }
        }
    }
    for (size_t i = 0; i < attending->changed.count; i++) {
        const struct facts_meeting *changed = attending->changed.values[i];
        for (size_t j = 0; j < changed->meeting.attendee_count; j++) {
            add_meeting(attending, facts_list_find(people, changed->meeting.attendees[j].staff),
                        &changed->meeting);
        }
    }
}

static bool give_meetings(struct attending *attending, size_t index)
{
    struct facts_staff *staff = facts_tie_own(attending->tying, FACTS_OWNER_STAFF, index);
    if (!staff) {
        return false;
    }
    const struct meeting **own = &attending->all[facts_groups_start(&attending->groups, index)];
    staff->attending_count = facts_groups_size(&attending->groups, index);
    qsort(own, staff->attending_count, sizeof *own, compare_starts);
    staff->attending = own;
    return true;
}

/* Attendees are all people by now. What hangs on a meeting is not tied yet: a meeting that differs
 * in nothing else stays the same one for those who attend it. */
static bool tie_attending(struct facts_tying *tying)
{
    struct attending attending = {.tying = tying};
    size_t people = tying->facts->staff.count;
    if (!find_changed(&attending)) {
        return false;
    }
    if (attending.changed.count == 0) {
        return true;
    }
    attending.touched = facts_tie_scratch(tying, people, sizeof *attending.touched);
    if (!attending.touched || !facts_tie_groups(tying, &attending.groups, people)) {
        return false;
    }
    for (size_t i = 0; i < attending.changed.count; i++) {
        const struct facts_meeting *meeting = attending.changed.values[i];
        const struct facts_meeting *before = facts_find_meeting(tying->base, meeting->meeting.id);
        touch_attendees(&attending, &meeting->meeting);
        if (before) {
            touch_attendees(&attending, &before->meeting);
        }
    }
    add_meetings(&attending);
    attending.all =
        facts_tie_alloc(tying, facts_groups_lay_out(&attending.groups), sizeof *attending.all);
    if (!attending.all) {
        return false;
    }
    add_meetings(&attending);
    for (size_t i = 0; i < people; i++) {
        if (attending.touched[i] && !give_meetings(&attending, i)) {
            return false;
        }
    }
    return true;
}

bool facts_tie_meetings(struct facts_tying *tying)
{
    return list_meetings(tying) && date_meetings(tying) && tie_attending(tying);
}
