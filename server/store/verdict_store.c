#include "verdict_store.h"

#include "check.h"
#include "civil.h"
#include "day_span.h"
#include <string.h>

#define DAY_COLUMNS                                                                                \
    "session, unit, status, check_in, check_out, late_min, early_min, leave_min, trip_min, "       \
    "tap_count, window_to_ms, date "

static const struct day_span_sql select_days = {
    {"day_verdict.of_few_days",
     "SELECT " DAY_COLUMNS "FROM day_verdict WHERE date " DAY_SPAN_FEW " ORDER BY date, session"},
    {"day_verdict.of_days", DAY_SPAN_MANY "SELECT " DAY_COLUMNS "FROM span CROSS JOIN day_verdict "
                                          "WHERE date = day AND staff = $3 ORDER BY day, session"}};

static const struct day_span_sql select_unsettled = {
    {"unsettled_day.of_few_days",
     "SELECT date, changes_at_ms FROM unsettled_day WHERE date " DAY_SPAN_FEW},
    {"unsettled_day.of_days",
     DAY_SPAN_MANY "SELECT date, changes_at_ms FROM span CROSS JOIN unsettled_day "
                   "WHERE date = day AND staff = $3"}};

static const struct database_sql delete_row = {
    "day_verdict.delete",
    "DELETE FROM day_verdict WHERE date = $1 AND staff = $2 AND session = $3"};

static const struct database_sql upsert_row = {
    "day_verdict.upsert",
    "INSERT INTO day_verdict (date, staff, session, unit, status, check_in, check_out, late_min, "
    "early_min, leave_min, trip_min, tap_count, window_to_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
    "ON CONFLICT (date, staff, session) DO UPDATE SET unit = excluded.unit, "
    "status = excluded.status, check_in = excluded.check_in, check_out = excluded.check_out, "
    "late_min = excluded.late_min, early_min = excluded.early_min, "
    "leave_min = excluded.leave_min, trip_min = excluded.trip_min, "
    "tap_count = excluded.tap_count, window_to_ms = excluded.window_to_ms"};

static const struct database_sql delete_unsettled = {
    "unsettled_day.delete", "DELETE FROM unsettled_day WHERE date = $1 AND staff = $2"};

static const struct database_sql insert_unsettled = {
    "unsettled_day.insert",
    "INSERT INTO unsettled_day (date, staff, changes_at_ms) VALUES ($1, $2, $3) "
    "ON CONFLICT (date, staff) DO UPDATE SET changes_at_ms = excluded.changes_at_ms "
    "WHERE unsettled_day.changes_at_ms <> excluded.changes_at_ms"};

/* A window opens at most half a day before its date: later dates cannot be due. */
static const struct database_sql select_due = {
    "unsettled_day.due",
    "SELECT date, staff FROM unsettled_day WHERE date <= $1 AND changes_at_ms <= $2 "
    "ORDER BY date, staff LIMIT $3"};

static const struct database_sql select_month = {"judged_month.select",
                                                 "SELECT 1 FROM judged_month WHERE month = $1"};

static const struct database_sql insert_month = {"judged_month.insert",
                                                 "INSERT INTO judged_month (month) VALUES ($1)"};

static const struct database_sql list_months = {
    "judged_month.list",
    "SELECT month FROM judged_month WHERE month >= $1 AND month <= $2 ORDER BY month"};

static const struct database_sql delete_of_staff = {
    "day_verdict.delete_of_staff",
    "DELETE FROM day_verdict WHERE date >= $1 AND date <= $2 AND staff = $3"};
static const struct database_sql delete_unsettled_of_staff = {
    "unsettled_day.delete_of_staff",
    "DELETE FROM unsettled_day WHERE date >= $1 AND date <= $2 AND staff = $3"};

static const struct database_sql select_breaches = {
    "day_verdict.breaches",
    "SELECT staff, unit, date, window_to_ms FROM day_verdict "
    "WHERE date >= $1 AND date <= $2 AND window_to_ms > $3 AND status IN ('absent', 'exception') "
    "ORDER BY date, staff, session"};

/* A person is late if any session of theirs was, and so on down the list: each is counted once. */
static const struct database_sql count_day = {
    "day_verdict.count",
    "SELECT count(*), "
    "coalesce(sum(CASE WHEN taps > 0 THEN 1 ELSE 0 END), 0), "
    "coalesce(sum(CASE WHEN taps > 0 AND late = 0 AND come > 0 THEN 1 ELSE 0 END), 0), "
    "coalesce(sum(late), 0), "
    "coalesce(sum(CASE WHEN taps = 0 AND away = sessions THEN 1 ELSE 0 END), 0), "
    "coalesce(sum(CASE WHEN taps = 0 AND away < sessions THEN 1 ELSE 0 END), 0) "
    "FROM (SELECT staff, sum(tap_count) AS taps, count(*) AS sessions, "
    "max(CASE WHEN check_in = 'late' THEN 1 ELSE 0 END) AS late, "
    "max(CASE WHEN check_in = 'on_time' THEN 1 ELSE 0 END) AS come, "
    "sum(CASE WHEN status IN ('leave', 'trip') THEN 1 ELSE 0 END) AS away "
    "FROM day_verdict WHERE date = $1 GROUP BY staff) AS person"};

static bool word_index(const char *const words[], const char *word, unsigned *ret_index,
                       struct error *err)
{
    for (unsigned i = 0; words[i]; i++) {
        if (strcmp(words[i], word) == 0) {
            *ret_index = i;
            return true;
        }
    }
    return error_set(err, ERROR_INVALID, "day_verdict: unknown word '%.40s'", word);
}

static bool read_row(const struct statement *select, struct verdict_row *row, struct error *err)
{
    unsigned status = 0, in = 0, out = 0;
    if (!statement_copy_text(select, 1, row->unit, sizeof row->unit, err) ||
        !word_index(session_status_words, statement_text(select, 2), &status, err) ||
        !word_index(check_words, statement_text(select, 3), &in, err) ||
        !word_index(check_words, statement_text(select, 4), &out, err)) {
        return false;
    }
    row->verdict = (struct session_verdict){
        .session = (int32_t)statement_int64(select, 0),
        .status = (enum session_status)status,
        .in = (enum check)in,
        .out = (enum check)out,
        .late_min = (int32_t)statement_int64(select, 5),
        .early_min = (int32_t)statement_int64(select, 6),
        .leave_min = (int32_t)statement_int64(select, 7),
        .trip_min = (int32_t)statement_int64(select, 8),
        .reason.tap_count = (size_t)statement_int64(select, 9),
        .reason.window_to_ms = statement_int64(select, 10),
    };
    return true;
}

static bool read_rows(struct statement *select, int32_t first, struct verdict_kept *kept,
                      struct error *err)
{
    for (;;) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            return true;
        }
        int32_t date = (int32_t)statement_int64(select, 11);
        struct verdict_day *day = &kept[date - first].day;
        if (day->count == VERDICT_DAY_SESSIONS_MAX) {
            return error_set(err, ERROR_INVALID, "day_verdict: more than %d sessions a day",
                             VERDICT_DAY_SESSIONS_MAX);
        }
        struct verdict_row *next = &day->rows[day->count];
        if (!read_row(select, next, err)) {
            return false;
        }
        next->verdict.date = date;
        day->count++;
    }
}

static bool read_unsettled(struct statement *select, int32_t first, struct verdict_kept *kept,
                           struct error *err)
{
    for (;;) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            return true;
        }
        kept[statement_int64(select, 0) - first].changes_at_ms = statement_int64(select, 1);
    }
}

bool verdict_store_read_days(struct database *database, const char *staff, int32_t first,
                             int32_t last, struct verdict_kept *ret_kept, struct error *err)
{
    AUTO(statement) struct statement *rows = NULL;
    AUTO(statement) struct statement *unsettled = NULL;
    for (int32_t date = first; date <= last; date++) {
        ret_kept[date - first].day.count = 0;
        ret_kept[date - first].changes_at_ms = CIVIL_NEVER_MS;
    }
    return day_span_prepare(database, &select_days, staff, first, last, &rows, err) &&
           read_rows(rows, first, ret_kept, err) &&
           day_span_prepare(database, &select_unsettled, staff, first, last, &unsettled, err) &&
           read_unsettled(unsettled, first, ret_kept, err);
}

bool verdict_store_read_ahead(struct database *database, const char *staff, int32_t first,
                              int32_t last, struct error *err)
{
    AUTO(statement) struct statement *rows = NULL;
    AUTO(statement) struct statement *unsettled = NULL;
    return day_span_prepare(database, &select_days, staff, first, last, &rows, err) &&
           statement_read_ahead(rows, err) &&
           day_span_prepare(database, &select_unsettled, staff, first, last, &unsettled, err) &&
           statement_read_ahead(unsettled, err);
}

static bool run_day(struct database *database, const struct database_sql *sql, int32_t day,
                    const char *staff, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, sql, &statement, err)) {
        return false;
    }
    statement_bind_int64(statement, 1, day);
    statement_bind_text(statement, 2, staff);
    return statement_queue(statement, err);
}

bool verdict_store_write_row(struct database *database, int32_t day, const char *staff,
                             const struct verdict_row *row, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &upsert_row, &insert, err)) {
        return false;
    }
    const struct session_verdict *verdict = &row->verdict;
    statement_bind_int64(insert, 1, day);
    statement_bind_text(insert, 2, staff);
    statement_bind_int64(insert, 3, verdict->session);
    statement_bind_text(insert, 4, row->unit);
    statement_bind_text(insert, 5, session_status_words[verdict->status]);
    statement_bind_text(insert, 6, check_words[verdict->in]);
    statement_bind_text(insert, 7, check_words[verdict->out]);
    statement_bind_int64(insert, 8, verdict->late_min);
    statement_bind_int64(insert, 9, verdict->early_min);
    statement_bind_int64(insert, 10, verdict->leave_min);
    statement_bind_int64(insert, 11, verdict->trip_min);
    statement_bind_int64(insert, 12, (int64_t)verdict->reason.tap_count);
    statement_bind_int64(insert, 13, verdict->reason.window_to_ms);
    return statement_queue(insert, err);
}

bool verdict_store_delete_row(struct database *database, int32_t day, const char *staff,
                              int32_t session, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, &delete_row, &statement, err)) {
        return false;
    }
    statement_bind_int64(statement, 1, day);
    statement_bind_text(statement, 2, staff);
    statement_bind_int64(statement, 3, session);
    return statement_queue(statement, err);
}

bool verdict_store_set_unsettled(struct database *database, int32_t day, const char *staff,
                                 int64_t changes_at_ms, struct error *err)
{
    if (changes_at_ms == CIVIL_NEVER_MS) {
        return run_day(database, &delete_unsettled, day, staff, err);
    }
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_unsettled, &insert, err)) {
        return false;
    }
    statement_bind_int64(insert, 1, day);
    statement_bind_text(insert, 2, staff);
    statement_bind_int64(insert, 3, changes_at_ms);
    return statement_queue(insert, err);
}

bool verdict_store_list_due(struct database *database, int64_t now_ms, size_t max,
                            struct verdict_due *ret_due, size_t *ret_count, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_due, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, (int64_t)civil_date_of(now_ms) + 1);
    statement_bind_int64(select, 2, now_ms);
    statement_bind_int64(select, 3, (int64_t)max);
    size_t count = 0;
    for (bool row = true; count < max;) {
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            break;
        }
        ret_due[count].day = (int32_t)statement_int64(select, 0);
        if (!statement_copy_text(select, 1, ret_due[count].staff, sizeof ret_due[count].staff,
                                 err)) {
            return false;
        }
        count++;
    }
    *ret_count = count;
    return true;
}

bool verdict_store_is_judged(struct database *database, int32_t month, bool *ret_judged,
                             struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_month, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, month);
    return statement_step(select, ret_judged, err);
}

bool verdict_store_add_month(struct database *database, int32_t month, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_month, &insert, err)) {
        return false;
    }
    statement_bind_int64(insert, 1, month);
    return statement_queue(insert, err);
}

bool verdict_store_list_months(struct database *database, int32_t first, int32_t last,
                               int32_t ret_months[static VERDICT_MONTHS_MAX], size_t *ret_count,
                               struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &list_months, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, first);
    statement_bind_int64(select, 2, last);
    size_t count = 0;
    for (;;) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            *ret_count = count;
            return true;
        }
        if (count == VERDICT_MONTHS_MAX) {
            return error_set(err, ERROR_INVALID, "judged_month: more than %d months",
                             VERDICT_MONTHS_MAX);
        }
        ret_months[count++] = (int32_t)statement_int64(select, 0);
    }
}

static bool delete_span(struct database *database, const struct database_sql *sql,
                        const char *staff, int32_t first, int32_t last, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, sql, &statement, err)) {
        return false;
    }
    statement_bind_int64(statement, 1, first);
    statement_bind_int64(statement, 2, last);
    statement_bind_text(statement, 3, staff);
    return statement_queue(statement, err);
}

bool verdict_store_delete_days(struct database *database, const char *staff, int32_t first,
                               int32_t last, struct error *err)
{
    return delete_span(database, &delete_of_staff, staff, first, last, err) &&
           delete_span(database, &delete_unsettled_of_staff, staff, first, last, err);
}

bool verdict_store_each_breach(struct database *database, int32_t first, int32_t last,
                               int64_t open_after_ms, verdict_breach_visit *on_breach, void *user,
                               struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_breaches, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, first);
    statement_bind_int64(select, 2, last);
    statement_bind_int64(select, 3, open_after_ms);
    for (;;) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            return true;
        }
        struct verdict_breach breach = {
            .staff = statement_text(select, 0),
            .unit = statement_text(select, 1),
            .date = (int32_t)statement_int64(select, 2),
            .window_to_ms = statement_int64(select, 3),
        };
        on_breach(&breach, user);
    }
}

bool verdict_store_count_day(struct database *database, int32_t day,
                             struct verdict_day_counts *ret_counts, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &count_day, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, day);
    bool row;
    if (!statement_step(select, &row, err)) {
        return false;
    }
    CHECK(row); /* an aggregate always gives one */
    *ret_counts = (struct verdict_day_counts){
        .staff = statement_int64(select, 0),
        .in = statement_int64(select, 1),
        .on_time = statement_int64(select, 2),
        .late = statement_int64(select, 3),
        .leave = statement_int64(select, 4),
        .missing = statement_int64(select, 5),
    };
    return true;
}
