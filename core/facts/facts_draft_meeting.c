#include "facts_draft.h"

#include "facts_field.h"
#include "facts_loader.h"
#include "json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KIOSKS_MAX 1000

static bool read_attendees(struct facts_draft *draft, const struct facts_document *document,
                           struct draft_meeting *meeting, struct error *err)
{
    static const char *const keys[] = {"staff", "role", NULL};
    const json_t *list;
    if (!json_get_array(document->value, document->path, "attendees", FACTS_ATTENDEES_MAX, &list,
                        err)) {
        return false;
    }
    size_t count = json_array_size(list);
    meeting->attendees =
        facts_draft_alloc(&draft->facts->layer->arena, count, sizeof *meeting->attendees, err);
    if (!meeting->attendees) {
        return false;
    }
    for (; meeting->attendee_count < count; meeting->attendee_count++) {
        struct attendee *attendee = &meeting->attendees[meeting->attendee_count];
        const json_t *value = json_array_get(list, meeting->attendee_count);
        char path[160];
        (void)snprintf(path, sizeof path, "%s.attendees[%zu]", document->path,
                       meeting->attendee_count);
        const char *staff;
        int role;
        if (!json_only_keys(value, path, keys, err) ||
            !facts_field_id(value, path, "staff", &staff, err) ||
            !facts_field_word(value, path, "role", attendee_role_words, &role, err) ||
            !facts_draft_text(draft, staff, &attendee->staff, err)) {
            return false;
        }
        attendee->role = (enum attendee_role)role;
    }
    return true;
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Those of the attendees who were invited after the start; whoever else is named is nobody. */
static bool read_invited_late(struct facts_draft *draft, const struct facts_document *document,
                              struct draft_meeting *meeting, struct error *err)
{
    const json_t *list;
    if (!facts_field_array_or(document->value, document->path, "invited_late", FACTS_ATTENDEES_MAX,
                              &list, err)) {
        return false;
    }
    size_t count = json_array_size(list);
    const char **ids = facts_draft_alloc(&draft->scratch, count, sizeof *ids, err);
    if (!ids) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        ids[i] = json_string_value(json_array_get(list, i));
        if (!ids[i]) {
            return facts_field_fail(document->path, "invited_late", "each is a person's id", err);
        }
    }
    if (count > 0) {
        qsort(ids, count, sizeof *ids, compare_ids);
    }
    for (size_t i = 0; count > 0 && i < meeting->attendee_count; i++) {
        struct attendee *attendee = &meeting->attendees[i];
        attendee->invited_late = bsearch(&attendee->staff, ids, count, sizeof *ids, compare_ids);
    }
    return true;
}

static int compare_seats(const void *a, const void *b)
{
    return strcmp(((const struct facts_seat *)a)->staff, ((const struct facts_seat *)b)->staff);
}

/* Of whoever: a seat of somebody who is not invited is nobody's. */
static bool read_seats(struct facts_draft *draft, const struct facts_document *document,
                       struct facts_meeting *meeting, struct error *err)
{
    static const char *const keys[] = {"staff", "seat", NULL};
    const json_t *list;
    if (!facts_field_array_or(document->value, document->path, "seats", FACTS_ATTENDEES_MAX, &list,
                              err)) {
        return false;
    }
    size_t count = json_array_size(list);
    struct facts_seat *seats =
        facts_draft_alloc(&draft->facts->layer->arena, count, sizeof *seats, err);
    if (!seats) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(list, i);
        char path[160];
        const char *staff;
        const char *seat;
        (void)snprintf(path, sizeof path, "%s.seats[%zu]", document->path, i);
        if (!json_only_keys(value, path, keys, err) ||
            !facts_field_id(value, path, "staff", &staff, err) ||
            !json_get_text(value, path, "seat", FACTS_SEAT_MAX, &seat, err) ||
            !facts_draft_text(draft, staff, &seats[i].staff, err) ||
            !facts_draft_text(draft, seat, &seats[i].seat, err)) {
            return false;
        }
    }
    if (count > 0) {
        qsort(seats, count, sizeof *seats, compare_seats);
    }
    meeting->seats = seats;
    meeting->seat_count = count;
    return true;
}

static bool read_kiosks(struct facts_draft *draft, const struct facts_document *document,
                        struct meeting *meeting, struct error *err)
{
    const json_t *list;
    if (!facts_field_array_or(document->value, document->path, "kiosks", KIOSKS_MAX, &list, err)) {
        return false;
    }
    size_t count = json_array_size(list);
    const char **kiosks =
        facts_draft_alloc(&draft->facts->layer->arena, count, sizeof *kiosks, err);
    if (!kiosks) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const char *kiosk = json_string_value(json_array_get(list, i));
        if (!kiosk || *kiosk == '\0' || strlen(kiosk) > FACTS_ID_MAX) {
            return facts_field_fail(document->path, "kiosks", "each is a kiosk's id", err);
        }
        if (!facts_draft_text(draft, kiosk, &kiosks[i], err)) {
            return false;
        }
    }
    meeting->kiosks = kiosks;
    meeting->kiosk_count = count;
    return true;
}

static bool read_terms(const struct facts_document *document, struct meeting_terms *terms,
                       struct error *err)
{
    *terms = policy_no_terms();
    for (const struct policy_number *number = policy_meeting_numbers; number->name; number++) {
        int64_t value;
        if (!json_has(document->value, number->name)) {
            continue;
        }
        if (!json_get_int(document->value, document->path, number->name, 0, POLICY_NUMBER_MAX,
                          &value, err)) {
            return false;
        }
        *(int32_t *)((char *)terms + number->offset) = (int32_t)value;
    }
    if (json_has(document->value, "signout")) {
        int word;
        if (!facts_field_word(document->value, document->path, "signout", signout_words, &word,
                              err)) {
            return false;
        }
        terms->signout = (enum signout)word;
    }
    return true;
}

static bool read_state(const struct facts_document *document, bool *ret_cancelled,
                       struct error *err)
{
    static const char *const states[] = {"cancelled", NULL};
    int state;
    *ret_cancelled = json_has(document->value, "state");
    return !*ret_cancelled ||
           facts_field_word(document->value, document->path, "state", states, &state, err);
}

static bool read_title(struct facts_draft *draft, const struct facts_document *document,
                       struct facts_meeting *meeting, struct error *err)
{
    const char *title;
    return json_get_text(document->value, document->path, "title", FACTS_NAME_MAX, &title, err) &&
           facts_draft_text(draft, title, &meeting->title, err) &&
           facts_draft_text(draft, document->id, &meeting->meeting.id, err);
}

bool facts_draft_meeting(struct facts_draft *draft, const struct facts_document *document,
                         struct error *err)
{
    static const char *const keys[] = {"id",
                                       "title",
                                       "start",
                                       "end",
                                       "kiosks",
                                       "attendees",
                                       "invited_late",
                                       "seats",
                                       "state",
                                       "signin_open_min",
                                       "late_grace_min",
                                       "leave_deadline_min",
                                       "substitute_deadline_min",
                                       "signout",
                                       "signout_grace_min",
                                       NULL};
    struct draft_meeting *meeting = facts_draft_alloc(&draft->scratch, 1, sizeof *meeting, err);
    if (!meeting) {
        return false;
    }
    struct meeting *what = &meeting->meeting.meeting;
    if (!json_only_keys(document->value, document->path, keys, err) ||
        !facts_draft_same_id(document, "id", err) ||
        !read_title(draft, document, &meeting->meeting, err) ||
        !facts_field_minute(document->value, document->path, "start", &what->start_ms, err) ||
        !facts_field_minute(document->value, document->path, "end", &what->end_ms, err) ||
        !read_state(document, &what->cancelled, err) || !read_terms(document, &what->own, err) ||
        !read_kiosks(draft, document, what, err) ||
        !read_attendees(draft, document, meeting, err) ||
        !read_invited_late(draft, document, meeting, err) ||
        !read_seats(draft, document, &meeting->meeting, err)) {
        return false;
    }
    if (what->end_ms <= what->start_ms) {
        return facts_field_refuse(json_object_get(document->value, "end"), document->path, "end",
                                  "is not after start", err);
    }
    meeting->next = draft->meetings;
    draft->meetings = meeting;
    return true;
}
