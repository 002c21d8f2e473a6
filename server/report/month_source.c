#include "month_source.h"

#include "attendee_store.h"
#include "civil.h"
#include "completeness.h"
#include "day_judging.h"
#include "meeting_judging.h"
#include "month_store.h"
#include "person_tap_store.h"
#include "verdict_store.h"

void month_view_finish(struct month_view *view)
{
    month_report_destroy(view->report);
    fact_loan_destroy(view->loan);
    snapshot_destroy(view->snapshot);
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
        *row = (struct month_row){month, staff, unit->code, *figures, 0};
    }
}

static bool judge_rows(struct rows *rows, struct database *database, int64_t as_of_ms,
                       int32_t first, int32_t last, struct error *err)
{
    AUTO(tap_array) struct tap_array *taps = NULL;
    if (!tap_array_create(&taps, err)) {
        return false;
    }
    struct day_judging judging = {
        .database = database, .facts = rows->facts, .now_ms = as_of_ms, .taps = taps};
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

/* Breaches that are provisional become rows of their own, without figures. */
static void add_provisional(struct rows *rows, int32_t month, const char *staff, const char *unit)
{
    static const struct figures none;
    size_t count = rows->count;
    add_row(month, staff, unit, &none, rows);
    if (rows->count > count) {
        rows->list[count].provisional = 1;
    }
}

/* What provisional breaches of one month are looked for with. */
struct provisional {
    struct rows *rows;
    const struct completeness *completeness;
    const struct meeting *meeting; /* whose attendees are visited */
    int32_t month;
    int64_t now_ms;
};

static int64_t earlier(int64_t a_ms, int64_t b_ms)
{
    return a_ms < b_ms ? a_ms : b_ms;
}

static void on_kept_breach(const struct verdict_breach *breach, void *user)
{
    struct provisional *looking = user;
    if (completeness_waits(looking->completeness, NULL,
                           earlier(breach->window_to_ms, looking->now_ms))) {
        add_provisional(looking->rows, looking->month, breach->staff, breach->unit);
    }
}

static void on_kept_attendee(const char *meeting, const struct attendee_row *row, void *user)
{
    (void)meeting; /* the one that was asked for */
    struct provisional *looking = user;
    if (completeness_is_meeting_breach(&row->verdict)) {
        add_provisional(looking->rows, looking->month, row->staff, row->unit);
    }
}

static const char *unit_on(const struct facts_staff *staff, int32_t date)
{
    const struct membership *membership = person_membership(&staff->person, date);
    return membership ? membership->unit : "";
}

static void on_attendee(const struct facts_staff *staff, const struct attendee_verdict *verdict,
                        void *user)
{
    struct provisional *looking = user;
    if (completeness_is_meeting_breach(verdict)) {
        add_provisional(looking->rows, looking->month, staff->id,
                        unit_on(staff, civil_date_of(looking->meeting->start_ms)));
    }
}

/* Does a kiosk of the meeting still owe taps that could sign somebody in or out? */
static bool waits_for(const struct provisional *looking, const struct facts_meeting *meeting)
{
    int64_t from_ms, to_ms;
    meeting_tap_span(&meeting->meeting, facts_policy(looking->rows->facts), &from_ms, &to_ms);
    return civil_month_of(civil_date_of(meeting->meeting.start_ms)) == looking->month &&
           !meeting->meeting.cancelled &&
           completeness_waits(looking->completeness, &meeting->meeting,
                              earlier(to_ms, looking->now_ms));
}

static bool add_provisional_meetings(struct provisional *looking, struct day_judging *judging,
                                     enum month_rows from, struct error *err)
{
    const struct facts *facts = looking->rows->facts;
    for (size_t i = 0; i < facts_meeting_count(facts); i++) {
        const struct facts_meeting *meeting = facts_meeting_at(facts, i);
        if (!waits_for(looking, meeting)) {
            continue;
        }
        looking->meeting = &meeting->meeting;
        bool good = from == MONTH_ROWS_KEPT
                        ? attendee_store_each_of_meeting(judging->database, meeting->meeting.id,
                                                         on_kept_attendee, looking, err)
                        : meeting_judging_each(judging, meeting, on_attendee, looking, err);
        if (!good) {
            return false;
        }
    }
    return true;
}

static bool add_provisional_days_of(struct provisional *looking, const struct day_judging *judging,
                                    const struct facts_staff *staff, int32_t first, int32_t last,
                                    struct error *err)
{
    struct person_facts facts;
    if (!day_judging_load(judging, staff, first, last, &facts, err)) {
        return false;
    }
    for (int32_t date = first; date <= last; date++) {
        struct session_verdict verdicts[VERDICT_DAY_SESSIONS_MAX];
        size_t count = work_day_judge(&facts, date, verdicts, VERDICT_DAY_SESSIONS_MAX);
        for (size_t i = 0; i < count && i < VERDICT_DAY_SESSIONS_MAX; i++) {
            if (completeness_is_breach(verdicts[i].status) &&
                completeness_waits(looking->completeness, NULL,
                                   earlier(verdicts[i].reason.window_to_ms, looking->now_ms))) {
                add_provisional(looking->rows, looking->month, staff->id, unit_on(staff, date));
            }
        }
    }
    return true;
}

/* A window ends at most a day and a half after its date: earlier dates are complete. */
#define WINDOW_DAYS 3

/* Nothing to look for where every kiosk has reported up to the present. */
static bool add_provisional_rows(struct provisional *looking, struct database *database,
                                 enum month_rows from, struct error *err)
{
    int64_t earliest_ms = completeness_earliest_ms(looking->completeness);
    if (earliest_ms >= looking->now_ms) {
        return true;
    }
    int32_t first = civil_month_first(looking->month);
    int32_t last = civil_month_first(looking->month + 1) - 1;
    if (earliest_ms != INT64_MIN && civil_date_of(earliest_ms) - WINDOW_DAYS > first) {
        first = civil_date_of(earliest_ms) - WINDOW_DAYS;
    }
    AUTO(tap_array) struct tap_array *taps = NULL;
    if (!tap_array_create(&taps, err)) {
        return false;
    }
    const struct facts *facts = looking->rows->facts;
    struct day_judging judging = {
        .database = database, .facts = facts, .now_ms = looking->now_ms, .taps = taps};
    if (from == MONTH_ROWS_KEPT && !verdict_store_each_breach(database, first, last, earliest_ms,
                                                              on_kept_breach, looking, err)) {
        return false;
    }
    for (size_t i = 0; from != MONTH_ROWS_KEPT && i < facts_staff_count(facts); i++) {
        if (!add_provisional_days_of(looking, &judging, facts_staff_at(facts, i), first, last,
                                     err)) {
            return false;
        }
    }
    return add_provisional_meetings(looking, &judging, from, err);
}

/* The months' figures, then the provisional breaches of the last of them. */
static bool read_rows(struct rows *rows, struct database *database, int32_t month, int64_t now_ms,
                      enum month_rows from, const struct completeness *completeness,
                      struct error *err)
{
    struct provisional looking = {
        .rows = rows, .completeness = completeness, .month = month, .now_ms = now_ms};
    int32_t first = month_report_first_month(month);
    bool good = from == MONTH_ROWS_KEPT
                    ? month_store_each(database, first, month, add_row, rows, err)
                    : judge_rows(rows, database, now_ms, first, month, err);
    if (!good || !add_provisional_rows(&looking, database, from, err)) {
        return false;
    }
    return !rows->out_of_memory || error_set(err, ERROR_NO_MEMORY, "month report: out of memory");
}

static bool fill_view(const struct month_source *source, struct database *database, int32_t month,
                      int64_t as_of_ms, struct month_view *view, struct error *err)
{
    const struct facts *facts = fact_loan_facts(view->loan);
    struct rows rows = {.facts = facts};
    AUTO_COMPLETENESS struct completeness completeness = {0};
    bool good =
        (as_of_ms != MONTH_SOURCE_NOW ||
         judging_local_ms(facts, clock_utc_us(source->clock), &as_of_ms, err)) &&
        completeness_read(&completeness, database, facts, err) &&
        read_rows(&rows, database, month, as_of_ms, view->rows, &completeness, err) &&
        month_report_create(facts, month, as_of_ms, rows.list, rows.count, &view->report, err) &&
        month_report_set_kiosks(view->report, &completeness, err);
    free(rows.list);
    return good;
}

static bool choose_rows(const struct month_source *source, int32_t month, int64_t as_of_ms,
                        enum month_rows *ret_from, struct judging_progress *ret_rejudging,
                        struct error *err)
{
    *ret_from = MONTH_ROWS_JUDGED_ANEW;
    *ret_rejudging = (struct judging_progress){0};
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
    *ret_from = MONTH_ROWS_KEPT;
    return judging_bring_up(source->judging, month_report_first_month(month), month, ret_rejudging,
                            err);
}

static bool read_view(const struct month_source *source, int32_t month, int64_t as_of_ms,
                      struct month_view *view, struct error *err)
{
    if (!storage_read(source->storage, &view->snapshot, err)) {
        return false;
    }
    struct database *database = snapshot_database(view->snapshot);
    return fact_cache_take(source->cache, database, &view->loan, err) &&
           fill_view(source, database, month, as_of_ms, view, err);
}

/* What is judged anew waits for its turn. */
static bool read_view_in_turn(const struct month_source *source, int32_t month, int64_t as_of_ms,
                              struct month_view *view, struct error *err)
{
    if (view->rows == MONTH_ROWS_KEPT) {
        return read_view(source, month, as_of_ms, view, err);
    }
    if (!judging_turns_take(view->turns, JUDGING_TURN_WAIT_MS, err)) {
        return false;
    }
    bool good = read_view(source, month, as_of_ms, view, err);
    judging_turns_give(view->turns);
    return good;
}

bool month_source_report(const struct month_source *source, int32_t month, int64_t as_of_ms,
                         struct month_view *ret_view, struct error *err)
{
    struct judging_progress rejudging;
    AUTO_MONTH_VIEW struct month_view view = {.turns = judging_turns_of(source->judging)};
    if (!choose_rows(source, month, as_of_ms, &view.rows, &rejudging, err) ||
        !read_view_in_turn(source, month, as_of_ms, &view, err)) {
        return false;
    }
    view.report->rejudging = rejudging;
    *ret_view = view;
    view = (struct month_view){0};
    return true;
}

bool month_source_now(const struct month_source *source, int64_t *ret_now_ms, struct error *err)
{
    AUTO(snapshot) struct snapshot *snapshot = NULL;
    AUTO(fact_loan) struct fact_loan *loan = NULL;
    return storage_read(source->storage, &snapshot, err) &&
           fact_cache_take(source->cache, snapshot_database(snapshot), &loan, err) &&
           judging_local_ms(fact_loan_facts(loan), clock_utc_us(source->clock), ret_now_ms, err);
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
