#include "meeting_conflict.h"

#include "civil.h"
#include "facts.h"
#include "form.h"
#include "json.h"
#include "meeting_invitation.h"
#include "verdict_names.h"
#include <string.h>

static const char *const role_words[] = {"required", "optional", NULL};

static const struct form_field attendee_form[] = {
    {.name = "staff", .type = FORM_ID, .flags = FORM_REQUIRED},
    {.name = "role", .type = FORM_WORD, .flags = FORM_REQUIRED, .words = role_words},
    {0},
};

static const struct form_field form[] = {
    {.name = "meeting", .type = FORM_ID},
    {.name = "start", .type = FORM_MINUTE, .flags = FORM_REQUIRED},
    {.name = "end", .type = FORM_MINUTE, .flags = FORM_REQUIRED},
    {.name = "room", .type = FORM_TEXT, .max = 120},
    {.name = "invite", .type = FORM_PART, .rows = meeting_invitation_form},
    {.name = "attendees", .type = FORM_ROWS, .max = MEETING_ATTENDEES_MAX, .rows = attendee_form},
    {.name = "every_days", .type = FORM_INT, .min = 1, .max = 366},
    {.name = "count", .type = FORM_INT, .min = 1, .max = MEETING_CONFLICT_TIMES_MAX},
    {0},
};

struct span {
    int64_t from_ms, to_ms;
};

struct finding {
    const struct meeting_conflict_view *view;
    const json_t *input;
    const struct office *office;
    struct database *database;
    const struct facts *facts;
    struct span spans[MEETING_CONFLICT_TIMES_MAX];
    size_t span_count;
    json_t *itself;                /* the meeting's members, where it is there already */
    json_t *invited;               /* {id: role} */
    json_t *before;                /* the same of the meeting as it is; empty for a new one */
    json_t *added, *removed;       /* ids */
    json_t *people, *rooms, *away; /* the rows */
    json_t *taken;                 /* {id: true} of people in another meeting */
    size_t room_count, away_count, hidden, meetings_seen, added_count, removed_count;
};

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "conflicts: out of memory");
}

/* What is asked */

static bool read_spans(struct finding *finding, struct error *err)
{
    const json_t *input = finding->input;
    int64_t from_ms = office_time(input, "start", 0), to_ms = office_time(input, "end", 0);
    const json_t *every = json_object_get(input, "every_days");
    const json_t *count = json_object_get(input, "count");
    if (to_ms <= from_ms) {
        return form_fail("end", "not after start", err);
    }
    finding->span_count = count && every ? (size_t)json_integer_value(count) : 1;
    for (size_t i = 0; i < finding->span_count; i++) {
        int64_t later_ms = (int64_t)i * json_integer_value(every) * CIVIL_DAY_MS;
        finding->spans[i] = (struct span){from_ms + later_ms, to_ms + later_ms};
    }
    return true;
}

/* An invitation that stays as it was said invites whom it did: only one that is another is worked
 * out anew. */
static bool read_invited(struct finding *finding, struct error *err)
{
    const json_t *invite = json_object_get(finding->input, "invite");
    const json_t *said = json_object_get(finding->itself, "invite");
    finding->before = meeting_invitation_roles(finding->itself);
    if (!finding->before) {
        return no_memory(err);
    }
    if (invite && !(said && json_equal(invite, said))) {
        const struct meeting_invitation invitation = {finding->office, finding->view->caller,
                                                      invite,
                                                      civil_date_of(finding->spans[0].from_ms)};
        return meeting_invitation_people(finding->database, &invitation, &finding->invited, err);
    }
    finding->invited = meeting_invitation_roles(invite ? finding->itself : finding->input);
    return finding->invited || no_memory(err);
}

static bool meets(const struct finding *finding, int64_t from_ms, int64_t to_ms)
{
    for (size_t i = 0; i < finding->span_count; i++) {
        if (from_ms < finding->spans[i].to_ms && to_ms > finding->spans[i].from_ms) {
            return true;
        }
    }
    return false;
}

/* What is found */

/* Takes the row over; one too many is only counted. */
static bool add_row(json_t *rows, json_t *row, struct error *err)
{
    AUTO(json) json_t *owned = row;
    return owned ? json_array_size(rows) >= MEETING_CONFLICT_ROWS_MAX ||
                       json_array_append(rows, owned) == 0 || no_memory(err)
                 : no_memory(err);
}

static json_t *meeting_row(const struct facts_meeting *meeting, const char *title)
{
    char start[CIVIL_TIME_SIZE], end[CIVIL_TIME_SIZE];
    return json_pack("{s:s, s:s?, s:s, s:s}", "meeting", meeting->meeting.id, "title", title,
                     "start", civil_time_format(meeting->meeting.start_ms, start), "end",
                     civil_time_format(meeting->meeting.end_ms, end));
}

/* Whose unit it is on that day, for two people of one name; "" for none. */
static const char *unit_on(const struct facts_staff *staff, int32_t date)
{
    const struct membership *membership = person_membership(&staff->person, date);
    return membership ? membership->unit : "";
}

static bool lets_name(const struct finding *finding, const struct facts_staff *staff, int32_t date)
{
    const struct staff_sieve_subject subject = {staff->id, unit_on(staff, date), ""};
    return staff_sieve_holds(finding->view->people, &subject);
}

/* Takes the row over and gives it back with who it is about; NULL where there is no memory. */
static json_t *with_person(json_t *row, const struct facts_staff *staff, int32_t date)
{
    AUTO(json) json_t *owned = row;
    bool good = owned && json_object_set_new(owned, "staff", json_string(staff->id)) == 0 &&
                json_object_set_new(owned, "unit", json_string(unit_on(staff, date))) == 0;
    return good ? TAKE(owned) : NULL;
}

static bool add_person(struct finding *finding, const struct facts_meeting *meeting,
                       const char *title, const char *id, struct error *err)
{
    const struct facts_staff *staff = facts_find_staff(finding->facts, id);
    int32_t date = civil_date_of(meeting->meeting.start_ms);
    if (json_object_set_new(finding->taken, id, json_true()) != 0) {
        return no_memory(err);
    }
    if (!staff || !lets_name(finding, staff, date)) {
        finding->hidden++;
        return true;
    }
    return add_row(finding->people, with_person(meeting_row(meeting, title), staff, date), err);
}

/* Spaces make no other room. */
static bool is_same_room(const char *one, const char *other)
{
    for (;;) {
        one += strspn(one, " ");
        other += strspn(other, " ");
        if (*one != *other || !*one) {
            return *one == *other;
        }
        one++;
        other++;
    }
}

static bool look_at_room(struct finding *finding, const struct facts_meeting *meeting,
                         const char *room, const char *title, struct error *err)
{
    const char *asked = office_text(finding->input, "room");
    if (!*asked || !is_same_room(asked, room)) {
        return true;
    }
    finding->room_count++;
    json_t *row = meeting_row(meeting, title);
    if (row && json_object_set_new(row, "room", json_string(room)) != 0) {
        json_decref(row);
        row = NULL;
    }
    return add_row(finding->rooms, row, err);
}

static bool look_at_meeting(struct finding *finding, const struct facts_meeting *meeting,
                            struct error *err)
{
    AUTO(json) json_t *members = NULL;
    if (!office_peek(finding->database, office_kind_find("meeting"), meeting->meeting.id, &members,
                     err)) {
        return false;
    }
    const struct staff_sieve_subject itself = {"", office_text(members, "unit"),
                                               meeting->meeting.id};
    const char *title = staff_sieve_holds(finding->view->meetings, &itself) ? meeting->title : NULL;
    if (!look_at_room(finding, meeting, office_text(members, "room"), title, err)) {
        return false;
    }
    for (size_t i = 0; i < meeting->meeting.attendee_count; i++) {
        const char *staff = meeting->meeting.attendees[i].staff;
        if (json_object_get(finding->invited, staff) &&
            !add_person(finding, meeting, title, staff, err)) {
            return false;
        }
    }
    return true;
}

static bool look_at_meetings(struct finding *finding, struct error *err)
{
    const char *itself = office_text(finding->input, "meeting");
    for (size_t i = 0; i < facts_meeting_count(finding->facts); i++) {
        const struct facts_meeting *meeting = facts_meeting_at(finding->facts, i);
        const struct meeting *held = &meeting->meeting;
        bool looks = !held->cancelled && strcmp(held->id, itself) != 0 &&
                     meets(finding, held->start_ms, held->end_ms);
        finding->meetings_seen += looks;
        if (looks && finding->meetings_seen <= MEETING_CONFLICT_MEETINGS_MAX &&
            !look_at_meeting(finding, meeting, err)) {
            return false;
        }
    }
    return true;
}

/* Whether it is leave or a trip is what the board in the hall says; why, nobody is told here. */
static bool look_at_times(struct finding *finding, const struct facts_staff *staff,
                          const struct time_away *times, size_t count, const char *what,
                          struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        char from[CIVIL_TIME_SIZE], to[CIVIL_TIME_SIZE];
        if (times[i].state != APPROVAL_APPROVED ||
            !meets(finding, times[i].from_ms, times[i].to_ms)) {
            continue;
        }
        finding->away_count++;
        json_t *row = json_pack("{s:s, s:s, s:s}", "what", what, "from",
                                civil_time_format(times[i].from_ms, from), "to",
                                civil_time_format(times[i].to_ms, to));
        int32_t date = civil_date_of(finding->spans[0].from_ms);
        if (!add_row(finding->away, with_person(row, staff, date), err)) {
            return false;
        }
    }
    return true;
}

static bool look_at_away(struct finding *finding, struct error *err)
{
    int32_t date = civil_date_of(finding->spans[0].from_ms);
    const char *id;
    json_t *role;
    json_object_foreach(finding->invited, id, role)
    {
        const struct facts_staff *staff = facts_find_staff(finding->facts, id);
        if (staff && lets_name(finding, staff, date) &&
            (!look_at_times(finding, staff, staff->leaves, staff->leave_count, "leave", err) ||
             !look_at_times(finding, staff, staff->trips, staff->trip_count, "trip", err))) {
            return false;
        }
    }
    return true;
}

/* The ids that only one of the two has, as far as the caller may name them. */
static bool list_moved(const struct finding *finding, const json_t *of, const json_t *other,
                       json_t *list, size_t *ret_count, struct error *err)
{
    int32_t date = civil_date_of(finding->spans[0].from_ms);
    const char *id;
    json_t *role;
    json_object_foreach((json_t *)(uintptr_t)of, id, role)
    {
        const struct facts_staff *staff = facts_find_staff(finding->facts, id);
        if (json_object_get(other, id)) {
            continue;
        }
        (*ret_count)++;
        if (staff && lets_name(finding, staff, date) &&
            !add_row(list, json_pack("{s:s, s:s}", "staff", id, "unit", unit_on(staff, date)),
                     err)) {
            return false;
        }
    }
    return true;
}

static bool look_at_moved(struct finding *finding, struct error *err)
{
    const json_t *before = finding->before, *after = finding->invited;
    return !finding->itself ||
           (list_moved(finding, after, before, finding->added, &finding->added_count, err) &&
            list_moved(finding, before, after, finding->removed, &finding->removed_count, err));
}

static bool answer(const struct finding *finding, json_t **ret_answer, struct error *err)
{
    AUTO(json)
    json_t *named =
        json_pack("[O, O, O, O]", finding->people, finding->away, finding->added, finding->removed);
    AUTO(json) json_t *names = NULL;
    if (!named) {
        return no_memory(err);
    }
    if (!verdict_names_of(named, finding->facts, finding->database, &names, err)) {
        return false;
    }
    *ret_answer = json_pack(
        "{s:I, s:O, s:O, s:O, s:O, s:O, s:{s:I, s:I, s:I, s:I, s:I, s:I}, s:b, s:O}", "invited",
        (json_int_t)json_object_size(finding->invited), "people", finding->people, "rooms",
        finding->rooms, "away", finding->away, "added", finding->added, "removed", finding->removed,
        "counts", "people", (json_int_t)json_object_size(finding->taken), "hidden",
        (json_int_t)finding->hidden, "rooms", (json_int_t)finding->room_count, "away",
        (json_int_t)finding->away_count, "added", (json_int_t)finding->added_count, "removed",
        (json_int_t)finding->removed_count, "complete",
        finding->meetings_seen <= MEETING_CONFLICT_MEETINGS_MAX, "names", names);
    return *ret_answer || no_memory(err);
}

static void finding_finish(struct finding *finding)
{
    json_decref(finding->itself);
    json_decref(finding->invited);
    json_decref(finding->before);
    json_decref(finding->added);
    json_decref(finding->removed);
    json_decref(finding->people);
    json_decref(finding->rooms);
    json_decref(finding->away);
    json_decref(finding->taken);
}

#define AUTO_FINDING __attribute__((cleanup(finding_finish)))

bool meeting_conflict_find(const struct meeting_desk *desk,
                           const struct meeting_conflict_view *view, const json_t *input,
                           json_t **ret_answer, struct error *err)
{
    AUTO(snapshot) struct snapshot *snapshot = NULL;
    AUTO(fact_loan) struct fact_loan *loan = NULL;
    AUTO_FINDING struct finding finding = {.view = view,
                                           .input = input,
                                           .office = desk->office,
                                           .people = json_array(),
                                           .rooms = json_array(),
                                           .away = json_array(),
                                           .added = json_array(),
                                           .removed = json_array(),
                                           .taken = json_object()};
    const char *itself = office_text(input, "meeting");
    if (!finding.added || !finding.removed || !finding.people || !finding.rooms || !finding.away ||
        !finding.taken) {
        return no_memory(err);
    }
    if (!form_check(form, FORM_NEW, input, err) || !read_spans(&finding, err) ||
        !storage_read(desk->storage, &snapshot, err) ||
        !fact_cache_take(desk->months->cache, snapshot_database(snapshot), &loan, err)) {
        return false;
    }
    finding.database = snapshot_database(snapshot);
    finding.facts = fact_loan_facts(loan);
    return (!*itself || office_peek(finding.database, office_kind_find("meeting"), itself,
                                    &finding.itself, err)) &&
           read_invited(&finding, err) && look_at_meetings(&finding, err) &&
           look_at_away(&finding, err) && look_at_moved(&finding, err) &&
           answer(&finding, ret_answer, err);
}
