#include "day_count_store.h"

static const struct database_sql select_day = {
    "day_verdict.people",
    "SELECT staff, unit, sum(tap_count), "
    "max(CASE WHEN check_in = 'late' THEN 1 ELSE 0 END), "
    "max(CASE WHEN check_in = 'on_time' THEN 1 ELSE 0 END), "
    "sum(CASE WHEN status IN ('leave', 'trip') THEN 0 ELSE 1 END) "
    "FROM day_verdict WHERE date = $1 GROUP BY staff, unit ORDER BY staff, unit",
};

bool day_count_store_each(struct database *database, int32_t day, day_count_visit *on_row,
                          void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_day, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, day);
    while (statement_step(select, &row, err)) {
        if (!row) {
            return true;
        }
        const struct day_count_row found = {
            .staff = statement_text(select, 0),
            .unit = statement_text(select, 1),
            .came = statement_int64(select, 2) > 0,
            .late = statement_int64(select, 3) > 0,
            .on_time = statement_int64(select, 4) > 0,
            .away = statement_int64(select, 5) == 0,
        };
        on_row(&found, user);
    }
    return false;
}
