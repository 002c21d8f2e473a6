#include "unit_tree_store.h"

static const struct database_sql delete_tree = {
    "unit_above.clear",
    "DELETE FROM unit_above",
};

static const struct database_sql insert_above = {
    "unit_above.add",
    "INSERT INTO unit_above (unit, above) VALUES ($1, $2) ON CONFLICT DO NOTHING",
};

static const struct database_sql select_above = {
    "unit_above.is",
    "SELECT 1 FROM unit_above WHERE unit = $1 AND above = $2",
};

static const struct database_sql delete_member = {
    "membership.clear",
    "DELETE FROM membership WHERE staff = $1",
};

static const struct database_sql insert_member = {
    "membership.add",
    "INSERT INTO membership (staff, from_day, to_day, unit) VALUES ($1, $2, $3, $4)",
};

static const struct database_sql select_unit_of = {
    "membership.unit_of",
    "SELECT unit FROM membership WHERE staff = $1 AND from_day <= $2 AND to_day >= $2",
};

static const struct database_sql select_members = {
    "membership.of_unit",
    "SELECT m.staff, m.unit FROM unit_above a JOIN membership m ON m.unit = a.unit "
    "WHERE a.above = $1 AND m.from_day <= $2 AND m.to_day >= $2 ORDER BY m.staff",
};

bool unit_tree_store_clear(struct database *database, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    return database_prepare(database, &delete_tree, &statement, err) &&
           statement_run(statement, err);
}

bool unit_tree_store_add(struct database *database, const char *unit, const char *above,
                         struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_above, &insert, err)) {
        return false;
    }
    statement_bind_text(insert, 1, unit);
    statement_bind_text(insert, 2, above);
    return statement_run(insert, err);
}

bool unit_tree_store_is_above(struct database *database, const char *unit, const char *above,
                              bool *ret_is, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_above, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, unit);
    statement_bind_text(select, 2, above);
    return statement_step(select, ret_is, err);
}

bool unit_tree_store_clear_member(struct database *database, const char *staff, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, &delete_member, &statement, err)) {
        return false;
    }
    statement_bind_text(statement, 1, staff);
    return statement_run(statement, err);
}

bool unit_tree_store_add_member(struct database *database, const char *staff, const char *unit,
                                int64_t from_day, int64_t to_day, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_member, &insert, err)) {
        return false;
    }
    statement_bind_text(insert, 1, staff);
    statement_bind_int64(insert, 2, from_day);
    statement_bind_int64(insert, 3, to_day);
    statement_bind_text(insert, 4, unit);
    return statement_run(insert, err);
}

bool unit_tree_store_unit_of(struct database *database, const char *staff, int64_t day,
                             char *ret_unit, size_t size, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_unit_of, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, staff);
    statement_bind_int64(select, 2, day);
    if (!statement_step(select, &row, err)) {
        return false;
    }
    ret_unit[0] = '\0';
    return !row || statement_copy_text(select, 0, ret_unit, size, err);
}

bool unit_tree_store_each_member(struct database *database, const char *above, int64_t day,
                                 member_visit *on_member, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_members, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, above);
    statement_bind_int64(select, 2, day);
    for (;;) {
        bool row;
        if (!statement_step(select, &row, err)) {
            return false;
        }
        if (!row) {
            return true;
        }
        if (!on_member(statement_text(select, 0), statement_text(select, 1), user, err)) {
            return false;
        }
    }
}
