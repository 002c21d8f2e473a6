#include "month_store.h"

#define FIRST_FIGURE 3 /* columns before the figures in a row of select_months */

/* The figures stand in the order of enum figure. */
#define FIGURE_COLUMNS                                                                             \
    "checks_due, on_time, late, late_min, early, early_min, missing, absent, leave, trip, "        \
    "leave_min, trip_min, corrections, meetings_due, meetings_on_time, meetings_late, "            \
    "meetings_absent, meetings_leave, meetings_leave_late, meetings_substituted, "                 \
    "meetings_unapproved_substitute, meetings_left_early, review, violations "

static const struct database_sql select_months = {
    "person_month.of_months",
    "SELECT month, staff, unit, " FIGURE_COLUMNS
    "FROM person_month WHERE month >= $1 AND month <= $2 ORDER BY month, staff, unit"};

static const struct database_sql sum_units = {
    "person_month.of_units",
    "SELECT month, '', unit, "
    "CAST(SUM(checks_due) AS BIGINT), CAST(SUM(on_time) AS BIGINT), "
    "CAST(SUM(late) AS BIGINT), CAST(SUM(late_min) AS BIGINT), "
    "CAST(SUM(early) AS BIGINT), CAST(SUM(early_min) AS BIGINT), "
    "CAST(SUM(missing) AS BIGINT), CAST(SUM(absent) AS BIGINT), "
    "CAST(SUM(leave) AS BIGINT), CAST(SUM(trip) AS BIGINT), "
    "CAST(SUM(leave_min) AS BIGINT), CAST(SUM(trip_min) AS BIGINT), "
    "CAST(SUM(corrections) AS BIGINT), CAST(SUM(meetings_due) AS BIGINT), "
    "CAST(SUM(meetings_on_time) AS BIGINT), CAST(SUM(meetings_late) AS BIGINT), "
    "CAST(SUM(meetings_absent) AS BIGINT), CAST(SUM(meetings_leave) AS BIGINT), "
    "CAST(SUM(meetings_leave_late) AS BIGINT), "
    "CAST(SUM(meetings_substituted) AS BIGINT), "
    "CAST(SUM(meetings_unapproved_substitute) AS BIGINT), "
    "CAST(SUM(meetings_left_early) AS BIGINT), CAST(SUM(review) AS BIGINT), "
    "CAST(SUM(violations) AS BIGINT) "
    "FROM person_month WHERE month >= $1 AND month <= $2 GROUP BY month, unit ORDER BY month, "
    "unit"};

static const struct database_sql select_person = {
    "person_month.of_person", "SELECT month, staff, unit, " FIGURE_COLUMNS
                              "FROM person_month WHERE month = $1 AND staff = $2 ORDER BY unit"};

static const struct database_sql delete_one = {
    "person_month.delete",
    "DELETE FROM person_month WHERE month = $1 AND staff = $2 AND unit = $3"};

#define INSERT_ROW                                                                                 \
    "INSERT INTO person_month (month, staff, unit, " FIGURE_COLUMNS ") "                           \
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, "         \
    "$18, $19, $20, $21, $22, $23, $24, $25, $26, $27) "                                           \
    "ON CONFLICT (month, staff, unit) DO UPDATE SET "

static const struct database_sql upsert = {
    "person_month.upsert", INSERT_ROW
    "checks_due = excluded.checks_due, on_time = excluded.on_time, late = excluded.late, "
    "late_min = excluded.late_min, early = excluded.early, early_min = "
    "excluded.early_min, missing = excluded.missing, absent = excluded.absent, leave = "
    "excluded.leave, trip = excluded.trip, leave_min = excluded.leave_min, trip_min = "
    "excluded.trip_min, corrections = excluded.corrections, meetings_due = "
    "excluded.meetings_due, meetings_on_time = excluded.meetings_on_time, meetings_late = "
    "excluded.meetings_late, meetings_absent = excluded.meetings_absent, meetings_leave = "
    "excluded.meetings_leave, meetings_leave_late = excluded.meetings_leave_late, "
    "meetings_substituted = excluded.meetings_substituted, meetings_unapproved_substitute "
    "= excluded.meetings_unapproved_substitute, meetings_left_early = "
    "excluded.meetings_left_early, review = excluded.review, violations = "
    "excluded.violations "};

static const struct database_sql add_to = {
    "person_month.add", INSERT_ROW
    "checks_due = person_month.checks_due + excluded.checks_due, "
    "on_time = person_month.on_time + excluded.on_time, "
    "late = person_month.late + excluded.late, "
    "late_min = person_month.late_min + excluded.late_min, "
    "early = person_month.early + excluded.early, "
    "early_min = person_month.early_min + excluded.early_min, "
    "missing = person_month.missing + excluded.missing, "
    "absent = person_month.absent + excluded.absent, "
    "leave = person_month.leave + excluded.leave, trip = person_month.trip + excluded.trip, "
    "leave_min = person_month.leave_min + excluded.leave_min, "
    "trip_min = person_month.trip_min + excluded.trip_min, "
    "corrections = person_month.corrections + excluded.corrections, "
    "meetings_due = person_month.meetings_due + excluded.meetings_due, "
    "meetings_on_time = person_month.meetings_on_time + excluded.meetings_on_time, "
    "meetings_late = person_month.meetings_late + excluded.meetings_late, "
    "meetings_absent = person_month.meetings_absent + excluded.meetings_absent, "
    "meetings_leave = person_month.meetings_leave + excluded.meetings_leave, "
    "meetings_leave_late = person_month.meetings_leave_late + excluded.meetings_leave_late, "
    "meetings_substituted = person_month.meetings_substituted + excluded.meetings_substituted, "
    "meetings_unapproved_substitute = person_month.meetings_unapproved_substitute + "
    "excluded.meetings_unapproved_substitute, "
    "meetings_left_early = person_month.meetings_left_early + excluded.meetings_left_early, "
    "review = person_month.review + excluded.review, "
    "violations = person_month.violations + excluded.violations"};

static void read_figures(const struct statement *row, int first, struct figures *ret_figures)
{
    for (int i = 0; i < FIGURE_COUNT; i++) {
        ret_figures->of[i] = statement_int64(row, first + i);
    }
}

static bool put(struct database *database, const struct database_sql *sql, int32_t month,
                const char *staff, const char *unit, const struct figures *figures,
                struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, sql, &statement, err)) {
        return false;
    }
    statement_bind_int64(statement, 1, month);
    statement_bind_text(statement, 2, staff);
    statement_bind_text(statement, 3, unit);
    for (int i = 0; i < FIGURE_COUNT; i++) {
        statement_bind_int64(statement, 1 + FIRST_FIGURE + i, figures->of[i]);
    }
    return statement_queue(statement, err);
}

bool month_store_write(struct database *database, int32_t month, const char *staff,
                       const char *unit, const struct figures *figures, struct error *err)
{
    return put(database, &upsert, month, staff, unit, figures, err);
}

bool month_store_add(struct database *database, int32_t month, const char *staff, const char *unit,
                     const struct figures *change, struct error *err)
{
    return put(database, &add_to, month, staff, unit, change, err);
}

bool month_store_delete(struct database *database, int32_t month, const char *staff,
                        const char *unit, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, &delete_one, &statement, err)) {
        return false;
    }
    statement_bind_int64(statement, 1, month);
    statement_bind_text(statement, 2, staff);
    statement_bind_text(statement, 3, unit);
    return statement_queue(statement, err);
}

static bool visit_rows(struct statement *select, month_store_visit *on_row, void *user,
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
        struct figures figures;
        read_figures(select, FIRST_FIGURE, &figures);
        on_row((int32_t)statement_int64(select, 0), statement_text(select, 1),
               statement_text(select, 2), &figures, user);
    }
}

static bool visit_months(struct database *database, const struct database_sql *sql, int32_t first,
                         int32_t last, month_store_visit *on_row, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, sql, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, first);
    statement_bind_int64(select, 2, last);
    return visit_rows(select, on_row, user, err);
}

bool month_store_each(struct database *database, int32_t first, int32_t last,
                      month_store_visit *on_row, void *user, struct error *err)
{
    return visit_months(database, &select_months, first, last, on_row, user, err);
}

bool month_store_each_unit(struct database *database, int32_t first, int32_t last,
                           month_store_visit *on_row, void *user, struct error *err)
{
    return visit_months(database, &sum_units, first, last, on_row, user, err);
}

static bool prepare_person(struct database *database, int32_t month, const char *staff,
                           struct statement **ret_select, struct error *err)
{
    if (!database_prepare(database, &select_person, ret_select, err)) {
        return false;
    }
    statement_bind_int64(*ret_select, 1, month);
    statement_bind_text(*ret_select, 2, staff);
    return true;
}

bool month_store_each_of_person(struct database *database, int32_t month, const char *staff,
                                month_store_visit *on_row, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    return prepare_person(database, month, staff, &select, err) &&
           visit_rows(select, on_row, user, err);
}

bool month_store_read_ahead(struct database *database, int32_t month, const char *staff,
                            struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    return prepare_person(database, month, staff, &select, err) &&
           statement_read_ahead(select, err);
}
