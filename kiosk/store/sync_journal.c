#include "sync_journal.h"

#include "check.h"
#include "kiosk_database.h"
#include "replaceable_database.h"
#include <stdio.h>
#include <string.h>

static const char select_journal[] =
    "SELECT kiosk, acknowledged_epoch, acknowledged_seq, head_epoch, head_seq, head_hash,"
    " head_signature, boot, utc_us, mono_us, offset_us, error_us,"
    " (SELECT count(*) FROM quarantine), sent_again FROM journal";
static const char update_acknowledged[] =
    "UPDATE journal SET acknowledged_epoch = ?1, acknowledged_seq = ?2, head_epoch = ?3,"
    " head_seq = ?4, head_hash = ?5, head_signature = ?6, sent_again = ?7";
static const char insert_quarantine[] =
    "INSERT OR REPLACE INTO quarantine (epoch, seq, reason) VALUES (?1, ?2, ?3)";
static const char update_measure[] =
    "UPDATE journal SET boot = ?1, utc_us = ?2, mono_us = ?3, offset_us = ?4, error_us = ?5";
static const char update_kiosk[] =
    "UPDATE journal SET kiosk = ?1, acknowledged_epoch = 0, acknowledged_seq = 0, head_epoch = 0,"
    " head_seq = 0, head_hash = zeroblob(32), head_signature = zeroblob(64), sent_again = 0";
static const char delete_answers[] = "DELETE FROM quarantine; DELETE FROM mark";
static const char upsert_mark[] =
    "INSERT INTO mark (day, epoch, seq) VALUES (?1, ?2, ?3)"
    " ON CONFLICT (day) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq";
static const char select_mark[] =
    "SELECT epoch, seq FROM mark WHERE day < ?1 ORDER BY day DESC LIMIT 1";
/* All but the newest of those that are older than anybody asks for. */
static const char delete_marks[] =
    "DELETE FROM mark WHERE day < (SELECT max(day) FROM mark WHERE day < ?1)";
/* What is sent again is answered for anew, and grows old from that day on. */
static const char delete_quarantine_after[] =
    "DELETE FROM quarantine WHERE epoch > ?1 OR (epoch = ?1 AND seq > ?2)";
static const char lower_marks[] =
    "UPDATE mark SET epoch = ?1, seq = ?2 WHERE epoch > ?1 OR (epoch = ?1 AND seq > ?2)";

#define DAY_US         INT64_C(86400000000)
#define MARKS_KEPT_MAX 400 /* days */

static const char *const reason_words[] = {
    [QUARANTINE_MALFORMED] = "malformed", [QUARANTINE_KIOSK] = "kiosk", [QUARANTINE_FORK] = "fork",
    [QUARANTINE_BROKEN] = "broken",       [QUARANTINE_GAP] = "gap",
};

/* The row as it stands on the disk; changed here only after a commit. */
struct row {
    char kiosk[TAP_RECORD_ID_MAX + 1];
    struct record_position acknowledged;
    struct signed_head head;
    struct clock_measure measure;
    uint64_t quarantined;
    bool sent_again;
};

struct sync_journal {
    struct kiosk_database *database;
    const struct clock *clock;
    char folder[512];
    struct row row;
};

static void read_blob(const struct kiosk_query *query, int column, void *ret_bytes, size_t size)
{
    size_t len;
    const void *bytes = kiosk_query_bytes(query, column, &len);
    if (len == size) {
        memcpy(ret_bytes, bytes, size);
    }
}

static void read_text(const struct kiosk_query *query, int column, char *ret_text, size_t size)
{
    size_t len;
    const char *text = kiosk_query_text(query, column, &len);
    if (len < size) {
        memcpy(ret_text, text, len + 1);
    }
}

static void read_row(const struct kiosk_query *query, struct row *row)
{
    read_text(query, 0, row->kiosk, sizeof row->kiosk);
    row->acknowledged.epoch = (uint32_t)kiosk_query_number(query, 1);
    row->acknowledged.seq = (uint64_t)kiosk_query_number(query, 2);
    row->head.head.epoch = (uint32_t)kiosk_query_number(query, 3);
    row->head.head.seq = (uint64_t)kiosk_query_number(query, 4);
    read_blob(query, 5, row->head.head.hash.bytes, HASH_BYTES);
    read_blob(query, 6, row->head.signature.bytes, SIGNATURE_BYTES);
    read_text(query, 7, row->measure.boot, sizeof row->measure.boot);
    row->measure.utc_us = kiosk_query_number(query, 8);
    row->measure.mono_us = kiosk_query_number(query, 9);
    row->measure.offset_us = kiosk_query_number(query, 10);
    row->measure.error_us = kiosk_query_number(query, 11);
    row->quarantined = (uint64_t)kiosk_query_number(query, 12);
    row->sent_again = kiosk_query_number(query, 13) != 0;
}

static bool load(struct sync_journal *journal, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    enum kiosk_query_step step;
    if (!kiosk_query_create(journal->database, select_journal, &query, err) ||
        !kiosk_query_step(query, &step, err)) {
        return false;
    }
    if (step != KIOSK_QUERY_ROW) {
        return error_set(err, ERROR_INVALID, "its only row is not there");
    }
    struct row row = {0};
    read_row(query, &row);
    journal->row = row;
    return true;
}

static bool begin_for(struct sync_journal *journal, const char *kiosk, struct error *err)
{
    if (!kiosk_database_begin(journal->database, err)) {
        return false;
    }
    AUTO(kiosk_transaction) struct kiosk_database *open = journal->database;
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    if (!kiosk_query_create(journal->database, update_kiosk, &query, err)) {
        return false;
    }
    kiosk_query_bind_text(query, 1, kiosk, strlen(kiosk));
    return kiosk_query_run(query, err) &&
           kiosk_database_run(journal->database, delete_answers, err) &&
           kiosk_database_commit(TAKE(open), err) && load(journal, err);
}

void sync_journal_destroy(struct sync_journal *journal)
{
    if (journal) {
        kiosk_database_destroy(journal->database);
        free(journal);
    }
}

struct record_position sync_journal_acknowledged(const struct sync_journal *journal)
{
    return journal->row.acknowledged;
}

static bool write_quarantine(struct sync_journal *journal, const struct record_answer *answers,
                             size_t count, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    if (!kiosk_query_create(journal->database, insert_quarantine, &query, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (answers[i].answer != SYNC_ANSWER_QUARANTINED) {
            continue;
        }
        const char *reason = reason_words[answers[i].reason];
        kiosk_query_bind_number(query, 1, answers[i].position.epoch);
        kiosk_query_bind_number(query, 2, (int64_t)answers[i].position.seq);
        kiosk_query_bind_text(query, 3, reason, strlen(reason));
        if (!kiosk_query_run(query, err)) {
            return false;
        }
    }
    return true;
}

/* The server's clock may be set back: what was answered later stands at the later line. */
static bool write_mark(struct sync_journal *journal, struct record_position last, int64_t day,
                       struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *mark = NULL;
    AUTO(kiosk_query) struct kiosk_query *clear = NULL;
    if (!kiosk_query_create(journal->database, upsert_mark, &mark, err) ||
        !kiosk_query_create(journal->database, delete_marks, &clear, err)) {
        return false;
    }
    kiosk_query_bind_number(mark, 1, day);
    kiosk_query_bind_number(mark, 2, last.epoch);
    kiosk_query_bind_number(mark, 3, (int64_t)last.seq);
    kiosk_query_bind_number(clear, 1, day - MARKS_KEPT_MAX);
    return kiosk_query_run(mark, err) && kiosk_query_run(clear, err);
}

static struct record_position position_of(const struct signed_head *head)
{
    return (struct record_position){head->head.epoch, head->head.seq};
}

/* How the row will stand after an answer. */
static struct row row_after(const struct row *row, const struct batch_answer *batch)
{
    struct row next = *row;
    struct record_position held = position_of(batch->head);
    struct record_position before = position_of(&row->head);
    bool moved = held.epoch != before.epoch || held.seq != before.seq;
    next.head = *batch->head;
    next.sent_again = row->sent_again && !moved;
    if (batch->head_is_ours && !next.sent_again && record_position_after(row->acknowledged, held)) {
        next.acknowledged = held;
        next.sent_again = true;
    } else if (batch->count > 0) {
        next.acknowledged = batch->answers[batch->count - 1].position;
    }
    return next;
}

static bool goes_back(const struct row *row, const struct row *next)
{
    return record_position_after(row->acknowledged, next->acknowledged);
}

static bool write_row(struct sync_journal *journal, const struct row *row, struct error *err)
{
    const struct chain_head *head = &row->head.head;
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    if (!kiosk_query_create(journal->database, update_acknowledged, &query, err)) {
        return false;
    }
    kiosk_query_bind_number(query, 1, row->acknowledged.epoch);
    kiosk_query_bind_number(query, 2, (int64_t)row->acknowledged.seq);
    kiosk_query_bind_number(query, 3, head->epoch);
    kiosk_query_bind_number(query, 4, (int64_t)head->seq);
    kiosk_query_bind_bytes(query, 5, head->hash.bytes, HASH_BYTES);
    kiosk_query_bind_bytes(query, 6, row->head.signature.bytes, SIGNATURE_BYTES);
    kiosk_query_bind_number(query, 7, row->sent_again ? 1 : 0);
    return kiosk_query_run(query, err);
}

static bool run_after(struct sync_journal *journal, const char *sql, struct record_position after,
                      struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    if (!kiosk_query_create(journal->database, sql, &query, err)) {
        return false;
    }
    kiosk_query_bind_number(query, 1, after.epoch);
    kiosk_query_bind_number(query, 2, (int64_t)after.seq);
    return kiosk_query_run(query, err);
}

/* What was said of later lines is not true any more. */
static bool take_back(struct sync_journal *journal, struct record_position after, struct error *err)
{
    return run_after(journal, delete_quarantine_after, after, err) &&
           run_after(journal, lower_marks, after, err);
}

static bool write_measure(struct sync_journal *journal, const struct clock_measure *measure,
                          struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    if (!kiosk_query_create(journal->database, update_measure, &query, err)) {
        return false;
    }
    kiosk_query_bind_text(query, 1, measure->boot, strlen(measure->boot));
    kiosk_query_bind_number(query, 2, measure->utc_us);
    kiosk_query_bind_number(query, 3, measure->mono_us);
    kiosk_query_bind_number(query, 4, measure->offset_us);
    kiosk_query_bind_number(query, 5, measure->error_us);
    return kiosk_query_run(query, err);
}

/* Begins anew with what is still known of the row: a damaged file is set aside. */
static bool renew(struct sync_journal *journal, const struct error *damage, struct error *err)
{
    const struct row kept = journal->row;
    struct kiosk_database *fresh = NULL;
    char aside[SET_ASIDE_PATH_SIZE];
    if (!replaceable_database_renew(&kiosk_schema_sync, journal->folder, journal->clock,
                                    damage->text, aside, &fresh, err)) {
        return false;
    }
    kiosk_database_destroy(journal->database);
    journal->database = fresh;
    return begin_for(journal, kept.kiosk, err) && write_row(journal, &kept, err) &&
           write_measure(journal, &kept.measure, err) && load(journal, err) &&
           replaceable_database_finish(&kiosk_schema_sync, journal->folder, err);
}

/* Tries it, and once more in a new file if the old one turns out damaged. */
static bool try_twice(struct sync_journal *journal,
                      bool (*write)(struct sync_journal *journal, const void *what,
                                    struct error *err),
                      const void *what, struct error *err)
{
    struct error fault;
    if (write(journal, what, &fault)) {
        return true;
    }
    if (fault.code != ERROR_INVALID) {
        return error_set(err, fault.code, "journal: %s", fault.text);
    }
    return (renew(journal, &fault, err) && write(journal, what, err)) ||
           error_prefix(err, "journal");
}

static bool settle(struct sync_journal *journal, const void *kiosk, struct error *err)
{
    return load(journal, err) &&
           (strcmp(journal->row.kiosk, kiosk) == 0 || begin_for(journal, kiosk, err));
}

bool sync_journal_open(const char *folder, const char *kiosk, const struct clock *clock,
                       struct sync_journal **ret_journal, struct error *err)
{
    CHECK(strlen(kiosk) <= TAP_RECORD_ID_MAX);
    AUTO(sync_journal) struct sync_journal *journal = calloc(1, sizeof *journal);
    if (!journal) {
        return error_set(err, ERROR_NO_MEMORY, "journal: out of memory");
    }
    journal->clock = clock;
    if (snprintf(journal->folder, sizeof journal->folder, "%s", folder) >=
        (int)sizeof journal->folder) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", folder);
    }
    if (!replaceable_database_open(&kiosk_schema_sync, folder, clock, &journal->database, err)) {
        return error_prefix(err, "journal");
    }
    if (!try_twice(journal, settle, kiosk, err)) {
        return false;
    }
    *ret_journal = TAKE(journal);
    return true;
}

static bool write_answers(struct sync_journal *journal, const void *what, struct error *err)
{
    const struct batch_answer *batch = what;
    const struct row next = row_after(&journal->row, batch);
    if (!kiosk_database_begin(journal->database, err)) {
        return false;
    }
    AUTO(kiosk_transaction) struct kiosk_database *open = journal->database;
    return write_quarantine(journal, batch->answers, batch->count, err) &&
           (!goes_back(&journal->row, &next) || take_back(journal, next.acknowledged, err)) &&
           write_row(journal, &next, err) &&
           write_mark(journal, next.acknowledged, batch->at_utc_us / DAY_US, err) &&
           kiosk_database_commit(TAKE(open), err) && load(journal, err);
}

/* *ret_went_back is of the row as it was, which a new file begins with too. */
bool sync_journal_acknowledge(struct sync_journal *journal, const struct batch_answer *batch,
                              bool *ret_went_back, struct error *err)
{
    const struct row next = row_after(&journal->row, batch);
    bool went_back = goes_back(&journal->row, &next);
    if (!try_twice(journal, write_answers, batch, err)) {
        return false;
    }
    *ret_went_back = went_back;
    return true;
}

bool sync_journal_acknowledged_before(struct sync_journal *journal, int64_t utc_us,
                                      struct record_position *ret_position, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    enum kiosk_query_step step;
    if (!kiosk_query_create(journal->database, select_mark, &query, err)) {
        return error_prefix(err, "journal");
    }
    kiosk_query_bind_number(query, 1, utc_us / DAY_US);
    if (!kiosk_query_step(query, &step, err)) {
        return error_prefix(err, "journal");
    }
    *ret_position = (struct record_position){0};
    if (step == KIOSK_QUERY_ROW) {
        ret_position->epoch = (uint32_t)kiosk_query_number(query, 0);
        ret_position->seq = (uint64_t)kiosk_query_number(query, 1);
    }
    return true;
}

struct signed_head sync_journal_head(const struct sync_journal *journal)
{
    return journal->row.head;
}

uint64_t sync_journal_quarantined(const struct sync_journal *journal)
{
    return journal->row.quarantined;
}

struct clock_measure sync_journal_measure(const struct sync_journal *journal)
{
    return journal->row.measure;
}

static bool write_comparison(struct sync_journal *journal, const void *what, struct error *err)
{
    return write_measure(journal, what, err);
}

bool sync_journal_note_measure(struct sync_journal *journal, const struct clock_measure *measure,
                               struct error *err)
{
    if (!try_twice(journal, write_comparison, measure, err)) {
        return false;
    }
    journal->row.measure = *measure;
    return true;
}
