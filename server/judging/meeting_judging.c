#include "meeting_judging.h"

#include "attendee_store.h"
#include "check.h"
#include "civil.h"
#include "month_store.h"
#include "tap_array.h"
#include <stdio.h>
#include <string.h>

/* A meeting with the sign-ins of its substitutes. */
struct sitting {
    const struct facts_meeting *meeting;
    struct meeting_facts facts;
    struct tap_array *taps;
    struct substitute_sign_in *sign_ins;
    size_t sign_in_count;
    int32_t first, last;  /* dates with taps that matter */
    int64_t next_fact_ms; /* when something that is there already begins to exist for the rules */
};

static void sitting_finish(struct sitting *sitting)
{
    free(sitting->sign_ins);
    tap_array_destroy(sitting->taps);
}

#define AUTO_SITTING __attribute__((cleanup(sitting_finish)))

static int64_t nearer(int64_t moment_ms, int64_t now_ms, int64_t next_ms)
{
    return moment_ms > now_ms && moment_ms < next_ms ? moment_ms : next_ms;
}

/* Requests, marks and substitutes' taps of moments still to come. */
static int64_t find_next_fact(const struct sitting *sitting)
{
    const struct meeting_facts *facts = &sitting->facts;
    int64_t next_ms = tap_array_next(sitting->taps, facts->now_ms);
    for (size_t i = 0; i < facts->request_count; i++) {
        next_ms = nearer(facts->requests[i].requested_ms, facts->now_ms, next_ms);
    }
    for (size_t i = 0; i < facts->leave_count; i++) {
        next_ms = nearer(facts->leaves[i].requested_ms, facts->now_ms, next_ms);
    }
    for (size_t i = 0; i < facts->mark_count; i++) {
        next_ms = nearer(facts->marks[i].decided_ms, facts->now_ms, next_ms);
    }
    return next_ms;
}

static bool sitting_init(struct sitting *sitting, const struct day_judging *judging,
                         const struct facts_meeting *meeting, struct error *err)
{
    *sitting = (struct sitting){
        .meeting = meeting,
        .facts = facts_of_meeting(judging->facts, meeting, judging->now_ms),
    };
    int64_t from_ms, to_ms;
    meeting_tap_span(&meeting->meeting, facts_policy(judging->facts), &from_ms, &to_ms);
    sitting->first = civil_date_of(from_ms);
    sitting->last = civil_date_of(to_ms);
    if (!tap_array_create(&sitting->taps, err) ||
        !tap_array_load_substitutes(sitting->taps, judging->database, meeting->meeting.id, err)) {
        return false;
    }
    tap_array_put_meeting(sitting->taps, &sitting->facts);
    sitting->next_fact_ms = find_next_fact(sitting);
    sitting->sign_ins = calloc(sitting->facts.substitute_tap_count + 1, sizeof *sitting->sign_ins);
    if (!sitting->sign_ins) {
        return error_set(err, ERROR_NO_MEMORY, "meeting: out of memory");
    }
    sitting->sign_in_count = meeting_find_substitutes(&sitting->facts, sitting->sign_ins);
    return true;
}

static bool judge(const struct day_judging *judging, const struct sitting *sitting,
                  const struct facts_staff *staff, bool *ret_judged,
                  struct attendee_verdict *ret_verdict, struct error *err)
{
    if (!tap_array_load_person(judging->taps, judging->database, staff->id, sitting->first,
                               sitting->last, err)) {
        return false;
    }
    struct person_facts person = facts_of_staff(judging->facts, staff, judging->now_ms);
    tap_array_put_person(judging->taps, &person);
    *ret_judged = meeting_judge(&sitting->facts, sitting->sign_ins, sitting->sign_in_count, &person,
                                staff->attending, staff->attending_count, ret_verdict);
    CHECK(!*ret_judged || ret_verdict->reason.changes_at_ms > judging->now_ms);
    int64_t next_tap_ms = tap_array_next(judging->taps, judging->now_ms);
    int64_t next_ms = nearer(next_tap_ms, judging->now_ms, sitting->next_fact_ms);
    if (*ret_judged && next_ms < ret_verdict->reason.changes_at_ms) {
        ret_verdict->reason.changes_at_ms = next_ms;
    }
    return true;
}

/* figures_add or figures_subtract. */
typedef void change_figures(struct figures *sum, const struct figures *part);

static bool change_month(struct database *database, const struct attendee_row *row,
                         change_figures *change, struct error *err)
{
    struct figures part = {0};
    struct figures difference = {0};
    figures_add_attendee(&part, &row->verdict);
    change(&difference, &part);
    return month_store_add(database, civil_month_of(row->date), row->staff, row->unit, &difference,
                           err);
}

static bool same_row(const struct attendee_row *a, const struct attendee_row *b)
{
    const struct attendee_verdict *x = &a->verdict;
    const struct attendee_verdict *y = &b->verdict;
    return strcmp(a->unit, b->unit) == 0 && a->date == b->date && x->result == y->result &&
           x->late_min == y->late_min && x->early_min == y->early_min && x->flags == y->flags;
}

/* fresh: NULL where there is no verdict any more. */
static bool replace(const struct day_judging *judging, const char *meeting, const char *staff,
                    const struct attendee_row *fresh, struct error *err)
{
    struct attendee_row old;
    bool found;
    if (!attendee_store_read(judging->database, meeting, staff, &found, &old, err)) {
        return false;
    }
    if (found && fresh && same_row(&old, fresh)) {
        return true;
    }
    if ((found && !change_month(judging->database, &old, figures_subtract, err)) ||
        !verdict_change_attendee(judging->causes, judging->database, meeting,
                                 facts_find_staff(judging->facts, staff), found ? &old : NULL,
                                 fresh, err)) {
        return false;
    }
    if (!fresh) {
        return !found || attendee_store_delete(judging->database, meeting, staff, err);
    }
    return change_month(judging->database, fresh, figures_add, err) &&
           attendee_store_write(judging->database, meeting, fresh, err);
}

static struct attendee_row make_row(const struct facts_meeting *meeting,
                                    const struct facts_staff *staff,
                                    const struct attendee_verdict *verdict)
{
    struct attendee_row row = {
        .date = civil_date_of(meeting->meeting.start_ms),
        .verdict = *verdict,
    };
    const struct membership *membership = person_membership(&staff->person, row.date);
    (void)snprintf(row.staff, sizeof row.staff, "%s", staff->id);
    (void)snprintf(row.unit, sizeof row.unit, "%s", membership ? membership->unit : "");
    return row;
}

static bool judge_attendee(const struct day_judging *judging, const struct sitting *sitting,
                           const struct facts_staff *staff, int64_t *changes_at_ms,
                           struct error *err)
{
    bool judged;
    struct attendee_verdict verdict;
    if (!judge(judging, sitting, staff, &judged, &verdict, err)) {
        return false;
    }
    const char *meeting = sitting->meeting->meeting.id;
    if (!judged) {
        return replace(judging, meeting, staff->id, NULL, err);
    }
    if (verdict.reason.changes_at_ms < *changes_at_ms) {
        *changes_at_ms = verdict.reason.changes_at_ms;
    }
    struct attendee_row row = make_row(sitting->meeting, staff, &verdict);
    return replace(judging, meeting, staff->id, &row, err);
}

/* People with a row, as one list of ids each followed by a NUL. */
struct id_list {
    char *ids;
    size_t len;
    bool out_of_memory;
};

static void add_id(const char *meeting, const struct attendee_row *row, void *user)
{
    (void)meeting; /* the one that was asked for */
    struct id_list *list = user;
    size_t len = strlen(row->staff) + 1;
    char *ids = realloc(list->ids, list->len + len);
    if (!ids) {
        list->out_of_memory = true;
        return;
    }
    memcpy(ids + list->len, row->staff, len);
    list->ids = ids;
    list->len += len;
}

/* Rows of people who are not among the meeting's attendees (of nobody's, where meeting is NULL). */
static bool remove_strangers(const struct day_judging *judging, const char *id,
                             const struct meeting *meeting, struct error *err)
{
    struct id_list list = {0};
    bool good = attendee_store_each_of_meeting(judging->database, id, add_id, &list, err);
    if (good && list.out_of_memory) {
        good = error_set(err, ERROR_NO_MEMORY, "meeting: out of memory");
    }
    for (size_t at = 0; good && at < list.len; at += strlen(list.ids + at) + 1) {
        const char *staff = list.ids + at;
        if (!meeting || !meeting_find_attendee(meeting, staff)) {
            good = replace(judging, id, staff, NULL, err);
        }
    }
    free(list.ids);
    return good;
}

bool meeting_judging_remove(const struct day_judging *judging, const char *meeting,
                            struct error *err)
{
    return remove_strangers(judging, meeting, NULL, err) &&
           attendee_store_set_unsettled(judging->database, meeting, CIVIL_NEVER_MS, err);
}

/* What judging the attendees from this one on will read. */
static bool read_ahead(const struct day_judging *judging, const struct sitting *sitting,
                       size_t first, struct error *err)
{
    const struct meeting *held = &sitting->meeting->meeting;
    for (size_t i = first; i < held->attendee_count && i < first + DAY_JUDGING_AHEAD; i++) {
        const char *staff = held->attendees[i].staff;
        if (!tap_array_read_ahead(judging->database, staff, sitting->first, sitting->last, err) ||
            !attendee_store_read_ahead(judging->database, held->id, staff, err)) {
            return false;
        }
    }
    return true;
}

bool meeting_judging_whole(const struct day_judging *judging, const struct facts_meeting *meeting,
                           struct error *err)
{
    const struct meeting *held = &meeting->meeting;
    if (held->cancelled) {
        return meeting_judging_remove(judging, held->id, err);
    }
    AUTO_SITTING struct sitting sitting;
    if (!sitting_init(&sitting, judging, meeting, err) ||
        !remove_strangers(judging, held->id, held, err)) {
        return false;
    }
    int64_t changes_at_ms = CIVIL_NEVER_MS;
    for (size_t i = 0; i < held->attendee_count; i++) {
        const struct facts_staff *staff =
            facts_find_staff(judging->facts, held->attendees[i].staff);
        if ((i % DAY_JUDGING_AHEAD == 0 && !read_ahead(judging, &sitting, i, err)) ||
            (staff && !judge_attendee(judging, &sitting, staff, &changes_at_ms, err))) {
            return false;
        }
    }
    return database_forget_ahead(judging->database, err) &&
           attendee_store_set_unsettled(judging->database, held->id, changes_at_ms, err);
}

bool meeting_judging_attendee(const struct day_judging *judging,
                              const struct facts_meeting *meeting, const struct facts_staff *staff,
                              struct error *err)
{
    int64_t changes_at_ms = CIVIL_NEVER_MS;
    AUTO_SITTING struct sitting sitting;
    return sitting_init(&sitting, judging, meeting, err) &&
           judge_attendee(judging, &sitting, staff, &changes_at_ms, err) &&
           attendee_store_bring_forward(judging->database, meeting->meeting.id, changes_at_ms, err);
}

bool meeting_judging_result(const struct day_judging *judging, const struct facts_meeting *meeting,
                            const struct facts_staff *staff, bool *ret_judged,
                            struct attendee_verdict *ret_verdict, struct error *err)
{
    AUTO_SITTING struct sitting sitting;
    if (!sitting_init(&sitting, judging, meeting, err) ||
        !judge(judging, &sitting, staff, ret_judged, ret_verdict, err)) {
        return false;
    }
    ret_verdict->reason = (struct attendee_reason){0}; /* it points into the sitting */
    return true;
}

bool meeting_judging_each(const struct day_judging *judging, const struct facts_meeting *meeting,
                          meeting_judging_visit *on_verdict, void *user, struct error *err)
{
    AUTO_SITTING struct sitting sitting;
    if (!sitting_init(&sitting, judging, meeting, err)) {
        return false;
    }
    for (size_t i = 0; i < meeting->meeting.attendee_count; i++) {
        const struct facts_staff *staff =
            facts_find_staff(judging->facts, meeting->meeting.attendees[i].staff);
        bool judged = false;
        struct attendee_verdict verdict;
        if (staff && !judge(judging, &sitting, staff, &judged, &verdict, err)) {
            return false;
        }
        if (judged) {
            on_verdict(staff, &verdict, user);
        }
    }
    return true;
}

bool meeting_judging_hears(const struct facts *facts, const struct facts_meeting *meeting,
                           int64_t at_ms, int64_t not_before_ms, int64_t not_after_ms)
{
    int64_t from_ms, to_ms;
    meeting_tap_span(&meeting->meeting, facts_policy(facts), &from_ms, &to_ms);
    if (not_after_ms == 0) {
        return at_ms >= from_ms && at_ms < to_ms;
    }
    return not_before_ms < to_ms && not_after_ms >= from_ms;
}
