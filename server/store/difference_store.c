#include "difference_store.h"

static const struct database_sql insert_difference = {
    "verdict_difference.insert",
    "INSERT INTO verdict_difference (date, staff, no, session, meeting, old_verdict, new_verdict, "
    "causes, changed_utc_us) VALUES ($1, $2, (SELECT coalesce(max(no), 0) + 1 "
    "FROM verdict_difference WHERE date = $1 AND staff = $2), $3, $4, $5, $6, $7, $8)"};

static const struct database_sql select_of_staff = {
    "verdict_difference.of_staff",
    "SELECT date, staff, session, meeting, old_verdict, new_verdict, causes, changed_utc_us "
    "FROM verdict_difference WHERE date >= $1 AND date <= $2 "
    "AND staff = $3 ORDER BY date, staff, no"};

static const struct database_sql select_of_all = {
    "verdict_difference.of_all",
    "SELECT date, staff, session, meeting, old_verdict, new_verdict, causes, changed_utc_us "
    "FROM verdict_difference WHERE date >= $1 AND date <= $2 "
    "ORDER BY date, staff, no"};

bool difference_store_add(struct database *database, const struct difference *difference,
                          struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_difference, &insert, err)) {
        return false;
    }
    statement_bind_int64(insert, 1, difference->date);
    statement_bind_text(insert, 2, difference->staff);
    statement_bind_int64(insert, 3, difference->session);
    statement_bind_text(insert, 4, difference->meeting);
    statement_bind_text(insert, 5, difference->old_verdict);
    statement_bind_text(insert, 6, difference->new_verdict);
    statement_bind_text(insert, 7, difference->causes);
    statement_bind_int64(insert, 8, difference->changed_utc_us);
    return statement_queue(insert, err);
}

static const char *text_or_null(const struct statement *row, int column)
{
    return statement_is_null(row, column) ? NULL : statement_text(row, column);
}

bool difference_store_each(struct database *database, const struct difference_question *question,
                           difference_visit *on_difference, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, question->staff ? &select_of_staff : &select_of_all, &select,
                          err)) {
        return false;
    }
    statement_bind_int64(select, 1, question->first);
    statement_bind_int64(select, 2, question->last);
    if (question->staff) {
        statement_bind_text(select, 3, question->staff);
    }
    for (;;) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            return true;
        }
        struct difference difference = {
            .date = (int32_t)statement_int64(select, 0),
            .staff = statement_text(select, 1),
            .session = (int32_t)statement_int64(select, 2),
            .meeting = statement_text(select, 3),
            .old_verdict = text_or_null(select, 4),
            .new_verdict = text_or_null(select, 5),
            .causes = statement_text(select, 6),
            .changed_utc_us = statement_int64(select, 7),
        };
        if (!on_difference(&difference, user, err)) {
            return false;
        }
    }
}
