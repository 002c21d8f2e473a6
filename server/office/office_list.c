#include "account_store.h"
#include "approval.h"
#include "civil.h"
#include "entry_store.h"
#include "json.h"
#include "kiosk_store.h"
#include "office_inside.h"
#include <stdio.h>
#include <string.h>

#define UNITS_TEXT_MAX (PERMISSION_GRANTS_MAX * (PERMISSION_UNIT_MAX + 1) + 64)
#define STATES_MAX     32
#define SIEVED_MAX     2000 /* rows that are looked at for a page of a list that is sieved */
#define CURSOR_MAX     (2 * (ENTRY_SORT_MAX + 1 + 2 * HASH_BYTES) + 1)

/* Names of what is named */

struct naming {
    struct database *database;
    json_t *names;
};

static const char *name_member(const char *kind)
{
    return strcmp(kind, "meeting") == 0 ? "title" : "name";
}

/* *ret_name stays NULL where nothing of that kind has a name. */
static bool name_thing(struct database *database, const char *kind, const char *id,
                       json_t **ret_members, const char **ret_name, struct error *err)
{
    const struct office_kind *named = office_kind_find(kind);
    if (named && !office_peek(database, named, id, ret_members, err)) {
        return false;
    }
    *ret_name = named ? office_text(*ret_members, name_member(kind)) : NULL;
    return true;
}

/* An account is nobody's thing: what is told of it is whose name it has. A command's word is none.
 */
static bool name_account(struct database *database, const char *id, struct account *account,
                         const char **ret_name, struct error *err)
{
    bool found;
    if (!account_store_find(database, id, &found, account, err)) {
        return false;
    }
    *ret_name = found ? account->name : NULL;
    return true;
}

/* A kiosk is no kind of the office's either: it is called by where it stands. */
static bool name_kiosk(struct database *database, const char *id, struct kiosk *kiosk,
                       const char **ret_name, struct error *err)
{
    if (!kiosk_store_find(database, id, kiosk, err)) {
        return false;
    }
    *ret_name = kiosk->standing == KIOSK_UNKNOWN ? NULL : kiosk->place;
    return true;
}

static bool add_name(const char *kind, const char *id, const char *path, void *user,
                     struct error *err)
{
    (void)path;
    struct naming *naming = user;
    json_t *of_kind = json_object_get(naming->names, kind);
    AUTO(json) json_t *members = NULL;
    struct account account;
    struct kiosk kiosk;
    const char *name = NULL;
    if (json_object_get(of_kind, id)) {
        return true;
    }
    if (!(strcmp(kind, "account") == 0 ? name_account(naming->database, id, &account, &name, err)
          : strcmp(kind, "kiosk") == 0
              ? name_kiosk(naming->database, id, &kiosk, &name, err)
              : name_thing(naming->database, kind, id, &members, &name, err))) {
        return false;
    }
    if (!name) {
        return true;
    }
    if (!of_kind) {
        of_kind = json_object();
        if (json_object_set_new(naming->names, kind, of_kind) != 0) {
            return error_set(err, ERROR_NO_MEMORY, "names: out of memory");
        }
    }
    return json_object_set_new(of_kind, id, json_string(name)) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "names: out of memory");
}

bool office_add_names(struct database *database, const struct office_kind *kind,
                      const json_t *members, json_t *names, struct error *err)
{
    struct naming naming = {database, names};
    const json_t *history = json_object_get(members, "history");
    for (size_t i = 0; i < json_array_size(history); i++) {
        const char *by = office_text(json_array_get(history, i), "by");
        if (!add_name("account", by, "history", &naming, err)) {
            return false;
        }
    }
    return form_each_link(kind->form, members, add_name, &naming, err);
}

/* One thing */

static bool note_look(struct office *office, const struct office_kind *kind,
                      const struct office_caller *caller, const char *id, const char *detail,
                      struct error *err)
{
    char action[96];
    (void)snprintf(action, sizeof action, "%s.read", kind->name);
    const struct audit_entry entry = {
        .action = action, .kind = kind->name, .id = id, .outcome = AUDIT_DONE, .detail = detail};
    return !(kind->flags & OFFICE_PERSONAL) || !office->settings.audit ||
           audit_note(office->settings.audit, &caller->actor, &entry, err);
}

static bool note_refusal(struct office *office, const struct office_kind *kind,
                         const struct office_caller *caller, const char *id, struct error *err)
{
    char action[96];
    (void)snprintf(action, sizeof action, "%s.read", kind->name);
    const struct audit_entry entry = {
        .action = action, .kind = kind->name, .id = id, .outcome = AUDIT_REFUSED};
    return !office->settings.audit ||
           audit_note(office->settings.audit, &caller->actor, &entry, err);
}

bool office_read(struct office *office, const struct office_kind *kind,
                 const struct office_caller *caller, const char *id,
                 struct office_answer *ret_answer, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO_THING struct office_thing thing = {0};
    bool may;
    *ret_answer = (struct office_answer){.result = OFFICE_NOT_FOUND};
    (void)snprintf(ret_answer->id, sizeof ret_answer->id, "%s", id);
    if (!storage_read(office->settings.storage, &view, err)) {
        return false;
    }
    struct database *database = snapshot_database(view);
    char whole[OFFICE_ID_MAX + 1];
    if (!office_full_id(database, kind, id, whole, err) ||
        !office_thing_find(database, kind, whole, &thing, err)) {
        return false;
    }
    if (!thing.members && !(kind->flags & OFFICE_ONE_ID)) {
        return true;
    }
    if (!thing.members) {
        thing.members = json_object();
        (void)snprintf(thing.revision, sizeof thing.revision, "%s", OFFICE_REVISION_NONE);
    }
    if (!office_may(office, database, kind, caller, PERMISSION_READ, thing.members, &may, err)) {
        return false;
    }
    if (!may) {
        ret_answer->result = OFFICE_DENIED;
        return note_refusal(office, kind, caller, id, err);
    }
    AUTO(json) json_t *names = json_object();
    if (!note_look(office, kind, caller, id, "", err) ||
        !office_thing_json(office, kind, &thing, &ret_answer->value, err) ||
        !office_add_may(office, database, kind, caller, &thing, ret_answer->value, err) ||
        !office_add_names(database, kind, thing.members, names, err)) {
        return false;
    }
    ret_answer->result = OFFICE_DONE;
    return json_object_set(ret_answer->value, "names", names) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "names: out of memory");
}

bool office_reaches(struct office *office, const struct office_kind *kind,
                    const struct office_caller *caller, enum permission_action action,
                    const char *id, enum office_result *ret_result, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(json) json_t *members = NULL;
    bool may = false;
    *ret_result = OFFICE_NOT_FOUND;
    if (!storage_read(office->settings.storage, &view, err) ||
        !office_peek(snapshot_database(view), kind, id, &members, err) ||
        (members &&
         !office_may(office, snapshot_database(view), kind, caller, action, members, &may, err))) {
        return false;
    }
    if (members) {
        *ret_result = may ? OFFICE_DONE : OFFICE_DENIED;
    }
    return true;
}

/* Lists */

/* A cursor is sort key, newline and id as hex: it means nothing to whoever hands it back. */
static void write_cursor(const char *sort, const char *id, char ret_cursor[static CURSOR_MAX])
{
    char text[ENTRY_SORT_MAX + 2 * HASH_BYTES + 2];
    int len = snprintf(text, sizeof text, "%s\n%s", sort, id);
    hash_hex_encode((const uint8_t *)text, (size_t)len < sizeof text ? (size_t)len : 0, ret_cursor);
}

static bool read_cursor(const char *cursor, char *ret_sort, const char **ret_id)
{
    size_t len = strlen(cursor) / 2;
    if (len > ENTRY_SORT_MAX + 2 * HASH_BYTES ||
        !hash_hex_decode(cursor, strlen(cursor), (uint8_t *)ret_sort, len)) {
        return false;
    }
    ret_sort[len] = '\0';
    char *line = strchr(ret_sort, '\n');
    if (!line || !line[1]) {
        return false;
    }
    *line = '\0';
    *ret_id = line + 1;
    return true;
}

struct listing {
    struct office *office;
    struct database *database;
    const struct office_kind *kind;
    const struct office_caller *caller;
    bool sieves; /* the query finds more than the caller may see */
    json_t *items;
    int64_t limit, count; /* rows of this page; some of them may be of what is gone */
    int64_t looked;       /* rows that were looked at */
    bool more;
    bool cut; /* rows were left that nobody has looked at */
    char last_sort[ENTRY_SORT_MAX + 1];
    char last_id[2 * HASH_BYTES + 1];
};

/* Lists are looked over: what is long is told with the thing itself. */
static void shorten(const struct office_kind *kind, json_t *item)
{
    for (const struct form_field *field = kind->form; field->name; field++) {
        if ((field->type == FORM_ROWS || field->type == FORM_IDS) && field->max > 1000) {
            char name[80];
            const json_t *list = json_object_get(item, field->name);
            (void)snprintf(name, sizeof name, "%s_count", field->name);
            (void)json_object_set_new(item, name, json_integer((json_int_t)json_array_size(list)));
            (void)json_object_del(item, field->name); /* −1 where there is none */
        }
    }
}

/* The thing of a row, and whether it is for these eyes. */
static bool look_at(const struct listing *listing, const struct entry_row *row,
                    struct office_thing *thing, bool *ret_there, bool *ret_may, struct error *err)
{
    if (!office_thing_of_row(listing->kind, row, thing, ret_there, err)) {
        return false;
    }
    *ret_may = !listing->sieves;
    return !listing->sieves || !*ret_there ||
           office_may(listing->office, listing->database, listing->kind, listing->caller,
                      PERMISSION_READ, thing->members, ret_may, err);
}

static bool may_look(struct listing *listing)
{
    bool enough = listing->sieves && listing->looked == SIEVED_MAX;
    listing->looked += !enough;
    listing->cut |= enough;
    return !enough;
}

/* What is for other eyes fills no page, and no cursor tells of it. */
static bool add_item(const struct entry_row *row, void *user, struct error *err)
{
    struct listing *listing = user;
    AUTO_THING struct office_thing thing = {0};
    json_t *item = NULL;
    bool there, may;
    if (listing->more || !may_look(listing)) {
        return true;
    }
    if (!look_at(listing, row, &thing, &there, &may, err)) {
        return false;
    }
    listing->more = may && listing->count == listing->limit;
    if (!may || listing->more) {
        return true;
    }
    listing->count++;
    (void)snprintf(listing->last_sort, sizeof listing->last_sort, "%s", row->index.sort);
    (void)snprintf(listing->last_id, sizeof listing->last_id, "%.*s%s",
                   listing->kind->flags & OFFICE_ID_SHORT ? OFFICE_SHORT_ID : OFFICE_ID_MAX,
                   row->id,
                   listing->kind->flags & OFFICE_ID_SHORT ? "~" : ""); /* behind all like it */
    if (!there) {
        return true;
    }
    if (!office_thing_json(listing->office, listing->kind, &thing, &item, err)) {
        return false;
    }
    shorten(listing->kind, item);
    return json_array_append_new(listing->items, item) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "list: out of memory");
}

/* What a list is asked with: the texts that a query borrows. */
struct asking {
    char sort[ENTRY_SORT_MAX + 2 * HASH_BYTES + 1];
    char units[UNITS_TEXT_MAX];
    char unit[PERMISSION_UNIT_MAX + 3];
    char search[TEXT_KEY_MAX + 1];
    struct entry_query query;
    bool any;    /* may the caller see anything at all? */
    bool sieves; /* of what the query finds, some may be for others to decide */
};

/* What the caller may see, as a query understands it. */
static bool set_scope(struct database *database, const struct office_question *question,
                      int64_t now_ms, struct asking *asking, struct error *err)
{
    struct entry_query *query = &asking->query;
    char *units = asking->units;
    const struct permission_holder *holder = question->caller->holder;
    units[0] = '\0';
    query->sees_all = 1;
    asking->any = true;
    if (!holder) {
        return true;
    }
    struct permission_scope scope =
        permission_scope_of(holder, question->kind->resource, PERMISSION_READ);
    query->sees_all = scope.all;
    query->own_staff = scope.own_staff ? scope.own_staff : "";
    query->own_account = scope.own_account ? scope.own_account : "";
    asking->any = !permission_scope_is_empty(&scope);
    size_t len = 0;
    for (size_t i = 0; i < scope.unit_count; i++) {
        len += (size_t)snprintf(units + len, UNITS_TEXT_MAX - len, " %s ", scope.units[i]);
    }
    char led[PERMISSION_UNIT_MAX + 1] = "";
    if (scope.approver && !approval_unit_led_by(database, scope.approver, now_ms, led, err)) {
        return false;
    }
    if (*led) {
        (void)snprintf(units + len, UNITS_TEXT_MAX - len, " %s ", led);
        asking->sieves = !scope.all;
    }
    return true;
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static bool fill_names(struct database *database, const struct listing *listing, json_t *names,
                       struct error *err)
{
    for (size_t i = 0; i < json_array_size(listing->items); i++) {
        if (!office_add_names(database, listing->kind, json_array_get(listing->items, i), names,
                              err)) {
            return false;
        }
    }
    return true;
}

static bool add_count(const char *state, int64_t count, void *user, struct error *err)
{
    return json_object_set_new(user, state, json_integer(count)) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "counts: out of memory");
}

struct tally {
    struct listing *listing;
    json_t *counts;
};

static bool tally_row(const struct entry_row *row, void *user, struct error *err)
{
    const struct tally *tally = user;
    AUTO_THING struct office_thing thing = {0};
    bool there, may;
    if (!may_look(tally->listing)) {
        return true;
    }
    if (!look_at(tally->listing, row, &thing, &there, &may, err)) {
        return false;
    }
    int64_t before = json_integer_value(json_object_get(tally->counts, row->index.state));
    return !may || add_count(row->index.state, before + 1, tally->counts, err);
}

/* Of the whole list, whatever state is asked for: the first page tells them, the others say null.
 * Of one that is sieved, of the first SIEVED_MAX rows: each has to be looked at. */
static bool count_states(struct database *database, const struct entry_query *query,
                         struct listing *listing, json_t **ret_counts, struct error *err)
{
    struct entry_query whole = *query;
    whole.state = "";
    whole.limit = listing->sieves ? SIEVED_MAX + 1 : STATES_MAX;
    *ret_counts = *query->after_id ? json_null() : json_object();
    struct tally tally = {listing, *ret_counts};
    if (*query->after_id) {
        return true;
    }
    listing->looked = 0;
    return listing->sieves ? entry_store_list(database, &whole, tally_row, &tally, err)
                           : entry_store_count(database, &whole, add_count, *ret_counts, err);
}

static bool answer_list(struct database *database, const struct entry_query *query,
                        struct listing *listing, struct office_answer *answer, struct error *err)
{
    char cursor[CURSOR_MAX];
    AUTO(json) json_t *names = json_object();
    AUTO(json) json_t *counts = NULL;
    if (!names || !fill_names(database, listing, names, err) ||
        !count_states(database, query, listing, &counts, err)) {
        return false;
    }
    write_cursor(listing->last_sort, listing->last_id, cursor);
    answer->value = json_pack("{s:O, s:s?, s:O, s:O, s:b}", "items", listing->items, "next",
                              listing->more ? cursor : NULL, "names", names, "counts", counts,
                              "complete", !listing->cut);
    answer->result = OFFICE_DONE;
    return answer->value || error_set(err, ERROR_NO_MEMORY, "list: out of memory");
}

/* cursor_id stands within asking->sort. */
static bool fill_query(struct office *office, struct database *database,
                       const struct office_question *question, const char *cursor_id,
                       struct asking *asking, struct error *err)
{
    AUTO(text_key) struct text_key *keys = NULL;
    int64_t now_ms;
    if (!text_key_create(&keys, err) ||
        !text_key_fold(keys, or_empty(question->search), asking->search, err) ||
        !office_now_ms(office, &now_ms, err)) {
        return false;
    }
    if (question->unit && *question->unit) {
        (void)snprintf(asking->unit, sizeof asking->unit, " %.*s ", PERMISSION_UNIT_MAX,
                       question->unit);
    }
    asking->query = (struct entry_query){
        .kind = question->kind->name,
        .after_sort = asking->sort,
        .after_id = cursor_id,
        .newest_first = question->kind->flags & OFFICE_NEWEST_FIRST ? 1 : 0,
        .search = asking->search,
        .unit = asking->unit,
        .staff = or_empty(question->staff),
        .meeting = or_empty(question->meeting),
        .state = or_empty(question->state),
        .from_day = question->from,
        .to_day = question->to,
        .date = civil_date_of(now_ms),
        .units = asking->units,
        .own_staff = "",
        .own_account = "",
        .limit = question->limit + 1,
    };
    return set_scope(database, question, now_ms, asking, err);
}

bool office_each_seen(struct office *office, const struct office_question *question,
                      entry_visit *on_row, void *user, struct office_answer *ret_answer,
                      struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    struct asking asking = {0};
    *ret_answer = (struct office_answer){.result = OFFICE_DENIED};
    if (!storage_read(office->settings.storage, &view, err) ||
        !fill_query(office, snapshot_database(view), question, "", &asking, err)) {
        return false;
    }
    if (!asking.any) {
        return note_refusal(office, question->kind, question->caller, "", err);
    }
    ret_answer->result = OFFICE_DONE;
    return entry_store_list(snapshot_database(view), &asking.query, on_row, user, err);
}

bool office_list(struct office *office, const struct office_question *question,
                 struct office_answer *ret_answer, struct error *err)
{
    struct asking asking = {0};
    const char *after_id = "";
    *ret_answer =
        (struct office_answer){.result = OFFICE_INVALID, .detail = "cursor: not one of ours"};
    if (question->cursor && !read_cursor(question->cursor, asking.sort, &after_id)) {
        return true;
    }
    AUTO(snapshot) struct snapshot *view = NULL;
    if (!storage_read(office->settings.storage, &view, err)) {
        return false;
    }
    struct database *database = snapshot_database(view);
    if (!fill_query(office, database, question, after_id, &asking, err)) {
        return false;
    }
    if (!asking.any) {
        ret_answer->result = OFFICE_DENIED;
        return note_refusal(office, question->kind, question->caller, "", err);
    }
    if (asking.sieves) {
        asking.query.limit = SIEVED_MAX + 1;
    }
    AUTO(json) json_t *items = json_array();
    struct listing listing = {.office = office,
                              .database = database,
                              .kind = question->kind,
                              .caller = question->caller,
                              .sieves = asking.sieves,
                              .items = items,
                              .limit = question->limit};
    return items && entry_store_list(database, &asking.query, add_item, &listing, err) &&
           note_look(office, question->kind, question->caller, or_empty(question->staff), "list",
                     err) &&
           answer_list(database, &asking.query, &listing, ret_answer, err);
}
