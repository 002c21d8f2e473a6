#include "person_tap_store.h"

#include "civil.h"
#include "day_span.h"
#include <string.h>

static const struct database_sql insert_tap = {
    "tap.insert",
    "INSERT INTO tap (date, staff, at_ms, kiosk, epoch, seq, at_utc_us, card, uncertain, "
    "not_before_ms, not_after_ms, meeting, substitute_for, token) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
    "ON CONFLICT DO NOTHING",
};

static const struct database_sql delete_tap = {
    "tap.delete",
    "DELETE FROM tap WHERE date = $1 AND staff = $2 AND at_ms = $3 AND kiosk = $4 "
    "AND epoch = $5 AND seq = $6",
};

#define COLUMNS                                                                                    \
    "staff, at_ms, kiosk, epoch, seq, meeting, substitute_for, not_before_ms, not_after_ms, "      \
    "card, at_utc_us "

static const struct day_span_sql select_certain = {
    {"tap.of_few_days", "SELECT " COLUMNS "FROM tap WHERE date " DAY_SPAN_FEW
                        " AND uncertain = 0 ORDER BY date, at_ms, kiosk, epoch, seq"},
    {"tap.of_days", DAY_SPAN_MANY
     "SELECT " COLUMNS "FROM span CROSS JOIN tap WHERE date = day AND staff = $3 AND uncertain = 0 "
     "ORDER BY at_ms, kiosk, epoch, seq"},
};

static const struct database_sql select_uncertain = {
    "tap.uncertain_of_span",
    "SELECT " COLUMNS "FROM tap WHERE uncertain = 1 AND staff = $1 AND not_before_ms < $2 "
    "AND not_after_ms >= $3 ORDER BY not_before_ms, kiosk, epoch, seq",
};

static const struct database_sql select_date = {
    "tap.of_date",
    "SELECT " COLUMNS "FROM tap WHERE date = $1 ORDER BY staff, at_ms, kiosk, epoch, seq",
};

static const struct database_sql select_place = {
    "tap.of_place",
    "SELECT " COLUMNS "FROM tap WHERE date = $1 AND at_ms = $2 AND kiosk = $3 AND epoch = $4 "
    "AND seq = $5",
};

static const struct database_sql select_bounds = {
    "tap.uncertain",
    "SELECT " COLUMNS "FROM tap WHERE uncertain = 1 AND date >= $1 AND date <= $2 "
    "ORDER BY at_ms, kiosk, epoch, seq",
};

static const struct database_sql select_ahead = {
    "tap.ahead",
    "SELECT " COLUMNS "FROM tap WHERE uncertain = 0 AND date >= $1 AND at_utc_us > $2 "
    "ORDER BY date, at_ms, kiosk, epoch, seq",
};

static const struct database_sql select_token = {
    "tap.of_token",
    "SELECT " COLUMNS "FROM tap WHERE staff = '' AND token = $1 ORDER BY date, at_ms, kiosk",
};

static const struct database_sql select_substitute = {
    "tap.of_substitutes",
    "SELECT " COLUMNS "FROM tap WHERE meeting = $1 AND substitute_for <> '' AND staff <> '' "
    "ORDER BY uncertain, at_ms, staff, kiosk, epoch, seq",
};

/* Each of the two alone is a look at one end of the key. */
static const struct database_sql select_days = {
    "tap.days",
    "SELECT (SELECT MIN(date) FROM tap), (SELECT MAX(date) FROM tap)",
};

enum column { STAFF, AT, KIOSK, EPOCH, SEQ, MEETING, SUBSTITUTE_FOR, BEFORE, AFTER, CARD, AT_UTC };

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

bool person_tap_store_add(struct database *database, const struct person_tap *tap,
                          struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, &insert_tap, &insert, err)) {
        return false;
    }
    statement_bind_int64(insert, 1, civil_date_of(tap->at_ms));
    statement_bind_text(insert, 2, or_empty(tap->staff));
    statement_bind_int64(insert, 3, tap->at_ms);
    statement_bind_text(insert, 4, tap->kiosk);
    statement_bind_int64(insert, 5, tap->epoch);
    statement_bind_int64(insert, 6, (int64_t)tap->seq);
    statement_bind_int64(insert, 7, tap->at_utc_us);
    statement_bind_text(insert, 8, tap_card_name(tap->card));
    statement_bind_int64(insert, 9, person_tap_is_certain(tap) ? 0 : 1);
    statement_bind_int64(insert, 10, tap->not_before_ms);
    statement_bind_int64(insert, 11, tap->not_after_ms);
    statement_bind_text(insert, 12, or_empty(tap->meeting));
    statement_bind_text(insert, 13, or_empty(tap->substitute_for));
    statement_bind_bytes(insert, 14, tap->token ? tap->token->hash.bytes : NULL, HASH_BYTES);
    return statement_queue(insert, err);
}

bool person_tap_store_remove(struct database *database, const struct person_tap *tap,
                             struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, &delete_tap, &statement, err)) {
        return false;
    }
    statement_bind_int64(statement, 1, civil_date_of(tap->at_ms));
    statement_bind_text(statement, 2, or_empty(tap->staff));
    statement_bind_int64(statement, 3, tap->at_ms);
    statement_bind_text(statement, 4, tap->kiosk);
    statement_bind_int64(statement, 5, tap->epoch);
    statement_bind_int64(statement, 6, (int64_t)tap->seq);
    return statement_queue(statement, err);
}

static enum tap_card card_of(const char *name)
{
    enum tap_card card = TAP_CARD_RECOGNISED;
    while (card < TAP_CARD_MALFORMED && strcmp(tap_card_name(card), name) != 0) {
        card++;
    }
    return card;
}

/* Reads the rows of a statement that is bound already. */
static bool visit_rows(struct statement *select, person_tap_visit *on_tap, void *user,
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
        struct person_tap tap = {
            .staff = statement_text(select, STAFF),
            .card = card_of(statement_text(select, CARD)),
            .at_ms = statement_int64(select, AT),
            .at_utc_us = statement_int64(select, AT_UTC),
            .not_before_ms = statement_int64(select, BEFORE),
            .not_after_ms = statement_int64(select, AFTER),
            .kiosk = statement_text(select, KIOSK),
            .epoch = (uint32_t)statement_int64(select, EPOCH),
            .seq = (uint64_t)statement_int64(select, SEQ),
            .meeting = statement_text(select, MEETING),
            .substitute_for = statement_text(select, SUBSTITUTE_FOR),
        };
        on_tap(&tap, user);
    }
}

static bool prepare_uncertain(struct database *database, const char *staff, int32_t first,
                              int32_t last, struct statement **ret_select, struct error *err)
{
    if (!database_prepare(database, &select_uncertain, ret_select, err)) {
        return false;
    }
    statement_bind_text(*ret_select, 1, staff);
    statement_bind_int64(*ret_select, 2, civil_midnight_ms(last + 1));
    statement_bind_int64(*ret_select, 3, civil_midnight_ms(first));
    return true;
}

bool person_tap_store_each(struct database *database, const char *staff, int32_t first,
                           int32_t last, person_tap_visit *on_tap, void *user, struct error *err)
{
    AUTO(statement) struct statement *certain = NULL;
    AUTO(statement) struct statement *uncertain = NULL;
    return day_span_prepare(database, &select_certain, staff, first, last, &certain, err) &&
           visit_rows(certain, on_tap, user, err) &&
           prepare_uncertain(database, staff, first, last, &uncertain, err) &&
           visit_rows(uncertain, on_tap, user, err);
}

bool person_tap_store_read_ahead(struct database *database, const char *staff, int32_t first,
                                 int32_t last, struct error *err)
{
    AUTO(statement) struct statement *certain = NULL;
    AUTO(statement) struct statement *uncertain = NULL;
    return day_span_prepare(database, &select_certain, staff, first, last, &certain, err) &&
           statement_read_ahead(certain, err) &&
           prepare_uncertain(database, staff, first, last, &uncertain, err) &&
           statement_read_ahead(uncertain, err);
}

bool person_tap_store_each_of_date(struct database *database, int32_t date,
                                   person_tap_visit *on_tap, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_date, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, date);
    return visit_rows(select, on_tap, user, err);
}

bool person_tap_store_visit(struct database *database, int64_t at_ms,
                            const struct record_place *place, person_tap_visit *on_tap, void *user,
                            struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_place, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, civil_date_of(at_ms));
    statement_bind_int64(select, 2, at_ms);
    statement_bind_text(select, 3, place->kiosk);
    statement_bind_int64(select, 4, place->epoch);
    statement_bind_int64(select, 5, (int64_t)place->seq);
    return visit_rows(select, on_tap, user, err);
}

bool person_tap_store_each_uncertain(struct database *database, int32_t first, int32_t last,
                                     person_tap_visit *on_tap, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_bounds, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, first);
    statement_bind_int64(select, 2, last);
    return visit_rows(select, on_tap, user, err);
}

bool person_tap_store_each_ahead(struct database *database, int32_t first, int64_t after_utc_us,
                                 person_tap_visit *on_tap, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_ahead, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, first);
    statement_bind_int64(select, 2, after_utc_us);
    return visit_rows(select, on_tap, user, err);
}

bool person_tap_store_each_of_token(struct database *database, const struct card_token *token,
                                    person_tap_visit *on_tap, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_token, &select, err)) {
        return false;
    }
    statement_bind_bytes(select, 1, token->hash.bytes, HASH_BYTES);
    return visit_rows(select, on_tap, user, err);
}

bool person_tap_store_each_of_substitutes(struct database *database, const char *meeting,
                                          person_tap_visit *on_tap, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_substitute, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, meeting);
    return visit_rows(select, on_tap, user, err);
}

bool person_tap_store_days(struct database *database, bool *ret_any, int32_t *ret_first,
                           int32_t *ret_last, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &select_days, &select, err) ||
        !statement_step(select, &row, err)) {
        return false;
    }
    *ret_any = row && !statement_is_null(select, 0);
    if (*ret_any) {
        *ret_first = (int32_t)statement_int64(select, 0);
        *ret_last = (int32_t)statement_int64(select, 1);
    }
    return true;
}

bool person_tap_store_first_day(struct database *database, bool *ret_any, int32_t *ret_day,
                                struct error *err)
{
    int32_t last;
    return person_tap_store_days(database, ret_any, ret_day, &last, err);
}
