#include "person_tap_store.h"

#include "civil.h"

static const struct database_sql insert_certain = {
    "person_tap.insert",
    "INSERT INTO person_tap (day, staff, at_ms, kiosk, epoch, seq, meeting, substitute_for) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};

static const struct database_sql insert_uncertain = {
    "person_uncertain_tap.insert",
    "INSERT INTO person_uncertain_tap "
    "(staff, not_before_ms, not_after_ms, kiosk, epoch, seq, meeting, substitute_for) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};

/* Day by day, so that each is one stretch of the table's key. */
static const struct database_sql select_certain = {
    "person_tap.of_day", "SELECT at_ms, kiosk, epoch, seq, meeting, substitute_for FROM person_tap "
                         "WHERE day = $1 AND staff = $2 ORDER BY at_ms, kiosk, epoch, seq"};

static const struct database_sql select_uncertain = {
    "person_uncertain_tap.of_span",
    "SELECT not_before_ms, not_after_ms, kiosk, epoch, seq, meeting, substitute_for "
    "FROM person_uncertain_tap WHERE staff = $1 AND not_before_ms < $2 AND not_after_ms >= $3 "
    "ORDER BY not_before_ms, kiosk, epoch, seq"};

static const struct database_sql select_first_day = {"person_tap.first_day",
                                                     "SELECT min(day) FROM person_tap"};

static const char *text_or_null(const char *text)
{
    return text && *text ? text : NULL;
}

static bool add_certain(struct database *database, const struct person_tap *tap, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_certain, &insert, err)) {
        return false;
    }
    statement_bind_int64(insert, 1, civil_date_of(tap->at_ms));
    statement_bind_text(insert, 2, tap->staff);
    statement_bind_int64(insert, 3, tap->at_ms);
    statement_bind_text(insert, 4, tap->kiosk);
    statement_bind_int64(insert, 5, tap->epoch);
    statement_bind_int64(insert, 6, (int64_t)tap->seq);
    statement_bind_text(insert, 7, text_or_null(tap->meeting));
    statement_bind_text(insert, 8, text_or_null(tap->substitute_for));
    return statement_run(insert, err);
}

bool person_tap_store_add(struct database *database, const struct person_tap *tap,
                          struct error *err)
{
    if (person_tap_is_certain(tap)) {
        return add_certain(database, tap, err);
    }
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_uncertain, &insert, err)) {
        return false;
    }
    statement_bind_text(insert, 1, tap->staff);
    statement_bind_int64(insert, 2, tap->not_before_ms);
    statement_bind_int64(insert, 3, tap->not_after_ms);
    statement_bind_text(insert, 4, tap->kiosk);
    statement_bind_int64(insert, 5, tap->epoch);
    statement_bind_int64(insert, 6, (int64_t)tap->seq);
    statement_bind_text(insert, 7, text_or_null(tap->meeting));
    statement_bind_text(insert, 8, text_or_null(tap->substitute_for));
    return statement_run(insert, err);
}

static const char *column_or_null(const struct statement *row, int column)
{
    return statement_is_null(row, column) ? NULL : statement_text(row, column);
}

static bool each_of_day(struct database *database, const char *staff, int32_t day,
                        void (*on_tap)(const struct person_tap *tap, void *user), void *user,
                        struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_certain, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, day);
    statement_bind_text(select, 2, staff);
    for (;;) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            return true;
        }
        struct person_tap tap = {
            .staff = staff,
            .at_ms = statement_int64(select, 0),
            .kiosk = statement_text(select, 1),
            .epoch = (uint32_t)statement_int64(select, 2),
            .seq = (uint64_t)statement_int64(select, 3),
            .meeting = column_or_null(select, 4),
            .substitute_for = column_or_null(select, 5),
        };
        on_tap(&tap, user);
    }
}

static bool each_uncertain(struct database *database, const char *staff, int32_t first,
                           int32_t last, void (*on_tap)(const struct person_tap *tap, void *user),
                           void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_uncertain, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, staff);
    statement_bind_int64(select, 2, civil_midnight_ms(last + 1));
    statement_bind_int64(select, 3, civil_midnight_ms(first));
    for (;;) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            return true;
        }
        struct person_tap tap = {
            .staff = staff,
            .not_before_ms = statement_int64(select, 0),
            .not_after_ms = statement_int64(select, 1),
            .kiosk = statement_text(select, 2),
            .epoch = (uint32_t)statement_int64(select, 3),
            .seq = (uint64_t)statement_int64(select, 4),
            .meeting = column_or_null(select, 5),
            .substitute_for = column_or_null(select, 6),
        };
        on_tap(&tap, user);
    }
}

bool person_tap_store_each(struct database *database, const char *staff, int32_t first,
                           int32_t last, void (*on_tap)(const struct person_tap *tap, void *user),
                           void *user, struct error *err)
{
    for (int32_t day = first; day <= last; day++) {
        if (!each_of_day(database, staff, day, on_tap, user, err)) {
            return false;
        }
    }
    return each_uncertain(database, staff, first, last, on_tap, user, err);
}

bool person_tap_store_first_day(struct database *database, bool *ret_any, int32_t *ret_day,
                                struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_first_day, &select, err) ||
        !statement_step(select, &row, err)) {
        return false;
    }
    *ret_any = row && !statement_is_null(select, 0);
    if (*ret_any) {
        *ret_day = (int32_t)statement_int64(select, 0);
    }
    return true;
}
