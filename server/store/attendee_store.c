#include "attendee_store.h"

#include "civil.h"
#include <string.h>

#define COLUMNS "meeting, staff, unit, date, result, late_min, early_min, flags "

static const struct database_sql select_meeting = {
    "attendee_verdict.of_meeting",
    "SELECT " COLUMNS "FROM attendee_verdict WHERE meeting = $1 ORDER BY staff"};

static const struct database_sql select_person = {
    "attendee_verdict.of_person", "SELECT " COLUMNS "FROM attendee_verdict WHERE staff = $1 AND "
                                  "date >= $2 AND date <= $3 ORDER BY date, meeting"};

static const struct database_sql select_one = {
    "attendee_verdict.select",
    "SELECT " COLUMNS "FROM attendee_verdict WHERE meeting = $1 AND staff = $2"};

static const struct database_sql upsert = {
    "attendee_verdict.upsert",
    "INSERT INTO attendee_verdict (meeting, staff, unit, date, result, late_min, early_min, flags) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (meeting, staff) DO UPDATE SET "
    "unit = excluded.unit, date = excluded.date, result = excluded.result, "
    "late_min = excluded.late_min, early_min = excluded.early_min, flags = excluded.flags"};

static const struct database_sql delete_one = {
    "attendee_verdict.delete", "DELETE FROM attendee_verdict WHERE meeting = $1 AND staff = $2"};

static const struct database_sql delete_unsettled = {
    "unsettled_meeting.delete", "DELETE FROM unsettled_meeting WHERE meeting = $1"};

static const struct database_sql upsert_unsettled = {
    "unsettled_meeting.upsert",
    "INSERT INTO unsettled_meeting (meeting, changes_at_ms) VALUES ($1, $2) "
    "ON CONFLICT (meeting) DO UPDATE SET changes_at_ms = excluded.changes_at_ms "
    "WHERE excluded.changes_at_ms <> unsettled_meeting.changes_at_ms"};

static const struct database_sql bring_forward = {
    "unsettled_meeting.bring_forward",
    "INSERT INTO unsettled_meeting (meeting, changes_at_ms) VALUES ($1, $2) "
    "ON CONFLICT (meeting) DO UPDATE SET changes_at_ms = excluded.changes_at_ms "
    "WHERE excluded.changes_at_ms < unsettled_meeting.changes_at_ms"};

static const struct database_sql select_due = {
    "unsettled_meeting.due",
    "SELECT meeting FROM unsettled_meeting WHERE changes_at_ms <= $1 ORDER BY meeting LIMIT 1"};

static bool read_result(const char *word, enum meeting_result *ret_result, struct error *err)
{
    for (unsigned i = 0; meeting_result_words[i]; i++) {
        if (strcmp(meeting_result_words[i], word) == 0) {
            *ret_result = (enum meeting_result)i;
            return true;
        }
    }
    return error_set(err, ERROR_INVALID, "attendee_verdict: unknown word '%.40s'", word);
}

static bool read_row(const struct statement *select, struct attendee_row *row, struct error *err)
{
    *row = (struct attendee_row){
        .date = (int32_t)statement_int64(select, 3),
        .verdict =
            {
                .late_min = (int32_t)statement_int64(select, 5),
                .early_min = (int32_t)statement_int64(select, 6),
                .flags = (uint32_t)statement_int64(select, 7),
            },
    };
    return statement_copy_text(select, 1, row->staff, sizeof row->staff, err) &&
           statement_copy_text(select, 2, row->unit, sizeof row->unit, err) &&
           read_result(statement_text(select, 4), &row->verdict.result, err);
}

static bool each(struct statement *select, attendee_store_visit *on_row, void *user,
                 struct error *err)
{
    for (;;) {
        bool any;
        struct attendee_row row;
        if (!statement_step(select, &any, err)) {
            return false;
        }
        if (!any) {
            return true;
        }
        if (!read_row(select, &row, err)) {
            return false;
        }
        on_row(statement_text(select, 0), &row, user);
    }
}

bool attendee_store_each_of_meeting(struct database *database, const char *meeting,
                                    attendee_store_visit *on_row, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_meeting, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, meeting);
    return each(select, on_row, user, err);
}

static bool prepare_person(struct database *database, const char *staff, int32_t first,
                           int32_t last, struct statement **ret_select, struct error *err)
{
    if (!database_prepare(database, &select_person, ret_select, err)) {
        return false;
    }
    statement_bind_text(*ret_select, 1, staff);
    statement_bind_int64(*ret_select, 2, first);
    statement_bind_int64(*ret_select, 3, last);
    return true;
}

bool attendee_store_each_of_person(struct database *database, const char *staff, int32_t first,
                                   int32_t last, attendee_store_visit *on_row, void *user,
                                   struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    return prepare_person(database, staff, first, last, &select, err) &&
           each(select, on_row, user, err);
}

bool attendee_store_read_ahead_of_person(struct database *database, const char *staff,
                                         int32_t first, int32_t last, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    return prepare_person(database, staff, first, last, &select, err) &&
           statement_read_ahead(select, err);
}

static bool prepare_one(struct database *database, const char *meeting, const char *staff,
                        struct statement **ret_select, struct error *err)
{
    if (!database_prepare(database, &select_one, ret_select, err)) {
        return false;
    }
    statement_bind_text(*ret_select, 1, meeting);
    statement_bind_text(*ret_select, 2, staff);
    return true;
}

bool attendee_store_read(struct database *database, const char *meeting, const char *staff,
                         bool *ret_found, struct attendee_row *ret_row, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!prepare_one(database, meeting, staff, &select, err) ||
        !statement_step(select, ret_found, err)) {
        return false;
    }
    return !*ret_found || read_row(select, ret_row, err);
}

bool attendee_store_read_ahead(struct database *database, const char *meeting, const char *staff,
                               struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    return prepare_one(database, meeting, staff, &select, err) && statement_read_ahead(select, err);
}

bool attendee_store_write(struct database *database, const char *meeting,
                          const struct attendee_row *row, struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, &upsert, &statement, err)) {
        return false;
    }
    statement_bind_text(statement, 1, meeting);
    statement_bind_text(statement, 2, row->staff);
    statement_bind_text(statement, 3, row->unit);
    statement_bind_int64(statement, 4, row->date);
    statement_bind_text(statement, 5, meeting_result_words[row->verdict.result]);
    statement_bind_int64(statement, 6, row->verdict.late_min);
    statement_bind_int64(statement, 7, row->verdict.early_min);
    statement_bind_int64(statement, 8, row->verdict.flags);
    return statement_queue(statement, err);
}

bool attendee_store_delete(struct database *database, const char *meeting, const char *staff,
                           struct error *err)
{
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, &delete_one, &statement, err)) {
        return false;
    }
    statement_bind_text(statement, 1, meeting);
    statement_bind_text(statement, 2, staff);
    return statement_queue(statement, err);
}

bool attendee_store_set_unsettled(struct database *database, const char *meeting,
                                  int64_t changes_at_ms, struct error *err)
{
    bool settled = changes_at_ms == CIVIL_NEVER_MS;
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, settled ? &delete_unsettled : &upsert_unsettled, &statement,
                          err)) {
        return false;
    }
    statement_bind_text(statement, 1, meeting);
    if (!settled) {
        statement_bind_int64(statement, 2, changes_at_ms);
    }
    return statement_queue(statement, err);
}

bool attendee_store_bring_forward(struct database *database, const char *meeting,
                                  int64_t changes_at_ms, struct error *err)
{
    if (changes_at_ms == CIVIL_NEVER_MS) {
        return true;
    }
    AUTO(statement) struct statement *statement = NULL;
    if (!database_prepare(database, &bring_forward, &statement, err)) {
        return false;
    }
    statement_bind_text(statement, 1, meeting);
    statement_bind_int64(statement, 2, changes_at_ms);
    return statement_queue(statement, err);
}

bool attendee_store_next_due(struct database *database, int64_t now_ms, bool *ret_any,
                             char ret_meeting[static TAP_RECORD_ID_MAX + 1], struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_due, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, now_ms);
    if (!statement_step(select, ret_any, err)) {
        return false;
    }
    return !*ret_any || statement_copy_text(select, 0, ret_meeting, TAP_RECORD_ID_MAX + 1, err);
}
