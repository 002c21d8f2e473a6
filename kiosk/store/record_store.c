#include "record_store.h"

#include "check.h"
#include "file.h"
#include "kiosk_database.h"
#include "kiosk_schema.h"
#include "log.h"
#include "record_check.h"
#include "record_id.h"
#include "record_purge.h"
#include "record_salvage.h"
#include "set_aside.h"
#include "trusted_time.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>

#define NAME       "records"
#define PATH_BYTES 512

static const char insert_record[] = "INSERT INTO record (id, line) VALUES (?1, ?2)";
static const char insert_epoch[] =
    "INSERT INTO epoch (epoch, kiosk, began_utc_us) VALUES (?1, ?2, ?3)";
static const char delete_record[] = "DELETE FROM record WHERE id = ?1";
static const char select_newest[] = "SELECT line FROM record ORDER BY id DESC LIMIT ?1";
static const char count_records[] = "SELECT count(*) FROM record";

struct record_store {
    struct kiosk_database *database;
    struct kiosk_query *insert;
    struct hasher *hasher;
    const struct clock *clock;
    struct chain_head head;
    int lock;
    char folder[PATH_BYTES];
    char kiosk[TAP_RECORD_ID_MAX + 1];
};

void record_store_destroy(struct record_store *store)
{
    if (!store) {
        return;
    }
    kiosk_query_destroy(store->insert);
    kiosk_database_destroy(store->database);
    hasher_destroy(store->hasher);
    if (store->lock >= 0) {
        (void)close(store->lock); /* gives the lock back */
    }
    free(store);
}

static bool path_in(const struct record_store *store, const char *file, char ret_path[PATH_BYTES],
                    struct error *err)
{
    if (snprintf(ret_path, PATH_BYTES, "%s/%s", store->folder, file) >= PATH_BYTES) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", store->folder);
    }
    return true;
}

/* Two programs that number taps alike would fork the chain. */
static bool take_lock(struct record_store *store, struct error *err)
{
    char path[PATH_BYTES];
    if (!path_in(store, NAME ".lock", path, err)) {
        return false;
    }
    store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (store->lock < 0) {
        return error_set_errno(err, errno, "cannot open %s", path);
    }
    if (flock(store->lock, LOCK_EX | LOCK_NB) != 0) {
        return errno == EWOULDBLOCK
                   ? error_set(err, ERROR_BUSY, "%s: another program has the records open", path)
                   : error_set_errno(err, errno, "cannot lock %s", path);
    }
    return true;
}

/* The highest epoch that was ever begun in this folder: the file outlives the database. 0: none
 * known. A number lost here shows as a fork at the server, and record_store_begin_epoch mends it.
 */
static uint32_t read_highest_epoch(const struct record_store *store)
{
    char path[PATH_BYTES];
    AUTO(memory) char *text = NULL;
    size_t len;
    if (!path_in(store, NAME ".epoch", path, NULL) || !file_read(path, 32, &text, &len, NULL)) {
        return 0;
    }
    char *end;
    unsigned long epoch = strtoul(text, &end, 10);
    return *end == '\0' && epoch <= RECORD_EPOCH_MAX ? (uint32_t)epoch : 0;
}

static bool write_highest_epoch(const struct record_store *store, uint32_t epoch, struct error *err)
{
    char path[PATH_BYTES];
    char text[16];
    int len = snprintf(text, sizeof text, "%" PRIu32, epoch);
    return path_in(store, NAME ".epoch", path, err) &&
           file_replace(path, text, (size_t)len, 0600, err);
}

static bool add_epoch(struct record_store *store, uint32_t epoch, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    if (!kiosk_query_create(store->database, insert_epoch, &query, err)) {
        return false;
    }
    kiosk_query_bind_number(query, 1, epoch);
    kiosk_query_bind_text(query, 2, store->kiosk, strlen(store->kiosk));
    kiosk_query_bind_number(query, 3, clock_utc_us(store->clock));
    return kiosk_query_run(query, err);
}

/* Begins the epoch, and salvages into the same transaction where there is something to salvage:
 * until then the new database is nobody's, and the next start would come here again. */
static bool begin_epoch(struct record_store *store, uint32_t at_least,
                        struct record_store_opening *opening, struct error *err)
{
    uint32_t highest = read_highest_epoch(store);
    uint32_t epoch = highest + 1 > at_least ? highest + 1 : at_least;
    if (epoch > RECORD_EPOCH_MAX) {
        return error_set(err, ERROR_FULL, "records: no epoch after %" PRIu32, highest);
    }
    if (!write_highest_epoch(store, epoch, err) || !kiosk_database_begin(store->database, err)) {
        return false;
    }
    AUTO(kiosk_transaction) struct kiosk_database *open = store->database;
    if (opening && opening->set_aside[0] &&
        !record_salvage_copy(opening->set_aside, store->database, store->kiosk, &opening->salvaged,
                             err)) {
        return error_prefix(err, "salvage");
    }
    if (!add_epoch(store, epoch, err) || !kiosk_database_commit(TAKE(open), err)) {
        return error_prefix(err, "records: epoch %" PRIu32, epoch);
    }
    store->head = (struct chain_head){.epoch = epoch, .hash = chain_genesis(store->kiosk, epoch)};
    log_event(LOG_INFO, "epoch_begun", "epoch=%" PRIu32, epoch);
    return true;
}

/* A WAL without its database would be taken for the new one's. */
static bool move_orphans(const struct record_store *store, char ret_path[SET_ASIDE_PATH_SIZE],
                         struct error *err)
{
    char database[PATH_BYTES];
    char wal[PATH_BYTES];
    ret_path[0] = '\0';
    if (!path_in(store, NAME ".db", database, err) || !path_in(store, NAME ".db-wal", wal, err)) {
        return false;
    }
    if (access(database, F_OK) == 0 || access(wal, F_OK) != 0) {
        return true;
    }
    return set_aside_move(store->folder, NAME, clock_utc_us(store->clock), ret_path, err);
}

/* Opens the database if it can be; *ret_whole says whether it can be trusted. */
static bool open_checked(struct record_store *store, const struct record_store_place *place,
                         enum record_check_result *ret_check, struct kiosk_damage *ret_damage,
                         struct error *err)
{
    char path[PATH_BYTES];
    enum kiosk_schema_state state;
    if (!path_in(store, NAME ".db", path, err) ||
        !kiosk_schema_open(&kiosk_schema_records, path, &store->database, &state, ret_damage,
                           err)) {
        return false;
    }
    if (state == KIOSK_SCHEMA_DAMAGED) {
        *ret_check = RECORD_CHECK_DAMAGED;
        return true;
    }
    return record_check_tail(store->database, store->kiosk, &place->trusted, RECORD_STORE_CHECK_MAX,
                             ret_check, &store->head, ret_damage, err);
}

/* Moves a damaged database away and makes a new one. */
static bool replace_damaged(struct record_store *store, const struct record_store_place *place,
                            struct record_store_opening *opening, struct error *err)
{
    kiosk_database_destroy(TAKE(store->database));
    if (!set_aside_move(store->folder, NAME, clock_utc_us(store->clock), opening->set_aside, err)) {
        return false;
    }
    log_event(LOG_ERROR, "records_set_aside", "path=%s damage=%s", LOG_TEXT(opening->set_aside),
              LOG_TEXT(opening->damage));
    enum record_check_result check;
    struct kiosk_damage damage = {0};
    if (!open_checked(store, place, &check, &damage, err)) {
        return false;
    }
    return check == RECORD_CHECK_NONE ||
           error_set(err, ERROR_IO, "the disk does not keep what is written: %s", damage.text);
}

/* What was found wrong while it was in use outweighs what its lines look like; a move that was
 * broken off has taken that database away already. */
static bool find_state(struct record_store *store, const struct record_store_place *place,
                       const struct record_store_opening *opening,
                       enum record_check_result *ret_check, struct kiosk_damage *ret_damage,
                       struct error *err)
{
    if (place->damage && !opening->set_aside[0]) {
        *ret_check = RECORD_CHECK_DAMAGED;
        (void)snprintf(ret_damage->text, sizeof ret_damage->text, "%.255s", place->damage);
        return true;
    }
    return open_checked(store, place, ret_check, ret_damage, err);
}

static bool open_database(struct record_store *store, const struct record_store_place *place,
                          struct record_store_opening *opening, struct error *err)
{
    enum record_check_result check;
    struct kiosk_damage damage = {0};
    if (!set_aside_resume(store->folder, NAME, opening->set_aside, err) ||
        (!opening->set_aside[0] && !move_orphans(store, opening->set_aside, err)) ||
        !find_state(store, place, opening, &check, &damage, err)) {
        return false;
    }
    if (check == RECORD_CHECK_DAMAGED) {
        (void)snprintf(opening->damage, sizeof opening->damage, "%.255s", damage.text);
        if (!replace_damaged(store, place, opening, err)) {
            return false;
        }
        check = RECORD_CHECK_NONE;
    }
    static const enum record_store_start starts[] = {
        [RECORD_CHECK_WHOLE] = RECORD_STORE_CONTINUED,
        [RECORD_CHECK_NONE] = RECORD_STORE_FRESH,
        [RECORD_CHECK_SHORTENED] = RECORD_STORE_SHORTENED,
    };
    opening->start = starts[check];
    if (opening->set_aside[0]) {
        opening->start = RECORD_STORE_SET_ASIDE;
    }
    if (check == RECORD_CHECK_WHOLE) {
        return true;
    }
    uint32_t at_least =
        check == RECORD_CHECK_SHORTENED ? place->trusted.epoch + 1 : place->first_epoch;
    return begin_epoch(store, at_least, opening, err);
}

bool record_store_open(const struct record_store_place *place, struct record_store **ret_store,
                       struct record_store_opening *ret_opening, struct error *err)
{
    CHECK(strlen(place->kiosk) <= TAP_RECORD_ID_MAX && place->kiosk[0] && place->first_epoch > 0);
    struct record_store_opening opening = {0};
    AUTO(record_store) struct record_store *store = calloc(1, sizeof *store);
    if (!store) {
        return error_set(err, ERROR_NO_MEMORY, "records: out of memory");
    }
    store->lock = -1;
    store->clock = place->clock;
    (void)snprintf(store->kiosk, sizeof store->kiosk, "%s", place->kiosk);
    if (strlen(place->folder) >= sizeof store->folder) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", place->folder);
    }
    (void)snprintf(store->folder, sizeof store->folder, "%s", place->folder);
    if (!take_lock(store, err) || !open_database(store, place, &opening, err) ||
        !set_aside_finish(store->folder, NAME, err) || !hasher_create(&store->hasher, err) ||
        !kiosk_query_create(store->database, insert_record, &store->insert, err)) {
        return error_prefix(err, "records");
    }
    *ret_opening = opening;
    *ret_store = TAKE(store);
    return true;
}

bool record_store_append(struct record_store *store, struct tap_record *tap, struct error *err)
{
    if (!record_id_fits(store->head.epoch, store->head.seq + 1)) {
        return error_set(err, ERROR_FULL, "records: the epoch has no number left");
    }
    memcpy(tap->kiosk, store->kiosk, sizeof tap->kiosk);
    tap->epoch = store->head.epoch;
    tap->seq = store->head.seq + 1;
    tap->prev = store->head.hash;
    char line[TAP_RECORD_LINE_MAX + 1];
    size_t len = tap_record_encode(tap, line) - 1; /* the newline is not kept */
    kiosk_query_bind_number(store->insert, 1, record_id_make(tap->epoch, tap->seq));
    kiosk_query_bind_bytes(store->insert, 2, line, len);
    if (!kiosk_query_run(store->insert, err)) {
        return error_prefix(err, "cannot record");
    }
    store->head = (struct chain_head){
        .epoch = tap->epoch,
        .seq = tap->seq,
        .hash = chain_hash_line(store->hasher, line, len),
    };
    return true;
}

/* A line of the longest kind comes and goes in one transaction: pages that were changed are written
 * whatever stands on them in the end, and they are those that a tap would change. */
static bool write_and_take_back(struct record_store *store, int64_t id, struct error *err)
{
    static const char line[TAP_RECORD_LINE_MAX];
    AUTO(kiosk_query) struct kiosk_query *delete = NULL;
    if (!kiosk_query_create(store->database, delete_record, &delete, err) ||
        !kiosk_database_begin(store->database, err)) {
        return false;
    }
    AUTO(kiosk_transaction) struct kiosk_database *open = store->database;
    kiosk_query_bind_number(store->insert, 1, id);
    kiosk_query_bind_bytes(store->insert, 2, line, sizeof line);
    kiosk_query_bind_number(delete, 1, id);
    return kiosk_query_run(store->insert, err) && kiosk_query_run(delete, err) &&
           kiosk_database_commit(TAKE(open), err);
}

bool record_store_try_writing(struct record_store *store, struct error *err)
{
    if (!record_id_fits(store->head.epoch, store->head.seq + 1)) {
        return error_set(err, ERROR_FULL, "records: the epoch has no number left");
    }
    int64_t id = record_id_make(store->head.epoch, store->head.seq + 1);
    return write_and_take_back(store, id, err) || error_prefix(err, "cannot record");
}

bool record_store_purge(struct record_store *store, struct record_position upto, bool *ret_more,
                        struct error *err)
{
    struct record_position spared = {store->head.epoch, store->head.seq};
    if (spared.seq == 0 || !record_id_fits(upto.epoch, upto.seq)) {
        *ret_more = false;
        return true;
    }
    int64_t last = record_id_make(spared.epoch, spared.seq) - 1;
    int64_t asked = record_id_make(upto.epoch, upto.seq);
    return record_purge_run(store->database, asked < last ? asked : last, RECORD_STORE_PURGE_MAX,
                            ret_more, err) ||
           error_prefix(err, "cannot purge records");
}

struct chain_head record_store_head(const struct record_store *store)
{
    return store->head;
}

bool record_store_count(struct record_store *store, uint64_t *ret_count, struct error *err)
{
    int64_t count;
    if (!kiosk_database_number(store->database, count_records, &count, err)) {
        return false;
    }
    *ret_count = (uint64_t)count;
    return true;
}

bool record_store_begin_epoch(struct record_store *store, uint32_t server_epoch, struct error *err)
{
    if (server_epoch >= RECORD_EPOCH_MAX) {
        return error_set(err, ERROR_FULL, "records: no epoch after %" PRIu32, server_epoch);
    }
    return store->head.epoch > server_epoch || begin_epoch(store, server_epoch + 1, NULL, err);
}

bool record_store_each_recent(struct record_store *store, int64_t since_utc_us, uint64_t max,
                              void (*on_record)(const struct tap_record *record, void *user),
                              void *user, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    enum kiosk_query_step step;
    if (!kiosk_query_create(store->database, select_newest, &query, err)) {
        return false;
    }
    kiosk_query_bind_number(query, 1, max < INT64_MAX ? (int64_t)max : INT64_MAX);
    for (;;) {
        if (!kiosk_query_step(query, &step, err)) {
            return error_prefix(err, "records");
        }
        if (step == KIOSK_QUERY_DONE) {
            return true;
        }
        size_t len;
        const char *line = kiosk_query_bytes(query, 0, &len);
        struct tap_record record;
        struct error fault;
        if (!tap_record_decode(line, len, &record, &fault)) {
            log_event(LOG_WARNING, "record_passed_over", "reason=%s", LOG_TEXT(fault.text));
            continue;
        }
        if (trusted_time_of_record(&record) < since_utc_us) {
            return true;
        }
        on_record(&record, user);
    }
}
