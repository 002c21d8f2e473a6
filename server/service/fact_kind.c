#include "fact_kind.h"

#include "fact_touch.h"
#include "tap_time.h"
#include <stdio.h>
#include <string.h>

static const struct fact_kind kinds[] = {
    {"site", {{0}}, NULL},
    {"policy", {{0}}, fact_touch_policy},
    {"unit", {{NULL, "parent", "unit"}}, NULL},
    {"staff", {{NULL, "unit", "unit"}, {"moves", "unit", "unit"}}, fact_touch_staff},
    {"card", {{NULL, "staff", "staff"}}, NULL}, /* its taps say whom it touches: fact_card.h */
    {"calendar", {{0}}, fact_touch_calendar},
    {"schedule", {{0}}, fact_touch_schedule},
    {"assignment",
     {{NULL, "schedule", "schedule"}, {NULL, "unit", "unit"}, {NULL, "staff", "staff"}},
     fact_touch_assignment},
    {"leave", {{NULL, "staff", "staff"}}, fact_touch_time_away},
    {"trip", {{NULL, "staff", "staff"}}, fact_touch_time_away},
    {"correction", {{NULL, "staff", "staff"}}, fact_touch_correction},
    {"meeting", {{"attendees", "staff", "staff"}}, fact_touch_meeting},
    {"meeting_leave",
     {{NULL, "meeting", "meeting"}, {NULL, "staff", "staff"}},
     fact_touch_of_meeting},
    {"substitute",
     {{NULL, "meeting", "meeting"}, {NULL, "principal", "staff"}, {NULL, "substitute", "staff"}},
     fact_touch_of_meeting},
    {"tap_time", {{NULL, "staff", "staff"}}, tap_time_apply},
    {"keeper", {{NULL, "staff", "staff"}}, NULL},
    {"photo", {{NULL, "staff", "staff"}}, NULL},
    {"mark", {{NULL, "meeting", "meeting"}, {NULL, "staff", "staff"}}, fact_touch_of_meeting},
};

const struct fact_kind *fact_kind_find(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            return &kinds[i];
        }
    }
    return NULL;
}

static bool visit_list(const struct fact_link *link, const json_t *list, fact_link_visit *on_link,
                       void *user, struct error *err)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *id = json_string_value(json_object_get(json_array_get(list, i), link->member));
        char path[64];
        (void)snprintf(path, sizeof path, "%s[%zu].%s", link->list, i, link->member);
        if (id && !on_link(link->named_kind, id, path, user, err)) {
            return false;
        }
    }
    return true;
}

bool fact_kind_each_link(const struct fact_kind *kind, const json_t *value,
                         fact_link_visit *on_link, void *user, struct error *err)
{
    for (size_t i = 0; i < FACT_LINKS_MAX && kind->links[i].member; i++) {
        const struct fact_link *link = &kind->links[i];
        if (link->list) {
            if (!visit_list(link, json_object_get(value, link->list), on_link, user, err)) {
                return false;
            }
            continue;
        }
        const char *id = json_string_value(json_object_get(value, link->member));
        if (id && !on_link(link->named_kind, id, link->member, user, err)) {
            return false;
        }
    }
    return true;
}
