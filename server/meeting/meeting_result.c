#include "meeting_result.h"

#include "civil.h"
#include "json.h"
#include "meeting_publication.h"
#include "meeting_turnout.h"
#include "publication.h"
#include "verdict_list.h"
#include <string.h>

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "result: out of memory");
}

/* What one question is answered from. */
struct reading {
    const struct meeting_result_question *question;
    struct database *database;
    bool whole;           /* every row is for these eyes */
    const json_t *held;   /* the meeting with its verdicts of now */
    json_t *now;          /* {staff: row} */
    json_t *publications; /* the newest first */
    json_t *rows, *names;
    json_int_t changed;
};

static void reading_finish(struct reading *reading)
{
    json_decref(reading->now);
    json_decref(reading->publications);
    json_decref(reading->rows);
}

#define AUTO_READING __attribute__((cleanup(reading_finish)))

static bool lets_see(const struct reading *reading, const json_t *row)
{
    const struct staff_sieve_subject subject = {office_text(row, "staff"), office_text(row, "unit"),
                                                reading->question->meeting};
    return reading->whole || staff_sieve_holds(reading->question->sieve, &subject);
}

static bool read_now(struct reading *reading, struct error *err)
{
    const json_t *results = json_object_get(reading->held, "results");
    for (size_t i = 0; i < json_array_size(results); i++) {
        json_t *row = meeting_publication_row(json_array_get(results, i));
        if (json_object_set_new(reading->now, office_text(row, "staff"), row) != 0) {
            return no_memory(err);
        }
    }
    return true;
}

/* Somebody who was on the list then and is no longer has a name all the same. */
static bool add_name(struct reading *reading, const char *staff, struct error *err)
{
    json_t *people = json_object_get(reading->names, "staff");
    AUTO(json) json_t *members = NULL;
    if (!*staff || json_object_get(people, staff)) {
        return true;
    }
    if (!office_peek(reading->database, office_kind_find("staff"), staff, &members, err)) {
        return false;
    }
    return json_object_set_new(people, staff, json_string(office_text(members, "name"))) == 0 ||
           no_memory(err);
}

static bool same_result(const json_t *one, const json_t *other)
{
    static const char *const compared[] = {"result", "late_min",   "early_min",
                                           "flags",  "substitute", NULL};
    for (size_t i = 0; compared[i]; i++) {
        const json_t *a = json_object_get(one, compared[i]);
        const json_t *b = json_object_get(other, compared[i]);
        if ((a || b) && !(a && b && json_equal(a, b))) {
            return false;
        }
    }
    return true;
}

static bool append(struct reading *reading, json_t *row, json_t *now, struct error *err)
{
    AUTO(json) json_t *owned = row;
    reading->changed += now != NULL;
    return (owned && (!now || json_object_set(owned, "now", now) == 0) &&
            json_array_append(reading->rows, owned) == 0) ||
           no_memory(err);
}

/* As it was published, with what it is by now. */
static bool add_published(struct reading *reading, json_t *row, struct error *err)
{
    const char *staff = office_text(row, "staff");
    json_t *now = json_object_get(reading->now, staff);
    AUTO(json) json_t *gone = json_null();
    if (!lets_see(reading, row)) {
        return true;
    }
    return add_name(reading, staff, err) &&
           add_name(reading, office_text(row, "substitute"), err) &&
           append(reading, json_copy(row),
                  !now                    ? gone
                  : same_result(row, now) ? NULL
                                          : now,
                  err);
}

/* Who has come to the list since. */
static bool add_newcomers(struct reading *reading, const json_t *published, struct error *err)
{
    AUTO(json) json_t *there = json_object();
    for (size_t i = 0; there && i < json_array_size(published); i++) {
        const char *staff = office_text(json_array_get(published, i), "staff");
        if (json_object_set_new(there, staff, json_true()) != 0) {
            return no_memory(err);
        }
    }
    const char *staff;
    json_t *now;
    json_object_foreach(reading->now, staff, now)
    {
        if (!there || json_object_get(there, staff) || !lets_see(reading, now)) {
            continue;
        }
        json_t *row = json_pack("{s:s, s:s*}", "staff", staff, "unit",
                                json_string_value(json_object_get(now, "unit")));
        if (!append(reading, row, now, err)) {
            return false;
        }
    }
    return there || no_memory(err);
}

static bool add_rows(struct reading *reading, const json_t *publication, struct error *err)
{
    const json_t *published = json_object_get(publication, "results");
    if (strcmp(office_text(publication, "state"), "published") != 0) {
        return true;
    }
    for (size_t i = 0; i < json_array_size(published); i++) {
        if (!add_published(reading, json_array_get(published, i), err)) {
            return false;
        }
    }
    return add_newcomers(reading, published, err);
}

/* Without what is long. */
static json_t *head_of(const json_t *publication)
{
    json_t *head = json_copy((json_t *)(uintptr_t)publication);
    (void)json_object_del(head, "results");  /* it has them, as it has … */
    (void)json_object_del(head, "walk_ins"); /* … these */
    return head;
}

static json_t *walk_ins_of(struct reading *reading, const json_t *publication, struct error *err)
{
    const json_t *ids = json_object_get(publication, "walk_ins");
    AUTO(json) json_t *shown = json_array();
    bool stands = strcmp(office_text(publication, "state"), "published") == 0;
    for (size_t i = 0; shown && stands && reading->whole && i < json_array_size(ids); i++) {
        json_t *id = json_array_get(ids, i);
        if (!add_name(reading, json_string_value(id), err) || json_array_append(shown, id) != 0) {
            return NULL;
        }
    }
    return TAKE(shown);
}

static bool add_earlier(const struct reading *reading, json_t *answer, struct error *err)
{
    AUTO(json) json_t *earlier = json_array();
    for (size_t i = 1; earlier && i < json_array_size(reading->publications); i++) {
        json_t *head = head_of(json_array_get(reading->publications, i));
        if (json_array_append_new(earlier, head) != 0) {
            return no_memory(err);
        }
    }
    return (earlier && json_object_set(answer, "earlier", earlier) == 0) || no_memory(err);
}

/* Of the people who published it, then and before. */
static bool name_publishers(struct reading *reading, const json_t *answer, struct error *err)
{
    const struct office_kind *kind = office_kind_find("publication");
    const json_t *newest = json_object_get(answer, "publication");
    const json_t *earlier = json_object_get(answer, "earlier");
    for (size_t i = 0; i < json_array_size(earlier); i++) {
        if (!office_add_names(reading->database, kind, json_array_get(earlier, i), reading->names,
                              err)) {
            return false;
        }
    }
    return !json_is_object(newest) ||
           office_add_names(reading->database, kind, newest, reading->names, err);
}

static bool fill_answer(struct reading *reading, const char *as_of, json_t **ret_answer,
                        struct error *err)
{
    AUTO(json) json_t *members = NULL;
    const json_t *newest = json_array_get(reading->publications, 0);
    const json_t *shown = newest ? newest : reading->held;
    if (!office_peek(reading->database, office_kind_find("meeting"), reading->question->meeting,
                     &members, err) ||
        !add_rows(reading, newest, err)) {
        return false;
    }
    const char *room = json_string_value(json_object_get(newest ? newest : members, "room"));
    json_t *walk_ins = walk_ins_of(reading, newest, err);
    AUTO(json)
    json_t *answer = json_pack(
        "{s:s, s:s, s:s, s:s, s:s*, s:s, s:o, s:O, s:o, s:I, s:b, s:O, s:o}", "meeting",
        reading->question->meeting, "title", office_text(shown, "title"), "start",
        office_text(shown, "start"), "end", office_text(shown, "end"), "room", room, "as_of", as_of,
        "publication", newest ? head_of(newest) : json_null(), "results", reading->rows, "walk_ins",
        walk_ins, "changed", reading->changed, "whole", reading->whole, "names", reading->names,
        "counts", meeting_turnout_count(reading->rows));
    if (!answer) {
        return walk_ins ? no_memory(err) : false;
    }
    if (!add_earlier(reading, answer, err) || !name_publishers(reading, answer, err)) {
        return false;
    }
    *ret_answer = TAKE(answer);
    return true;
}

/* Has the caller anybody in it, by what their roles reach? */
static bool reaches_any(const struct reading *reading)
{
    const char *staff;
    json_t *row;
    json_object_foreach(reading->now, staff, row)
    {
        if (lets_see(reading, row)) {
            return true;
        }
    }
    return false;
}

bool meeting_result_read(const struct meeting_desk *desk,
                         const struct meeting_result_question *question,
                         enum office_result *ret_result, json_t **ret_answer, struct error *err)
{
    const struct verdict_question verdicts = {.as_of_ms = MONTH_SOURCE_NOW,
                                              .meeting = question->meeting};
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(json) json_t *now = NULL;
    AUTO_READING struct reading reading = {
        .question = question, .now = json_object(), .rows = json_array()};
    if (!reading.now || !reading.rows) {
        return no_memory(err);
    }
    if (!office_reaches(desk->office, office_kind_find("meeting"), question->caller,
                        PERMISSION_READ, question->meeting, ret_result, err)) {
        return false;
    }
    if (*ret_result == OFFICE_NOT_FOUND) {
        return true;
    }
    reading.whole = *ret_result == OFFICE_DONE;
    if (!verdict_list_meetings(desk->months, &verdicts, &now, err) ||
        !storage_read(desk->storage, &view, err) ||
        !publication_read_all(snapshot_database(view), question->meeting, &reading.publications,
                              err)) {
        return false;
    }
    reading.database = snapshot_database(view);
    reading.held = json_array_get(json_object_get(now, "meetings"), 0);
    reading.names = json_object_get(now, "names");
    if (!read_now(&reading, err)) {
        return false;
    }
    if (!reading.whole && !reaches_any(&reading)) {
        return true;
    }
    *ret_result = OFFICE_DONE;
    return fill_answer(&reading, office_text(now, "as_of"), ret_answer, err);
}
