#include "facts_text.h"

#include "check.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void write_assignments(FILE *out, const struct schedule_assignment *assignments,
                              size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct schedule_assignment *assignment = &assignments[i];
        (void)fprintf(out, " [%s/%zu %d..%d]", assignment->schedule->id,
                      assignment->schedule->version_count, assignment->from, assignment->to);
    }
}

static void write_office(FILE *out, const struct facts *facts)
{
    const struct facts_site *site = facts_site(facts);
    const struct policy *policy = facts_policy(facts);
    const struct calendar *calendar = facts_calendar(facts);
    (void)fprintf(out, "site %s %s %s\npolicy", site->name, site->place, site->timezone);
    for (const struct policy_number *number = policy_numbers; number->name; number++) {
        (void)fprintf(out, " %d", *(const int32_t *)((const char *)policy + number->offset));
    }
    for (size_t i = 0; i < policy->escalation_count; i++) {
        (void)fprintf(out, " %s", policy->escalation[i].step);
    }
    (void)fprintf(out, "\ncalendar");
    for (size_t i = 0; i < calendar->day_count; i++) {
        (void)fprintf(out, " %d=%d", calendar->days[i].date, calendar->days[i].counts_as);
    }
    for (size_t i = 0; i < facts_unit_count(facts); i++) {
        const struct facts_unit *unit = facts_unit_at(facts, i);
        (void)fprintf(out, "\nunit %s %s %s", unit->code, unit->name,
                      unit->parent ? unit->parent : "-");
        write_assignments(out, unit->assignments, unit->assignment_count);
    }
}

static void write_aways(FILE *out, const char *word, const struct time_away *aways, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(out, " %s[%s %" PRId64 "..%" PRId64 " %d]", word, aways[i].id,
                      aways[i].from_ms, aways[i].to_ms, aways[i].state);
    }
}

static void write_meeting(FILE *out, const struct meeting *meeting)
{
    const struct meeting_terms *own = &meeting->own;
    (void)fprintf(out, "%s %" PRId64 "..%" PRId64 " %d %d %d %d %d %d %d", meeting->id,
                  meeting->start_ms, meeting->end_ms, meeting->cancelled, own->signin_open_min,
                  own->late_grace_min, own->leave_deadline_min, own->substitute_deadline_min,
                  own->signout_grace_min, own->signout);
    for (size_t i = 0; i < meeting->kiosk_count; i++) {
        (void)fprintf(out, " @%s", meeting->kiosks[i]);
    }
    for (size_t i = 0; i < meeting->attendee_count; i++) {
        const struct attendee *attendee = &meeting->attendees[i];
        (void)fprintf(out, " %s:%d:%d:%d..%d", attendee->staff, attendee->role,
                      attendee->invited_late, attendee->active_from, attendee->active_to);
    }
}

static void write_staff(FILE *out, const struct facts_staff *staff)
{
    const struct person *person = &staff->person;
    (void)fprintf(out, "\nstaff %s %s %s %d..%d", staff->id, staff->name, person->staff,
                  person->active_from, person->active_to);
    write_assignments(out, person->assignments, person->assignment_count);
    for (size_t i = 0; i < person->membership_count; i++) {
        const struct membership *membership = &person->memberships[i];
        (void)fprintf(out, " %s from %d", membership->unit, membership->from);
        write_assignments(out, membership->assignments, membership->assignment_count);
    }
    write_aways(out, "leave", staff->leaves, staff->leave_count);
    write_aways(out, "trip", staff->trips, staff->trip_count);
    for (size_t i = 0; i < staff->correction_count; i++) {
        const struct correction *correction = &staff->corrections[i];
        (void)fprintf(out, " correction[%s %" PRId64 " %" PRId64 " %d]", correction->id,
                      correction->at_ms, correction->decided_ms, correction->state);
    }
    const struct hash *photo = facts_photo_hash(staff);
    (void)fprintf(out, " pin[%s] photo[%02x]", facts_pin_hash(staff) ? facts_pin_hash(staff) : "",
                  photo ? photo->bytes[0] : 0);
    for (size_t i = 0; i < staff->attending_count; i++) {
        (void)fprintf(out, " attends[");
        write_meeting(out, staff->attending[i]);
        (void)fprintf(out, "]");
    }
}

static void write_decisions(FILE *out, const struct facts_meeting *meeting)
{
    for (size_t i = 0; i < meeting->request_count; i++) {
        const struct substitute_request *request = &meeting->requests[i];
        (void)fprintf(out, " request[%s %s %s %" PRId64 " %d]", request->id, request->principal,
                      request->substitute, request->requested_ms, request->state);
    }
    for (size_t i = 0; i < meeting->leave_count; i++) {
        const struct meeting_leave *leave = &meeting->leaves[i];
        (void)fprintf(out, " leave[%s %s %" PRId64 " %d]", leave->id, leave->staff,
                      leave->requested_ms, leave->state);
    }
    for (size_t i = 0; i < meeting->mark_count; i++) {
        const struct meeting_mark *mark = &meeting->marks[i];
        (void)fprintf(out, " mark[%s %s %" PRId64 "]", mark->id, mark->staff, mark->decided_ms);
    }
    for (size_t i = 0; i < meeting->seat_count; i++) {
        (void)fprintf(out, " seat[%s %s]", meeting->seats[i].staff, meeting->seats[i].seat);
    }
}

static void write_cards(FILE *out, const struct facts *facts, const struct card_token *tokens,
                        size_t count)
{
    (void)fprintf(out, "\ncards %zu", facts_card_count(facts));
    for (size_t i = 0; i < count; i++) {
        const struct facts_card *card = facts_find_card(facts, &tokens[i]);
        if (card) {
            (void)fprintf(out, " %zu:%s %d %d..%d", i, card->staff, card->revoked, card->from,
                          card->to);
        }
    }
}

char *facts_text(const struct facts *facts, const struct card_token *tokens, size_t count)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    CHECK(out);
    write_office(out, facts);
    for (size_t i = 0; i < facts_staff_count(facts); i++) {
        write_staff(out, facts_staff_at(facts, i));
    }
    for (size_t i = 0; i < facts_meeting_count(facts); i++) {
        const struct facts_meeting *meeting = facts_meeting_at(facts, i);
        (void)fprintf(out, "\nmeeting %s ", meeting->title);
        write_meeting(out, &meeting->meeting);
        write_decisions(out, meeting);
    }
    write_cards(out, facts, tokens, count);
    CHECK(fclose(out) == 0 && text);
    return text;
}
