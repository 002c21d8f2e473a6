#include "meeting_request_standing.h"

#include "check.h"
#include "civil.h"
#include "entry_store.h"
#include "json.h"
#include "kind_list.h"
#include "office_inside.h"
#include <stdlib.h>
#include <string.h>

struct meeting_request_view {
    bool cancelled;
    int64_t leave_until_ms, substitute_until_ms; /* the last moments to ask */
    json_int_t principals_max;
    json_t *roles;    /* {id of somebody invited: role} */
    json_t *approved; /* {substitute: for how many} */
};

/* NULL sentences do not forbid the approval. */
static const struct {
    const char *word, *refusal;
} doubts[REQUEST_DOUBT_COUNT] = {
    [REQUEST_GOOD] = {"", NULL},
    [REQUEST_MEETING_CANCELLED] = {"meeting_cancelled", "the meeting is cancelled"},
    [REQUEST_NOT_INVITED] = {"not_invited", "is not invited any more"},
    [REQUEST_LEAVE_LATE] = {"leave_late", NULL},
    [REQUEST_SUBSTITUTE_LATE] = {"substitute_late", "was asked for after the deadline"},
    [REQUEST_SUBSTITUTE_REQUIRED] = {"substitute_required",
                                     "the substitute has to be there themselves"},
    [REQUEST_SUBSTITUTE_TAKEN] = {"substitute_taken",
                                  "the substitute sits in for somebody else already"},
};

const char *meeting_request_standing_word(enum request_doubt doubt)
{
    CHECK(doubt < REQUEST_DOUBT_COUNT);
    return doubts[doubt].word;
}

const char *meeting_request_standing_refusal(enum request_doubt doubt)
{
    CHECK(doubt < REQUEST_DOUBT_COUNT);
    return doubts[doubt].refusal;
}

/* The view */

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "requests: out of memory");
}

/* The meeting's own, else the policy's, else the rules'. */
static json_int_t term(const json_t *meeting, const json_t *policy, const char *name,
                       json_int_t otherwise)
{
    const json_t *own = json_object_get(meeting, name);
    const json_t *office = json_object_get(policy, name);
    const json_t *value = own ? own : office;
    return value ? json_integer_value(value) : otherwise;
}

static bool count_approved(const struct entry_row *row, void *user, struct error *err)
{
    struct meeting_request_view *view = user;
    AUTO(json) json_t *fact = NULL;
    if (strcmp(row->index.state, "approved") != 0 || !row->fact) {
        return true;
    }
    if (!json_parse(row->fact, strlen(row->fact), row->id, &fact, err)) {
        return false;
    }
    const char *substitute = office_text(fact, "substitute");
    json_int_t count = json_integer_value(json_object_get(view->approved, substitute));
    return json_object_set_new(view->approved, substitute, json_integer(count + 1)) == 0 ||
           no_memory(err);
}

static bool fill_roles(struct meeting_request_view *view, const json_t *meeting, struct error *err)
{
    const json_t *attendees = json_object_get(meeting, "attendees");
    for (size_t i = 0; i < json_array_size(attendees); i++) {
        const json_t *attendee = json_array_get(attendees, i);
        if (json_object_set(view->roles, office_text(attendee, "staff"),
                            json_object_get(attendee, "role")) != 0) {
            return no_memory(err);
        }
    }
    return true;
}

bool meeting_request_view_create(struct database *database, const char *meeting,
                                 struct meeting_request_view **ret_view, struct error *err)
{
    AUTO(meeting_request_view) struct meeting_request_view *view = calloc(1, sizeof *view);
    AUTO(json) json_t *members = NULL;
    AUTO(json) json_t *policy = NULL;
    if (!view || !(view->roles = json_object()) || !(view->approved = json_object())) {
        return no_memory(err);
    }
    if (!office_peek(database, &meeting_kind, meeting, &members, err) ||
        !office_peek(database, &policy_kind, policy_kind.name, &policy, err)) {
        return false;
    }
    int64_t start_ms = office_time(members, "start", 0);
    view->cancelled = strcmp(office_text(members, "state"), "cancelled") == 0;
    view->leave_until_ms =
        start_ms - term(members, policy, "leave_deadline_min", 0) * CIVIL_MINUTE_MS;
    view->substitute_until_ms =
        start_ms - term(members, policy, "substitute_deadline_min", 0) * CIVIL_MINUTE_MS;
    view->principals_max = term(NULL, policy, "max_principals_per_substitute", 1);
    struct entry_query query = entry_query_of(substitute_kind.name);
    query.meeting = meeting;
    if (!fill_roles(view, members, err) ||
        !entry_store_list(database, &query, count_approved, view, err)) {
        return false;
    }
    *ret_view = TAKE(view);
    return true;
}

void meeting_request_view_destroy(struct meeting_request_view *view)
{
    if (view) {
        json_decref(view->roles);
        json_decref(view->approved);
        free(view);
    }
}

/* Doubts */

static enum request_doubt doubt_substitute(const struct meeting_request_view *view,
                                           const json_t *members)
{
    const char *substitute = office_text(members, "substitute");
    const json_t *role = json_object_get(view->roles, substitute);
    if (!json_object_get(view->roles, office_text(members, "principal"))) {
        return REQUEST_NOT_INVITED;
    }
    if (office_time(members, "requested_at", 0) > view->substitute_until_ms) {
        return REQUEST_SUBSTITUTE_LATE;
    }
    if (role && strcmp(json_string_value(role), "required") == 0) {
        return REQUEST_SUBSTITUTE_REQUIRED;
    }
    json_int_t taken = json_integer_value(json_object_get(view->approved, substitute));
    return taken >= view->principals_max ? REQUEST_SUBSTITUTE_TAKEN : REQUEST_GOOD;
}

enum request_doubt meeting_request_standing_of(const struct meeting_request_view *view,
                                               const struct office_kind *kind,
                                               const json_t *members)
{
    if (view->cancelled) {
        return REQUEST_MEETING_CANCELLED;
    }
    if (kind == &substitute_kind) {
        return doubt_substitute(view, members);
    }
    if (!json_object_get(view->roles, office_text(members, "staff"))) {
        return REQUEST_NOT_INVITED;
    }
    return office_time(members, "requested_at", 0) > view->leave_until_ms ? REQUEST_LEAVE_LATE
                                                                          : REQUEST_GOOD;
}
