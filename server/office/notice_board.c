#include "notice_board.h"

#include "approval.h"
#include "civil.h"
#include "json.h"
#include "kind_list.h"
#include "notice_store.h"
#include "office_inside.h"
#include "unit_tree_store.h"
#include <stdio.h>
#include <string.h>

#define TOPIC_SIZE    256
#define SUPERIORS_MAX 200 /* who might decide: looked at one by one */
#define KEEP_US       (INT64_C(400) * 24 * 3600 * 1000000) /* longer than a year's affairs last */

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "notices: out of memory");
}

/* Sending */

static bool tell(struct database *database, int64_t no, const char *unit,
                 const struct notice_readers *readers, struct error *err)
{
    const char *except = or_empty(readers->except);
    return (!readers->account ||
            notice_store_tell_account(database, no, readers->account, except, err)) &&
           (!readers->person ||
            notice_store_tell_staff(database, no, readers->person, except, err)) &&
           (!readers->role ||
            notice_store_tell_role(database, no, readers->role, unit, except, err)) &&
           (!readers->rather ||
            notice_store_tell_role(database, no, readers->rather, unit, except, err));
}

/* *ret_no is 0 where it was sent already. */
static bool add(struct office *office, struct database *database, const struct notice *notice,
                int64_t *ret_no, struct error *err)
{
    char topic[TOPIC_SIZE];
    bool is_new;
    AUTO(memory)
    char *detail = notice->detail ? json_dumps(notice->detail, JSON_COMPACT) : strdup("{}");
    if (!detail) {
        return no_memory(err);
    }
    (void)snprintf(topic, sizeof topic, "%s/%s/%s/%s", notice->what, notice->kind, notice->id,
                   notice->stage);
    const struct notice_row row = {.topic = topic,
                                   .what = notice->what,
                                   .kind = notice->kind,
                                   .id = notice->id,
                                   .unit = or_empty(notice->unit),
                                   .staff = or_empty(notice->staff),
                                   .detail = detail,
                                   .sent_utc_us = clock_utc_us(office->settings.clock)};
    if (!notice_store_add(database, &row, &is_new, ret_no, err)) {
        return false;
    }
    *ret_no = is_new ? *ret_no : 0;
    return true;
}

bool notice_board_send(struct office *office, struct database *database,
                       const struct notice *notice, const struct notice_readers *readers,
                       struct error *err)
{
    int64_t no;
    return add(office, database, notice, &no, err) &&
           (no == 0 || tell(database, no, or_empty(notice->unit), readers, err));
}

bool notice_board_tell_attendees(struct office_change *change, const struct notice *notice,
                                 const char *meeting, int64_t *ret_told, struct error *err)
{
    int64_t no;
    *ret_told = 0;
    return add(change->office, change->database, notice, &no, err) &&
           (no == 0 || notice_store_tell_attendees(change->database, no, meeting,
                                                   office_account(change), ret_told, err));
}

/* Each id with a space before and one after it; NULL without memory. */
static char *ids_text(const json_t *people)
{
    const char *staff;
    json_t *value;
    size_t size = 1, len = 0;
    json_object_foreach((json_t *)(uintptr_t)people, staff, value)
    {
        size += strlen(staff) + 2;
    }
    char *text = malloc(size);
    if (!text) {
        return NULL;
    }
    text[0] = '\0';
    json_object_foreach((json_t *)(uintptr_t)people, staff, value)
    {
        len += (size_t)snprintf(text + len, size - len, " %s ", staff);
    }
    return text;
}

bool notice_board_tell_people(struct office_change *change, const struct notice *notice,
                              const json_t *people, int64_t *ret_told, struct error *err)
{
    int64_t no;
    *ret_told = 0;
    if (json_object_size(people) == 0) {
        return true;
    }
    AUTO(memory) char *ids = ids_text(people);
    if (!ids) {
        return no_memory(err);
    }
    return add(change->office, change->database, notice, &no, err) &&
           (no == 0 || notice_store_tell_people(change->database, no, ids, office_account(change),
                                                ret_told, err));
}

/* Requests */

/* Who belongs above the one who asks; collected first: nothing is written under what reads. */
struct superiors {
    size_t count;
    char staff[SUPERIORS_MAX][ACCOUNT_STAFF_MAX + 1];
};

static bool add_superior(const char *staff, void *user, struct error *err)
{
    struct superiors *superiors = user;
    (void)err; /* the statement gives no more than there is room for */
    (void)snprintf(superiors->staff[superiors->count++], sizeof superiors->staff[0], "%s", staff);
    return true;
}

static bool ask_superiors(struct office_change *change, int64_t no, const char *unit,
                          struct error *err)
{
    struct superiors superiors = {0};
    if (!notice_store_each_superior(change->database, unit, civil_date_of(change->now_ms),
                                    SUPERIORS_MAX, add_superior, &superiors, err)) {
        return false;
    }
    for (size_t i = 0; i < superiors.count; i++) {
        bool decides;
        if (!approval_is_by(change->database, change->kind, change->after, superiors.staff[i],
                            change->now_ms, &decides, err) ||
            (decides && !notice_store_tell_staff(change->database, no, superiors.staff[i],
                                                 office_account(change), err))) {
            return false;
        }
    }
    return true;
}

static bool add_request(struct office_change *change, const char *what, const char *unit,
                        const char *stage, int64_t *ret_no, struct error *err)
{
    const struct office_index *by = &change->kind->index;
    AUTO(json)
    json_t *detail =
        json_pack("{s:s, s:s*, s:s*}", "state", office_text(change->after, "state"), "from",
                  json_string_value(json_object_get(change->after, by->from)), "meeting",
                  json_string_value(json_object_get(change->after, "meeting")));
    const struct notice notice = {.what = what,
                                  .kind = change->kind->name,
                                  .id = change->id,
                                  .stage = stage,
                                  .unit = unit,
                                  .staff = office_text(change->after, by->staff),
                                  .detail = detail};
    return detail ? add(change->office, change->database, &notice, ret_no, err) : no_memory(err);
}

static bool ask_organizer(struct office_change *change, int64_t no, struct error *err)
{
    AUTO(json) json_t *meeting = NULL;
    if (!office_peek(change->database, &meeting_kind, office_text(change->after, "meeting"),
                     &meeting, err)) {
        return false;
    }
    return notice_store_tell_account(change->database, no, office_text(meeting, "organizer"),
                                     office_account(change), err);
}

bool notice_board_ask(struct office_change *change, struct error *err)
{
    char unit[PERMISSION_UNIT_MAX + 1];
    int64_t no;
    const char *staff = office_text(change->after, change->kind->index.staff);
    if (change->before) {
        return true;
    }
    if (!unit_tree_store_unit_of(change->database, staff, civil_date_of(change->now_ms), unit,
                                 sizeof unit, err) ||
        !add_request(change, "approval_asked", unit, "asked", &no, err)) {
        return false;
    }
    if (no == 0) {
        return true;
    }
    if (change->kind->resource == PERMISSION_MEETING_REQUEST) {
        return ask_organizer(change, no, err);
    }
    return notice_store_tell_role(change->database, no, "clerk", unit, office_account(change),
                                  err) &&
           ask_superiors(change, no, unit, err);
}

bool notice_board_tell_decision(struct office_change *change, struct error *err)
{
    int64_t no;
    const char *staff = office_text(change->after, change->kind->index.staff);
    const struct notice_readers readers = {.account = office_text(change->after, "requested_by"),
                                           .person = staff,
                                           .except = office_account(change)};
    return add_request(change, "approval_decided", NULL, office_text(change->after, "state"), &no,
                       err) &&
           (no == 0 || tell(change->database, no, "", &readers, err));
}

/* Reading */

struct listing {
    struct database *database;
    const struct office *office;
    json_t *items, *names;
    int64_t limit, last_no;
    bool more;
};

static bool add_name(struct listing *listing, const struct office_kind *kind, const char *id,
                     struct error *err)
{
    AUTO(json) json_t *members = NULL;
    json_t *of_kind = json_object_get(listing->names, kind->name);
    if (!*id || json_object_get(of_kind, id)) {
        return true;
    }
    if (!office_peek(listing->database, kind, id, &members, err)) {
        return false;
    }
    if (!of_kind) {
        of_kind = json_object();
        if (json_object_set_new(listing->names, kind->name, of_kind) != 0) {
            return no_memory(err);
        }
    }
    return json_object_set_new(of_kind, id, json_string(office_text(members, "name"))) == 0 ||
           no_memory(err);
}

/* The time on the site's clock, to the second; null for never. */
static bool put_time(const struct listing *listing, json_t *item, const char *name, int64_t utc_us,
                     struct error *err)
{
    char text[CIVIL_TIME_SIZE];
    int64_t local_ms = 0;
    if (utc_us > 0 && !office_local_ms(listing->office, utc_us, &local_ms, err)) {
        return false;
    }
    local_ms -= local_ms % CIVIL_SECOND_MS;
    json_t *value = utc_us > 0 ? json_string(civil_time_format(local_ms, text)) : json_null();
    return json_object_set_new(item, name, value) == 0 || no_memory(err);
}

static bool add_notice(const struct notice_row *row, void *user, struct error *err)
{
    struct listing *listing = user;
    AUTO(json) json_t *detail = NULL;
    if ((int64_t)json_array_size(listing->items) == listing->limit) {
        listing->more = true;
        return true;
    }
    listing->last_no = row->no;
    if (!json_parse(row->detail, strlen(row->detail), "notice", &detail, err)) {
        return false;
    }
    json_t *item = json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:O}", "no", (json_int_t)row->no,
                             "what", row->what, "kind", row->kind, "id", row->id, "unit", row->unit,
                             "staff", row->staff, "detail", detail);
    if (!item || json_array_append_new(listing->items, item) != 0) {
        return no_memory(err);
    }
    return put_time(listing, item, "at", row->sent_utc_us, err) &&
           put_time(listing, item, "read_at", row->read_utc_us, err) &&
           add_name(listing, &unit_kind, row->unit, err) &&
           add_name(listing, &staff_kind, row->staff, err);
}

bool notice_board_list(struct office *office, const struct notice_page *page, json_t **ret_list,
                       struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(json) json_t *items = json_array();
    AUTO(json) json_t *names = json_object();
    int64_t unread;
    if (!items || !names) {
        return no_memory(err);
    }
    if (!storage_read(office->settings.storage, &view, err)) {
        return false;
    }
    struct listing listing = {.database = snapshot_database(view),
                              .office = office,
                              .items = items,
                              .names = names,
                              .limit = page->limit};
    const struct notice_question question = {page->account, page->before_no, page->unread,
                                             page->limit + 1};
    if (!notice_store_each(listing.database, &question, add_notice, &listing, err) ||
        !notice_store_count_unread(listing.database, page->account, &unread, err)) {
        return false;
    }
    json_t *next = listing.more ? json_integer(listing.last_no) : json_null();
    *ret_list = json_pack("{s:O, s:I, s:o, s:O}", "items", items, "unread", (json_int_t)unread,
                          "next", next, "names", names);
    return *ret_list || no_memory(err);
}

/* Ticking off */

struct marking {
    struct office *office;
    const char *account;
    int64_t no;
    bool found;
};

static bool run_mark(struct database *database, void *user, struct error *err)
{
    struct marking *marking = user;
    int64_t count;
    int64_t now = clock_utc_us(marking->office->settings.clock);
    bool all = marking->no == NOTICE_ALL;
    marking->found = true;
    return (all ||
            notice_store_has(database, marking->account, marking->no, &marking->found, err)) &&
           notice_store_mark(database, marking->account, marking->no, all ? INT64_MAX : marking->no,
                             now, &count, err);
}

bool notice_board_mark(struct office *office, const char *account, int64_t no, bool *ret_found,
                       struct error *err)
{
    struct marking marking = {.office = office, .account = account, .no = no};
    bool good = storage_write(office->settings.storage, run_mark, &marking, err);
    *ret_found = marking.found;
    return good;
}

static bool run_forget(struct database *database, void *user, struct error *err)
{
    const struct office *office = user;
    return notice_store_forget(database, clock_utc_us(office->settings.clock) - KEEP_US, err);
}

bool notice_board_sweep(struct office *office, struct error *err)
{
    return storage_write(office->settings.storage, run_forget, office, err);
}
