#include "facts_draft.h"

#include "facts_field.h"
#include "facts_loader.h"
#include "json.h"
#include "time_zone.h"
#include <stdio.h>
#include <string.h>

bool facts_draft_site(struct facts_draft *draft, const struct facts_document *document,
                      struct error *err)
{
    static const char *const keys[] = {"name", "place", "timezone", NULL};
    const json_t *value = document->value;
    const char *path = document->path;
    const char *name, *place, *timezone;
    if (!json_only_keys(value, path, keys, err) ||
        !json_get_text(value, path, "name", FACTS_NAME_MAX, &name, err) ||
        !json_get_text(value, path, "place", FACTS_NAME_MAX, &place, err) ||
        !json_get_text(value, path, "timezone", FACTS_NAME_MAX, &timezone, err)) {
        return false;
    }
    AUTO(time_zone) struct time_zone *zone = NULL;
    if (!time_zone_create(timezone, &zone, err)) {
        return error_prefix(err, "%s.timezone", path);
    }
    struct facts_site site;
    if (!facts_draft_text(draft, name, &site.name, err) ||
        !facts_draft_text(draft, place, &site.place, err) ||
        !facts_draft_text(draft, timezone, &site.timezone, err)) {
        return false;
    }
    draft->facts->site = site;
    return true;
}

bool facts_draft_unit(struct facts_draft *draft, const struct facts_document *document,
                      struct error *err)
{
    static const char *const keys[] = {"code", "name", "parent", NULL};
    const char *name, *parent = NULL;
    if (!json_only_keys(document->value, document->path, keys, err) ||
        !facts_draft_same_id(document, "code", err) ||
        !json_get_text(document->value, document->path, "name", FACTS_NAME_MAX, &name, err) ||
        (json_has(document->value, "parent") &&
         !facts_field_id(document->value, document->path, "parent", &parent, err))) {
        return false;
    }
    struct draft_unit *unit = facts_draft_alloc(&draft->scratch, 1, sizeof *unit, err);
    if (!unit || !facts_draft_text(draft, document->id, &unit->unit.code, err) ||
        !facts_draft_text(draft, name, &unit->unit.name, err) ||
        (parent && !facts_draft_text(draft, parent, &unit->unit.parent, err))) {
        return false;
    }
    unit->next = draft->units;
    draft->units = unit;
    return true;
}

static bool read_move(struct facts_draft *draft, const json_t *value, const char *path,
                      struct membership *ret_membership, struct error *err)
{
    static const char *const keys[] = {"unit", "from", NULL};
    const char *unit;
    return json_only_keys(value, path, keys, err) &&
           facts_field_id(value, path, "unit", &unit, err) &&
           facts_field_date(value, path, "from", &ret_membership->from, err) &&
           facts_draft_text(draft, unit, &ret_membership->unit, err);
}

/* The first unit, from ever, and those moved to. */
static bool read_memberships(struct facts_draft *draft, const struct facts_document *document,
                             struct draft_staff *staff, struct error *err)
{
    const char *unit;
    const json_t *moves;
    if (!facts_field_id(document->value, document->path, "unit", &unit, err) ||
        !facts_field_array_or(document->value, document->path, "moves", FACTS_LIST_MAX, &moves,
                              err)) {
        return false;
    }
    size_t count = 1 + json_array_size(moves);
    struct membership *memberships =
        facts_draft_alloc(&draft->facts->layer->arena, count, sizeof *memberships, err);
    if (!memberships || !facts_draft_text(draft, unit, &memberships[0].unit, err)) {
        return false;
    }
    memberships[0].from = CIVIL_DATE_FIRST;
    for (size_t i = 1; i < count; i++) {
        char path[160];
        (void)snprintf(path, sizeof path, "%s.moves[%zu]", document->path, i - 1);
        if (!read_move(draft, json_array_get(moves, i - 1), path, &memberships[i], err)) {
            return false;
        }
    }
    struct schedule_fault_place place;
    if (schedule_find_membership_fault(memberships, count, &place) != SCHEDULE_FAULT_NONE) {
        return facts_field_refuse(moves, document->path, "moves", "has two from one date", err);
    }
    staff->memberships = memberships;
    staff->membership_count = count;
    return true;
}

bool facts_draft_staff(struct facts_draft *draft, const struct facts_document *document,
                       struct error *err)
{
    static const char *const keys[] = {"id",        "name",  "unit", "active_from",
                                       "active_to", "moves", NULL};
    const json_t *value = document->value;
    const char *path = document->path;
    const char *name;
    int32_t from, to;
    if (!json_only_keys(value, path, keys, err) || !facts_draft_same_id(document, "id", err) ||
        !json_get_text(value, path, "name", FACTS_NAME_MAX, &name, err) ||
        !facts_field_date_or(value, path, "active_from", CIVIL_DATE_FIRST, &from, err) ||
        !facts_field_date_or(value, path, "active_to", CIVIL_DATE_LAST, &to, err)) {
        return false;
    }
    struct draft_staff *staff = facts_draft_alloc(&draft->scratch, 1, sizeof *staff, err);
    if (!staff || !facts_draft_text(draft, document->id, &staff->id, err) ||
        !facts_draft_text(draft, name, &staff->name, err) ||
        !read_memberships(draft, document, staff, err)) {
        return false;
    }
    staff->active_from = from;
    staff->active_to = to;
    staff->next = draft->staff;
    draft->staff = staff;
    return true;
}

static bool read_card_token(const struct facts_document *document, struct card_token *ret_token,
                            struct error *err)
{
    static const struct card_token none;
    struct card_token token;
    if (!hash_hex_decode(document->id, strlen(document->id), token.hash.bytes, HASH_BYTES) ||
        memcmp(&token, &none, sizeof token) == 0) {
        return facts_field_fail(document->path, "", "the id is no card token", err);
    }
    *ret_token = token;
    return true;
}

/* From when it is revoked. Nothing is made of it here: who has to tell whose an earlier tap was, as
 * the server has, keeps the moment himself; at a door a card that is known to be revoked is refused
 * whatever the clock says. */
static bool check_revoked_from(const struct facts_document *document, const struct facts_card *card,
                               struct error *err)
{
    static const char *const key = "revoked_from";
    const json_t *value = json_object_get(document->value, key);
    int64_t from_ms;
    if (!value) {
        return true;
    }
    if (!card->revoked) {
        return facts_field_fail(document->path, key, "the card is not revoked", err);
    }
    return facts_field_time(document->value, document->path, key, &from_ms, err) &&
           (civil_date_of(from_ms) >= card->from ||
            facts_field_refuse(value, document->path, key, "is before from", err));
}

/* When a card in use stood revoked: for the server alone, as the moment is. */
static bool check_gaps(const struct facts_document *document, struct error *err)
{
    static const char *const keys[] = {"from", "to", NULL};
    const json_t *gaps;
    int64_t end_ms = INT64_MIN;
    if (!facts_field_array_or(document->value, document->path, "revoked_before", FACTS_LIST_MAX,
                              &gaps, err)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(gaps); i++) {
        const json_t *gap = json_array_get(gaps, i);
        char path[160];
        int64_t from_ms, to_ms;
        (void)snprintf(path, sizeof path, "%s.revoked_before[%zu]", document->path, i);
        if (!json_only_keys(gap, path, keys, err) ||
            !facts_field_time(gap, path, "from", &from_ms, err) ||
            !facts_field_time(gap, path, "to", &to_ms, err)) {
            return false;
        }
        if (from_ms < end_ms || to_ms < from_ms) {
            return facts_field_refuse(gap, path, "", "is not after the one before it", err);
        }
        end_ms = to_ms;
    }
    return true;
}

bool facts_draft_card(struct facts_draft *draft, const struct facts_document *document,
                      struct error *err)
{
    static const char *const keys[] = {"staff",        "state",          "from", "to",
                                       "revoked_from", "revoked_before", NULL};
    static const char *const states[] = {"active", "revoked", NULL};
    const json_t *value = document->value;
    const char *path = document->path;
    int state;
    struct draft_card *card = facts_draft_alloc(&draft->scratch, 1, sizeof *card, err);
    if (!card || !read_card_token(document, &card->card.token, err) ||
        !json_only_keys(value, path, keys, err) ||
        !facts_draft_id(draft, document, "staff", &card->card.staff, err) ||
        !facts_field_word(value, path, "state", states, &state, err) ||
        !facts_field_date_or(value, path, "from", CIVIL_DATE_FIRST, &card->card.from, err) ||
        !facts_field_date_or(value, path, "to", CIVIL_DATE_LAST, &card->card.to, err) ||
        !facts_draft_text(draft, document->id, &card->id, err)) {
        return false;
    }
    card->card.revoked = state == 1;
    if (!check_revoked_from(document, &card->card, err) || !check_gaps(document, err)) {
        return false;
    }
    card->next = draft->cards;
    draft->cards = card;
    return true;
}
