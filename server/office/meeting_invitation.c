#include "meeting_invitation.h"

#include "approval.h"
#include "civil.h"
#include "entry_store.h"
#include "json.h"
#include "kind_list.h"
#include "office_inside.h"
#include "unit_tree_store.h"
#include <string.h>

/* Of the units (with those below them; of all where none is named) everybody, or those of the
 * ranks; everybody in the groups; and the list. */
const struct form_field meeting_invitation_form[] = {
    {.name = "units", .type = FORM_IDS, .max = 1000, .link = "unit"},
    {.name = "ranks", .type = FORM_IDS, .max = 4},
    {.name = "groups", .type = FORM_IDS, .max = 100, .link = "group"},
    {.name = "staff", .type = FORM_IDS, .max = MEETING_ATTENDEES_MAX, .link = "staff"},
    {.name = "optional", .type = FORM_IDS, .max = MEETING_ATTENDEES_MAX, .link = "staff"},
    {.name = "except", .type = FORM_IDS, .max = MEETING_ATTENDEES_MAX, .link = "staff"},
    {0},
};

json_t *meeting_invitation_roles(const json_t *meeting)
{
    const json_t *attendees = json_object_get(meeting, "attendees");
    AUTO(json) json_t *roles = json_object();
    for (size_t i = 0; roles && i < json_array_size(attendees); i++) {
        const json_t *attendee = json_array_get(attendees, i);
        if (json_object_set(roles, office_text(attendee, "staff"),
                            json_object_get(attendee, "role")) != 0) {
            return NULL;
        }
    }
    return TAKE(roles);
}

struct invited {
    struct database *database;
    const struct meeting_invitation *invitation;
    const json_t *ranks;
    json_t *people; /* id → role */
};

static bool add_person(struct invited *invited, const char *staff, const char *role,
                       struct error *err)
{
    return json_object_set_new(invited->people, staff, json_string(role)) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "invite: out of memory");
}

static bool has_rank(const json_t *ranks, const char *rank)
{
    for (size_t i = 0; i < json_array_size(ranks); i++) {
        if (strcmp(json_string_value(json_array_get(ranks, i)), rank) == 0) {
            return true;
        }
    }
    return json_array_size(ranks) == 0;
}

/* Collected first: people are read while no other statement runs. */
static bool add_member(const char *staff, const char *unit, void *user, struct error *err)
{
    (void)unit;
    return add_person(user, staff, "member", err);
}

static bool add_units(struct invited *invited, const json_t *units, int32_t date, struct error *err)
{
    for (size_t i = 0; i < json_array_size(units); i++) {
        if (!unit_tree_store_each_member(invited->database,
                                         json_string_value(json_array_get(units, i)), date,
                                         add_member, invited, err)) {
            return false;
        }
    }
    return true;
}

static bool add_row(const struct entry_row *row, void *user, struct error *err)
{
    return add_person(user, row->id, "member", err);
}

/* Ranks alone are those of the whole county. */
static bool add_members(struct invited *invited, const json_t *units, int32_t date,
                        struct error *err)
{
    const struct entry_query everybody = entry_query_of("staff");
    if (json_array_size(units) == 0 && json_array_size(invited->ranks) > 0) {
        return entry_store_list(invited->database, &everybody, add_row, invited, err);
    }
    return add_units(invited, units, date, err);
}

static bool is_active(const json_t *person, int32_t date)
{
    return office_date(person, "active_from", CIVIL_DATE_FIRST) <= date &&
           office_date(person, "active_to", CIVIL_DATE_LAST) >= date;
}

/* Members of the units who are active on the day and of the ranks stay. */
static bool keep_members(struct invited *invited, int32_t date, struct error *err)
{
    const char *staff;
    json_t *role;
    void *next;
    json_object_foreach_safe(invited->people, next, staff, role)
    {
        AUTO(json) json_t *person = NULL;
        if (!office_peek(invited->database, &staff_kind, staff, &person, err)) {
            return false;
        }
        const char *rank = rank_words[rank_of_word(office_text(person, "rank"))];
        if (!has_rank(invited->ranks, rank) || !is_active(person, date)) {
            (void)json_object_del(invited->people, staff); /* it is there */
        } else if (!add_person(invited, staff, "required", err)) {
            return false;
        }
    }
    return true;
}

/* Whoever has left the office since is in the group still, and is not invited any more. */
static bool add_group(struct invited *invited, const json_t *group, int32_t date, struct error *err)
{
    const json_t *members = json_object_get(group, "members");
    for (size_t i = 0; i < json_array_size(members); i++) {
        const char *staff = json_string_value(json_array_get(members, i));
        AUTO(json) json_t *person = NULL;
        if (!office_peek(invited->database, &staff_kind, staff, &person, err) ||
            (person && is_active(person, date) && !add_person(invited, staff, "required", err))) {
            return false;
        }
    }
    return true;
}

/* One that the caller may not read is to them as if there were none: whom to invite tells who is in
 * it. */
static bool find_group(struct invited *invited, const char *id, json_t **ret_group,
                       struct error *err)
{
    const struct meeting_invitation *invitation = invited->invitation;
    AUTO(json) json_t *group = NULL;
    bool may = false;
    if (!office_peek(invited->database, &group_kind, id, &group, err) ||
        (group && !office_may(invitation->office, invited->database, &group_kind,
                              invitation->caller, PERMISSION_READ, group, &may, err))) {
        return false;
    }
    *ret_group = may && strcmp(office_text(group, "state"), "kept") == 0 ? TAKE(group) : NULL;
    return true;
}

static bool add_groups(struct invited *invited, const json_t *groups, int32_t date,
                       struct error *err)
{
    for (size_t i = 0; i < json_array_size(groups); i++) {
        const char *id = json_string_value(json_array_get(groups, i));
        AUTO(json) json_t *group = NULL;
        if (!find_group(invited, id, &group, err)) {
            return false;
        }
        if (!group) {
            return error_set(err, ERROR_INVALID, "invite.groups[%zu]: there is no group '%s'", i,
                             id);
        }
        if (!add_group(invited, group, date, err)) {
            return false;
        }
    }
    return true;
}

static bool add_list(struct invited *invited, const json_t *list, const char *role,
                     struct error *err)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (!add_person(invited, json_string_value(json_array_get(list, i)), role, err)) {
            return false;
        }
    }
    return true;
}

static bool check_ranks(const json_t *ranks, struct error *err)
{
    for (size_t i = 0; i < json_array_size(ranks); i++) {
        const char *rank = json_string_value(json_array_get(ranks, i));
        if (strcmp(rank_words[rank_of_word(rank)], rank) != 0) {
            return error_set(err, ERROR_INVALID, "invite.ranks[%zu]: unknown word", i);
        }
    }
    return true;
}

bool meeting_invitation_people(struct database *database,
                               const struct meeting_invitation *invitation, json_t **ret_people,
                               struct error *err)
{
    const json_t *says = invitation->says;
    int32_t date = invitation->date;
    AUTO(json) json_t *people = json_object();
    if (!people) {
        return error_set(err, ERROR_NO_MEMORY, "invite: out of memory");
    }
    struct invited invited = {.database = database,
                              .invitation = invitation,
                              .ranks = json_object_get(says, "ranks"),
                              .people = people};
    if (!check_ranks(invited.ranks, err) ||
        !add_members(&invited, json_object_get(says, "units"), date, err) ||
        !keep_members(&invited, date, err) ||
        !add_groups(&invited, json_object_get(says, "groups"), date, err) ||
        !add_list(&invited, json_object_get(says, "staff"), "required", err) ||
        !add_list(&invited, json_object_get(says, "optional"), "optional", err)) {
        return false;
    }
    const json_t *except = json_object_get(says, "except");
    for (size_t i = 0; i < json_array_size(except); i++) {
        /* −1 where they were not invited anyway */
        (void)json_object_del(people, json_string_value(json_array_get(except, i)));
    }
    if (json_object_size(people) > MEETING_ATTENDEES_MAX) {
        return form_fail("invite", "more than 5000 people", err);
    }
    *ret_people = TAKE(people);
    return true;
}
