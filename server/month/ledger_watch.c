#include "ledger_watch.h"

#include "breach_ledger.h"
#include "civil.h"
#include "policy.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MONTHS_MAX 13 /* that are looked at again */
#define CHUNK      50 /* entries a transaction: others want to write as well */
#define SPAN_SIZE  CIVIL_MONTH_SIZE

/* A cause with texts of its own. */
struct watched {
    char staff[64], unit[64], figure[48], step[128], span[SPAN_SIZE];
    const char *per;
    int64_t at_least, value, firm;
};

struct watched_list {
    struct watched *items;
    size_t count, size;
};

struct watching {
    const struct month_desk *desk;
    struct watched_list followed; /* causes of open entries, as they stand there */
    struct watched_list due;      /* what has to be written */
    size_t next;                  /* of due */
    size_t written;
    bool months[MONTHS_MAX]; /* how many months back */
    int32_t last;
};

static bool add(struct watched_list *list, const struct breach_cause *cause, struct error *err)
{
    if (list->count == list->size) {
        size_t size = list->size ? 2 * list->size : 64;
        struct watched *more = realloc(list->items, size * sizeof *more);
        if (!more) {
            return error_set(err, ERROR_NO_MEMORY, "ledger: out of memory");
        }
        list->items = more;
        list->size = size;
    }
    struct watched *item = &list->items[list->count++];
    *item = (struct watched){.per = strcmp(cause->per, "year") == 0 ? "year" : "month",
                             .at_least = cause->at_least,
                             .value = cause->value,
                             .firm = cause->firm};
    (void)snprintf(item->staff, sizeof item->staff, "%s", cause->staff);
    (void)snprintf(item->unit, sizeof item->unit, "%s", cause->unit);
    (void)snprintf(item->figure, sizeof item->figure, "%s", cause->figure);
    (void)snprintf(item->step, sizeof item->step, "%s", cause->step);
    (void)snprintf(item->span, sizeof item->span, "%s", cause->span);
    return true;
}

/* The same cause compares equal, whatever its value. */
static int compare(const void *a, const void *b)
{
    const struct watched *x = a;
    const struct watched *y = b;
    int order = strcmp(x->staff, y->staff);
    order = order ? order : strcmp(x->figure, y->figure);
    order = order ? order : strcmp(x->span, y->span);
    return order ? order : (x->at_least > y->at_least) - (x->at_least < y->at_least);
}

/* What is followed */

static void need_month(struct watching *watching, int32_t month)
{
    int32_t back = watching->last - month;
    if (back >= 0 && back < MONTHS_MAX) {
        watching->months[back] = true;
    }
}

/* A year is looked at in its last month that has begun. */
static int32_t month_of_span(const struct watching *watching, const char *span)
{
    int32_t month;
    char december[SPAN_SIZE + 8];
    (void)snprintf(december, sizeof december, "%.4s-12", span);
    if (civil_month_parse(span, &month)) {
        return month;
    }
    return civil_month_parse(december, &month) && month < watching->last ? month : watching->last;
}

static bool follow(const struct breach_cause *cause, void *user, struct error *err)
{
    struct watching *watching = user;
    need_month(watching, month_of_span(watching, cause->span));
    return add(&watching->followed, cause, err);
}

/* Figures */

static const char *span_of(enum escalation_per per, int32_t month, char ret_span[static SPAN_SIZE])
{
    (void)civil_month_format(month, ret_span);
    if (per == ESCALATION_PER_YEAR) {
        ret_span[4] = '\0';
    }
    return ret_span;
}

/* Whatever stands in the ledger with this value already has nothing new. */
static bool look_at_rule(struct watching *watching, const struct month_report *report,
                         const struct month_report_person *person,
                         const struct escalation_rule *rule, struct error *err)
{
    char span[SPAN_SIZE];
    const struct figures *figures =
        rule->per == ESCALATION_PER_YEAR ? &person->year : &person->figures;
    int64_t value = figures->of[rule->figure];
    const struct breach_cause cause = {.staff = person->staff->id,
                                       .unit = person->unit ? person->unit->code : "",
                                       .figure = figure_words[rule->figure],
                                       .per = escalation_per_words[rule->per],
                                       .step = rule->step,
                                       .span = span_of(rule->per, report->month, span),
                                       .at_least = rule->at_least,
                                       .value = value,
                                       .firm = value - person->provisional};
    struct watched key = {.at_least = cause.at_least};
    (void)snprintf(key.staff, sizeof key.staff, "%s", cause.staff);
    (void)snprintf(key.figure, sizeof key.figure, "%s", cause.figure);
    (void)snprintf(key.span, sizeof key.span, "%s", cause.span);
    const struct watched *known = NULL;
    if (watching->followed.count > 0) {
        known =
            bsearch(&key, watching->followed.items, watching->followed.count, sizeof key, compare);
    }
    bool moved = known ? known->value != value : value >= cause.at_least && *cause.unit;
    return !moved || add(&watching->due, &cause, err);
}

/* Sums of a year are right in the last of its months that is looked at. */
static bool is_looked_at(const struct watching *watching, const struct month_report *report,
                         const struct escalation_rule *rule)
{
    return rule->per == ESCALATION_PER_MONTH || report->month == watching->last ||
           civil_month_january(report->month + 1) == report->month + 1;
}

static bool look_at_month(struct watching *watching, int32_t month, struct error *err)
{
    AUTO_MONTH_VIEW struct month_view view = {0};
    if (!month_source_report(watching->desk->months, month, MONTH_SOURCE_NOW, &view, err)) {
        return false;
    }
    const struct policy *policy = facts_policy(fact_loan_facts(view.loan));
    if (view.report->rejudging.total > 0) {
        return true;
    }
    for (size_t i = 0; i < view.report->person_count; i++) {
        for (size_t r = 0; r < policy->escalation_count; r++) {
            if (is_looked_at(watching, view.report, &policy->escalation[r]) &&
                !look_at_rule(watching, view.report, &view.report->people[i],
                              &policy->escalation[r], err)) {
                return false;
            }
        }
    }
    return true;
}

/* Writing */

static bool write_chunk(struct database *database, void *user, struct error *err)
{
    struct watching *watching = user;
    size_t end =
        watching->next + CHUNK < watching->due.count ? watching->next + CHUNK : watching->due.count;
    for (size_t i = watching->next; i < end; i++) {
        const struct watched *item = &watching->due.items[i];
        const struct breach_cause cause = {item->staff,    item->unit,  item->figure,
                                           item->per,      item->step,  item->span,
                                           item->at_least, item->value, item->firm};
        enum breach_noted noted;
        if (!breach_ledger_note(watching->desk->office, database, &cause, &noted, err)) {
            return false;
        }
        watching->written += noted != BREACH_KNOWN;
    }
    return true;
}

static bool write_due(struct watching *watching, struct error *err)
{
    for (; watching->next < watching->due.count; watching->next += CHUNK) {
        if (!storage_write(watching->desk->storage, write_chunk, watching, err)) {
            return false;
        }
    }
    return true;
}

static bool find_followed(struct watching *watching, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    return storage_read(watching->desk->storage, &view, err) &&
           breach_ledger_each_cause(snapshot_database(view), follow, watching, err);
}

static bool watch(struct watching *watching, int32_t first, struct error *err)
{
    need_month(watching, watching->last);
    need_month(watching, watching->last - 1);
    if (!find_followed(watching, err)) {
        return false;
    }
    if (watching->followed.count > 0) {
        qsort(watching->followed.items, watching->followed.count, sizeof(struct watched), compare);
    }
    for (int32_t back = MONTHS_MAX - 1; back >= 0; back--) {
        int32_t month = watching->last - back;
        if (watching->months[back] && month >= first && !look_at_month(watching, month, err)) {
            return false;
        }
    }
    return write_due(watching, err);
}

bool ledger_watch_run(void *user, size_t *ret_count, struct error *err)
{
    struct watching watching = {.desk = user};
    bool any;
    int32_t first;
    if (!month_source_span(watching.desk->months, &any, &first, &watching.last, err)) {
        return false;
    }
    bool good = !any || watch(&watching, first, err);
    *ret_count = watching.written;
    free(watching.followed.items);
    free(watching.due.items);
    return good;
}
