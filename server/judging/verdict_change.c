#include "verdict_change.h"

#include "civil.h"
#include "difference_store.h"
#include "month_store.h"
#include "rejudging_store.h"
#include "scope_word.h"
#include <stdio.h>
#include <string.h>

#define VERDICT_TEXT_SIZE 256
#define CAUSE_TEXT_SIZE   (17 + 81 + 64)
#define CAUSES_TEXT_SIZE  (VERDICT_CHANGE_CAUSES_MAX * CAUSE_TEXT_SIZE + 8)

void verdict_causes_finish(struct verdict_causes *causes)
{
    free(causes->list);
    *causes = (struct verdict_causes){0};
}

bool verdict_causes_add(struct verdict_causes *causes, const struct fact_touch *touch,
                        struct error *err)
{
    if (causes->count == causes->room) {
        size_t room = causes->room ? 2 * causes->room : 16;
        struct fact_touch *list = realloc(causes->list, room * sizeof *list);
        if (!list) {
            return error_set(err, ERROR_NO_MEMORY, "judging: out of memory");
        }
        causes->list = list;
        causes->room = room;
    }
    causes->list[causes->count++] = *touch;
    return true;
}

static bool add_waiting(const struct rejudging *rejudging, void *user, struct error *err)
{
    const struct fact_touch touch = scope_word_touch(rejudging);
    return verdict_causes_add(user, &touch, err);
}

bool verdict_causes_add_waiting(struct verdict_causes *causes, struct database *database,
                                int32_t first, int32_t last, struct error *err)
{
    return rejudging_store_each(database, first, last, add_waiting, causes, err);
}

/* What a change is about. */
struct subject {
    const struct facts_staff *staff; /* NULL: not there any more */
    const char *staff_id;
    int32_t date;
    const char *meeting; /* "" for work */
};

static bool is_member(const struct subject *subject, const char *unit)
{
    const struct membership *membership =
        subject->staff ? person_membership(&subject->staff->person, subject->date) : NULL;
    return membership && strcmp(membership->unit, unit) == 0;
}

static bool covers(const struct fact_touch *touch, const struct subject *subject)
{
    if (touch->scope == FACT_SCOPE_MEETING) {
        return strcmp(touch->id, subject->meeting) == 0;
    }
    if (subject->date < touch->first || subject->date > touch->last) {
        return false;
    }
    if (touch->scope == FACT_SCOPE_STAFF || touch->scope == FACT_SCOPE_ATTENDS) {
        return (touch->scope == FACT_SCOPE_STAFF || *subject->meeting) &&
               strcmp(touch->id, subject->staff_id) == 0;
    }
    return touch->scope == FACT_SCOPE_ALL ||
           (touch->scope == FACT_SCOPE_UNIT && is_member(subject, touch->id));
}

/* Are the rows of this date still being made for the first time? */
static bool is_first_time(const struct verdict_causes *causes, int32_t date)
{
    for (size_t i = 0; i < causes->count; i++) {
        const struct fact_touch *touch = &causes->list[i];
        if (!touch->cause.kind[0] && date >= touch->first && date <= touch->last) {
            return true;
        }
    }
    return false;
}

/* Kinds and ids hold nothing that JSON would have to escape: fact_writer sees to that. */
static void append_cause(char *text, size_t *len, const struct fact_cause *cause)
{
    const char *comma = *len > 1 ? "," : "";
    int added = cause->revision
                    ? snprintf(text + *len, CAUSES_TEXT_SIZE - *len,
                               "%s{\"kind\":\"%s\",\"id\":\"%s\",\"revision\":%lld}", comma,
                               cause->kind, cause->id, (long long)cause->revision)
                    : snprintf(text + *len, CAUSES_TEXT_SIZE - *len,
                               "%s{\"kind\":\"%s\",\"id\":\"%s\"}", comma, cause->kind, cause->id);
    *len += (size_t)added;
}

static bool same_cause(const struct fact_touch *a, const struct fact_touch *b)
{
    return a->cause.revision == b->cause.revision && strcmp(a->cause.kind, b->cause.kind) == 0 &&
           strcmp(a->cause.id, b->cause.id) == 0;
}

static bool named_before(const struct verdict_causes *causes, size_t index,
                         const struct subject *subject)
{
    for (size_t i = 0; i < index; i++) {
        if (same_cause(&causes->list[i], &causes->list[index]) &&
            (!subject || covers(&causes->list[i], subject))) {
            return true;
        }
    }
    return false;
}

/* Those that cover the subject (all where it is NULL); returns how many. */
static size_t write_causes(const struct verdict_causes *causes, const struct subject *subject,
                           char text[static CAUSES_TEXT_SIZE])
{
    size_t count = 0;
    size_t len = (size_t)snprintf(text, CAUSES_TEXT_SIZE, "[");
    for (size_t i = 0; i < causes->count && count < VERDICT_CHANGE_CAUSES_MAX; i++) {
        const struct fact_touch *touch = &causes->list[i];
        if ((!subject || covers(touch, subject)) && !named_before(causes, i, subject)) {
            append_cause(text, &len, &touch->cause);
            count++;
        }
    }
    (void)snprintf(text + len, CAUSES_TEXT_SIZE - len, "]");
    return count;
}

/* A substitute's fact can change what others are approved for: where no cause names the person
 * themselves, all of the run are named. */
static bool keep(const struct verdict_causes *causes, struct database *database,
                 const struct subject *subject, int32_t session, const char *old_verdict,
                 const char *new_verdict, struct error *err)
{
    if (!old_verdict && is_first_time(causes, subject->date)) {
        return true;
    }
    char text[CAUSES_TEXT_SIZE];
    if (write_causes(causes, subject, text) == 0) {
        (void)write_causes(causes, NULL, text);
    }
    const struct difference difference = {
        .date = subject->date,
        .staff = subject->staff_id,
        .session = session,
        .meeting = subject->meeting,
        .old_verdict = old_verdict,
        .new_verdict = new_verdict,
        .causes = text,
        .changed_utc_us = causes->now_utc_us,
    };
    return difference_store_add(database, &difference, err);
}

static const char *session_text(const struct verdict_row *row, char text[static VERDICT_TEXT_SIZE])
{
    if (!row) {
        return NULL;
    }
    const struct session_verdict *verdict = &row->verdict;
    (void)snprintf(text, VERDICT_TEXT_SIZE,
                   "{\"status\":\"%s\",\"in\":\"%s\",\"out\":\"%s\",\"late_min\":%d,"
                   "\"early_min\":%d}",
                   session_status_words[verdict->status], check_words[verdict->in],
                   check_words[verdict->out], verdict->late_min, verdict->early_min);
    return text;
}

bool verdict_change_session(const struct verdict_causes *causes, struct database *database,
                            const struct facts_staff *staff, int32_t date,
                            const struct verdict_row *old, const struct verdict_row *fresh,
                            struct error *err)
{
    bool was_given = old && old->verdict.status != SESSION_PENDING;
    bool is_given = fresh && fresh->verdict.status != SESSION_PENDING;
    char old_text[VERDICT_TEXT_SIZE];
    char new_text[VERDICT_TEXT_SIZE];
    const char *before = session_text(old, old_text);
    const char *after = session_text(fresh, new_text);
    if ((!was_given && (old || !is_given)) || (before && after && strcmp(before, after) == 0)) {
        return true;
    }
    const struct subject subject = {staff, staff->id, date, ""};
    int32_t session = old ? old->verdict.session : fresh->verdict.session;
    return keep(causes, database, &subject, session, before, after, err);
}

static const char *attendee_text(const struct attendee_row *row,
                                 char text[static VERDICT_TEXT_SIZE])
{
    if (!row) {
        return NULL;
    }
    const struct attendee_verdict *verdict = &row->verdict;
    size_t len = (size_t)snprintf(
        text, VERDICT_TEXT_SIZE, "{\"result\":\"%s\",\"late_min\":%d,\"early_min\":%d,\"flags\":[",
        meeting_result_words[verdict->result], verdict->late_min, verdict->early_min);
    const char *comma = "";
    for (unsigned i = 0; meeting_flag_words[i]; i++) {
        if (verdict->flags & (1u << i)) {
            len += (size_t)snprintf(text + len, VERDICT_TEXT_SIZE - len, "%s\"%s\"", comma,
                                    meeting_flag_words[i]);
            comma = ",";
        }
    }
    (void)snprintf(text + len, VERDICT_TEXT_SIZE - len, "]}");
    return text;
}

bool verdict_change_attendee(const struct verdict_causes *causes, struct database *database,
                             const char *meeting, const struct facts_staff *staff,
                             const struct attendee_row *old, const struct attendee_row *fresh,
                             struct error *err)
{
    bool was_given = old && old->verdict.result != MEETING_PENDING;
    bool is_given = fresh && fresh->verdict.result != MEETING_PENDING;
    char old_text[VERDICT_TEXT_SIZE];
    char new_text[VERDICT_TEXT_SIZE];
    const char *before = attendee_text(old, old_text);
    const char *after = attendee_text(fresh, new_text);
    if ((!was_given && (old || !is_given)) || (before && after && strcmp(before, after) == 0)) {
        return true;
    }
    const struct attendee_row *row = old ? old : fresh;
    const struct subject subject = {staff, row->staff, row->date, meeting};
    return keep(causes, database, &subject, 0, before, after, err);
}
