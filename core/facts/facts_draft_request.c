#include "facts_draft.h"

#include "facts_field.h"
#include "json.h"

static bool read_state(const struct facts_document *document, enum approval *ret_state,
                       struct error *err)
{
    int state;
    if (!facts_field_word(document->value, document->path, "state", approval_words, &state, err)) {
        return false;
    }
    *ret_state = (enum approval)state;
    return true;
}

/* Reads member key, an id, and keeps it. */
static bool keep_id(struct facts_draft *draft, const struct facts_document *document,
                    const char *key, const char **ret_id, struct error *err)
{
    const char *id;
    return facts_field_id(document->value, document->path, key, &id, err) &&
           facts_draft_text(draft, id, ret_id, err);
}

static bool read_away(struct facts_draft *draft, const struct facts_document *document,
                      struct draft_away **list, struct error *err)
{
    static const char *const keys[] = {"staff", "from", "to", "state", NULL};
    const json_t *value = document->value;
    const char *path = document->path;
    struct draft_away *away = facts_draft_alloc(&draft->scratch, 1, sizeof *away, err);
    if (!away || !json_only_keys(value, path, keys, err) ||
        !keep_id(draft, document, "staff", &away->staff, err) ||
        !facts_field_minute(value, path, "from", &away->away.from_ms, err) ||
        !facts_field_minute(value, path, "to", &away->away.to_ms, err) ||
        !read_state(document, &away->away.state, err) ||
        !facts_draft_text(draft, document->id, &away->away.id, err)) {
        return false;
    }
    if (away->away.to_ms <= away->away.from_ms) {
        return facts_field_refuse(json_object_get(value, "to"), path, "to", "is not after from",
                                  err);
    }
    away->next = *list;
    *list = away;
    return true;
}

bool facts_draft_leave(struct facts_draft *draft, const struct facts_document *document,
                       struct error *err)
{
    return read_away(draft, document, &draft->leaves, err);
}

bool facts_draft_trip(struct facts_draft *draft, const struct facts_document *document,
                      struct error *err)
{
    return read_away(draft, document, &draft->trips, err);
}

static bool read_decided(const struct facts_document *document, struct correction *correction,
                         struct error *err)
{
    bool decided = json_has(document->value, "decided_at");
    if (correction->state == APPROVAL_APPROVED || decided) {
        return facts_field_time(document->value, document->path, "decided_at",
                                &correction->decided_ms, err);
    }
    return true;
}

bool facts_draft_correction(struct facts_draft *draft, const struct facts_document *document,
                            struct error *err)
{
    static const char *const keys[] = {"staff", "at", "state", "decided_at", NULL};
    const json_t *value = document->value;
    const char *path = document->path;
    struct draft_correction *correction =
        facts_draft_alloc(&draft->scratch, 1, sizeof *correction, err);
    if (!correction || !json_only_keys(value, path, keys, err) ||
        !keep_id(draft, document, "staff", &correction->staff, err) ||
        !facts_field_time(value, path, "at", &correction->correction.at_ms, err) ||
        !read_state(document, &correction->correction.state, err) ||
        !read_decided(document, &correction->correction, err) ||
        !facts_draft_text(draft, document->id, &correction->correction.id, err)) {
        return false;
    }
    correction->next = draft->corrections;
    draft->corrections = correction;
    return true;
}

bool facts_draft_meeting_leave(struct facts_draft *draft, const struct facts_document *document,
                               struct error *err)
{
    static const char *const keys[] = {"meeting", "staff", "requested_at", "state", NULL};
    const json_t *value = document->value;
    const char *path = document->path;
    struct draft_meeting_leave *leave = facts_draft_alloc(&draft->scratch, 1, sizeof *leave, err);
    if (!leave || !json_only_keys(value, path, keys, err) ||
        !keep_id(draft, document, "meeting", &leave->meeting, err) ||
        !keep_id(draft, document, "staff", &leave->leave.staff, err) ||
        !facts_field_time(value, path, "requested_at", &leave->leave.requested_ms, err) ||
        !read_state(document, &leave->leave.state, err) ||
        !facts_draft_text(draft, document->id, &leave->leave.id, err)) {
        return false;
    }
    leave->next = draft->meeting_leaves;
    draft->meeting_leaves = leave;
    return true;
}

bool facts_draft_substitute(struct facts_draft *draft, const struct facts_document *document,
                            struct error *err)
{
    static const char *const keys[] = {"meeting",      "principal", "substitute",
                                       "requested_at", "state",     NULL};
    const json_t *value = document->value;
    const char *path = document->path;
    struct draft_request *request = facts_draft_alloc(&draft->scratch, 1, sizeof *request, err);
    if (!request || !json_only_keys(value, path, keys, err) ||
        !keep_id(draft, document, "meeting", &request->meeting, err) ||
        !keep_id(draft, document, "principal", &request->request.principal, err) ||
        !keep_id(draft, document, "substitute", &request->request.substitute, err) ||
        !facts_field_time(value, path, "requested_at", &request->request.requested_ms, err) ||
        !read_state(document, &request->request.state, err) ||
        !facts_draft_text(draft, document->id, &request->request.id, err)) {
        return false;
    }
    request->next = draft->requests;
    draft->requests = request;
    return true;
}

bool facts_draft_mark(struct facts_draft *draft, const struct facts_document *document,
                      struct error *err)
{
    static const char *const keys[] = {"meeting", "staff", "decided_at", NULL};
    const json_t *value = document->value;
    const char *path = document->path;
    struct draft_mark *mark = facts_draft_alloc(&draft->scratch, 1, sizeof *mark, err);
    if (!mark || !json_only_keys(value, path, keys, err) ||
        !keep_id(draft, document, "meeting", &mark->meeting, err) ||
        !keep_id(draft, document, "staff", &mark->mark.staff, err) ||
        !facts_field_time(value, path, "decided_at", &mark->mark.decided_ms, err) ||
        !facts_draft_text(draft, document->id, &mark->mark.id, err)) {
        return false;
    }
    mark->next = draft->marks;
    draft->marks = mark;
    return true;
}

bool facts_draft_tap_time(struct facts_draft *draft, const struct facts_document *document,
                          struct error *err)
{
    static const char *const keys[] = {"staff", "at", NULL};
    const char *staff;
    int64_t at_ms;
    (void)draft; /* nothing of it is judged */
    return json_only_keys(document->value, document->path, keys, err) &&
           facts_field_id(document->value, document->path, "staff", &staff, err) &&
           facts_field_time(document->value, document->path, "at", &at_ms, err);
}
