#include "roster_salvage.h"

#include "roster_store.h"
#include <stdlib.h>
#include <string.h>

/* From both ends, because a damaged page in the middle stops either. */
static const char select_forward[] = "SELECT name, revision, content FROM sealed ORDER BY name";
static const char select_backward[] =
    "SELECT name, revision, content FROM sealed ORDER BY name DESC";
static const char insert_sealed[] =
    "INSERT OR IGNORE INTO sealed (name, revision, telling, content) VALUES (?1, ?2, 1, ?3)";
static const char count_sealed[] = "SELECT count(*) FROM sealed";

static bool opens(const struct roster_seal *seal, const struct hash *name, const void *content,
                  size_t len)
{
    struct roster_change document = {.revision = 0};
    AUTO(memory) char *plain = NULL;
    return roster_seal_open(seal, name, content, len, &plain, &document, NULL);
}

static bool copy_documents(struct kiosk_database *from, const char *sql, struct kiosk_query *insert,
                           const struct roster_seal *seal, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    enum kiosk_query_step step;
    if (!kiosk_query_create(from, sql, &query, NULL)) {
        return true; /* not even its schema can be read */
    }
    while (kiosk_query_step(query, &step, NULL) && step == KIOSK_QUERY_ROW) {
        size_t name_len, len;
        struct hash name = {{0}};
        const void *bytes = kiosk_query_bytes(query, 0, &name_len);
        const void *content = kiosk_query_bytes(query, 2, &len);
        memcpy(name.bytes, bytes, name_len < HASH_BYTES ? name_len : HASH_BYTES);
        if (!opens(seal, &name, content, len)) {
            continue;
        }
        kiosk_query_bind_bytes(insert, 1, name.bytes, HASH_BYTES);
        kiosk_query_bind_number(insert, 2, kiosk_query_number(query, 1));
        kiosk_query_bind_bytes(insert, 3, content, len);
        if (!kiosk_query_run(insert, err)) {
            return false;
        }
    }
    return true;
}

bool roster_salvage_copy(const char *path, struct kiosk_database *to,
                         const struct roster_seal *seal, size_t *ret_count, struct error *err)
{
    *ret_count = 0;
    AUTO(kiosk_database) struct kiosk_database *from = NULL;
    AUTO(kiosk_query) struct kiosk_query *insert = NULL;
    if (!kiosk_database_open(path, KIOSK_DATABASE_READ, &from, NULL)) {
        return true; /* set aside as it is; there is nothing to be had from it here */
    }
    int64_t count;
    if (!kiosk_query_create(to, insert_sealed, &insert, err) ||
        !copy_documents(from, select_forward, insert, seal, err) ||
        !copy_documents(from, select_backward, insert, seal, err) ||
        !kiosk_database_number(to, count_sealed, &count, err)) {
        return false;
    }
    *ret_count = (size_t)count;
    return true;
}
