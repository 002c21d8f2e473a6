#include "verdict_list.h"

#include "civil.h"
#include "json.h"
#include "meeting_judging.h"
#include "meeting_turnout.h"
#include "person_tap_store.h"
#include "verdict_json.h"
#include "verdict_names.h"
#include "verdict_store.h"
#include "walk_in_list.h"
#include <string.h>

/* What one question is answered with, all of one snapshot. */
struct answering {
    const struct verdict_question *question;
    struct snapshot *snapshot;
    struct fact_loan *loan;
    struct tap_array *taps;
    struct day_judging judging;
    struct completeness completeness;
};

static void answering_finish(struct answering *answering)
{
    completeness_finish(&answering->completeness);
    tap_array_destroy(answering->taps);
    fact_loan_destroy(answering->loan);
    snapshot_destroy(answering->snapshot);
}

#define AUTO_ANSWERING __attribute__((cleanup(answering_finish)))

static bool answering_init(struct answering *answering, const struct month_source *source,
                           const struct verdict_question *question, struct error *err)
{
    *answering = (struct answering){.question = question};
    if (!storage_read(source->storage, &answering->snapshot, err) ||
        !fact_cache_take(source->cache, snapshot_database(answering->snapshot), &answering->loan,
                         err) ||
        !tap_array_create(&answering->taps, err)) {
        return false;
    }
    answering->judging = (struct day_judging){
        .database = snapshot_database(answering->snapshot),
        .facts = fact_loan_facts(answering->loan),
        .now_ms = question->as_of_ms,
        .taps = answering->taps,
    };
    return completeness_read(&answering->completeness, answering->judging.database,
                             answering->judging.facts, err) &&
           (question->as_of_ms != MONTH_SOURCE_NOW ||
            judging_local_ms(answering->judging.facts, clock_utc_us(source->clock),
                             &answering->judging.now_ms, err));
}

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "list of verdicts: out of memory");
}

static bool finish_answer(const struct answering *answering, const char *key, json_t *list,
                          json_t **ret_answer, struct error *err)
{
    char as_of[CIVIL_TIME_SIZE];
    AUTO(json) json_t *names = NULL;
    if (!verdict_names_of(list, answering->judging.facts, answering->judging.database, &names,
                          err)) {
        return false;
    }
    json_t *answer =
        json_pack("{s:s, s:O, s:O}", "as_of", civil_time_format(answering->judging.now_ms, as_of),
                  key, list, "names", names);
    if (!answer) {
        return no_memory(err);
    }
    *ret_answer = answer;
    return true;
}

static bool is_asked_for(const struct verdict_question *question, const char *staff)
{
    return !question->staff || strcmp(question->staff, staff) == 0;
}

/* meeting "": a day's work. */
static bool lets_see(const struct verdict_question *question, const struct facts_staff *staff,
                     int32_t date, const char *meeting)
{
    const struct membership *membership = person_membership(&staff->person, date);
    const struct staff_sieve_subject subject = {staff->id, membership ? membership->unit : "",
                                                meeting};
    return staff_sieve_holds(question->sieve, &subject);
}

/* A breach is provisional while a tap that could lift it may still come: "waiting_for" has the
 * kiosks that owe it. Takes the verdict over. */
static bool append_verdict(const struct answering *answering, json_t *list, json_t *verdict,
                           bool (*owes)(const struct kiosk_watermark *kiosk, const void *user),
                           const void *user)
{
    AUTO(json) json_t *owned = verdict;
    AUTO(json) json_t *kiosks = json_array();
    for (size_t i = 0; i < answering->completeness.count; i++) {
        const struct kiosk_watermark *kiosk = &answering->completeness.kiosks[i];
        if (owes(kiosk, user) && json_array_append_new(kiosks, json_string(kiosk->kiosk)) != 0) {
            return false;
        }
    }
    bool provisional = json_array_size(kiosks) > 0;
    return owned && json_object_set_new(owned, "provisional", json_boolean(provisional)) == 0 &&
           json_object_set(owned, "waiting_for", kiosks) == 0 &&
           json_array_append(list, owned) == 0;
}

/* Days */

/* With the unit of the date; NULL where memory has run out. */
static json_t *with_unit(json_t *verdict, const struct facts_staff *staff, int32_t date)
{
    AUTO(json) json_t *owned = verdict;
    struct error err;
    return owned && verdict_names_set_unit(owned, staff, date, &err) ? TAKE(owned) : NULL;
}

static json_t *session_json(const struct facts_staff *staff, const struct session_verdict *verdict)
{
    return with_unit(verdict_json_session(staff->id, verdict), staff, verdict->date);
}

struct owed_session {
    const struct session_verdict *verdict;
    int64_t now_ms;
};

static bool owes_session(const struct kiosk_watermark *kiosk, const void *user)
{
    const struct owed_session *owed = user;
    int64_t until_ms = owed->verdict->reason.window_to_ms;
    return completeness_is_breach(owed->verdict->status) &&
           completeness_owes(kiosk, NULL, until_ms < owed->now_ms ? until_ms : owed->now_ms);
}

static bool append_days_of(struct answering *answering, const struct facts_staff *staff,
                           json_t *list, struct error *err)
{
    const struct verdict_question *question = answering->question;
    struct person_facts facts;
    if (!day_judging_load(&answering->judging, staff, question->first, question->last, &facts,
                          err)) {
        return false;
    }
    for (int32_t date = question->first; date <= question->last; date++) {
        if (!lets_see(question, staff, date, "")) {
            continue;
        }
        struct session_verdict verdicts[VERDICT_DAY_SESSIONS_MAX];
        size_t count = work_day_judge(&facts, date, verdicts, VERDICT_DAY_SESSIONS_MAX);
        for (size_t i = 0; i < count && i < VERDICT_DAY_SESSIONS_MAX; i++) {
            const struct owed_session owed = {&verdicts[i], answering->judging.now_ms};
            if (!append_verdict(answering, list, session_json(staff, &verdicts[i]), owes_session,
                                &owed)) {
                return no_memory(err);
            }
        }
    }
    return true;
}

bool verdict_list_days(const struct month_source *source, const struct verdict_question *question,
                       json_t **ret_answer, struct error *err)
{
    AUTO_ANSWERING struct answering answering;
    if (!answering_init(&answering, source, question, err)) {
        return false;
    }
    const struct facts *facts = answering.judging.facts;
    AUTO(json) json_t *list = json_array();
    for (size_t i = 0; i < facts_staff_count(facts); i++) {
        const struct facts_staff *staff = facts_staff_at(facts, i);
        if (is_asked_for(question, staff->id) && !append_days_of(&answering, staff, list, err)) {
            return false;
        }
    }
    return finish_answer(&answering, "days", list, ret_answer, err);
}

/* Meetings */

struct result_list {
    json_t *results;
    const struct answering *answering;
    const struct meeting *meeting;
    bool out_of_memory;
};

struct owed_result {
    const struct attendee_verdict *verdict;
    const struct meeting *meeting;
    const struct answering *answering;
};

static bool owes_result(const struct kiosk_watermark *kiosk, const void *user)
{
    const struct owed_result *owed = user;
    const struct day_judging *judging = &owed->answering->judging;
    int64_t from_ms, to_ms;
    meeting_tap_span(owed->meeting, facts_policy(judging->facts), &from_ms, &to_ms);
    return completeness_is_meeting_breach(owed->verdict) &&
           completeness_owes(kiosk, owed->meeting,
                             to_ms < judging->now_ms ? to_ms : judging->now_ms);
}

static json_t *attendee_json(const struct verdict_question *question,
                             const struct facts_staff *staff,
                             const struct attendee_verdict *verdict, const struct meeting *meeting)
{
    json_t *object = verdict_json_attendee(staff->id, verdict);
    bool may_mark = meeting_turnout_may_mark(verdict->result) &&
                    !(question->asker && strcmp(question->asker, staff->id) == 0);
    if (object && json_object_set_new(object, "may_mark", json_boolean(may_mark)) != 0) {
        json_decref(object);
        return NULL;
    }
    return with_unit(object, staff, civil_date_of(meeting->start_ms));
}

static void append_result(const struct facts_staff *staff, const struct attendee_verdict *verdict,
                          void *user)
{
    struct result_list *list = user;
    const struct verdict_question *question = list->answering->question;
    const struct owed_result owed = {verdict, list->meeting, list->answering};
    if (is_asked_for(question, staff->id) &&
        lets_see(question, staff, civil_date_of(list->meeting->start_ms), list->meeting->id) &&
        !append_verdict(list->answering, list->results,
                        attendee_json(question, staff, verdict, list->meeting), owes_result,
                        &owed)) {
        list->out_of_memory = true;
    }
}

static void sieve_walk_ins(const struct answering *answering, const struct meeting *meeting,
                           json_t *walk_ins)
{
    int32_t date = civil_date_of(meeting->start_ms);
    for (size_t i = json_array_size(walk_ins); answering->question->sieve && i-- > 0;) {
        const char *id = json_string_value(json_object_get(json_array_get(walk_ins, i), "staff"));
        const struct facts_staff *staff = facts_find_staff(answering->judging.facts, id);
        if (!staff || !lets_see(answering->question, staff, date, meeting->id)) {
            (void)json_array_remove(walk_ins, i); /* it is there */
        }
    }
}

static bool append_meeting(struct answering *answering, const struct facts_meeting *meeting,
                           json_t *list, struct error *err)
{
    const struct meeting *held = &meeting->meeting;
    AUTO(json) json_t *results = json_array();
    AUTO(json) json_t *walk_ins = json_array();
    const struct verdict_question *question = answering->question;
    struct result_list found = {results, answering, held, false};
    if (!held->cancelled &&
        (!meeting_judging_each(&answering->judging, meeting, append_result, &found, err) ||
         !walk_in_list_append(&answering->judging, meeting, walk_ins, err))) {
        return false;
    }
    sieve_walk_ins(answering, held, walk_ins);
    const struct staff_sieve_subject itself = {"", "", held->id};
    if (json_array_size(results) == 0 && json_array_size(walk_ins) == 0 &&
        !staff_sieve_holds(question->sieve, &itself)) {
        return true;
    }
    char start[CIVIL_TIME_SIZE];
    char end[CIVIL_TIME_SIZE];
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:s, s:b, s:O, s:O, s:o}", "meeting", held->id, "title",
                  meeting->title, "start", civil_time_format(held->start_ms, start), "end",
                  civil_time_format(held->end_ms, end), "cancelled", held->cancelled, "results",
                  results, "walk_ins", walk_ins, "counts", meeting_turnout_count(results));
    return (!found.out_of_memory && object && json_array_append_new(list, object) == 0) ||
           no_memory(err);
}

bool verdict_list_meetings(const struct month_source *source,
                           const struct verdict_question *question, json_t **ret_answer,
                           struct error *err)
{
    AUTO_ANSWERING struct answering answering;
    if (!answering_init(&answering, source, question, err)) {
        return false;
    }
    const struct facts *facts = answering.judging.facts;
    AUTO(json) json_t *list = json_array();
    for (size_t i = 0; i < facts_meeting_count(facts); i++) {
        const struct facts_meeting *meeting = facts_meeting_at(facts, i);
        int32_t date = civil_date_of(meeting->meeting.start_ms);
        bool asked = question->meeting ? strcmp(question->meeting, meeting->meeting.id) == 0
                                       : date >= question->first && date <= question->last;
        if (asked && !append_meeting(&answering, meeting, list, err)) {
            return false;
        }
    }
    return finish_answer(&answering, "meetings", list, ret_answer, err);
}
