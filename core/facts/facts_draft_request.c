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

static bool read_away(struct facts_draft *draft, const struct facts_document *document,
                      enum facts_item_kind kind, struct error *err)
{
    static const char *const keys[] = {"staff", "from", "to", "state", NULL};
    const json_t *value = document->value;
    const char *path = document->path;
    struct draft_item *item = facts_draft_item(draft, document, err);
    if (!item) {
        return false;
    }
    struct time_away *away = &item->as.away;
    away->id = item->id;
    if (!json_only_keys(value, path, keys, err) ||
        !facts_draft_id(draft, document, "staff", &item->owner, err) ||
        !facts_field_minute(value, path, "from", &away->from_ms, err) ||
        !facts_field_minute(value, path, "to", &away->to_ms, err) ||
        !read_state(document, &away->state, err)) {
        return false;
    }
    if (away->to_ms <= away->from_ms) {
        return facts_field_refuse(json_object_get(value, "to"), path, "to", "is not after from",
                                  err);
    }
    facts_draft_add_item(draft, kind, item);
    return true;
}

bool facts_draft_leave(struct facts_draft *draft, const struct facts_document *document,
                       struct error *err)
{
    return read_away(draft, document, FACTS_ITEM_LEAVE, err);
}

bool facts_draft_trip(struct facts_draft *draft, const struct facts_document *document,
                      struct error *err)
{
    return read_away(draft, document, FACTS_ITEM_TRIP, err);
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
    struct draft_item *item = facts_draft_item(draft, document, err);
    if (!item) {
        return false;
    }
    struct correction *correction = &item->as.correction;
    correction->id = item->id;
    if (!json_only_keys(value, path, keys, err) ||
        !facts_draft_id(draft, document, "staff", &item->owner, err) ||
        !facts_field_time(value, path, "at", &correction->at_ms, err) ||
        !read_state(document, &correction->state, err) ||
        !read_decided(document, correction, err)) {
        return false;
    }
    facts_draft_add_item(draft, FACTS_ITEM_CORRECTION, item);
    return true;
}

bool facts_draft_meeting_leave(struct facts_draft *draft, const struct facts_document *document,
                               struct error *err)
{
    static const char *const keys[] = {"meeting", "staff", "requested_at", "state", NULL};
    const json_t *value = document->value;
    const char *path = document->path;
    struct draft_item *item = facts_draft_item(draft, document, err);
    if (!item) {
        return false;
    }
    struct meeting_leave *leave = &item->as.leave;
    leave->id = item->id;
    if (!json_only_keys(value, path, keys, err) ||
        !facts_draft_id(draft, document, "meeting", &item->owner, err) ||
        !facts_draft_id(draft, document, "staff", &leave->staff, err) ||
        !facts_field_time(value, path, "requested_at", &leave->requested_ms, err) ||
        !read_state(document, &leave->state, err)) {
        return false;
    }
    item->named[0] = leave->staff;
    facts_draft_add_item(draft, FACTS_ITEM_MEETING_LEAVE, item);
    return true;
}

bool facts_draft_substitute(struct facts_draft *draft, const struct facts_document *document,
                            struct error *err)
{
    static const char *const keys[] = {"meeting",      "principal", "substitute",
                                       "requested_at", "state",     NULL};
    const json_t *value = document->value;
    const char *path = document->path;
    struct draft_item *item = facts_draft_item(draft, document, err);
    if (!item) {
        return false;
    }
    struct substitute_request *request = &item->as.request;
    request->id = item->id;
    if (!json_only_keys(value, path, keys, err) ||
        !facts_draft_id(draft, document, "meeting", &item->owner, err) ||
        !facts_draft_id(draft, document, "principal", &request->principal, err) ||
        !facts_draft_id(draft, document, "substitute", &request->substitute, err) ||
        !facts_field_time(value, path, "requested_at", &request->requested_ms, err) ||
        !read_state(document, &request->state, err)) {
        return false;
    }
    item->named[0] = request->principal;
    item->named[1] = request->substitute;
    facts_draft_add_item(draft, FACTS_ITEM_REQUEST, item);
    return true;
}

bool facts_draft_mark(struct facts_draft *draft, const struct facts_document *document,
                      struct error *err)
{
    static const char *const keys[] = {"meeting", "staff", "decided_at", NULL};
    const json_t *value = document->value;
    const char *path = document->path;
    struct draft_item *item = facts_draft_item(draft, document, err);
    if (!item) {
        return false;
    }
    struct meeting_mark *mark = &item->as.mark;
    mark->id = item->id;
    if (!json_only_keys(value, path, keys, err) ||
        !facts_draft_id(draft, document, "meeting", &item->owner, err) ||
        !facts_draft_id(draft, document, "staff", &mark->staff, err) ||
        !facts_field_time(value, path, "decided_at", &mark->decided_ms, err)) {
        return false;
    }
    item->named[0] = mark->staff;
    facts_draft_add_item(draft, FACTS_ITEM_MARK, item);
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
