#include "photo_book.h"

#include "kiosk_database.h"
#include "roster_seal.h"
#include <stdio.h>
#include <string.h>

#define KIND "photo"

static const char replace_photo[] = "INSERT OR REPLACE INTO photo (name, content) VALUES (?1, ?2)";
static const char select_names[] = "SELECT name FROM photo ORDER BY name";
static const char delete_photo[] = "DELETE FROM photo WHERE name = ?1";
static const char select_photo[] = "SELECT content FROM photo WHERE name = ?1";

struct photo_book {
    struct kiosk_database *database;
    struct roster_seal seal;
    struct kiosk_query *select;
    char path[600];
};

static struct hash name_of(const struct roster_seal *seal, const struct hash *sha256)
{
    char id[HASH_HEX_SIZE];
    hash_hex_encode(sha256->bytes, HASH_BYTES, id);
    return roster_seal_name(seal, KIND, id);
}

bool photo_book_write(struct kiosk_database *database, const struct roster_seal *seal,
                      const struct hash *sha256, const void *bytes, size_t len, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *replace = NULL;
    AUTO(memory) uint8_t *content = malloc(len + SEAL_OVERHEAD);
    struct hash name = name_of(seal, sha256);
    const struct seal_subject subject = {name.bytes, HASH_BYTES};
    if (!content) {
        return error_set(err, ERROR_NO_MEMORY, "photo: out of memory");
    }
    if (!seal_close(&seal->content, subject, bytes, len, content, err) ||
        !kiosk_query_create(database, replace_photo, &replace, err)) {
        return false;
    }
    kiosk_query_bind_bytes(replace, 1, name.bytes, HASH_BYTES);
    kiosk_query_bind_bytes(replace, 2, content, len + SEAL_OVERHEAD);
    return kiosk_query_run(replace, err);
}

/* A wanted photograph by its name in the database. */
struct wanted {
    struct hash name;
    const struct hash *sha256;
    bool there;
};

static int compare_names(const void *a, const void *b)
{
    return memcmp(((const struct wanted *)a)->name.bytes, ((const struct wanted *)b)->name.bytes,
                  HASH_BYTES);
}

static struct wanted *find_wanted(struct wanted *all, size_t count, const void *name, size_t len)
{
    struct wanted key = {.sha256 = NULL};
    if (len != HASH_BYTES) {
        return NULL;
    }
    memcpy(key.name.bytes, name, HASH_BYTES);
    return bsearch(&key, all, count, sizeof *all, compare_names);
}

/* Names that nobody wants, one behind the other: nothing is deleted under the query that reads. */
struct unwanted {
    struct hash *names;
    size_t count, room;
};

static bool add_unwanted(struct unwanted *unwanted, const void *name, size_t len, struct error *err)
{
    if (unwanted->count == unwanted->room) {
        size_t room = unwanted->room ? 2 * unwanted->room : 64;
        struct hash *names = realloc(unwanted->names, room * sizeof *names);
        if (!names) {
            return error_set(err, ERROR_NO_MEMORY, "photos: out of memory");
        }
        unwanted->names = names;
        unwanted->room = room;
    }
    struct hash *added = &unwanted->names[unwanted->count++];
    *added = (struct hash){{0}};
    memcpy(added->bytes, name, len < HASH_BYTES ? len : HASH_BYTES);
    return true;
}

static bool mark(struct kiosk_database *database, struct wanted *all, size_t count,
                 struct unwanted *unwanted, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    if (!kiosk_query_create(database, select_names, &query, err)) {
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
        const void *name = kiosk_query_bytes(query, 0, &len);
        struct wanted *found = find_wanted(all, count, name, len);
        if (found) {
            found->there = true;
        } else if (!add_unwanted(unwanted, name, len, err)) {
            return false;
        }
    }
}

static bool delete_all(struct kiosk_database *database, const struct unwanted *unwanted,
                       struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *delete = NULL;
    if (unwanted->count == 0) {
        return true;
    }
    if (!kiosk_database_begin(database, err)) {
        return false;
    }
    AUTO(kiosk_transaction) struct kiosk_database *open = database;
    if (!kiosk_query_create(database, delete_photo, &delete, err)) {
        return false;
    }
    for (size_t i = 0; i < unwanted->count; i++) {
        kiosk_query_bind_bytes(delete, 1, unwanted->names[i].bytes, HASH_BYTES);
        if (!kiosk_query_run(delete, err)) {
            return false;
        }
    }
    return kiosk_database_commit(TAKE(open), err);
}

bool photo_book_compare(struct kiosk_database *database, const struct roster_seal *seal,
                        struct photo_list wanted, struct hash *ret_missing,
                        size_t *ret_missing_count, struct error *err)
{
    AUTO(memory) struct wanted *all = calloc(wanted.count + 1, sizeof *all);
    AUTO(memory) struct hash *names = NULL;
    struct unwanted unwanted = {0};
    if (!all) {
        return error_set(err, ERROR_NO_MEMORY, "photos: out of memory");
    }
    for (size_t i = 0; i < wanted.count; i++) {
        all[i] = (struct wanted){name_of(seal, &wanted.hashes[i]), &wanted.hashes[i], false};
    }
    qsort(all, wanted.count, sizeof *all, compare_names);
    bool good = mark(database, all, wanted.count, &unwanted, err);
    names = unwanted.names;
    if (!good || !delete_all(database, &unwanted, err)) {
        return error_prefix(err, "photos");
    }
    *ret_missing_count = 0;
    for (size_t i = 0; i < wanted.count; i++) {
        if (!all[i].there) {
            ret_missing[(*ret_missing_count)++] = *all[i].sha256;
        }
    }
    return true;
}

static void close_file(struct photo_book *book)
{
    kiosk_query_destroy(TAKE(book->select));
    kiosk_database_destroy(TAKE(book->database));
}

static bool open_file(struct photo_book *book, struct error *err)
{
    if (kiosk_database_open(book->path, KIOSK_DATABASE_READ, &book->database, err) &&
        kiosk_query_create(book->database, select_photo, &book->select, err)) {
        return true;
    }
    close_file(book);
    return error_prefix(err, "photos");
}

/* A damaged roster is set aside while the program runs: photographs come again in another file. */
static bool follow_file(struct photo_book *book, struct error *err)
{
    if (book->database && !kiosk_database_is_moved(book->database)) {
        return true;
    }
    close_file(book);
    return open_file(book, err);
}

bool photo_book_open(const char *folder, const struct identity *identity,
                     struct photo_book **ret_book, struct error *err)
{
    AUTO(photo_book) struct photo_book *book = calloc(1, sizeof *book);
    if (!book) {
        return error_set(err, ERROR_NO_MEMORY, "photos: out of memory");
    }
    book->seal = roster_seal_of(identity);
    if (snprintf(book->path, sizeof book->path, "%s/roster.db", folder) >= (int)sizeof book->path) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", folder);
    }
    if (!open_file(book, err)) {
        return false;
    }
    *ret_book = TAKE(book);
    return true;
}

void photo_book_destroy(struct photo_book *book)
{
    if (book) {
        close_file(book);
        free(book);
    }
}

/* Opens what the query stands at. */
static bool open_row(struct photo_book *book, const struct hash *name, uint8_t **ret_bytes,
                     size_t *ret_len, struct error *err)
{
    size_t len;
    const struct seal_subject subject = {name->bytes, HASH_BYTES};
    const uint8_t *content = kiosk_query_bytes(book->select, 0, &len);
    if (len <= SEAL_OVERHEAD || len > PHOTO_BOOK_BYTES_MAX + SEAL_OVERHEAD) {
        return error_set(err, ERROR_INVALID, "a photo of %zu bytes", len);
    }
    AUTO(memory) uint8_t *bytes = malloc(len - SEAL_OVERHEAD);
    if (!bytes) {
        return error_set(err, ERROR_NO_MEMORY, "photo: out of memory");
    }
    if (!seal_open(&book->seal.content, subject, content, len, bytes, err)) {
        return false;
    }
    *ret_bytes = TAKE(bytes);
    *ret_len = len - SEAL_OVERHEAD;
    return true;
}

bool photo_book_read(struct photo_book *book, const struct hash *sha256,
                     enum photo_book_found *ret_found, uint8_t **ret_bytes, size_t *ret_len,
                     struct error *err)
{
    struct hash name = name_of(&book->seal, sha256);
    enum kiosk_query_step step;
    if (!follow_file(book, err)) {
        return false;
    }
    kiosk_query_bind_bytes(book->select, 1, name.bytes, HASH_BYTES);
    if (!kiosk_query_step(book->select, &step, err)) {
        return error_prefix(err, "photos");
    }
    bool good = step != KIOSK_QUERY_ROW || open_row(book, &name, ret_bytes, ret_len, err);
    kiosk_query_reset(book->select);
    *ret_found = step == KIOSK_QUERY_ROW ? PHOTO_BOOK_FOUND : PHOTO_BOOK_NONE;
    return good || error_prefix(err, "photos");
}
