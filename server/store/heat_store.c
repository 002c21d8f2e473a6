#include "heat_store.h"

/* 1 where the check counts for a figure. */
#define IS(check, words) "CASE WHEN " check " IN (" words ") THEN 1 ELSE 0 END"
#define BOTH(words)      IS("check_in", words) " + " IS("check_out", words)

/* A session that is absent is one violation, whatever checks it requires. */
static const struct database_sql select_days = {
    "heat.days",
    "SELECT date, unit, sum(" BOTH(
        "'on_time', 'late', 'early', 'missing'") "), "
                                                 "sum(" BOTH("'on_time'") "), sum(CASE WHEN status "
                                                                          "= 'absent' THEN 1 "
                                                                          "ELSE " BOTH(
                                                                              "'late', 'early', "
                                                                              "'missing'") " END) "
                                                                                           "FROM "
                                                                                           "day_"
                                                                                           "verdict"
                                                                                           " "
                                                                                           "WHERE "
                                                                                           "date "
                                                                                           ">= $1 "
                                                                                           "AND "
                                                                                           "date "
                                                                                           "<= $2 "
                                                                                           "GROUP "
                                                                                           "BY "
                                                                                           "date, "
                                                                                           "unit "
                                                                                           "ORDER "
                                                                                           "BY "
                                                                                           "date, "
                                                                                           "unit",
};

/* flags: 1 is a mark, 2 and 4 are what sign-out found. */
static const struct database_sql select_meetings = {
    "heat.meetings",
    "SELECT date, unit, "
    "sum(CASE WHEN result IN ('leave', 'none', 'pending', 'review') THEN 0 ELSE 1 END), "
    "sum(CASE WHEN result = 'on_time' OR (result = 'substituted' AND late_min = 0) THEN 1 ELSE 0 "
    "END), sum(CASE WHEN result IN ('late', 'absent', 'leave_late', 'unapproved_substitute') OR "
    "(result = 'substituted' AND late_min > 0) THEN 1 ELSE 0 END + "
    "CASE WHEN flags >= 2 THEN 1 ELSE 0 END) FROM attendee_verdict "
    "WHERE date >= $1 AND date <= $2 GROUP BY date, unit ORDER BY date, unit",
};

static bool visit(struct database *database, const struct database_sql *sql, int32_t first,
                  int32_t last, heat_visit *on_row, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row = true;
    if (!database_prepare(database, sql, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, first);
    statement_bind_int64(select, 2, last);
    while (statement_step(select, &row, err)) {
        if (!row) {
            return true;
        }
        const struct heat_row heat = {.date = (int32_t)statement_int64(select, 0),
                                      .unit = statement_text(select, 1),
                                      .due = statement_int64(select, 2),
                                      .on_time = statement_int64(select, 3),
                                      .violations = statement_int64(select, 4)};
        if (!on_row(&heat, user, err)) {
            return false;
        }
    }
    return false;
}

bool heat_store_each(struct database *database, int32_t first, int32_t last, heat_visit *on_row,
                     void *user, struct error *err)
{
    return visit(database, &select_days, first, last, on_row, user, err) &&
           visit(database, &select_meetings, first, last, on_row, user, err);
}
