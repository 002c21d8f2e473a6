#include "json.h"
#include "kind_list.h"
#include "meeting_invitation.h"
#include "organizer.h"
#include <string.h>

/* Groups of people that organizers keep and invite again and again (县委常委, 办公室主任). Whoever
 * keeps one changes it; with a unit it serves every organizer who reaches that unit. A meeting
 * notes whom a group has invited person by person, so that no later change of the group alters it;
 * one that is removed keeps its name for the meetings that were made with it. */

static const struct form_field form[] = {
    {.name = "name", .type = FORM_TEXT, .flags = FORM_REQUIRED, .max = 120},
    {.name = "unit", .type = FORM_ID, .link = "unit"},
    {.name = "members",
     .type = FORM_IDS,
     .flags = FORM_REQUIRED,
     .max = MEETING_ATTENDEES_MAX,
     .link = "staff"},
    {.name = "note", .type = FORM_TEXT, .flags = FORM_LINES, .max = 2000},
    {.name = "owner", .type = FORM_TEXT, .flags = FORM_MADE, .link = "account"},
    {.name = "state", .type = FORM_TEXT, .flags = FORM_MADE},
    {0},
};

static bool make(struct office_change *change, struct error *err)
{
    return office_set_text(change, "state", "kept", err) &&
           office_set_text(change, "owner", office_account(change), err);
}

static bool check(struct office_change *change, struct error *err)
{
    if (strcmp(office_text(change->after, "state"), "removed") == 0) {
        return office_refuse_state(change, "is removed", err);
    }
    return json_array_size(json_object_get(change->after, "members")) > 0 ||
           form_fail("members", "nobody is in it", err);
}

static const struct form_field nothing_form[] = {{0}};

static const struct form_field hand_over_form[] = {
    {.name = "organizer", .type = FORM_TEXT, .flags = FORM_REQUIRED, .max = 64}, {0}};

static bool set_state(struct office_change *change, const char *from, const char *to,
                      struct error *err)
{
    if (strcmp(office_text(change->before, "state"), from) != 0) {
        return office_refuse_state(change, strcmp(to, "kept") == 0 ? "is kept" : "is removed", err);
    }
    return office_set_text(change, "state", to, err);
}

static bool take_away(struct office_change *change, const json_t *input, struct error *err)
{
    (void)input; /* an action without members */
    return set_state(change, "kept", "removed", err);
}

static bool restore(struct office_change *change, const json_t *input, struct error *err)
{
    (void)input; /* an action without members */
    return set_state(change, "removed", "kept", err);
}

static bool hand_over(struct office_change *change, const json_t *input, struct error *err)
{
    return organizer_check_giver(change, "owner", err) && check(change, err) &&
           organizer_check_input(change, input, err) &&
           office_set_text(change, "owner", office_text(input, "organizer"), err);
}

static const struct office_action actions[] = {
    {"remove", PERMISSION_WRITE, nothing_form, take_away, NULL},
    {"restore", PERMISSION_WRITE, nothing_form, restore, NULL},
    {"hand-over", PERMISSION_WRITE | PERMISSION_APPROVE, hand_over_form, hand_over, NULL},
    {0},
};

const struct office_kind group_kind = {
    .name = "group",
    .path = "groups",
    .flags = OFFICE_KEEPS,
    .id_prefix = "g",
    .form = form,
    .resource = PERMISSION_GROUP,
    .make_action = PERMISSION_WRITE,
    .index = {.sort = "name", .search = "name", .unit = "unit", .owner = "owner"},
    .actions = actions,
    .on_make = make,
    .on_change = check,
};
