#include "roster_store.h"

#include "check.h"
#include "file.h"
#include "kiosk_database.h"
#include "log.h"
#include "replaceable_database.h"
#include "roster_salvage.h"
#include "roster_seal.h"
#include "tap_record.h"
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

static const char select_progress[] =
    "SELECT kiosk, revision, telling, begun_again, key_check, taps, fingerprint, taps_fingerprint"
    " FROM progress";
static const char update_progress[] =
    "UPDATE progress SET kiosk = ?1, revision = ?2, telling = ?3, begun_again = ?4, key_check = ?5,"
    " taps = ?6, fingerprint = ?7, taps_fingerprint = ?8";
static const char upsert_sealed[] =
    "INSERT INTO sealed (name, revision, telling, content) VALUES (?1, ?2, ?3, ?4)"
    " ON CONFLICT (name) DO UPDATE SET revision = excluded.revision,"
    " telling = excluded.telling, content = excluded.content";
static const char delete_sealed[] = "DELETE FROM sealed WHERE name = ?1";
static const char delete_earlier_tellings[] = "DELETE FROM sealed WHERE telling < ?1";
static const char delete_all[] =
    "DELETE FROM sealed; DELETE FROM unsealed; DELETE FROM other_tap; DELETE FROM photo";
static const char delete_unsealed[] = "DELETE FROM unsealed";
static const char select_sealed[] = "SELECT name, revision, content FROM sealed ORDER BY name";
static const char select_one[] = "SELECT content FROM sealed WHERE name = ?1";
static const char select_unsealed[] =
    "SELECT kind, id, revision, value, telling FROM unsealed ORDER BY kind, id";
static const char delete_taps[] = "DELETE FROM other_tap";

/* The row of progress as it stands on the disk; changed here only after a commit. */
struct progress {
    char kiosk[TAP_RECORD_ID_MAX + 1];
    struct roster_cursor cursor;
    int64_t telling, begun_again;
    struct hash key_check; /* all zero before anything was sealed */
};

struct roster_store {
    char folder[512];
    const struct clock *clock;
    struct kiosk_database *database;
    bool damaged; /* so it turned out in use: it is set aside before anything else is told */
    unsigned renewals;
    struct roster_seal seal;
    struct progress progress;
};

static void copy_fingerprint(char ret_text[static ROSTER_FINGERPRINT_SIZE], const char *text)
{
    (void)snprintf(ret_text, ROSTER_FINGERPRINT_SIZE, "%s", text);
}

static bool load_progress(struct roster_store *store, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    enum kiosk_query_step step;
    if (!kiosk_query_create(store->database, select_progress, &query, err) ||
        !kiosk_query_step(query, &step, err)) {
        return false;
    }
    if (step != KIOSK_QUERY_ROW) {
        return error_set(err, ERROR_INVALID, "its only row is not there");
    }
    size_t len;
    const char *kiosk = kiosk_query_text(query, 0, &len);
    store->progress = (struct progress){
        .cursor = {.revision = kiosk_query_number(query, 1), .taps = kiosk_query_number(query, 5)},
        .telling = kiosk_query_number(query, 2),
        .begun_again = kiosk_query_number(query, 3),
    };
    struct roster_cursor *cursor = &store->progress.cursor;
    copy_fingerprint(cursor->fingerprint, kiosk_query_text(query, 6, &len));
    copy_fingerprint(cursor->taps_fingerprint, kiosk_query_text(query, 7, &len));
    (void)snprintf(store->progress.kiosk, sizeof store->progress.kiosk, "%.40s", kiosk);
    const void *check = kiosk_query_bytes(query, 4, &len);
    if (len == HASH_BYTES) {
        memcpy(store->progress.key_check.bytes, check, HASH_BYTES);
    }
    return true;
}

static bool write_progress(struct roster_store *store, const struct progress *progress,
                           struct error *err)
{
    const struct roster_cursor *cursor = &progress->cursor;
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    if (!kiosk_query_create(store->database, update_progress, &query, err)) {
        return false;
    }
    kiosk_query_bind_text(query, 1, progress->kiosk, strlen(progress->kiosk));
    kiosk_query_bind_number(query, 2, cursor->revision);
    kiosk_query_bind_number(query, 3, progress->telling);
    kiosk_query_bind_number(query, 4, progress->begun_again);
    kiosk_query_bind_bytes(query, 5, progress->key_check.bytes, HASH_BYTES);
    kiosk_query_bind_number(query, 6, cursor->taps);
    kiosk_query_bind_text(query, 7, cursor->fingerprint, strlen(cursor->fingerprint));
    kiosk_query_bind_text(query, 8, cursor->taps_fingerprint, strlen(cursor->taps_fingerprint));
    return kiosk_query_run(query, err);
}

/* Deletes every document, and what they were from the file and its WAL (secure_delete). */
static bool empty(struct roster_store *store, const char *kiosk, struct error *err)
{
    struct progress progress = {.telling = store->progress.telling + 1,
                                .key_check = store->seal.check};
    (void)snprintf(progress.kiosk, sizeof progress.kiosk, "%s", kiosk);
    if (!kiosk_database_begin(store->database, err)) {
        return false;
    }
    AUTO(kiosk_transaction) struct kiosk_database *open = store->database;
    if (!kiosk_database_run(store->database, delete_all, err) ||
        !write_progress(store, &progress, err) || !kiosk_database_commit(TAKE(open), err)) {
        return false;
    }
    store->progress = progress;
    return kiosk_database_truncate_wal(store->database, err);
}

/* Fills a new database from the one that is set aside at that path. */
typedef bool fill_anew(struct roster_store *store, const char *aside, struct error *err);

static bool salvage(struct roster_store *store, const char *aside, struct error *err)
{
    size_t salvaged;
    if (!roster_salvage_copy(aside, store->database, &store->seal, &salvaged, err)) {
        return false;
    }
    log_event(LOG_WARNING, "roster_salvaged", "documents=%zu told_again=all", salvaged);
    return true;
}

static bool leave_empty(struct roster_store *store, const char *aside, struct error *err)
{
    (void)store; /* every fill has the same parameters */
    (void)aside;
    (void)err;
    return true;
}

/* Sets the database aside and begins another. */
static bool replace(struct roster_store *store, const char *kiosk, const char *damage,
                    fill_anew *fill, struct error *err)
{
    char aside[SET_ASIDE_PATH_SIZE];
    struct progress progress = {.telling = 2, .begun_again = 1, .key_check = store->seal.check};
    (void)snprintf(progress.kiosk, sizeof progress.kiosk, "%s", kiosk);
    struct kiosk_database *fresh = NULL;
    if (!replaceable_database_renew(&kiosk_schema_roster, store->folder, store->clock, damage,
                                    aside, &fresh, err)) {
        return false;
    }
    kiosk_database_destroy(store->database);
    store->database = fresh;
    store->renewals++;
    if (!kiosk_database_begin(store->database, err)) {
        return false;
    }
    AUTO(kiosk_transaction) struct kiosk_database *open = store->database;
    if (!fill(store, aside, err) || !write_progress(store, &progress, err) ||
        !kiosk_database_commit(TAKE(open), err)) {
        return false;
    }
    store->progress = progress;
    store->damaged = false;
    return replaceable_database_finish(&kiosk_schema_roster, store->folder, err);
}

/* What can be read of a damaged one serves until all is told again. */
static bool renew(struct roster_store *store, const char *damage, struct error *err)
{
    char kiosk[sizeof store->progress.kiosk];
    memcpy(kiosk, store->progress.kiosk, sizeof kiosk);
    return replace(store, kiosk, damage, salvage, err);
}

static const struct error known_damage = {.code = ERROR_INVALID,
                                          .text = "it could not be read or written"};

/* Notes what a fault says of the database. For `return`: false. */
static bool note_fault(struct roster_store *store, struct error *err)
{
    store->damaged = store->damaged || (err && err->code == ERROR_INVALID);
    return error_prefix(err, "roster");
}

void roster_store_destroy(struct roster_store *store)
{
    if (store) {
        kiosk_database_destroy(store->database);
        free(store);
    }
}

struct roster_cursor roster_store_cursor(const struct roster_store *store)
{
    return store->progress.cursor;
}

int64_t roster_store_revision(const struct roster_store *store)
{
    return store->progress.cursor.revision;
}

unsigned roster_store_renewals(const struct roster_store *store)
{
    return store->renewals;
}

bool roster_store_is_told_again(const struct roster_store *store)
{
    return store->progress.begun_again != 0;
}

bool roster_store_find(struct roster_store *store, const char *kind, const char *id,
                       char **ret_value, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    enum kiosk_query_step step;
    const struct hash name = roster_seal_name(&store->seal, kind, id);
    if (!kiosk_query_create(store->database, select_one, &query, err)) {
        return error_prefix(err, "roster");
    }
    kiosk_query_bind_bytes(query, 1, name.bytes, HASH_BYTES);
    if (!kiosk_query_step(query, &step, err)) {
        return error_prefix(err, "roster");
    }
    if (step != KIOSK_QUERY_ROW) {
        *ret_value = NULL;
        return true;
    }
    AUTO(memory) char *plain = NULL;
    struct roster_change document = {0};
    size_t len;
    const void *content = kiosk_query_bytes(query, 0, &len);
    if (!roster_seal_open(&store->seal, &name, content, len, &plain, &document, err)) {
        return false;
    }
    char *value = strndup(document.value, document.value_len);
    if (!value) {
        return error_set(err, ERROR_NO_MEMORY, "roster: out of memory");
    }
    *ret_value = value;
    return true;
}

static bool write_document(struct roster_store *store, struct kiosk_query *upsert,
                           const struct roster_change *document, int64_t telling, struct error *err)
{
    struct hash name = roster_seal_name(&store->seal, document->kind, document->id);
    AUTO(memory) uint8_t *content = NULL;
    size_t len;
    if (!roster_seal_close(&store->seal, &name, document, &content, &len, err)) {
        return false;
    }
    kiosk_query_bind_bytes(upsert, 1, name.bytes, HASH_BYTES);
    kiosk_query_bind_number(upsert, 2, document->revision);
    kiosk_query_bind_number(upsert, 3, telling);
    kiosk_query_bind_bytes(upsert, 4, content, len);
    return kiosk_query_run(upsert, err);
}

static bool write_changes(struct roster_store *store, const struct roster_answer *answer,
                          struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *upsert = NULL;
    AUTO(kiosk_query) struct kiosk_query *delete = NULL;
    if (!kiosk_query_create(store->database, upsert_sealed, &upsert, err) ||
        !kiosk_query_create(store->database, delete_sealed, &delete, err)) {
        return false;
    }
    for (size_t i = 0; i < answer->count; i++) {
        const struct roster_change *change = &answer->changes[i];
        if (change->value) {
            if (!write_document(store, upsert, change, store->progress.telling, err)) {
                return false;
            }
            continue;
        }
        struct hash name = roster_seal_name(&store->seal, change->kind, change->id);
        kiosk_query_bind_bytes(delete, 1, name.bytes, HASH_BYTES);
        if (!kiosk_query_run(delete, err)) {
            return false;
        }
    }
    return true;
}

static bool delete_untold(struct roster_store *store, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    if (!kiosk_query_create(store->database, delete_earlier_tellings, &query, err)) {
        return false;
    }
    kiosk_query_bind_number(query, 1, store->progress.telling);
    return kiosk_query_run(query, err);
}

static bool apply(struct roster_store *store, const struct roster_answer *answer, struct error *err)
{
    struct progress progress = store->progress;
    bool told_all = progress.begun_again && !answer->more;
    progress.cursor = answer->next;
    progress.begun_again = progress.begun_again && answer->more;
    if (!kiosk_database_begin(store->database, err)) {
        return false;
    }
    AUTO(kiosk_transaction) struct kiosk_database *open = store->database;
    if (!write_changes(store, answer, err) ||
        !other_taps_write(store->database, &store->seal, answer->taps, answer->tap_count, err) ||
        (told_all && !delete_untold(store, err)) || !write_progress(store, &progress, err) ||
        !kiosk_database_commit(TAKE(open), err)) {
        return false;
    }
    store->progress = progress;
    return true;
}

/* An answer is added to what was there when it was asked for: a new file is told from the beginning
 * instead. */
bool roster_store_apply(struct roster_store *store, const struct roster_answer *answer,
                        struct error *err)
{
    struct error fault = known_damage;
    if (!store->damaged && apply(store, answer, &fault)) {
        return true;
    }
    if (fault.code != ERROR_INVALID) {
        return error_set(err, fault.code, "roster: %s", fault.text);
    }
    return renew(store, fault.text, err)
               ? error_set(err, ERROR_IO, "roster: damaged, and begun again: %s", fault.text)
               : error_prefix(err, "roster");
}

static bool begin_again(struct roster_store *store, struct error *err)
{
    struct progress progress = store->progress;
    progress.cursor = (struct roster_cursor){0};
    progress.telling++;
    progress.begun_again = 1;
    if (!kiosk_database_begin(store->database, err)) {
        return false;
    }
    AUTO(kiosk_transaction) struct kiosk_database *open = store->database;
    if (!kiosk_database_run(store->database, delete_taps, err) ||
        !write_progress(store, &progress, err) || !kiosk_database_commit(TAKE(open), err)) {
        return false;
    }
    store->progress = progress;
    return true;
}

/* A new file begins at 0 too. */
bool roster_store_begin_again(struct roster_store *store, struct error *err)
{
    struct error fault = known_damage;
    if (!store->damaged && begin_again(store, &fault)) {
        return true;
    }
    if (fault.code != ERROR_INVALID) {
        return error_set(err, fault.code, "roster: %s", fault.text);
    }
    return renew(store, fault.text, err) || error_prefix(err, "roster");
}

bool roster_store_forget_taps(struct roster_store *store, int64_t before_utc_us, struct error *err)
{
    return other_taps_forget(store->database, before_utc_us, err) || note_fault(store, err);
}

bool roster_store_compare_photos(struct roster_store *store, struct photo_list wanted,
                                 struct hash *ret_missing, size_t *ret_missing_count,
                                 struct error *err)
{
    return photo_book_compare(store->database, &store->seal, wanted, ret_missing, ret_missing_count,
                              err) ||
           note_fault(store, err);
}

bool roster_store_put_photo(struct roster_store *store, const struct hash *sha256,
                            const void *bytes, size_t len, struct error *err)
{
    return photo_book_write(store->database, &store->seal, sha256, bytes, len, err) ||
           note_fault(store, err);
}

/* Damaged files, and what was copied before a migration: they hold names too. */
static bool delete_copies(const struct roster_store *store, struct error *err)
{
    static const char *const patterns[] = {"roster-damaged-*", "roster.db.before-*"};
    for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
        char pattern[sizeof store->folder + 32];
        glob_t found;
        (void)snprintf(pattern, sizeof pattern, "%s/%s", store->folder, patterns[i]);
        if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0) {
            continue;
        }
        bool good = true;
        for (size_t j = 0; j < found.gl_pathc; j++) {
            struct error fault;
            bool erased = file_erase(found.gl_pathv[j], &fault);
            good = erased ? good : error_set(err, fault.code, "%s", fault.text);
        }
        globfree(&found);
        if (!good) {
            return false;
        }
    }
    return true;
}

/* A database that cannot be emptied, whatever the reason, is set aside and deleted with the copies:
 * the key that opens them is still there. */
bool roster_store_wipe(struct roster_store *store, struct error *err)
{
    struct error fault = known_damage;
    char kiosk[sizeof store->progress.kiosk];
    memcpy(kiosk, store->progress.kiosk, sizeof kiosk);
    bool emptied = (!store->damaged && empty(store, kiosk, &fault)) ||
                   replace(store, kiosk, fault.text, leave_empty, &fault);
    store->damaged = !emptied; /* no later answer may find its names again */
    bool deleted = delete_copies(store, emptied ? &fault : NULL);
    return (emptied && deleted) || error_set(err, fault.code, "roster: %s", fault.text);
}

static bool copy_unsealed(struct roster_store *store, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    AUTO(kiosk_query) struct kiosk_query *upsert = NULL;
    if (!kiosk_query_create(store->database, select_unsealed, &query, err) ||
        !kiosk_query_create(store->database, upsert_sealed, &upsert, err)) {
        return false;
    }
    for (;;) {
        enum kiosk_query_step step;
        size_t len;
        if (!kiosk_query_step(query, &step, err)) {
            return false;
        }
        if (step == KIOSK_QUERY_DONE) {
            return true;
        }
        struct roster_change document = {.kind = kiosk_query_text(query, 0, &len),
                                         .id = kiosk_query_text(query, 1, &len),
                                         .revision = kiosk_query_number(query, 2)};
        document.value = kiosk_query_text(query, 3, &document.value_len);
        if (!write_document(store, upsert, &document, kiosk_query_number(query, 4), err)) {
            return false;
        }
    }
}

/* An earlier version wrote in the clear, and the migration has made a copy of it. */
static bool seal_unsealed(struct roster_store *store, struct error *err)
{
    struct progress progress = store->progress;
    progress.key_check = store->seal.check;
    if (!kiosk_database_begin(store->database, err)) {
        return false;
    }
    AUTO(kiosk_transaction) struct kiosk_database *open = store->database;
    if (!copy_unsealed(store, err) || !kiosk_database_run(store->database, delete_unsealed, err) ||
        !write_progress(store, &progress, err) || !kiosk_database_commit(TAKE(open), err)) {
        return false;
    }
    store->progress = progress;
    return kiosk_database_truncate_wal(store->database, err) && delete_copies(store, err);
}

/* Whose roster is it? */
static bool settle(struct roster_store *store, const char *kiosk, struct error *err)
{
    static const struct hash none = {{0}};
    if (strcmp(store->progress.kiosk, kiosk) != 0) {
        return empty(store, kiosk, err);
    }
    if (hash_equal(&store->progress.key_check, &none)) {
        return seal_unsealed(store, err);
    }
    return hash_equal(&store->progress.key_check, &store->seal.check) || empty(store, kiosk, err);
}

bool roster_store_open(const char *folder, const struct identity *identity,
                       const struct clock *clock, struct roster_store **ret_store,
                       struct error *err)
{
    CHECK(identity->kiosk[0]);
    AUTO(roster_store) struct roster_store *store = calloc(1, sizeof *store);
    if (!store) {
        return error_set(err, ERROR_NO_MEMORY, "roster: out of memory");
    }
    store->seal = roster_seal_of(identity);
    if (snprintf(store->folder, sizeof store->folder, "%s", folder) >= (int)sizeof store->folder) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", folder);
    }
    store->clock = clock;
    if (!replaceable_database_open(&kiosk_schema_roster, folder, clock, &store->database, err)) {
        return error_prefix(err, "roster");
    }
    struct error fault = {0};
    bool good = load_progress(store, &fault) && settle(store, identity->kiosk, &fault);
    if (!good && fault.code != ERROR_INVALID) {
        return error_set(err, fault.code, "roster: %s", fault.text);
    }
    if (!good && !replace(store, identity->kiosk, fault.text, salvage, err)) {
        return error_prefix(err, "roster");
    }
    *ret_store = TAKE(store);
    return true;
}

/* Reads the row where the query stands, and gives it on. */
static bool give_document(struct roster_store *store, const struct kiosk_query *query,
                          bool (*on_document)(const struct roster_change *document, void *user,
                                              struct error *err),
                          void *user, bool *ret_damaged, struct error *err)
{
    struct hash name = {{0}};
    struct roster_change document = {.revision = kiosk_query_number(query, 1)};
    struct error fault = {0};
    AUTO(memory) char *plain = NULL;
    size_t name_len, len;
    const void *bytes = kiosk_query_bytes(query, 0, &name_len);
    const void *content = kiosk_query_bytes(query, 2, &len);
    memcpy(name.bytes, bytes, name_len < HASH_BYTES ? name_len : HASH_BYTES);
    if (roster_seal_open(&store->seal, &name, content, len, &plain, &document, &fault)) {
        return on_document(&document, user, err);
    }
    *ret_damaged = fault.code == ERROR_INVALID;
    return *ret_damaged || error_set(err, fault.code, "%s", fault.text);
}

/* Reads every page that documents are on, so that none is given before all are known to be there.
 */
static bool read_through(struct roster_store *store, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    enum kiosk_query_step step = KIOSK_QUERY_ROW;
    if (!kiosk_query_create(store->database, select_sealed, &query, err)) {
        return false;
    }
    while (step == KIOSK_QUERY_ROW) {
        size_t len;
        if (!kiosk_query_step(query, &step, err)) {
            return false;
        }
        if (step == KIOSK_QUERY_ROW) {
            (void)kiosk_query_bytes(query, 2, &len); /* and those of its overflow */
        }
    }
    return true;
}

/* A damaged database is replaced by what can be read of it. */
static bool make_readable(struct roster_store *store, struct error *err)
{
    struct error fault = known_damage;
    if (!store->damaged && read_through(store, &fault)) {
        return true;
    }
    if (fault.code != ERROR_INVALID) {
        return error_set(err, fault.code, "roster: %s", fault.text);
    }
    return renew(store, fault.text, err) || error_prefix(err, "roster");
}

bool roster_store_each(struct roster_store *store,
                       bool (*on_document)(const struct roster_change *document, void *user,
                                           struct error *err),
                       void *user, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    bool damaged = false;
    if (!make_readable(store, err)) {
        return false;
    }
    if (!kiosk_query_create(store->database, select_sealed, &query, err)) {
        return error_prefix(err, "roster");
    }
    for (;;) {
        enum kiosk_query_step step;
        bool this_one = false;
        if (!kiosk_query_step(query, &step, err)) {
            return error_prefix(err, "roster");
        }
        if (step == KIOSK_QUERY_DONE) {
            break;
        }
        if (!give_document(store, query, on_document, user, &this_one, err)) {
            return false;
        }
        damaged = damaged || this_one;
    }
    if (!damaged) {
        return true;
    }
    log_event(LOG_ERROR, "roster_damaged", "told_again=all");
    return roster_store_begin_again(store, err);
}
