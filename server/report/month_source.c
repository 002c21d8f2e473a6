#include "month_source.h"

#include "civil.h"
#include "day_judging.h"
#include "kiosk_store.h"
#include "month_store.h"
#include "person_tap_store.h"
#include "time_zone.h"
#include <stdio.h>

void month_view_finish(struct month_view *view)
{
    month_report_destroy(view->report);
    fact_loan_destroy(view->loan);
}

/* Rows as they are found; unit codes are borrowed from the facts. */
struct rows {
    const struct facts *facts;
    struct month_row *list;
    size_t count, room;
    bool out_of_memory;
};

static struct month_row *next_row(struct rows *rows)
{
    if (rows->count == rows->room) {
        size_t room = rows->room ? rows->room * 2 : 1024;
        struct month_row *list = realloc(rows->list, room * sizeof *list);
        if (!list) {
            rows->out_of_memory = true;
            return NULL;
        }
        rows->list = list;
        rows->room = room;
    }
    return &rows->list[rows->count++];
}

static void add_row(int32_t month, const char *staff_id, const char *unit_code,
                    const struct figures *figures, void *user)
{
    struct rows *rows = user;
    const struct facts_staff *staff = facts_find_staff(rows->facts, staff_id);
    const struct facts_unit *unit = facts_find_unit(rows->facts, unit_code);
    struct month_row *row = staff && unit ? next_row(rows) : NULL;
    if (row) {
        *row = (struct month_row){month, staff, unit->code, *figures};
    }
}

static bool judge_rows(struct rows *rows, struct database *database, int64_t as_of_ms,
                       int32_t first, int32_t last, struct error *err)
{
    AUTO(tap_array) struct tap_array *taps = NULL;
    if (!tap_array_create(&taps, err)) {
        return false;
    }
    struct day_judging judging = {database, rows->facts, as_of_ms, taps};
    for (size_t i = 0; i < facts_staff_count(rows->facts); i++) {
        const struct facts_staff *staff = facts_staff_at(rows->facts, i);
        for (int32_t month = first; month <= last; month++) {
            if (!day_judging_sum_month(&judging, staff, month, add_row, rows, err)) {
                return false;
            }
        }
    }
    return true;
}

static int compare_kiosks(const void *a, const void *b)
{
    const struct month_report_kiosk *x = a;
    const struct month_report_kiosk *y = b;
    return (x->complete_to_ms > y->complete_to_ms) - (x->complete_to_ms < y->complete_to_ms);
}

struct kiosk_list {
    struct month_report_kiosk *list;
    size_t count;
    struct time_zone *zone;
    bool out_of_memory;
};

/* One that was taken out of service has nothing more to say. */
static void add_kiosk(const struct kiosk_overview *overview, void *user)
{
    struct kiosk_list *kiosks = user;
    if (overview->kiosk.standing != KIOSK_ACTIVE) {
        return;
    }
    struct month_report_kiosk *list =
        realloc(kiosks->list, (kiosks->count + 1) * sizeof *kiosks->list);
    if (!list) {
        kiosks->out_of_memory = true;
        return;
    }
    kiosks->list = list;
    struct month_report_kiosk *kiosk = &list[kiosks->count++];
    (void)snprintf(kiosk->kiosk, sizeof kiosk->kiosk, "%s", overview->kiosk.kiosk);
    (void)snprintf(kiosk->place, sizeof kiosk->place, "%s", overview->kiosk.place);
    int64_t complete_to_utc_us = overview->progress.complete_to_utc_us;
    kiosk->complete_to_ms =
        complete_to_utc_us ? time_zone_local_ms(kiosks->zone, complete_to_utc_us) : INT64_MIN;
}

static bool put_kiosks(struct month_report *report, struct database *database,
                       const struct facts *facts, struct error *err)
{
    AUTO(time_zone) struct time_zone *zone = NULL;
    if (!time_zone_create(facts_site(facts)->timezone, &zone, err)) {
        return false;
    }
    struct kiosk_list kiosks = {.zone = zone};
    if (!kiosk_store_each(database, add_kiosk, &kiosks, err)) {
        free(kiosks.list);
        return false;
    }
    if (kiosks.out_of_memory) {
        free(kiosks.list);
        return error_set(err, ERROR_NO_MEMORY, "month report: out of memory");
    }
    if (kiosks.count) {
        qsort(kiosks.list, kiosks.count, sizeof *kiosks.list, compare_kiosks);
    }
    month_report_set_kiosks(report, kiosks.list, kiosks.count);
    return true;
}

/* Where the rows come from: judging keeps them up for months with taps, as of the present. */
enum rows_from { ROWS_KEPT, ROWS_JUDGED_ANEW };

static bool fill_view(const struct month_source *source, struct database *database, int32_t month,
                      int64_t as_of_ms, enum rows_from from, struct month_view *view,
                      struct error *err)
{
    const struct facts *facts = fact_loan_facts(view->loan);
    struct rows rows = {.facts = facts};
    int32_t first = month_report_first_month(month);
    bool good = as_of_ms != MONTH_SOURCE_NOW ||
                judging_local_ms(facts, clock_utc_us(source->clock), &as_of_ms, err);
    if (good) {
        good = from == ROWS_KEPT ? month_store_each(database, first, month, add_row, &rows, err)
                                 : judge_rows(&rows, database, as_of_ms, first, month, err);
    }
    if (good && rows.out_of_memory) {
        good = error_set(err, ERROR_NO_MEMORY, "month report: out of memory");
    }
    good = good &&
           month_report_create(facts, month, as_of_ms, rows.list, rows.count, &view->report, err) &&
           put_kiosks(view->report, database, facts, err);
    free(rows.list);
    return good;
}

static bool choose_rows(const struct month_source *source, int32_t month, int64_t as_of_ms,
                        enum rows_from *ret_from, struct error *err)
{
    *ret_from = ROWS_JUDGED_ANEW;
    if (as_of_ms != MONTH_SOURCE_NOW) {
        return true;
    }
    bool any;
    int32_t first, last;
    if (!month_source_span(source, &any, &first, &last, err)) {
        return false;
    }
    if (!any || month < first || month > last) {
        return true; /* rows for months that nobody lives in would only fill the disk */
    }
    *ret_from = ROWS_KEPT;
    return judging_bring_up(source->judging, month_report_first_month(month), month, err);
}

bool month_source_report(const struct month_source *source, int32_t month, int64_t as_of_ms,
                         struct month_view *ret_view, struct error *err)
{
    enum rows_from from;
    if (!choose_rows(source, month, as_of_ms, &from, err)) {
        return false;
    }
    AUTO(snapshot) struct snapshot *snapshot = NULL;
    AUTO_MONTH_VIEW struct month_view view = {0};
    if (!storage_read(source->storage, &snapshot, err)) {
        return false;
    }
    struct database *database = snapshot_database(snapshot);
    if (!fact_cache_take(source->cache, database, &view.loan, err) ||
        !fill_view(source, database, month, as_of_ms, from, &view, err)) {
        return false;
    }
    *ret_view = view;
    view = (struct month_view){0};
    return true;
}

bool month_source_span(const struct month_source *source, bool *ret_any, int32_t *ret_first,
                       int32_t *ret_last, struct error *err)
{
    AUTO(snapshot) struct snapshot *snapshot = NULL;
    AUTO(fact_loan) struct fact_loan *loan = NULL;
    int32_t first_date, last_date;
    int64_t now_ms;
    if (!storage_read(source->storage, &snapshot, err) ||
        !fact_cache_take(source->cache, snapshot_database(snapshot), &loan, err) ||
        !person_tap_store_days(snapshot_database(snapshot), ret_any, &first_date, &last_date,
                               err) ||
        !judging_local_ms(fact_loan_facts(loan), clock_utc_us(source->clock), &now_ms, err)) {
        return false;
    }
    if (*ret_any) {
        *ret_first = civil_month_of(first_date);
        *ret_last = civil_month_of(civil_date_of(now_ms));
    }
    return true;
}
