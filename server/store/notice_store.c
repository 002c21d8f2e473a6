#include "notice_store.h"

static const struct database_sql select_topic = {
    "notice.find_topic",
    "SELECT no FROM notice WHERE topic = $1",
};

static const struct database_sql next_number = {
    "counter.next_notice",
    "UPDATE counter SET value = value + 1 WHERE name = 'notice' RETURNING value",
};

static const struct database_sql insert_notice = {
    "notice.add",
    "INSERT INTO notice (no, topic, what, kind, id, unit, staff, detail, sent_utc_us) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
};

#define TELL(condition)                                                                            \
    "INSERT INTO notice_reader (account, no, read_utc_us) SELECT a.account, CAST($1 AS BIGINT), "  \
    "0 FROM account a "                                                                            \
    "WHERE a.state = 'active' AND a.account <> $2 AND " condition                                  \
    " ON CONFLICT (account, no) DO NOTHING"

static const struct database_sql insert_account = {
    "notice.tell_account",
    TELL("a.account = $3"),
};

static const struct database_sql insert_staff = {
    "notice.tell_staff",
    TELL("a.staff <> '' AND a.staff = $3"),
};

static const struct database_sql insert_role = {
    "notice.tell_role",
    TELL("EXISTS (SELECT 1 FROM account_role r WHERE r.account = a.account AND r.role = $3 AND "
         "(r.unit = '' OR EXISTS (SELECT 1 FROM unit_above u WHERE u.unit = $4 AND u.above = "
         "r.unit)))"),
};

#define ATTENDS                                                                                    \
    "a.staff <> '' AND EXISTS (SELECT 1 FROM document_link l WHERE l.named_kind = 'staff' AND "    \
    "l.named_id = a.staff AND l.kind = 'meeting' AND l.id = $3)"

static const struct database_sql insert_attendees = {
    "notice.tell_attendees",
    TELL(ATTENDS),
};

/* One number for $1 as above, so that both are bound alike. */
static const struct database_sql count_attendees = {
    "notice.count_attendees",
    "SELECT COUNT(*) FROM account a WHERE $1 > 0 AND a.state = 'active' AND a.account <> $2 "
    "AND " ATTENDS,
};

/* Ids have no spaces; LIKE would take some of their characters for its own. */
#define AMONG "a.staff <> '' AND REPLACE($3, ' ' || a.staff || ' ', '') <> $3"

static const struct database_sql insert_people = {
    "notice.tell_people",
    TELL(AMONG),
};

static const struct database_sql count_people = {
    "notice.count_people",
    "SELECT COUNT(*) FROM account a WHERE $1 > 0 AND a.state = 'active' AND a.account <> $2 "
    "AND " AMONG,
};

static const struct database_sql select_superiors = {
    "notice.superiors",
    "SELECT DISTINCT a.staff FROM account a JOIN membership m ON m.staff = a.staff "
    "JOIN unit_above u ON u.above = m.unit WHERE u.unit = $1 AND a.state = 'active' AND "
    "m.from_day <= $2 AND m.to_day >= $2 ORDER BY a.staff LIMIT $3",
};

static const struct database_sql select_of_account = {
    "notice.each",
    "SELECT n.no, n.topic, n.what, n.kind, n.id, n.unit, n.staff, n.detail, n.sent_utc_us, "
    "r.read_utc_us FROM notice_reader r JOIN notice n ON n.no = r.no WHERE r.account = $1 AND "
    "r.no < $2 AND ($3 = 0 OR r.read_utc_us = 0) ORDER BY r.no DESC LIMIT $4",
};

static const struct database_sql count_unread = {
    "notice.count_unread",
    "SELECT COUNT(*) FROM notice_reader WHERE account = $1 AND read_utc_us = 0",
};

static const struct database_sql update_read = {
    "notice.mark",
    "UPDATE notice_reader SET read_utc_us = $4 WHERE account = $1 AND no >= $2 AND no <= $3 AND "
    "read_utc_us = 0",
};

static const struct database_sql select_has = {
    "notice.has",
    "SELECT 1 FROM notice_reader WHERE account = $1 AND no = $2",
};

static const struct database_sql delete_readers = {
    "notice.forget_readers",
    "DELETE FROM notice_reader WHERE no IN (SELECT no FROM notice WHERE sent_utc_us < $1)",
};

static const struct database_sql delete_notices = {
    "notice.forget",
    "DELETE FROM notice WHERE sent_utc_us < $1",
};

/* The first column of the only row, if there is one. */
static bool read_number(struct statement *select, bool *ret_found, int64_t *ret_number,
                        struct error *err)
{
    if (!statement_step(select, ret_found, err)) {
        return false;
    }
    if (*ret_found) {
        *ret_number = statement_int64(select, 0);
    }
    return true;
}

static bool find_topic(struct database *database, const char *topic, bool *ret_found,
                       int64_t *ret_no, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    if (!database_prepare(database, &select_topic, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, topic);
    return read_number(select, ret_found, ret_no, err);
}

static bool take_number(struct database *database, int64_t *ret_no, struct error *err)
{
    AUTO(statement) struct statement *next = NULL;
    bool row;
    if (!database_prepare(database, &next_number, &next, err) ||
        !read_number(next, &row, ret_no, err)) {
        return false;
    }
    return row || error_set(err, ERROR_INVALID, "counter notice is missing");
}

bool notice_store_add(struct database *database, const struct notice_row *row, bool *ret_new,
                      int64_t *ret_no, struct error *err)
{
    bool sent;
    AUTO(statement) struct statement *insert = NULL;
    if (!find_topic(database, row->topic, &sent, ret_no, err)) {
        return false;
    }
    *ret_new = !sent;
    if (sent) {
        return true;
    }
    if (!take_number(database, ret_no, err) ||
        !database_prepare(database, &insert_notice, &insert, err)) {
        return false;
    }
    const char *const texts[] = {row->topic, row->what,  row->kind,  row->id,
                                 row->unit,  row->staff, row->detail};
    statement_bind_int64(insert, 1, *ret_no);
    for (int i = 0; i < 7; i++) {
        statement_bind_text(insert, i + 2, texts[i]);
    }
    statement_bind_int64(insert, 9, row->sent_utc_us);
    return statement_run(insert, err);
}

/* unit is NULL where the statement does not ask for it. */
static bool tell(struct database *database, const struct database_sql *sql, int64_t no,
                 const char *whom, const char *unit, const char *except, struct error *err)
{
    AUTO(statement) struct statement *insert = NULL;
    if (!database_prepare(database, sql, &insert, err)) {
        return false;
    }
    statement_bind_int64(insert, 1, no);
    statement_bind_text(insert, 2, except);
    statement_bind_text(insert, 3, whom);
    if (unit) {
        statement_bind_text(insert, 4, unit);
    }
    return statement_run(insert, err);
}

bool notice_store_tell_account(struct database *database, int64_t no, const char *account,
                               const char *except, struct error *err)
{
    return tell(database, &insert_account, no, account, NULL, except, err);
}

bool notice_store_tell_role(struct database *database, int64_t no, const char *role,
                            const char *unit, const char *except, struct error *err)
{
    return tell(database, &insert_role, no, role, unit, except, err);
}

bool notice_store_tell_staff(struct database *database, int64_t no, const char *staff,
                             const char *except, struct error *err)
{
    return tell(database, &insert_staff, no, staff, NULL, except, err);
}

static bool tell_and_count(struct database *database, const struct database_sql *insert,
                           const struct database_sql *count, int64_t no, const char *whom,
                           const char *except, int64_t *ret_told, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!tell(database, insert, no, whom, NULL, except, err) ||
        !database_prepare(database, count, &select, err)) {
        return false;
    }
    statement_bind_int64(select, 1, no);
    statement_bind_text(select, 2, except);
    statement_bind_text(select, 3, whom);
    return read_number(select, &row, ret_told, err);
}

bool notice_store_tell_attendees(struct database *database, int64_t no, const char *meeting,
                                 const char *except, int64_t *ret_told, struct error *err)
{
    return tell_and_count(database, &insert_attendees, &count_attendees, no, meeting, except,
                          ret_told, err);
}

bool notice_store_tell_people(struct database *database, int64_t no, const char *people,
                              const char *except, int64_t *ret_told, struct error *err)
{
    return tell_and_count(database, &insert_people, &count_people, no, people, except, ret_told,
                          err);
}

bool notice_store_each_superior(struct database *database, const char *unit, int64_t date,
                                int64_t max, notice_store_visit_staff *on_staff, void *user,
                                struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row = true;
    if (!database_prepare(database, &select_superiors, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, unit);
    statement_bind_int64(select, 2, date);
    statement_bind_int64(select, 3, max);
    while (statement_step(select, &row, err)) {
        if (!row) {
            return true;
        }
        if (!on_staff(statement_text(select, 0), user, err)) {
            return false;
        }
    }
    return false;
}

bool notice_store_each(struct database *database, const struct notice_question *question,
                       notice_store_visit *on_row, void *user, struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row = true;
    if (!database_prepare(database, &select_of_account, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, question->account);
    statement_bind_int64(select, 2, question->before_no);
    statement_bind_int64(select, 3, question->unread);
    statement_bind_int64(select, 4, question->limit);
    while (statement_step(select, &row, err)) {
        if (!row) {
            return true;
        }
        const struct notice_row notice = {.no = statement_int64(select, 0),
                                          .topic = statement_text(select, 1),
                                          .what = statement_text(select, 2),
                                          .kind = statement_text(select, 3),
                                          .id = statement_text(select, 4),
                                          .unit = statement_text(select, 5),
                                          .staff = statement_text(select, 6),
                                          .detail = statement_text(select, 7),
                                          .sent_utc_us = statement_int64(select, 8),
                                          .read_utc_us = statement_int64(select, 9)};
        if (!on_row(&notice, user, err)) {
            return false;
        }
    }
    return false;
}

bool notice_store_count_unread(struct database *database, const char *account, int64_t *ret_count,
                               struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    bool row;
    if (!database_prepare(database, &count_unread, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, account);
    return read_number(select, &row, ret_count, err);
}

bool notice_store_mark(struct database *database, const char *account, int64_t first_no,
                       int64_t last_no, int64_t now_utc_us, int64_t *ret_count, struct error *err)
{
    AUTO(statement) struct statement *update = NULL;
    if (!database_prepare(database, &update_read, &update, err)) {
        return false;
    }
    statement_bind_text(update, 1, account);
    statement_bind_int64(update, 2, first_no);
    statement_bind_int64(update, 3, last_no);
    statement_bind_int64(update, 4, now_utc_us);
    if (!statement_run(update, err)) {
        return false;
    }
    *ret_count = database_changes(database);
    return true;
}

bool notice_store_has(struct database *database, const char *account, int64_t no, bool *ret_has,
                      struct error *err)
{
    AUTO(statement) struct statement *select = NULL;
    int64_t one;
    if (!database_prepare(database, &select_has, &select, err)) {
        return false;
    }
    statement_bind_text(select, 1, account);
    statement_bind_int64(select, 2, no);
    return read_number(select, ret_has, &one, err);
}

static bool forget(struct database *database, const struct database_sql *sql, int64_t before_utc_us,
                   struct error *err)
{
    AUTO(statement) struct statement *delete = NULL;
    if (!database_prepare(database, sql, &delete, err)) {
        return false;
    }
    statement_bind_int64(delete, 1, before_utc_us);
    return statement_run(delete, err);
}

bool notice_store_forget(struct database *database, int64_t before_utc_us, struct error *err)
{
    return forget(database, &delete_readers, before_utc_us, err) &&
           forget(database, &delete_notices, before_utc_us, err);
}
