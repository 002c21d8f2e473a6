#include "difference_list.h"

#include "civil.h"
#include "difference_store.h"
#include "document_store.h"
#include "json.h"
#include "received_store.h"
#include "time_zone.h"
#include <stdio.h>
#include <string.h>

/* What one answer is made with, all of one snapshot. */
struct answering {
    const struct verdict_question *question;
    struct snapshot *snapshot;
    struct fact_loan *loan;
    struct time_zone *zone;
    json_t *list;
    bool more;
};

static void answering_finish(struct answering *answering)
{
    json_decref(answering->list);
    time_zone_destroy(answering->zone);
    fact_loan_destroy(answering->loan);
    snapshot_destroy(answering->snapshot);
}

#define AUTO_ANSWERING __attribute__((cleanup(answering_finish)))

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "list of differences: out of memory");
}

static json_t *time_json(const struct answering *answering, int64_t utc_us)
{
    char text[CIVIL_TIME_SIZE];
    return json_string(civil_time_format(time_zone_local_ms(answering->zone, utc_us), text));
}

/* The moment of the tap as the server knows it: the kiosk's clock and its offset. */
static bool explain_tap(const struct answering *answering, json_t *cause, struct error *err)
{
    char kiosk[TAP_RECORD_ID_MAX + 1];
    char line[TAP_RECORD_LINE_MAX + 1];
    struct record_place place = {.kiosk = kiosk};
    struct tap_record record;
    size_t len;
    bool found;
    const char *id = json_string_value(json_object_get(cause, "id"));
    if (!id || !tap_record_parse_id(id, kiosk, &place.epoch, &place.seq)) {
        return error_set(err, ERROR_INVALID, "difference: %.80s is not a tap", id ? id : "nothing");
    }
    if (!received_store_read(snapshot_database(answering->snapshot), &place, &found, line, &len,
                             err)) {
        return false;
    }
    if (!found) {
        return true;
    }
    int64_t at_utc_us;
    if (!tap_record_decode(line, len, &record, err)) {
        return false;
    }
    at_utc_us = record.at_utc_us + record.clock_offset_us;
    return (json_object_set_new(cause, "kiosk", json_string(kiosk)) == 0 &&
            json_object_set_new(cause, "at", time_json(answering, at_utc_us)) == 0) ||
           no_memory(err);
}

static bool explain_fact(const struct answering *answering, json_t *cause, struct error *err)
{
    int64_t revision = json_integer_value(json_object_get(cause, "revision"));
    char author[DOCUMENT_AUTHOR_SIZE];
    int64_t recorded_utc_us;
    bool found;
    if (!document_store_read_author(snapshot_database(answering->snapshot), revision, &found,
                                    author, &recorded_utc_us, err)) {
        return false;
    }
    return !found ||
           (json_object_set_new(cause, "author", json_string(author)) == 0 &&
            json_object_set_new(cause, "recorded_at", time_json(answering, recorded_utc_us)) ==
                0) ||
           no_memory(err);
}

static bool explain(const struct answering *answering, json_t *causes, struct error *err)
{
    for (size_t i = 0; i < json_array_size(causes); i++) {
        json_t *cause = json_array_get(causes, i);
        const char *kind = json_string_value(json_object_get(cause, "kind"));
        bool good = kind && strcmp(kind, "tap") == 0 ? explain_tap(answering, cause, err)
                                                     : explain_fact(answering, cause, err);
        if (!good) {
            return false;
        }
    }
    return true;
}

static bool parse_stored(const char *text, json_t **ret_value, struct error *err)
{
    if (!text) {
        *ret_value = json_null();
        return true;
    }
    return json_parse(text, strlen(text), "difference", ret_value, err);
}

static bool add_difference(struct answering *answering, const struct difference *difference,
                           struct error *err)
{
    AUTO(json) json_t *before = NULL;
    AUTO(json) json_t *after = NULL;
    AUTO(json) json_t *causes = NULL;
    if (!parse_stored(difference->old_verdict, &before, err) ||
        !parse_stored(difference->new_verdict, &after, err) ||
        !parse_stored(difference->causes, &causes, err) || !explain(answering, causes, err)) {
        return false;
    }
    char date[CIVIL_DATE_SIZE];
    json_t *made = json_pack("{s:s, s:s, s:O, s:O, s:O, s:o}", "date",
                             civil_date_format(difference->date, date), "staff", difference->staff,
                             "before", before, "after", after, "causes", causes, "changed_at",
                             time_json(answering, difference->changed_utc_us));
    bool of_meeting = difference->meeting[0] != '\0';
    json_t *subject =
        of_meeting ? json_string(difference->meeting) : json_integer(difference->session);
    bool good = made && json_object_set_new(made, of_meeting ? "meeting" : "session", subject) == 0;
    if (!made) {
        json_decref(subject);
    }
    if (!good) {
        json_decref(made);
        return no_memory(err);
    }
    return json_array_append_new(answering->list, made) == 0 || no_memory(err);
}

static bool is_allowed(const struct answering *answering, const struct difference *difference)
{
    const struct facts_staff *staff =
        facts_find_staff(fact_loan_facts(answering->loan), difference->staff);
    const struct membership *membership =
        staff ? person_membership(&staff->person, difference->date) : NULL;
    const struct staff_sieve_subject subject = {
        difference->staff, membership ? membership->unit : "", difference->meeting};
    return staff_sieve_holds(answering->question->sieve, &subject);
}

static bool on_difference(const struct difference *difference, void *user, struct error *err)
{
    struct answering *answering = user;
    int64_t as_of_ms = answering->question->as_of_ms;
    if ((as_of_ms != MONTH_SOURCE_NOW &&
         time_zone_local_ms(answering->zone, difference->changed_utc_us) > as_of_ms) ||
        difference->changed_utc_us <= answering->question->since_utc_us ||
        !is_allowed(answering, difference)) {
        return true;
    }
    if (json_array_size(answering->list) == DIFFERENCE_LIST_MAX) {
        answering->more = true;
        return true;
    }
    return add_difference(answering, difference, err);
}

bool difference_list(const struct month_source *source, const struct verdict_question *question,
                     json_t **ret_answer, struct error *err)
{
    AUTO_ANSWERING struct answering answering = {.question = question, .list = json_array()};
    if (!storage_read(source->storage, &answering.snapshot, err) ||
        !fact_cache_take(source->cache, snapshot_database(answering.snapshot), &answering.loan,
                         err)) {
        return false;
    }
    const struct facts_site *site = facts_site(fact_loan_facts(answering.loan));
    const struct difference_question asked = {question->first, question->last, question->staff};
    if (!time_zone_create(site->timezone, &answering.zone, err) ||
        !difference_store_each(snapshot_database(answering.snapshot), &asked, on_difference,
                               &answering, err)) {
        return false;
    }
    json_t *answer = json_pack("{s:O, s:b}", "differences", answering.list, "more", answering.more);
    if (!answer) {
        return no_memory(err);
    }
    *ret_answer = answer;
    return true;
}
