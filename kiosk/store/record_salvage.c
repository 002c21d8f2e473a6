#include "record_salvage.h"

#include "record_id.h"
#include "tap_record.h"
#include <string.h>

/* From both ends, because a damaged page in the middle stops either. */
static const char select_forward[] = "SELECT id, line FROM record ORDER BY id";
static const char select_backward[] = "SELECT id, line FROM record ORDER BY id DESC";
static const char insert_line[] = "INSERT OR IGNORE INTO record (id, line) VALUES (?1, ?2)";
static const char count_lines[] = "SELECT count(*) FROM record";

static bool is_own(const char *kiosk, int64_t id, const char *line, size_t len)
{
    struct tap_record record;
    struct record_position position = record_id_split(id);
    return id > 0 && tap_record_decode(line, len, &record, NULL) &&
           record.epoch == position.epoch && record.seq == position.seq &&
           strcmp(record.kiosk, kiosk) == 0;
}

static bool copy_lines(struct kiosk_database *from, const char *sql, struct kiosk_query *insert,
                       const char *kiosk, struct error *err)
{
    AUTO(kiosk_query) struct kiosk_query *query = NULL;
    enum kiosk_query_step step;
    if (!kiosk_query_create(from, sql, &query, NULL)) {
        return true; /* not even its schema can be read */
    }
    while (kiosk_query_step(query, &step, NULL) && step == KIOSK_QUERY_ROW) {
        int64_t id = kiosk_query_number(query, 0);
        size_t len;
        const char *line = kiosk_query_bytes(query, 1, &len);
        if (!is_own(kiosk, id, line, len)) {
            continue;
        }
        kiosk_query_bind_number(insert, 1, id);
        kiosk_query_bind_bytes(insert, 2, line, len);
        if (!kiosk_query_run(insert, err)) {
            return false;
        }
    }
    return true;
}

bool record_salvage_copy(const char *path, struct kiosk_database *to, const char *kiosk,
                         uint64_t *ret_count, struct error *err)
{
    *ret_count = 0;
    AUTO(kiosk_database) struct kiosk_database *from = NULL;
    if (!kiosk_database_open(path, KIOSK_DATABASE_READ, &from, NULL)) {
        return true; /* set aside as it is; there is nothing to be had from it here */
    }
    AUTO(kiosk_query) struct kiosk_query *insert = NULL;
    int64_t count;
    if (!kiosk_query_create(to, insert_line, &insert, err) ||
        !copy_lines(from, select_forward, insert, kiosk, err) ||
        !copy_lines(from, select_backward, insert, kiosk, err) ||
        !kiosk_database_number(to, count_lines, &count, err)) {
        return false;
    }
    *ret_count = (uint64_t)count;
    return true;
}
