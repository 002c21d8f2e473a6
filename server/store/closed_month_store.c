#include "closed_month_store.h"

static const struct database_sql select_has = {
    "closed_month.has",
    "SELECT 1 FROM closed_month WHERE month = $1",
};

static const struct database_sql insert_month = {
    "closed_month.add",
    "INSERT INTO closed_month (month, closed_utc_us, closed_by, manifest, hash) "
    "VALUES ($1, $2, $3, $4, $5)",
};

static const struct database_sql select_months = {
    "closed_month.each",
    "SELECT month, closed_utc_us, closed_by, manifest, hash FROM closed_month "
    "WHERE month >= $1 AND month <= $2 ORDER BY month DESC",
};

static const struct database_sql insert_document = {
    "frozen_document.add",
    "INSERT INTO frozen_document (month, name, media_type, sha256, bytes) "
    "VALUES ($1, $2, $3, $4, $5)",
};

static const struct database_sql select_documents = {
    "frozen_document.each",
    "SELECT name, media_type, sha256, bytes FROM frozen_document WHERE month = $1 AND "
    "($2 = '' OR name = $2) ORDER BY name",
};

bool closed_month_store_has(struct database *database, int32_t month, bool *ret_has,
                            struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_has, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, month);
    return statement_step(select, ret_has, err);
}

bool closed_month_store_add(struct database *database, const struct closed_month *closed,
                            struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_month, &insert, err)) {
        return false;
    }
    statement_bind_int64(insert, 1, closed->month);
    statement_bind_int64(insert, 2, closed->closed_utc_us);
    statement_bind_text(insert, 3, closed->closed_by);
    statement_bind_text(insert, 4, closed->manifest);
    statement_bind_text(insert, 5, closed->hash);
    return statement_run(insert, err);
}

bool closed_month_store_each(struct database *database, int32_t month, closed_month_visit *on_month,
                             void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row = true;
    if (!database_prepare(database, &select_months, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, month);
    statement_bind_int64(select, 2, month == CLOSED_MONTH_ALL ? INT32_MAX : month);
    while (statement_step(select, &row, err)) {
        if (!row) {
            return true;
        }
        const struct closed_month closed = {.month = (int32_t)statement_int64(select, 0),
                                            .closed_utc_us = statement_int64(select, 1),
                                            .closed_by = statement_text(select, 2),
                                            .manifest = statement_text(select, 3),
                                            .hash = statement_text(select, 4)};
        if (!on_month(&closed, user, err)) {
            return false;
        }
    }
    return false;
}

bool closed_month_store_add_document(struct database *database, int32_t month,
                                     const struct frozen_document *document, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_document, &insert, err)) {
        return false;
    }
    statement_bind_int64(insert, 1, month);
    statement_bind_text(insert, 2, document->name);
    statement_bind_text(insert, 3, document->media_type);
    statement_bind_text(insert, 4, document->sha256);
    statement_bind_bytes(insert, 5, document->bytes, document->len);
    return statement_run(insert, err);
}

bool closed_month_store_each_document(struct database *database, int32_t month, const char *name,
                                      frozen_document_visit *on_document, void *user,
                                      struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row = true;
    if (!database_prepare(database, &select_documents, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, month);
    statement_bind_text(select, 2, name ? name : "");
    while (statement_step(select, &row, err)) {
        if (!row) {
            return true;
        }
        struct frozen_document document = {.name = statement_text(select, 0),
                                           .media_type = statement_text(select, 1),
                                           .sha256 = statement_text(select, 2)};
        document.bytes = statement_bytes(select, 3, &document.len);
        if (!on_document(&document, user, err)) {
            return false;
        }
    }
    return false;
}
