#include "office_change.h"

#include "card_kind.h"
#include "civil.h"
#include "document_store.h"
#include "entry_store.h"
#include "json.h"
#include "office_inside.h"
#include <stdio.h>
#include <string.h>

#define REMEMBER_US (INT64_C(24) * 3600 * 1000000) /* a request's key */

enum way { WAY_MAKE, WAY_CHANGE, WAY_REMOVE, WAY_ACT };

/* One call on its way through the writer. */
struct run {
    struct office *office;
    const struct office_call *call;
    enum way way;
    struct office_answer *answer;
    struct database *database;
    struct office_thing before;
    json_t *after;
    char id[OFFICE_ID_MAX + 1];
};

static bool refuse(struct office_answer *answer, enum office_result result, const char *detail,
                   struct error *err)
{
    answer->result = result;
    (void)snprintf(answer->detail, sizeof answer->detail, "%s", detail);
    return error_set(err, ERROR_DENIED, "%.400s", detail);
}

bool office_refuse_state(struct office_change *change, const char *what, struct error *err)
{
    return refuse(change->answer, OFFICE_STATE, what, err);
}

bool office_refuse_denied(struct office_change *change, const char *what, struct error *err)
{
    return refuse(change->answer, OFFICE_DENIED, what, err);
}

static const char *account_of(const struct office_caller *caller)
{
    return caller->holder ? caller->holder->account : caller->actor.who ? caller->actor.who : "";
}

bool office_next_id(struct database *database, const struct office_kind *kind,
                    char ret_id[static OFFICE_ID_MAX + 1], struct error *err)
{
    int64_t number;
    if (!entry_store_next_number(database, &number, err)) {
        return false;
    }
    (void)snprintf(ret_id, OFFICE_ID_MAX + 1, "%s%08lld", kind->id_prefix, (long long)number);
    return true;
}

/* Storing */

/* Members apart by where they are kept. */
static bool split(const struct office_kind *kind, const char *id, const json_t *members,
                  json_t *fact, json_t *rest, struct error *err)
{
    bool has_document = kind->flags & OFFICE_HAS_DOCUMENT;
    bool good = true;
    for (const struct form_field *field = kind->form; good && field->name; field++) {
        json_t *value = json_object_get(members, field->name);
        bool is_id = kind->id_member && strcmp(field->name, kind->id_member) == 0;
        if (value && !is_id) {
            bool beside = !has_document || (field->flags & FORM_OFFICE);
            good = json_object_set(beside ? rest : fact, field->name, value) == 0;
        }
    }
    if (good && (kind->flags & OFFICE_ID_INSIDE)) {
        good = json_object_set_new(fact, kind->id_member, json_string(id)) == 0;
    }
    return good || error_set(err, ERROR_NO_MEMORY, "%s/%s: out of memory", kind->name, id);
}

/* "staff/s1.moves[0].unit: what" becomes "moves[0].unit: what". */
static bool strip(const struct office_kind *kind, const char *id, struct error *err)
{
    char name[128];
    int len = snprintf(name, sizeof name, "%s/%s", kind->name, id);
    if (len > 0 && strncmp(err->text, name, (size_t)len) == 0) {
        const char *rest = err->text + len + (err->text[len] == '.' || err->text[len] == ':');
        rest += strspn(rest, " ");
        memmove(err->text, rest, strlen(rest) + 1);
    }
    return false;
}

static bool put_rest(struct office *office, struct database *database,
                     const struct office_kind *kind, const char *id, const json_t *rest,
                     const char *account, struct error *err)
{
    AUTO(memory) char *text = json_dumps(rest, JSON_COMPACT | JSON_SORT_KEYS);
    if (!text) {
        return error_set(err, ERROR_NO_MEMORY, "%s/%s: out of memory", kind->name, id);
    }
    return strlen(text) > FACT_VALUE_MAX
               ? error_set(err, ERROR_INVALID, "body: more than %d bytes", FACT_VALUE_MAX)
               : entry_store_put(database, kind->name, id, text, account,
                                 clock_utc_us(office->settings.clock), err);
}

bool office_store(struct office *office, struct database *database, const struct office_kind *kind,
                  const char *id, const json_t *members, const char *account, struct error *err)
{
    AUTO(json) json_t *fact = json_object();
    AUTO(json) json_t *rest = json_object();
    const struct document_author author = {account, clock_utc_us(office->settings.clock)};
    if (!fact || !rest) {
        return error_set(err, ERROR_NO_MEMORY, "%s/%s: out of memory", kind->name, id);
    }
    if (!split(kind, id, members, fact, rest, err) ||
        (kind->on_fact && !kind->on_fact(members, fact, err))) {
        return false;
    }
    if ((kind->flags & OFFICE_HAS_DOCUMENT) &&
        !fact_writer_put(office->settings.facts, database, kind->name, id, fact, &author, err)) {
        return strip(kind, id, err);
    }
    return put_rest(office, database, kind, id, rest, account, err) &&
           office_names_add(&office->stale, kind, id, err);
}

/* Checks */

struct link_check {
    struct database *database;
    const json_t *members;
};

static bool check_link(const char *kind, const char *id, const char *path, void *user,
                       struct error *err)
{
    const struct link_check *check = user;
    AUTO(json) json_t *named = NULL;
    const struct office_kind *named_kind = office_kind_find(kind);
    if (!named_kind || !office_peek(check->database, named_kind, id, &named, err)) {
        return named_kind != NULL ? false : true;
    }
    return named || error_set(err, ERROR_INVALID, "%s: there is no %s '%s'", path, kind, id);
}

/* Links of documents are looked at by the fact writer; here those of what is kept beside. */
static bool check_links(struct database *database, const struct office_kind *kind,
                        const json_t *members, struct error *err)
{
    struct link_check check = {database, members};
    for (const struct form_field *field = kind->form; field->name; field++) {
        bool beside = !(kind->flags & OFFICE_HAS_DOCUMENT) || (field->flags & FORM_OFFICE);
        const struct form_field alone[] = {*field, {0}};
        if (beside && !form_each_link(alone, members, check_link, &check, err)) {
            return false;
        }
    }
    return true;
}

/* What a thing says it is about has to be there before anything else is asked of it. */
static bool check_named(struct database *database, const struct office_kind *kind,
                        const json_t *members, struct error *err)
{
    struct link_check check = {database, members};
    for (const struct form_field *field = kind->form; field->name; field++) {
        const struct form_field alone[] = {*field, {0}};
        if (field->type == FORM_ID && !form_each_link(alone, members, check_link, &check, err)) {
            return false;
        }
    }
    return true;
}

static bool check_permission(struct run *run, unsigned action, const json_t *members,
                             struct error *err)
{
    bool may;
    if (!office_may(run->office, run->database, run->call->kind, run->call->caller, action, members,
                    &may, err)) {
        return false;
    }
    return may || refuse(run->answer, OFFICE_DENIED, "not within what this account may do", err);
}

/* Does the caller write for whoever it is, or only ask for themselves? */
static unsigned permission_of(const struct run *run)
{
    const struct office_kind *kind = run->call->kind;
    if (run->way == WAY_ACT) {
        return office_kind_action(kind, run->call->action)->action;
    }
    return kind->make_action | PERMISSION_WRITE;
}

/* The audit log */

static bool write_audit(struct run *run, const char *verb, const json_t *after, struct error *err)
{
    struct office *office = run->office;
    const struct office_call *call = run->call;
    char action[96];
    char shown[OFFICE_ID_MAX + 1];
    struct office_subject subject;
    AUTO(json) json_t *told_before = office_told_members(call->kind, run->before.members);
    AUTO(json) json_t *told_after = office_told_members(call->kind, after);
    (void)snprintf(action, sizeof action, "%s.%s", call->kind->name, verb);
    if (!office->settings.audit) {
        return true;
    }
    if (!office_subject_of(office, run->database, call->kind, after ? after : run->before.members,
                           call->caller, &subject, err)) {
        return false;
    }
    const struct audit_entry entry = {.action = action,
                                      .kind = call->kind->name,
                                      .id = office_shown_id(call->kind, run->id, shown),
                                      .unit = subject.unit,
                                      .outcome = AUDIT_DONE,
                                      .before = told_before,
                                      .after = told_after};
    return audit_append(office->settings.audit, run->database, &call->caller->actor, &entry, err);
}

/* Making, changing, acting */

static bool find_before(struct run *run, struct error *err)
{
    const struct office_call *call = run->call;
    if (!office_thing_find(run->database, call->kind, run->id, &run->before, err)) {
        return false;
    }
    if (!run->before.members && run->way != WAY_MAKE && !(call->kind->flags & OFFICE_ONE_ID)) {
        return refuse(run->answer, OFFICE_NOT_FOUND, "not there", err);
    }
    const char *revision = run->before.members ? run->before.revision : OFFICE_REVISION_NONE;
    if (call->revision && strcmp(call->revision, revision) != 0) {
        return refuse(run->answer, OFFICE_CHANGED, "somebody else has changed it in between", err);
    }
    return true;
}

/* The number is known to nobody from here on. */
static bool take_token(struct run *run, struct error *err)
{
    AUTO(json) json_t *there = NULL;
    char token[HASH_HEX_SIZE];
    if (!card_kind_token(run->office, run->call->input, token, err) ||
        !office_peek(run->database, run->call->kind, token, &there, err)) {
        return false;
    }
    memcpy(run->id, token, sizeof token);
    return !there || form_fail("number", "this card is issued already", err);
}

static bool take_sent_id(struct run *run, struct error *err)
{
    const struct office_kind *kind = run->call->kind;
    const char *id = json_string_value(json_object_get(run->call->input, kind->id_member));
    if (!id) {
        return form_fail(kind->id_member, "missing", err);
    }
    (void)snprintf(run->id, sizeof run->id, "%s", id);
    AUTO(json) json_t *there = NULL;
    if (!office_peek(run->database, kind, id, &there, err)) {
        return false;
    }
    return !there || form_fail(kind->id_member, "there is one already", err);
}

/* One that is there already is told as the state of things: it can be looked at. */
static bool take_given_id(struct run *run, struct error *err)
{
    const struct office_kind *kind = run->call->kind;
    AUTO(json) json_t *there = NULL;
    if (!kind->on_id(run->call->input, run->id, sizeof run->id, err) ||
        !office_peek(run->database, kind, run->id, &there, err)) {
        return false;
    }
    return !there || refuse(run->answer, OFFICE_STATE, "there is one already", err);
}

static bool merge_input(struct run *run, struct error *err)
{
    const char *name;
    json_t *value;
    run->after = run->before.members ? json_deep_copy(run->before.members) : json_object();
    bool good = run->after != NULL;
    json_object_foreach((json_t *)run->call->input, name, value)
    {
        if (run->way == WAY_ACT) {
            break; /* the action says what becomes of its input */
        }
        if (json_is_null(value)) {
            (void)json_object_del(run->after, name); /* −1 where it had none */
        } else {
            good = good && json_object_set(run->after, name, value) == 0;
        }
    }
    good = good && (!run->call->made ||
                    json_object_update(run->after, (json_t *)(uintptr_t)run->call->made) == 0);
    if (good && run->call->kind->id_member) {
        good =
            json_object_set_new(run->after, run->call->kind->id_member, json_string(run->id)) == 0;
    }
    return good || error_set(err, ERROR_NO_MEMORY, "change: out of memory");
}

static bool fill_change(const struct run *run, struct office_change *ret_change, struct error *err)
{
    *ret_change = (struct office_change){
        .office = run->office,
        .database = run->database,
        .kind = run->call->kind,
        .caller = run->call->caller,
        .id = run->id,
        .before = run->before.members,
        .after = run->after,
        .answer = run->answer,
    };
    return office_now_ms(run->office, &ret_change->now_ms, err);
}

/* What the server makes of a new thing says whose it is: it comes before the permission. */
static bool run_hooks(struct run *run, unsigned permission, struct error *err)
{
    const struct office_kind *kind = run->call->kind;
    struct office_change change;
    if (!fill_change(run, &change, err)) {
        return false;
    }
    if (run->way == WAY_ACT) {
        const struct office_action *action = office_kind_action(kind, run->call->action);
        return (!action->when || action->when(&change, err)) &&
               action->run(&change, run->call->input, err);
    }
    return (run->before.members || !kind->on_make || kind->on_make(&change, err)) &&
           check_permission(run, permission, run->after, err) &&
           check_named(run->database, kind, run->after, err) &&
           (!kind->on_change || kind->on_change(&change, err));
}

static bool check_input(const struct run *run, struct error *err)
{
    const struct office_kind *kind = run->call->kind;
    if (run->way == WAY_ACT) {
        return form_check(office_kind_action(kind, run->call->action)->form, FORM_NEW,
                          run->call->input, err);
    }
    return form_check(kind->form, run->before.members ? FORM_CHANGE : FORM_NEW, run->call->input,
                      err);
}

static bool find_id(struct run *run, struct error *err)
{
    const struct office_kind *kind = run->call->kind;
    if (run->way != WAY_MAKE) {
        return office_full_id(run->database, kind, run->call->id, run->id, err);
    }
    if (kind->on_id) {
        return take_given_id(run, err);
    }
    if (kind->flags & OFFICE_ID_TOKEN) {
        return take_token(run, err);
    }
    return kind->flags & OFFICE_ID_SENT ? take_sent_id(run, err)
                                        : office_next_id(run->database, kind, run->id, err);
}

static bool write_thing(struct run *run, struct error *err)
{
    const struct office_call *call = run->call;
    unsigned permission = permission_of(run);
    const char *verb = run->way == WAY_ACT    ? call->action
                       : run->way == WAY_MAKE ? "make"
                                              : "change";
    if ((run->way == WAY_MAKE && !check_input(run, err)) || !find_id(run, err) ||
        !find_before(run, err) ||
        (run->before.members && !check_permission(run, permission, run->before.members, err)) ||
        (run->way != WAY_MAKE && !check_input(run, err)) || !merge_input(run, err) ||
        !run_hooks(run, permission, err) ||
        !check_links(run->database, call->kind, run->after, err)) {
        return false;
    }
    if (!run->before.members || !json_equal(run->before.members, run->after)) {
        if (!office_store(run->office, run->database, call->kind, run->id, run->after,
                          account_of(call->caller), err)) {
            return false;
        }
    }
    if (!run->answer->id[0]) { /* an action may have made another thing */
        (void)snprintf(run->answer->id, sizeof run->answer->id, "%s", run->id);
    }
    return write_audit(run, verb, run->after, err);
}

static bool remove_thing(struct run *run, struct error *err)
{
    const struct office_kind *kind = run->call->kind;
    struct office *office = run->office;
    const struct document_author author = {account_of(run->call->caller),
                                           clock_utc_us(office->settings.clock)};
    if (!find_id(run, err) || !find_before(run, err) ||
        !check_permission(run, PERMISSION_WRITE, run->before.members, err)) {
        return false;
    }
    if (kind->flags & OFFICE_KEEPS) {
        return refuse(run->answer, OFFICE_STATE, "is kept: it can be withdrawn or cancelled", err);
    }
    struct error fault;
    if ((kind->flags & OFFICE_HAS_DOCUMENT) &&
        !fact_writer_remove(office->settings.facts, run->database, kind->name, run->id, &author,
                            &fault)) {
        if (fault.code == ERROR_INVALID) {
            (void)strip(kind, run->id, &fault);
            return refuse(run->answer, OFFICE_STATE, fault.text, err);
        }
        *err = fault;
        return false;
    }
    return entry_store_remove(run->database, kind->name, run->id, err) &&
           write_audit(run, "remove", NULL, err);
}

/* Keys of requests */

static bool find_sent(struct run *run, bool *ret_done, struct error *err)
{
    enum sent_request_result result;
    char id[SENT_REQUEST_ID_MAX + 1];
    *ret_done = false;
    if (!run->call->once) {
        return true;
    }
    if (!sent_request_store_find(run->database, run->call->once, &result, id, err)) {
        return false;
    }
    if (result == SENT_REQUEST_OTHER) {
        return refuse(run->answer, OFFICE_KEY, "the key belongs to another request", err);
    }
    if (result == SENT_REQUEST_SAME) {
        (void)snprintf(run->answer->id, sizeof run->answer->id, "%s", id);
        run->answer->repeated = true;
        *ret_done = true;
    }
    return true;
}

static bool keep_sent(struct run *run, struct error *err)
{
    int64_t now = clock_utc_us(run->office->settings.clock);
    return !run->call->once ||
           sent_request_store_add(run->database, run->call->once, run->call->kind->name,
                                  run->answer->id, now, now - REMEMBER_US, err);
}

static void run_finish(struct run *run)
{
    office_thing_finish(&run->before);
    json_decref(run->after);
    run->after = NULL;
}

/* May run twice, after a commit that failed: everything begins afresh. */
static bool run_in_transaction(struct database *database, void *user, struct error *err)
{
    struct run *run = user;
    bool done;
    size_t stale = run->office->stale.count;
    run_finish(run);
    *run->answer = (struct office_answer){0};
    run->database = database;
    bool good =
        find_sent(run, &done, err) &&
        (done || ((run->way == WAY_REMOVE ? remove_thing(run, err) : write_thing(run, err)) &&
                  keep_sent(run, err)));
    if (!good) {
        run->office->stale.count = stale;
    }
    return good;
}

bool office_write_within(struct office *office, struct database *database,
                         const struct office_call *call, struct office_answer *ret_answer,
                         struct error *err)
{
    struct run run = {.office = office,
                      .call = call,
                      .way = call->action ? WAY_ACT
                             : call->id   ? WAY_CHANGE
                                          : WAY_MAKE,
                      .answer = ret_answer,
                      .database = database};
    *ret_answer = (struct office_answer){0};
    bool good = write_thing(&run, err);
    run_finish(&run);
    return good;
}

/* After the commit */

static bool show(struct office *office, const struct office_call *call,
                 struct office_answer *answer, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO_THING struct office_thing thing = {0};
    if (!storage_read(office->settings.storage, &view, err) ||
        !office_thing_find(snapshot_database(view), call->kind, answer->id, &thing, err)) {
        return false;
    }
    return !thing.members || office_thing_json(office, call->kind, &thing, &answer->value, err);
}

bool office_note_refusal(struct office *office, const struct office_call *call,
                         const struct office_answer *answer, const char *verb, struct error *err)
{
    char action[96];
    (void)snprintf(action, sizeof action, "%s.%s", call->kind->name, verb);
    const struct audit_entry entry = {.action = action,
                                      .kind = call->kind->name,
                                      .id = call->id,
                                      .outcome = AUDIT_REFUSED,
                                      .detail = answer->detail};
    return answer->result != OFFICE_DENIED || !office->settings.audit ||
           audit_note(office->settings.audit, &call->caller->actor, &entry, err);
}

static bool go(struct office *office, const struct office_call *call, enum way way,
               struct office_answer *answer, struct error *err)
{
    static const char *const verbs[] = {"make", "change", "remove", "act"};
    struct run run = {.office = office, .call = call, .way = way, .answer = answer};
    struct error fault = {0};
    bool good = storage_write(office->settings.storage, run_in_transaction, &run, &fault);
    run_finish(&run);
    if (good) {
        return way == WAY_REMOVE || show(office, call, answer, err);
    }
    if (answer->result == OFFICE_DONE && fault.code != ERROR_INVALID) {
        *err = fault;
        return false;
    }
    if (answer->result == OFFICE_DONE) {
        answer->result = OFFICE_INVALID;
        (void)snprintf(answer->detail, sizeof answer->detail, "%s", fault.text);
    }
    (void)snprintf(answer->id, sizeof answer->id, "%s", call->id ? call->id : "");
    return office_note_refusal(office, call, answer, verbs[way], err) &&
           (answer->result != OFFICE_CHANGED || show(office, call, answer, err));
}

bool office_make(struct office *office, const struct office_call *call,
                 struct office_answer *ret_answer, struct error *err)
{
    return go(office, call, WAY_MAKE, ret_answer, err);
}

bool office_change(struct office *office, const struct office_call *call,
                   struct office_answer *ret_answer, struct error *err)
{
    return go(office, call, WAY_CHANGE, ret_answer, err);
}

bool office_remove(struct office *office, const struct office_call *call,
                   struct office_answer *ret_answer, struct error *err)
{
    return go(office, call, WAY_REMOVE, ret_answer, err);
}

bool office_act(struct office *office, const struct office_call *call,
                struct office_answer *ret_answer, struct error *err)
{
    return go(office, call, WAY_ACT, ret_answer, err);
}

/* Other things and their past, for hooks */

const char *office_account(const struct office_change *change)
{
    return account_of(change->caller);
}

/* What the other thing holds stands with it, and in what it was made from. */
static bool note_other(const struct office_change *change, const struct office_kind *kind,
                       const char *id, const char *verb, struct error *err)
{
    char action[96];
    struct audit *audit = change->office->settings.audit;
    (void)snprintf(action, sizeof action, "%s.%s", kind->name, verb);
    const struct audit_entry entry = {.action = action,
                                      .kind = kind->name,
                                      .id = id,
                                      .outcome = AUDIT_DONE,
                                      .detail = change->id};
    return !audit || audit_append(audit, change->database, &change->caller->actor, &entry, err);
}

bool office_put_other(struct office_change *change, const struct office_kind *kind, const char *id,
                      json_t *members, char *ret_id, struct error *err)
{
    char made[OFFICE_ID_MAX + 1];
    if (!id && !office_next_id(change->database, kind, made, err)) {
        return false;
    }
    if (!office_store(change->office, change->database, kind, id ? id : made, members,
                      account_of(change->caller), err) ||
        !note_other(change, kind, id ? id : made, id ? "change" : "make", err)) {
        return false;
    }
    if (ret_id) {
        (void)snprintf(ret_id, OFFICE_ID_MAX + 1, "%s", id ? id : made);
    }
    return true;
}

bool office_add_step(struct office_change *change, const char *what, const json_t *more,
                     struct error *err)
{
    char at[CIVIL_TIME_SIZE];
    int64_t now_ms = change->now_ms - change->now_ms % CIVIL_SECOND_MS;
    json_t *history = json_object_get(change->after, "history");
    if (!history) {
        history = json_array();
        if (!office_set(change, "history", history, err)) {
            return false;
        }
    }
    json_t *line = json_pack("{s:s, s:s, s:s}", "at", civil_time_format(now_ms, at), "by",
                             account_of(change->caller), "what", what);
    bool good = line && (!more || json_object_update(line, (json_t *)(uintptr_t)more) == 0);
    if (!good) {
        json_decref(line);
    }
    return (good && json_array_append_new(history, line) == 0) ||
           error_set(err, ERROR_NO_MEMORY, "history: out of memory");
}

bool office_add_history(struct office_change *change, const char *what, const char *comment,
                        struct error *err)
{
    AUTO(json) json_t *more = json_pack("{s:s*}", "comment", comment);
    return more ? office_add_step(change, what, more, err)
                : error_set(err, ERROR_NO_MEMORY, "history: out of memory");
}
