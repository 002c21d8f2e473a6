#include "scenario.h"

#include "civil.h"
#include <string.h>

static const char *const meeting_state_words[] = {"cancelled", NULL};

static int compare_attendees(const void *left, const void *right)
{
    const struct attendee *a = left;
    const struct attendee *b = right;
    return strcmp(a->staff, b->staff);
}

static bool load_own_terms(const struct row *row, struct meeting_terms *ret_terms,
                           struct error *err)
{
    *ret_terms = policy_no_terms();
    for (const struct policy_number *number = policy_meeting_numbers; number->name; number++) {
        int64_t value;
        if (!row_has(row, number->name)) {
            continue;
        }
        if (!row_int(row, number->name, 0, POLICY_NUMBER_MAX, &value, err)) {
            return false;
        }
        *(int32_t *)((char *)ret_terms + number->offset) = (int32_t)value;
    }
    if (row_has(row, "signout")) {
        int index;
        if (!row_word(row, "signout", signout_words, &index, err)) {
            return false;
        }
        ret_terms->signout = (enum signout)index;
    }
    return true;
}

static bool load_kiosks(struct scenario *scenario, const struct row *row, struct meeting *meeting,
                        struct error *err)
{
    const json_t *list;
    if (!row_has(row, "kiosks")) {
        return true;
    }
    if (!row_list(row, "kiosks", &list, &meeting->kiosk_count, err)) {
        return false;
    }
    const char **kiosks = scenario_alloc(scenario, meeting->kiosk_count, sizeof *kiosks, err);
    if (!kiosks) {
        return false;
    }
    for (size_t i = 0; i < meeting->kiosk_count; i++) {
        kiosks[i] = json_string_value(json_array_get(list, i));
        if (!kiosks[i]) {
            return row_fail(row, "kiosks", err, "entry %zu: expected text", i);
        }
    }
    meeting->kiosks = kiosks;
    return true;
}

static bool load_attendee(struct scenario *scenario, const json_t *list, const char *path,
                          size_t index, struct row_names *invited, struct attendee *ret_attendee,
                          size_t *ret_staff, struct error *err)
{
    static const char *const known[] = {"staff", "role", NULL};
    struct row row;
    int role;
    size_t before;
    if (!row_init(&row, list, path, index, known, err) ||
        !row_name(&row, "staff", &scenario->staff_names, ret_staff, err) ||
        !row_word(&row, "role", attendee_role_words, &role, err)) {
        return false;
    }
    const struct person *person = &scenario->staff[*ret_staff].person;
    if (row_names_find(invited, person->staff, &before)) {
        return row_fail(&row, "staff", err, "'%.60s' is invited twice", person->staff);
    }
    *ret_attendee = (struct attendee){.staff = person->staff,
                                      .role = (enum attendee_role)role,
                                      .active_from = person->active_from,
                                      .active_to = person->active_to};
    return row_names_add(invited, &row, "staff", index, err);
}

/* attending: of each person, the meetings that they are invited to. */
static bool load_attendees(struct scenario *scenario, const struct row *row,
                           struct meeting *meeting, struct pile *attending, struct error *err)
{
    const json_t *list;
    struct row_names invited;
    char path[ROW_PATH_SIZE + 16];
    if (!row_list(row, "attendees", &list, &meeting->attendee_count, err)) {
        return false;
    }
    struct attendee *attendees =
        scenario_alloc(scenario, meeting->attendee_count, sizeof *attendees, err);
    if (!attendees || !row_names_init(&invited, "attendee", err)) {
        return false;
    }
    (void)snprintf(path, sizeof path, "%s.attendees", row->path);
    bool good = true;
    for (size_t i = 0; good && i < meeting->attendee_count; i++) {
        const struct meeting *self = meeting;
        size_t staff;
        good = load_attendee(scenario, list, path, i, &invited, &attendees[i], &staff, err) &&
               pile_add(attending, staff, &self, err);
    }
    row_names_finish(&invited);
    qsort(attendees, good ? meeting->attendee_count : 0, sizeof *attendees, compare_attendees);
    meeting->attendees = attendees;
    return good;
}

static bool load_meeting(struct scenario *scenario, const json_t *list, size_t index,
                         struct pile *attending, struct error *err)
{
    static const char *const known[] = {"id",
                                        "title",
                                        "start",
                                        "end",
                                        "kiosks",
                                        "attendees",
                                        "state",
                                        "signin_open_min",
                                        "late_grace_min",
                                        "leave_deadline_min",
                                        "substitute_deadline_min",
                                        "signout",
                                        "signout_grace_min",
                                        NULL};
    struct scenario_meeting *entry = &scenario->meetings[index];
    struct meeting *meeting = &entry->meeting;
    struct row row;
    int state;
    if (!row_init(&row, list, "meetings", index, known, err) ||
        !row_names_add(&scenario->meeting_names, &row, "id", index, err) ||
        !row_text(&row, "id", &meeting->id, err) || !row_text(&row, "title", &entry->title, err) ||
        !row_stretch(&row, "start", "end", &meeting->start_ms, &meeting->end_ms, err) ||
        !load_own_terms(&row, &meeting->own, err) || !load_kiosks(scenario, &row, meeting, err) ||
        !load_attendees(scenario, &row, meeting, attending, err)) {
        return false;
    }
    if (row_has(&row, "state") && !row_word(&row, "state", meeting_state_words, &state, err)) {
        return false;
    }
    meeting->cancelled = row_has(&row, "state");
    entry->facts.meeting = meeting;
    entry->facts.policy = &scenario->policy;
    entry->facts.now_ms = scenario->now_ms;
    scenario_ask(scenario, civil_date_of(meeting->start_ms), civil_date_of(meeting->end_ms));
    return true;
}

static bool deal_attending(struct scenario *scenario, const struct pile *attending,
                           struct error *err)
{
    struct pile_groups groups;
    if (!scenario_group(scenario, attending, scenario->staff_count, NULL, &groups, err)) {
        return false;
    }
    for (size_t i = 0; i < scenario->staff_count; i++) {
        struct scenario_staff *staff = &scenario->staff[i];
        staff->attending = (const struct meeting **)groups.items + groups.offsets[i];
        staff->attending_count = groups.offsets[i + 1] - groups.offsets[i];
    }
    return true;
}

bool scenario_load_meetings(struct scenario *scenario, const json_t *value, struct error *err)
{
    struct pile attending;
    size_t count;
    if (!scenario_list(value, "meetings", &count, err)) {
        return false;
    }
    scenario->meetings = scenario_alloc(scenario, count, sizeof *scenario->meetings, err);
    if (!scenario->meetings) {
        return false;
    }
    pile_init(&attending, sizeof(const struct meeting *));
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        good = load_meeting(scenario, value, i, &attending, err);
    }
    scenario->meeting_count = count;
    good = good && deal_attending(scenario, &attending, err);
    pile_finish(&attending);
    return good;
}

union meeting_fact {
    struct meeting_leave leave;
    struct substitute_request request;
    struct meeting_mark mark;
};

/* One row of a list whose rows each belong to a meeting. */
typedef bool (*load_fact)(struct scenario *scenario, const struct row *row,
                          union meeting_fact *ret_fact, struct error *err);

static bool load_by_meeting(struct scenario *scenario, const json_t *value, const char *key,
                            const char *const known[], load_fact load, size_t fact_size,
                            struct pile_groups *ret_groups, struct error *err)
{
    struct pile pile;
    size_t count;
    pile_init(&pile, fact_size);
    bool good = scenario_list(value, key, &count, err);
    for (size_t i = 0; good && i < count; i++) {
        struct row row;
        union meeting_fact fact = {0};
        size_t meeting;
        good = row_init(&row, value, key, i, known, err) &&
               row_name(&row, "meeting", &scenario->meeting_names, &meeting, err) &&
               load(scenario, &row, &fact, err) && pile_add(&pile, meeting, &fact, err);
    }
    good = good && scenario_group(scenario, &pile, scenario->meeting_count, NULL, ret_groups, err);
    pile_finish(&pile);
    return good;
}

static bool load_staff_id(struct scenario *scenario, const struct row *row, const char *key,
                          const char **ret_staff, struct error *err)
{
    size_t place;
    if (!row_name(row, key, &scenario->staff_names, &place, err)) {
        return false;
    }
    *ret_staff = scenario->staff[place].person.staff;
    return true;
}

static bool load_request(const struct row *row, int64_t *ret_requested_ms, enum approval *ret_state,
                         struct error *err)
{
    int state;
    if (!row_time(row, "requested_at", ret_requested_ms, err) ||
        !row_word(row, "state", approval_words, &state, err)) {
        return false;
    }
    *ret_state = (enum approval)state;
    return true;
}

static bool load_leave(struct scenario *scenario, const struct row *row,
                       union meeting_fact *ret_fact, struct error *err)
{
    struct meeting_leave *leave = &ret_fact->leave;
    return load_staff_id(scenario, row, "staff", &leave->staff, err) &&
           load_request(row, &leave->requested_ms, &leave->state, err);
}

static bool load_substitute(struct scenario *scenario, const struct row *row,
                            union meeting_fact *ret_fact, struct error *err)
{
    struct substitute_request *request = &ret_fact->request;
    return load_staff_id(scenario, row, "principal", &request->principal, err) &&
           load_staff_id(scenario, row, "substitute", &request->substitute, err) &&
           load_request(row, &request->requested_ms, &request->state, err);
}

static bool load_mark(struct scenario *scenario, const struct row *row,
                      union meeting_fact *ret_fact, struct error *err)
{
    struct meeting_mark *mark = &ret_fact->mark;
    return load_staff_id(scenario, row, "staff", &mark->staff, err) &&
           row_time(row, "decided_at", &mark->decided_ms, err);
}

bool scenario_load_meeting_leaves(struct scenario *scenario, const json_t *value, struct error *err)
{
    static const char *const known[] = {"meeting", "staff", "requested_at", "state", NULL};
    struct pile_groups groups;
    if (!load_by_meeting(scenario, value, "meeting_leaves", known, load_leave,
                         sizeof(struct meeting_leave), &groups, err)) {
        return false;
    }
    for (size_t i = 0; i < scenario->meeting_count; i++) {
        struct meeting_facts *facts = &scenario->meetings[i].facts;
        facts->leaves = (struct meeting_leave *)groups.items + groups.offsets[i];
        facts->leave_count = groups.offsets[i + 1] - groups.offsets[i];
    }
    return true;
}

bool scenario_load_substitutes(struct scenario *scenario, const json_t *value, struct error *err)
{
    static const char *const known[] = {"meeting",      "principal", "substitute",
                                        "requested_at", "state",     NULL};
    struct pile_groups groups;
    if (!load_by_meeting(scenario, value, "substitutes", known, load_substitute,
                         sizeof(struct substitute_request), &groups, err)) {
        return false;
    }
    for (size_t i = 0; i < scenario->meeting_count; i++) {
        struct meeting_facts *facts = &scenario->meetings[i].facts;
        facts->requests = (struct substitute_request *)groups.items + groups.offsets[i];
        facts->request_count = groups.offsets[i + 1] - groups.offsets[i];
    }
    return true;
}

bool scenario_load_marks(struct scenario *scenario, const json_t *value, struct error *err)
{
    static const char *const known[] = {"meeting", "staff", "decided_at", NULL};
    struct pile_groups groups;
    if (!load_by_meeting(scenario, value, "marks", known, load_mark, sizeof(struct meeting_mark),
                         &groups, err)) {
        return false;
    }
    for (size_t i = 0; i < scenario->meeting_count; i++) {
        struct meeting_facts *facts = &scenario->meetings[i].facts;
        facts->marks = (struct meeting_mark *)groups.items + groups.offsets[i];
        facts->mark_count = groups.offsets[i + 1] - groups.offsets[i];
    }
    return true;
}
