#include "day_span.h"

#define FEW 8

bool day_span_prepare(struct database *database, const struct day_span_sql *sql, const char *staff,
                      int32_t first, int32_t last, struct statement **ret_select, struct error *err)
{
    bool few = last - first < FEW;
    if (!database_prepare(database, few ? &sql->few : &sql->many, ret_select, err)) {
        return false;
    }
    if (!few) {
        statement_bind_int64(*ret_select, 1, first);
        statement_bind_int64(*ret_select, 2, last);
        statement_bind_text(*ret_select, 3, staff);
        return true;
    }
    for (int32_t i = 0; i < FEW; i++) { /* the last one as often as there is room */
        statement_bind_int64(*ret_select, i + 1, first + i < last ? first + i : last);
    }
    statement_bind_text(*ret_select, FEW + 1, staff);
    return true;
}
