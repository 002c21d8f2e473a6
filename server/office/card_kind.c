#include "card_kind.h"

#include "card_number.h"
#include "card_revocation.h"
#include "card_token.h"
#include "civil.h"
#include "json.h"
#include "kind_list.h"
#include "office_inside.h"
#include <string.h>

/* Cards: several a person, each for some time; lost and revoked ones stay known. What is kept is
 * the keyed token alone; a number that is sent is turned into it and forgotten. */

#define GAPS_MAX 200

static const char *const number_formats[] = {"hex", "decimal10", NULL};
static const char *const reasons[] = {"lost", "revoked", NULL};

static const struct form_field gap_form[] = {
    {.name = "from", .type = FORM_TIME, .flags = FORM_REQUIRED},
    {.name = "to", .type = FORM_TIME, .flags = FORM_REQUIRED},
    {0},
};

/* number and format are taken out again before anything is stored. */
static const struct form_field card_form[] = {
    {.name = "id", .type = FORM_TEXT, .flags = FORM_MADE},
    {.name = "staff", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "staff"},
    {.name = "from", .type = FORM_DATE},
    {.name = "to", .type = FORM_DATE},
    {.name = "label", .type = FORM_TEXT, .flags = FORM_OFFICE, .max = 60},
    {.name = "number", .type = FORM_TEXT, .flags = FORM_FIXED | FORM_OFFICE, .max = 20},
    {.name = "format",
     .type = FORM_WORD,
     .flags = FORM_FIXED | FORM_OFFICE,
     .words = number_formats},
    {.name = "state", .type = FORM_TEXT, .flags = FORM_OFFICE | FORM_MADE},
    {.name = "revoked_from", .type = FORM_TIME, .flags = FORM_MADE},
    {.name = "revoked_before",
     .type = FORM_ROWS,
     .flags = FORM_MADE,
     .max = GAPS_MAX,
     .rows = gap_form},
    {.name = "issued_at", .type = FORM_TIME, .flags = FORM_OFFICE | FORM_MADE},
    {.name = "history", .type = FORM_ROWS, .flags = FORM_OFFICE | FORM_MADE, .max = 200},
    {0},
};

bool card_kind_read_number(const char *text, const char *format, struct card_number *ret_number)
{
    if (strcmp(format, "decimal10") != 0) {
        return card_number_parse(text, strlen(text), ret_number);
    }
    uint64_t value = 0;
    size_t len = strlen(text);
    if (len == 0 || len > 10 || strspn(text, "0123456789") != len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        value = 10 * value + (uint64_t)(text[i] - '0');
    }
    if (value > UINT32_MAX) {
        return false;
    }
    *ret_number = (struct card_number){.len = 4,
                                       .bytes = {(uint8_t)(value >> 24), (uint8_t)(value >> 16),
                                                 (uint8_t)(value >> 8), (uint8_t)value}};
    return true;
}

bool card_kind_token(const struct office *office, const json_t *members,
                     char ret_token[static HASH_HEX_SIZE], struct error *err)
{
    struct card_number number;
    const char *format = office_text(members, "format");
    if (!*office_text(members, "number")) {
        return form_fail("number", "missing", err);
    }
    if (!card_kind_read_number(office_text(members, "number"), *format ? format : "hex", &number)) {
        return form_fail("number", "not a card number of this format", err);
    }
    struct card_token token =
        card_token_make(fact_writer_site_key(office->settings.facts), &number);
    hash_hex_encode(token.hash.bytes, HASH_BYTES, ret_token);
    return true;
}

static bool make_card(struct office_change *change, struct error *err)
{
    return office_set(change, "number", NULL, err) && office_set(change, "format", NULL, err) &&
           office_set_text(change, "state", "active", err) &&
           office_set_now(change, "issued_at", err);
}

static bool check_card(struct office_change *change, struct error *err)
{
    int32_t from = office_date(change->after, "from", CIVIL_DATE_FIRST);
    int32_t to = office_date(change->after, "to", CIVIL_DATE_LAST);
    return from <= to || form_fail("to", "before from", err);
}

static bool is_active(const json_t *members)
{
    const char *state = office_text(members, "state");
    return strcmp(state, "active") == 0 || !*state;
}

static bool put_card_state(const json_t *all, json_t *fact, struct error *err)
{
    const char *state = is_active(all) ? "active" : "revoked";
    return json_object_set_new(fact, "state", json_string(state)) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "state: out of memory");
}

static const struct form_field revoke_form[] = {
    {.name = "reason", .type = FORM_WORD, .flags = FORM_REQUIRED, .words = reasons},
    {.name = "since", .type = FORM_TIME},
    {.name = "comment", .type = FORM_TEXT, .flags = FORM_LINES, .max = 2000},
    {0},
};

static const struct form_field restore_form[] = {
    {.name = "mistaken", .type = FORM_BOOL},
    {.name = "comment", .type = FORM_TEXT, .flags = FORM_LINES, .max = 2000},
    {0},
};

/* Whoever lost it may know since when; nobody can have lost what they had not yet been given. */
static bool check_since(struct office_change *change, const json_t *input, int64_t since_ms,
                        struct error *err)
{
    int32_t from = office_date(change->before, "from", CIVIL_DATE_FIRST);
    int64_t issued_ms = from == CIVIL_DATE_FIRST
                            ? office_time(change->before, "issued_at", INT64_MIN)
                            : civil_midnight_ms(from);
    if (strcmp(office_text(input, "reason"), "lost") != 0) {
        return form_fail("since", "of a lost card only", err);
    }
    if (since_ms > change->now_ms) {
        return form_fail("since", "is still to come", err);
    }
    return since_ms >= issued_ms || form_fail("since", "before the card was issued", err);
}

/* It is revoked from now on, or from when it was lost; what was tapped before keeps its holder.
 * Said once more without a moment, the one that stands is kept. */
static bool set_revoked_from(struct office_change *change, const json_t *input, struct error *err)
{
    int64_t since_ms = office_time(input, "since", INT64_MIN);
    char text[CIVIL_TIME_SIZE];
    if (since_ms != INT64_MIN) {
        return check_since(change, input, since_ms, err) &&
               office_set_text(change, "revoked_from", civil_time_format(since_ms, text), err);
    }
    return !is_active(change->before) || office_set_now(change, "revoked_from", err);
}

static bool take_back(struct office_change *change, const json_t *input, struct error *err)
{
    const char *reason = office_text(input, "reason");
    AUTO(json)
    json_t *more = json_pack("{s:O*, s:O*}", "since", json_object_get(input, "since"), "comment",
                             json_object_get(input, "comment"));
    return (more || error_set(err, ERROR_NO_MEMORY, "card: out of memory")) &&
           set_revoked_from(change, input, err) && office_set_text(change, "state", reason, err) &&
           office_add_step(change, reason, more, err);
}

static bool append_gap(json_t *gaps, int64_t from_ms, int64_t to_ms, struct error *err)
{
    char from[CIVIL_TIME_SIZE], to[CIVIL_TIME_SIZE];
    json_t *gap = json_pack("{s:s, s:s}", "from", civil_time_format(from_ms, from), "to",
                            civil_time_format(to_ms, to));
    return (gaps && json_array_append_new(gaps, gap) == 0) ||
           error_set(err, ERROR_NO_MEMORY, "card: out of memory");
}

/* What was tapped while it stood revoked stays nobody's. */
static bool keep_gap(struct office_change *change, struct error *err)
{
    const json_t *before = json_object_get(change->before, "revoked_before");
    AUTO(json) json_t *gaps = before ? json_deep_copy(before) : json_array();
    int64_t from_ms;
    if (json_array_size(gaps) >= GAPS_MAX) {
        return office_refuse_state(change, "was revoked too often: issue another card", err);
    }
    return card_revocation_read(change->database, change->id, &from_ms, err) &&
           append_gap(gaps, from_ms, change->now_ms, err) &&
           office_set(change, "revoked_before", json_incref(gaps), err);
}

/* Whoever says that it was revoked by mistake gives its holder what was tapped meanwhile too. */
static bool restore(struct office_change *change, const json_t *input, struct error *err)
{
    bool mistaken = json_is_true(json_object_get(input, "mistaken"));
    if (is_active(change->before)) {
        return office_refuse_state(change, "is in use", err);
    }
    return (mistaken || keep_gap(change, err)) && office_set_text(change, "state", "active", err) &&
           office_set(change, "revoked_from", NULL, err) &&
           office_add_step(change, "restored", input, err);
}

static const struct office_action card_actions[] = {
    {"revoke", PERMISSION_WRITE, revoke_form, take_back, NULL},
    {"restore", PERMISSION_WRITE, restore_form, restore, NULL},
    {0},
};

const struct office_kind card_kind = {
    .name = "card",
    .path = "cards",
    .flags =
        OFFICE_HAS_DOCUMENT | OFFICE_ID_TOKEN | OFFICE_ID_SHORT | OFFICE_PERSONAL | OFFICE_KEEPS,
    .id_member = "id",
    .form = card_form,
    .resource = PERMISSION_CARD,
    .make_action = PERMISSION_WRITE,
    .index = {.sort = "staff", .search = "label", .staff = "staff", .from = "from", .to = "to"},
    .actions = card_actions,
    .on_make = make_card,
    .on_change = check_card,
    .on_fact = put_card_state,
};
