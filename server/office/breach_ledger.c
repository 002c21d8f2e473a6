#include "breach_ledger.h"

#include "breach.h"
#include "civil.h"
#include "entry_store.h"
#include "json.h"
#include "kind_list.h"
#include "office_inside.h"
#include <stdio.h>
#include <string.h>

static const struct office_caller server_caller = {
    .actor = {.by = AUDIT_BY_SERVER, .who = "server"}};

static bool open_change(struct office *office, struct database *database, const char *id,
                        json_t *before, struct office_change *ret_change, struct error *err)
{
    *ret_change = (struct office_change){.office = office,
                                         .database = database,
                                         .kind = &breach_kind,
                                         .caller = &server_caller,
                                         .id = id,
                                         .before = before,
                                         .after = before ? json_deep_copy(before) : json_object()};
    return (ret_change->after || error_set(err, ERROR_NO_MEMORY, "ledger: out of memory")) &&
           office_now_ms(office, &ret_change->now_ms, err);
}

static bool keep_change(struct office_change *change, const char *verb, struct error *err)
{
    char action[64];
    struct office *office = change->office;
    (void)snprintf(action, sizeof action, "breach.%s", verb);
    const struct audit_entry entry = {.action = action,
                                      .kind = "breach",
                                      .id = change->id,
                                      .unit = office_text(change->after, "unit"),
                                      .outcome = AUDIT_DONE,
                                      .before = change->before,
                                      .after = change->after};
    return office_store(office, change->database, &breach_kind, change->id, change->after,
                        office_account(change), err) &&
           (!office->settings.audit || audit_append(office->settings.audit, change->database,
                                                    &server_caller.actor, &entry, err));
}

/* The same cause has the same id, whoever looks and how often. */
static void id_of_cause(const struct breach_cause *cause, char ret_id[static OFFICE_ID_MAX + 1])
{
    char text[300];
    char hex[HASH_HEX_SIZE];
    int len = snprintf(text, sizeof text, "%s\n%s\n%s\n%s\n%lld", cause->staff, cause->figure,
                       cause->per, cause->span, (long long)cause->at_least);
    const struct hash hash = hash_sha256(text, (size_t)len < sizeof text ? (size_t)len : 0);
    hash_hex_encode(hash.bytes, HASH_BYTES, hex);
    (void)snprintf(ret_id, OFFICE_ID_MAX + 1, "b%.16s", hex);
}

/* Inspectors hear once a day and unit: the ledger has the entries. */
static bool tell_inspectors(struct office_change *change, const struct breach_cause *cause,
                            struct error *err)
{
    const struct notice_readers readers = {.role = "inspector"};
    const struct notice notice = {.what = "breach_found",
                                  .kind = "unit",
                                  .id = cause->unit,
                                  .stage = office_text(change->after, "found_on"),
                                  .unit = cause->unit};
    return notice_board_send(change->office, change->database, &notice, &readers, err);
}

static bool make_of_cause(struct office_change *change, const struct breach_cause *cause,
                          struct error *err)
{
    char date[CIVIL_DATE_SIZE];
    json_t *made = json_pack("{s:s, s:I, s:s, s:s, s:s, s:I, s:I, s:b}", "figure", cause->figure,
                             "at_least", (json_int_t)cause->at_least, "per", cause->per, "step",
                             cause->step, "span", cause->span, "value", (json_int_t)cause->value,
                             "now", (json_int_t)cause->value, "holds", 1);
    if (!made) {
        return error_set(err, ERROR_NO_MEMORY, "ledger: out of memory");
    }
    return office_set(change, "cause", made, err) &&
           office_set_text(change, "unit", cause->unit, err) &&
           office_set_text(change, "staff", cause->staff, err) &&
           office_set_text(change, "title", cause->step, err) &&
           office_set_text(change, "source", "figures", err) &&
           office_set_text(change, "found_on",
                           civil_date_format(civil_date_of(change->now_ms), date), err) &&
           breach_step(change, "found", "found", NULL, err) && keep_change(change, "make", err) &&
           tell_inspectors(change, cause, err);
}

static bool note_value(struct office_change *change, const struct breach_cause *cause,
                       enum breach_noted *ret_noted, struct error *err)
{
    json_t *kept = json_object_get(change->after, "cause");
    bool holds = cause->value >= cause->at_least;
    bool held = json_is_true(json_object_get(kept, "holds"));
    const char *what = holds == held ? "figure_changed" : holds ? "figure_rose" : "figure_fell";
    *ret_noted = BREACH_KNOWN;
    if (json_integer_value(json_object_get(kept, "now")) == cause->value) {
        return true;
    }
    AUTO(json)
    json_t *said = json_pack("{s:I, s:I}", "value", (json_int_t)cause->value, "before",
                             json_integer_value(json_object_get(kept, "now")));
    *ret_noted = BREACH_VALUE_CHANGED;
    return ((said && json_object_set_new(kept, "now", json_integer(cause->value)) == 0 &&
             json_object_set_new(kept, "holds", json_boolean(holds)) == 0) ||
            error_set(err, ERROR_NO_MEMORY, "ledger: out of memory")) &&
           office_add_step(change, what, said, err) && keep_change(change, what, err);
}

bool breach_ledger_note(struct office *office, struct database *database,
                        const struct breach_cause *cause, enum breach_noted *ret_noted,
                        struct error *err)
{
    char id[OFFICE_ID_MAX + 1];
    struct office_change change;
    AUTO(json) json_t *before = NULL;
    id_of_cause(cause, id);
    if (!office_peek(database, &breach_kind, id, &before, err)) {
        return false;
    }
    *ret_noted = BREACH_KNOWN;
    if (!before && cause->firm < cause->at_least) {
        return true;
    }
    if (!open_change(office, database, id, before, &change, err)) {
        return false;
    }
    AUTO(json) json_t *after = change.after;
    (void)after; /* for its release alone */
    if (before) {
        return note_value(&change, cause, ret_noted, err);
    }
    *ret_noted = BREACH_NEW;
    return make_of_cause(&change, cause, err);
}

/* Causes that are still followed */

struct cause_walk {
    breach_ledger_visit *on_cause;
    void *user;
};

static bool visit_cause(const struct entry_row *row, void *user, struct error *err)
{
    const struct cause_walk *walk = user;
    AUTO(json) json_t *members = NULL;
    if (!json_parse(row->value, strlen(row->value), row->id, &members, err)) {
        return false;
    }
    const json_t *kept = json_object_get(members, "cause");
    if (!kept || (breach_state_of(members) & (BREACH_CLOSED | BREACH_DISMISSED))) {
        return true;
    }
    const struct breach_cause cause = {.staff = row->index.staff,
                                       .unit = row->index.unit,
                                       .figure = office_text(kept, "figure"),
                                       .per = office_text(kept, "per"),
                                       .step = office_text(kept, "step"),
                                       .span = office_text(kept, "span"),
                                       .at_least =
                                           json_integer_value(json_object_get(kept, "at_least")),
                                       .value = json_integer_value(json_object_get(kept, "now")),
                                       .firm = 0};
    return walk->on_cause(&cause, walk->user, err);
}

bool breach_ledger_each_cause(struct database *database, breach_ledger_visit *on_cause, void *user,
                              struct error *err)
{
    struct cause_walk walk = {on_cause, user};
    const struct entry_query query = entry_query_of("breach");
    return entry_store_list(database, &query, visit_cause, &walk, err);
}

/* Deadlines */

#define REMIND_DAYS 2

struct sweep {
    struct office *office;
    struct office_names due;
    size_t overdue;
    int32_t today;
};

static bool find_due(const struct entry_row *row, void *user, struct error *err)
{
    struct sweep *sweep = user;
    return row->index.to_day > sweep->today + REMIND_DAYS ||
           office_names_add(&sweep->due, &breach_kind, row->id, err);
}

static bool mark_overdue(struct office_change *change, struct error *err)
{
    const json_t *notice = json_object_get(change->after, "notice");
    const struct notice_readers readers = {.role = "clerk", .account = office_text(notice, "by")};
    return breach_step(change, "overdue", "overdue", NULL, err) &&
           keep_change(change, "overdue", err) &&
           breach_tell(change, "breach_overdue", &readers, err);
}

static bool look_at_due(struct sweep *sweep, struct database *database, const char *id,
                        struct error *err)
{
    struct office_change change;
    AUTO(json) json_t *before = NULL;
    if (!office_peek(database, &breach_kind, id, &before, err) ||
        !open_change(sweep->office, database, id, before, &change, err)) {
        return false;
    }
    AUTO(json) json_t *after = change.after;
    if (office_date(after, "due", CIVIL_DATE_LAST) >= sweep->today) {
        return breach_tell_unit(&change, "breach_due", err);
    }
    sweep->overdue++;
    return mark_overdue(&change, err);
}

static bool run_sweep(struct database *database, void *user, struct error *err)
{
    struct sweep *sweep = user;
    struct entry_query query = entry_query_of("breach");
    int64_t now_ms;
    sweep->due.count = 0;
    sweep->overdue = 0;
    if (!office_now_ms(sweep->office, &now_ms, err)) {
        return false;
    }
    sweep->today = civil_date_of(now_ms);
    query.state = "notified";
    if (!entry_store_list(database, &query, find_due, sweep, err)) {
        return false;
    }
    for (size_t i = 0; i < sweep->due.count; i++) {
        if (!look_at_due(sweep, database, sweep->due.names[i].id, err)) {
            return false;
        }
    }
    return true;
}

bool breach_ledger_sweep(struct office *office, size_t *ret_count, struct error *err)
{
    struct sweep sweep = {.office = office};
    bool good = storage_write(office->settings.storage, run_sweep, &sweep, err);
    *ret_count = sweep.overdue;
    free(sweep.due.names);
    return good;
}

/* Counting */

static bool count_row(const struct entry_row *row, void *user, struct error *err)
{
    json_t *units = user;
    json_t *unit = json_object_get(units, row->index.unit);
    if (!unit) {
        unit = json_object();
        if (json_object_set_new(units, row->index.unit, unit) != 0) {
            return error_set(err, ERROR_NO_MEMORY, "ledger: out of memory");
        }
    }
    json_int_t count = json_integer_value(json_object_get(unit, row->index.state));
    return json_object_set_new(unit, row->index.state, json_integer(count + 1)) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "ledger: out of memory");
}

/* Adds the counts of every state, those that nothing is in too. */
static bool add_counts(json_t *sums, const json_t *counts)
{
    bool good = sums != NULL;
    for (size_t i = 0; good && breach_state_words[i]; i++) {
        const char *state = breach_state_words[i];
        json_int_t sum = json_integer_value(json_object_get(sums, state)) +
                         json_integer_value(json_object_get(counts, state));
        good = json_object_set_new(sums, state, json_integer(sum)) == 0;
    }
    return good;
}

static bool list_counts(struct office *office, json_t *counts, json_t **ret_list, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(json) json_t *units = json_array();
    AUTO(json) json_t *sums = json_object();
    bool good = add_counts(sums, NULL);
    const char *code;
    json_t *of_unit;
    if (!storage_read(office->settings.storage, &view, err)) {
        return false;
    }
    json_object_foreach(counts, code, of_unit)
    {
        AUTO(json) json_t *unit = NULL;
        if (!office_peek(snapshot_database(view), &unit_kind, code, &unit, err)) {
            return false;
        }
        json_t *line = json_pack("{s:s, s:s}", "unit", code, "name", office_text(unit, "name"));
        good = good && add_counts(line, of_unit) && add_counts(sums, of_unit);
        good = json_array_append_new(units, line) == 0 && good;
    }
    *ret_list = good ? json_pack("{s:O, s:O}", "states", sums, "units", units) : NULL;
    return *ret_list || error_set(err, ERROR_NO_MEMORY, "ledger: out of memory");
}

bool breach_ledger_count(struct office *office, const struct office_caller *caller,
                         struct office_answer *ret_answer, struct error *err)
{
    AUTO(json) json_t *counts = json_object();
    const struct office_question question = {.kind = &breach_kind,
                                             .caller = caller,
                                             .from = CIVIL_DATE_FIRST,
                                             .to = CIVIL_DATE_LAST,
                                             .limit = ENTRY_QUERY_MAX};
    if (!office_each_seen(office, &question, count_row, counts, ret_answer, err)) {
        return false;
    }
    return ret_answer->result != OFFICE_DONE ||
           list_counts(office, counts, &ret_answer->value, err);
}
