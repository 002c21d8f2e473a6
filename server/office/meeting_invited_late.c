#include "meeting_invited_late.h"

#include "json.h"
#include "meeting_invitation.h"
#include "office_inside.h"

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "meeting: out of memory");
}

/* Those of the meeting as it was who knew of it in time; nobody where it had not begun then, since
 * it is another time that has begun now. */
static json_t *find_in_time(const struct office_change *change)
{
    bool had_begun = office_time(change->before, "start", INT64_MAX) <= change->now_ms;
    const json_t *late = json_object_get(change->before, "invited_late");
    AUTO(json)
    json_t *in_time = had_begun ? meeting_invitation_roles(change->before) : json_object();
    for (size_t i = 0; in_time && i < json_array_size(late); i++) {
        (void)json_object_del(in_time, json_string_value(json_array_get(late, i))); /* −1: gone */
    }
    return TAKE(in_time);
}

static json_t *find_late(const struct office_change *change)
{
    AUTO(json) json_t *in_time = find_in_time(change);
    AUTO(json) json_t *late = json_array();
    const json_t *attendees = json_object_get(change->after, "attendees");
    for (size_t i = 0; in_time && late && i < json_array_size(attendees); i++) {
        const char *staff = office_text(json_array_get(attendees, i), "staff");
        if (!json_object_get(in_time, staff) &&
            json_array_append_new(late, json_string(staff)) != 0) {
            return NULL;
        }
    }
    return in_time ? TAKE(late) : NULL;
}

bool meeting_invited_late_note(struct office_change *change, struct error *err)
{
    if (office_time(change->after, "start", INT64_MAX) > change->now_ms) {
        return true;
    }
    AUTO(json) json_t *late = find_late(change);
    if (!late) {
        return no_memory(err);
    }
    size_t before = json_array_size(json_object_get(change->before, "invited_late"));
    if (json_array_size(late) == before) {
        return true;
    }
    AUTO(json)
    json_t *line = json_pack("{s:I}", "people", (json_int_t)(json_array_size(late) - before));
    if (!line) {
        return no_memory(err);
    }
    return office_set(change, "invited_late", json_incref(late), err) &&
           office_add_step(change, "invited_late", line, err);
}
