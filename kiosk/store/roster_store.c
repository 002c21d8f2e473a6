#include "roster_store.h"

#include "check.h"
#include "kiosk_database.h"
#include "replaceable_database.h"
#include "tap_record.h"
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

static const char select_progress[] = "SELECT kiosk, revision, telling, begun_again FROM progress";
static const char update_progress[] =
    "UPDATE progress SET kiosk = ?1, revision = ?2, telling = ?3, begun_again = ?4";
static const char upsert_document[] =
    "INSERT INTO document (kind, id, revision, telling, value) VALUES (?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision,"
    " telling = excluded.telling, value = excluded.value";
static const char delete_document[] = "DELETE FROM document WHERE kind = ?1 AND id = ?2";
static const char delete_earlier_tellings[] = "DELETE FROM document WHERE telling < ?1";
static const char delete_all[] = "DELETE FROM document";
static const char select_documents[] =
    "SELECT kind, id, revision, value FROM document ORDER BY kind, id";

/* The row of progress as it stands on the disk; changed here only after a commit. */
struct progress {
    char kiosk[TAP_RECORD_ID_MAX + 1];
    int64_t revision, telling, begun_again;
};

struct roster_store {
    char folder[512];
    struct kiosk_database *database;
    struct progress progress;
};

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
        .revision = kiosk_query_number(query, 1),
        .telling = kiosk_query_number(query, 2),
        .begun_again = kiosk_query_number(query, 3),
    };
    (void)snprintf(store->progress.kiosk, sizeof store->progress.kiosk, "%.40s", kiosk);
    return true;
}

static bool write_progress(struct roster_store *store, const struct progress *progress,
                           struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    if (!kiosk_query_create(store->database, update_progress, &query, err)) {
        return false;
    }
    kiosk_query_bind_text(query, 1, progress->kiosk, strlen(progress->kiosk));
    kiosk_query_bind_number(query, 2, progress->revision);
    kiosk_query_bind_number(query, 3, progress->telling);
    kiosk_query_bind_number(query, 4, progress->begun_again);
    return kiosk_query_run(query, err);
}

/* Deletes every document, and what they were from the file and its WAL (secure_delete). */
static bool empty(struct roster_store *store, const char *kiosk, struct error *err)
{
    struct progress progress = {.telling = store->progress.telling + 1};
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

bool roster_store_open(const char *folder, const char *kiosk, const struct clock *clock,
                       struct roster_store **ret_store, struct error *err)
{
    CHECK(strlen(kiosk) <= TAP_RECORD_ID_MAX);
    AUTO(roster_store) struct roster_store *store = calloc(1, sizeof *store);
    if (!store) {
        return error_set(err, ERROR_NO_MEMORY, "roster: out of memory");
    }
    if (snprintf(store->folder, sizeof store->folder, "%s", folder) >= (int)sizeof store->folder) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", folder);
    }
    if (!replaceable_database_open(&kiosk_schema_roster, folder, clock, &store->database, err) ||
        !load_progress(store, err) ||
        (strcmp(store->progress.kiosk, kiosk) != 0 && !empty(store, kiosk, err))) {
        return error_prefix(err, "roster");
    }
    *ret_store = TAKE(store);
    return true;
}

void roster_store_destroy(struct roster_store *store)
{
    if (store) {
        kiosk_database_destroy(store->database);
        free(store);
    }
}

int64_t roster_store_revision(const struct roster_store *store)
{
    return store->progress.revision;
}

static void bind_key(struct kiosk_query *query, const struct roster_change *change)
{
    kiosk_query_bind_text(query, 1, change->kind, strlen(change->kind));
    kiosk_query_bind_text(query, 2, change->id, strlen(change->id));
}

static bool write_changes(struct roster_store *store, const struct roster_answer *answer,
                          struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *upsert = NULL;
    AUTO(kiosk_query) struct kiosk_query *delete = NULL;
    if (!kiosk_query_create(store->database, upsert_document, &upsert, err) ||
        !kiosk_query_create(store->database, delete_document, &delete, err)) {
        return false;
    }
    for (size_t i = 0; i < answer->count; i++) {
        const struct roster_change *change = &answer->changes[i];
        struct kiosk_query *query = change->value ? upsert : delete;
        bind_key(query, change);
        if (change->value) {
            kiosk_query_bind_number(query, 3, change->revision);
            kiosk_query_bind_number(query, 4, store->progress.telling);
            kiosk_query_bind_text(query, 5, change->value, change->value_len);
        }
        if (!kiosk_query_run(query, err)) {
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

bool roster_store_apply(struct roster_store *store, const struct roster_answer *answer,
                        struct error *err)
{
    struct progress progress = store->progress;
    bool told_all = progress.begun_again && !answer->more;
    progress.revision = answer->revision;
    progress.begun_again = progress.begun_again && answer->more;
    if (!kiosk_database_begin(store->database, err)) {
        return error_prefix(err, "roster");
    }
    AUTO(kiosk_transaction) struct kiosk_database *open = store->database;
    if (!write_changes(store, answer, err) || (told_all && !delete_untold(store, err)) ||
        !write_progress(store, &progress, err) || !kiosk_database_commit(TAKE(open), err)) {
        return error_prefix(err, "roster");
    }
    store->progress = progress;
    return true;
}

bool roster_store_begin_again(struct roster_store *store, struct error *err)
{
    struct progress progress = store->progress;
    progress.revision = 0;
    progress.telling++;
    progress.begun_again = 1;
    if (!write_progress(store, &progress, err)) {
        return error_prefix(err, "roster");
    }
    store->progress = progress;
    return true;
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
        int errnum = 0;
        for (size_t j = 0; j < found.gl_pathc; j++) {
            errnum = unlink(found.gl_pathv[j]) != 0 ? errno : errnum;
        }
        globfree(&found);
        if (errnum != 0) {
            return error_set_errno(err, errnum, "cannot delete %s", pattern);
        }
    }
    return true;
}

bool roster_store_wipe(struct roster_store *store, struct error *err)
{
    char kiosk[sizeof store->progress.kiosk];
    memcpy(kiosk, store->progress.kiosk, sizeof kiosk);
    return (empty(store, kiosk, err) && delete_copies(store, err)) || error_prefix(err, "roster");
}

bool roster_store_each(struct roster_store *store,
                       bool (*on_document)(const struct roster_change *document, void *user,
                                           struct error *err),
                       void *user, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    if (!kiosk_query_create(store->database, select_documents, &query, err)) {
        return error_prefix(err, "roster");
    }
    for (;;) {
        enum kiosk_query_step step;
        if (!kiosk_query_step(query, &step, err)) {
            return error_prefix(err, "roster");
        }
        if (step == KIOSK_QUERY_DONE) {
            return true;
        }
        size_t len;
        struct roster_change document = {
            .kind = kiosk_query_text(query, 0, &len),
            .id = kiosk_query_text(query, 1, &len),
            .revision = kiosk_query_number(query, 2),
        };
        document.value = kiosk_query_text(query, 3, &document.value_len);
        if (!on_document(&document, user, err)) {
            return false;
        }
    }
}
