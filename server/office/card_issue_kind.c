#include "card_issue.h"

#include "civil.h"
#include "entry_store.h"
#include "json.h"
#include "kind_list.h"
#include "kiosk_store.h"
#include "log.h"
#include "office_inside.h"
#include <stdio.h>
#include <string.h>

/* Issuing by a tap: the next card that nobody knows, at the kiosk that was chosen. What is waited
 * for ends as done, cancelled or expired. */

#define WAIT_MS (INT64_C(10) * CIVIL_MINUTE_MS) /* for a tap at the chosen kiosk */

static const struct form_field issue_form[] = {
    {.name = "staff", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED, .link = "staff"},
    {.name = "from", .type = FORM_DATE},
    {.name = "to", .type = FORM_DATE},
    {.name = "label", .type = FORM_TEXT, .flags = FORM_OFFICE, .max = 60},
    {.name = "kiosk", .type = FORM_ID, .flags = FORM_REQUIRED | FORM_FIXED},
    {.name = "state", .type = FORM_TEXT, .flags = FORM_MADE},
    {.name = "expires_at", .type = FORM_TIME, .flags = FORM_MADE},
    {.name = "card", .type = FORM_TEXT, .flags = FORM_MADE},
    {0},
};

struct waiting {
    const char *kiosk;
    int64_t now_ms;
    int64_t tapped_ms; /* what was tapped before it was asked for is somebody else's card */
    struct office_names found;
};

static bool find_waiting(const struct entry_row *row, void *user, struct error *err)
{
    struct waiting *waiting = user;
    AUTO(json) json_t *value = NULL;
    if (!json_parse(row->value, strlen(row->value), row->id, &value, err)) {
        return false;
    }
    int64_t expires_ms = office_time(value, "expires_at", 0);
    bool fits = strcmp(office_text(value, "kiosk"), waiting->kiosk) == 0 &&
                expires_ms > waiting->now_ms && waiting->tapped_ms >= expires_ms - WAIT_MS;
    return !fits || office_names_add(&waiting->found, &card_issue_kind, row->id, err);
}

static bool list_waiting(struct database *database, struct waiting *waiting, struct error *err)
{
    struct entry_query query = entry_query_of("card_issue");
    query.state = "waiting";
    return entry_store_list(database, &query, find_waiting, waiting, err);
}

/* One at a time at a kiosk: otherwise the next card would be anybody's. */
static bool make_issue(struct office_change *change, struct error *err)
{
    char text[CIVIL_TIME_SIZE];
    struct waiting waiting = {.kiosk = office_text(change->after, "kiosk"),
                              .now_ms = change->now_ms,
                              .tapped_ms = INT64_MAX};
    bool good = list_waiting(change->database, &waiting, err);
    size_t count = waiting.found.count;
    free(waiting.found.names);
    if (!good) {
        return false;
    }
    if (count > 0) {
        return office_refuse_state(change, "this kiosk waits for another card already", err);
    }
    int64_t expires_ms = change->now_ms - change->now_ms % CIVIL_SECOND_MS + WAIT_MS;
    return office_set_text(change, "state", "waiting", err) &&
           office_set_text(change, "expires_at", civil_time_format(expires_ms, text), err);
}

static bool check_issue(struct office_change *change, struct error *err)
{
    struct kiosk kiosk;
    return change->before ||
           (kiosk_store_find(change->database, office_text(change->after, "kiosk"), &kiosk, err) &&
            (kiosk.standing == KIOSK_ACTIVE || form_fail("kiosk", "no such kiosk is in use", err)));
}

static const struct form_field comment_form[] = {
    {.name = "comment", .type = FORM_TEXT, .flags = FORM_LINES, .max = 2000},
    {0},
};

static bool cancel_issue(struct office_change *change, const json_t *input, struct error *err)
{
    (void)input; /* nothing is to be said */
    return strcmp(office_text(change->before, "state"), "waiting") == 0
               ? office_set_text(change, "state", "cancelled", err)
               : office_refuse_state(change, "does not wait any more", err);
}

static const struct office_action issue_actions[] = {
    {"cancel", PERMISSION_WRITE, comment_form, cancel_issue, NULL},
    {0},
};

const struct office_kind card_issue_kind = {
    .name = "card_issue",
    .path = "card-issues",
    .flags = OFFICE_NEWEST_FIRST | OFFICE_PERSONAL | OFFICE_KEEPS,
    .id_prefix = "i",
    .form = issue_form,
    .resource = PERMISSION_CARD,
    .make_action = PERMISSION_WRITE,
    .index = {.sort = "expires_at", .staff = "staff"},
    .actions = issue_actions,
    .on_make = make_issue,
    .on_change = check_issue,
};

bool card_issue_finish(struct office *office, struct database *database, const char *id,
                       const char *token, const struct card_issue_author *author, struct error *err)
{
    char shown[OFFICE_ID_MAX + 1];
    AUTO(json) json_t *waiting = NULL;
    AUTO(json) json_t *card = NULL;
    if (!office_peek(database, &card_issue_kind, id, &waiting, err)) {
        return false;
    }
    card = json_pack("{s:O, s:O*, s:O*, s:O*, s:s}", "staff", json_object_get(waiting, "staff"),
                     "from", json_object_get(waiting, "from"), "to", json_object_get(waiting, "to"),
                     "label", json_object_get(waiting, "label"), "state", "active");
    if (!card || json_object_set_new(waiting, "state", json_string("done")) != 0 ||
        json_object_set_new(waiting, "card",
                            json_string(office_shown_id(&card_kind, token, shown))) != 0) {
        return error_set(err, ERROR_NO_MEMORY, "card: out of memory");
    }
    const struct audit_entry entry = {.action = "card.issue",
                                      .kind = "card",
                                      .id = office_shown_id(&card_kind, token, shown),
                                      .outcome = AUDIT_DONE,
                                      .after = card};
    return office_store(office, database, &card_kind, token, card, author->account, err) &&
           office_store(office, database, &card_issue_kind, id, waiting, author->account, err) &&
           (!office->settings.audit ||
            audit_append(office->settings.audit, database, &author->actor, &entry, err));
}

/* One unknown card, on its way to the writer. */
struct seen_card {
    struct office *office;
    char kiosk[TAP_RECORD_ID_MAX + 1];
    struct card_token token;
    int64_t tapped_ms;
};

static bool run_seen(struct database *database, void *user, struct error *err)
{
    const struct seen_card *seen = user;
    const struct card_issue_author author = {{.by = AUDIT_BY_KIOSK, .who = seen->kiosk}, "kiosk"};
    struct waiting waiting = {.kiosk = seen->kiosk, .tapped_ms = seen->tapped_ms};
    char token[HASH_HEX_SIZE];
    hash_hex_encode(seen->token.hash.bytes, HASH_BYTES, token);
    bool good =
        office_now_ms(seen->office, &waiting.now_ms, err) &&
        list_waiting(database, &waiting, err) &&
        (waiting.found.count == 0 ||
         card_issue_finish(seen->office, database, waiting.found.names[0].id, token, &author, err));
    free(waiting.found.names);
    return good;
}

static void seen_done(void *user, const struct error *failure)
{
    if (failure) {
        log_event(LOG_WARNING, "card_issue_failed", "reason=\"%s\"", failure->text);
    }
    free(user);
}

/* A job of its own: who hears of a commit is past the point where facts may still come in. */
void card_issue_on_taps(const struct stored_tap *taps, size_t count, void *user)
{
    struct office *office = user;
    for (size_t i = 0; i < count; i++) {
        struct seen_card *seen = taps[i].card == TAP_CARD_UNKNOWN ? calloc(1, sizeof *seen) : NULL;
        if (!seen) {
            continue;
        }
        seen->office = office;
        seen->token = taps[i].record.token;
        seen->tapped_ms = taps[i].not_before_ms ? taps[i].not_before_ms : taps[i].at_ms;
        (void)snprintf(seen->kiosk, sizeof seen->kiosk, "%s", taps[i].record.kiosk);
        const struct write_job job = {.run = run_seen, .on_done = seen_done, .user = seen};
        struct error err;
        if (!write_queue_submit(storage_writer(office->settings.storage), &job, &err)) {
            seen_done(seen, &err);
        }
    }
}

static bool add_command(struct database *database, const char *id, json_t *commands,
                        struct error *err)
{
    AUTO(json) json_t *waiting = NULL;
    if (!office_peek(database, &card_issue_kind, id, &waiting, err)) {
        return false;
    }
    return json_array_append_new(commands,
                                 json_pack("{s:s, s:s, s:s, s:s}", "command", "read_card", "id", id,
                                           "staff", office_text(waiting, "staff"), "expires_at",
                                           office_text(waiting, "expires_at"))) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "commands: out of memory");
}

bool card_issue_commands(struct office *office, const char *kiosk, json_t **ret_commands,
                         struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(json) json_t *commands = json_array();
    struct waiting waiting = {.kiosk = kiosk, .tapped_ms = INT64_MAX};
    if (!office_now_ms(office, &waiting.now_ms, err) ||
        !storage_read(office->settings.storage, &view, err)) {
        return false;
    }
    struct database *database = snapshot_database(view);
    bool good = commands && list_waiting(database, &waiting, err);
    for (size_t i = 0; good && i < waiting.found.count; i++) {
        good = add_command(database, waiting.found.names[i].id, commands, err);
    }
    free(waiting.found.names);
    if (good) {
        *ret_commands = TAKE(commands);
    }
    return good;
}

bool card_issue_waited_for(struct office *office, const char *kiosk,
                           char ret_staff[static OFFICE_ID_MAX + 1], struct error *err)
{
    AUTO(json) json_t *commands = NULL;
    if (!card_issue_commands(office, kiosk, &commands, err)) {
        return false;
    }
    (void)snprintf(ret_staff, OFFICE_ID_MAX + 1, "%s",
                   office_text(json_array_get(commands, 0), "staff"));
    return true;
}

/* What nobody has tapped a card for in time */

struct sweep {
    struct office *office;
    struct office_names late;
    int64_t now_ms;
};

static bool find_late(const struct entry_row *row, void *user, struct error *err)
{
    struct sweep *sweep = user;
    AUTO(json) json_t *value = NULL;
    return json_parse(row->value, strlen(row->value), row->id, &value, err) &&
           (office_time(value, "expires_at", 0) > sweep->now_ms ||
            office_names_add(&sweep->late, &card_issue_kind, row->id, err));
}

static bool list_late(struct database *database, struct sweep *sweep, struct error *err)
{
    struct entry_query query = entry_query_of("card_issue");
    query.state = "waiting";
    sweep->late.count = 0;
    return office_now_ms(sweep->office, &sweep->now_ms, err) &&
           entry_store_list(database, &query, find_late, sweep, err);
}

static bool expire(struct sweep *sweep, struct database *database, const char *id,
                   struct error *err)
{
    AUTO(json) json_t *late = NULL;
    if (!office_peek(database, &card_issue_kind, id, &late, err)) {
        return false;
    }
    if (json_object_set_new(late, "state", json_string("expired")) != 0) {
        return error_set(err, ERROR_NO_MEMORY, "card_issue/%s: out of memory", id);
    }
    const struct audit_actor actor = {.by = AUDIT_BY_SERVER, .who = "office"};
    const struct audit_entry entry = {.action = "card_issue.expire",
                                      .kind = "card_issue",
                                      .id = id,
                                      .outcome = AUDIT_DONE,
                                      .detail = "no card was tapped in time"};
    return office_store(sweep->office, database, &card_issue_kind, id, late, "server", err) &&
           (!sweep->office->settings.audit ||
            audit_append(sweep->office->settings.audit, database, &actor, &entry, err));
}

static bool run_sweep(struct database *database, void *user, struct error *err)
{
    struct sweep *sweep = user;
    bool good = list_late(database, sweep, err);
    for (size_t i = 0; good && i < sweep->late.count; i++) {
        good = expire(sweep, database, sweep->late.names[i].id, err);
    }
    return good;
}

/* Looked for without the writer's turn, since there is hardly ever one. */
static bool is_anything_late(struct sweep *sweep, bool *ret_late, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    if (!storage_read(sweep->office->settings.storage, &view, err) ||
        !list_late(snapshot_database(view), sweep, err)) {
        return false;
    }
    *ret_late = sweep->late.count > 0;
    return true;
}

bool card_issue_sweep(struct office *office, size_t *ret_count, struct error *err)
{
    struct sweep sweep = {.office = office};
    bool late = false;
    bool good = is_anything_late(&sweep, &late, err) &&
                (!late || storage_write(office->settings.storage, run_sweep, &sweep, err));
    *ret_count = sweep.late.count;
    free(sweep.late.names);
    return good;
}
