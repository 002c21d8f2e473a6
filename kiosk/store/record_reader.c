#include "record_reader.h"

#include "chain.h"
#include "check.h"
#include "kiosk_database.h"
#include "record_id.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char select_after[] = "SELECT id, line FROM record WHERE id > ?1 ORDER BY id LIMIT ?2";
static const char select_line[] = "SELECT line FROM record WHERE id = ?1";
/* The lines of an epoch follow each other without gaps, so their ends say how many there are; a
 * salvaged epoch may lack some, and is then counted as if it had them. */
static const char select_ends[] = "SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM record"
                                  " WHERE id BETWEEN ?1 AND ?2";
static const char select_last[] = "SELECT coalesce(max(id), 0) FROM record";
static const char select_last_epoch[] = "SELECT coalesce(max(epoch), 0) FROM epoch";

/* One opened file. */
struct view {
    struct kiosk_database *database;
    struct kiosk_query *after, *line, *ends;
    dev_t device;
    ino_t file;
};

struct record_reader {
    char path[512];
    struct view view;
    struct hasher *hasher;
};

static void close_view(struct view *view)
{
    kiosk_query_destroy(view->after);
    kiosk_query_destroy(view->line);
    kiosk_query_destroy(view->ends);
    kiosk_database_destroy(view->database);
    *view = (struct view){0};
}

static bool open_view(const char *path, struct view *ret_view, struct error *err)
{
    struct view view = {0};
    struct stat status;
    /* Not read only, which would rule out the checkpoint. */
    bool good = kiosk_database_open(path, KIOSK_DATABASE_CREATE, &view.database, err) &&
                kiosk_query_create(view.database, select_after, &view.after, err) &&
                kiosk_query_create(view.database, select_line, &view.line, err) &&
                kiosk_query_create(view.database, select_ends, &view.ends, err);
    if (good && stat(path, &status) != 0) {
        good = error_set_errno(err, errno, "%s", path);
    }
    if (!good) {
        close_view(&view);
        return error_prefix(err, "records");
    }
    view.device = status.st_dev;
    view.file = status.st_ino;
    *ret_view = view;
    return true;
}

/* A damaged database is set aside while the program runs: the lines go on in another file. */
static bool follow_file(struct record_reader *reader, struct error *err)
{
    struct stat status;
    if (stat(reader->path, &status) != 0 ||
        (status.st_dev == reader->view.device && status.st_ino == reader->view.file)) {
        return true; /* not there: it is being replaced at this moment */
    }
    struct view view;
    if (!open_view(reader->path, &view, err)) {
        return false;
    }
    close_view(&reader->view);
    reader->view = view;
    return true;
}

bool record_reader_open(const char *folder, struct record_reader **ret_reader, struct error *err)
{
    AUTO(record_reader) struct record_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        return error_set(err, ERROR_NO_MEMORY, "records: out of memory");
    }
    if (snprintf(reader->path, sizeof reader->path, "%s/records.db", folder) >=
        (int)sizeof reader->path) {
        return error_set(err, ERROR_INVALID, "path too long: %.200s…", folder);
    }
    if (!open_view(reader->path, &reader->view, err) || !hasher_create(&reader->hasher, err)) {
        return false;
    }
    *ret_reader = TAKE(reader);
    return true;
}

void record_reader_destroy(struct record_reader *reader)
{
    if (reader) {
        close_view(&reader->view);
        hasher_destroy(reader->hasher);
        free(reader);
    }
}

static bool fits(const struct record_batch *batch, size_t len)
{
    return batch->count < RECORD_BATCH_MAX && batch->len + len + 1 <= RECORD_BATCH_MAX_BYTES;
}

static void add_line(struct record_batch *batch, int64_t id, const char *line, size_t len)
{
    batch->positions[batch->count++] = record_id_split(id);
    memcpy(batch->lines + batch->len, line, len);
    batch->len += len;
    batch->lines[batch->len++] = '\n';
}

bool record_reader_batch(struct record_reader *reader, struct record_position after,
                         struct record_batch *ret_batch, struct error *err)
{
    if (!follow_file(reader, err)) {
        return false;
    }
    struct kiosk_query *query = reader->view.after;
    ret_batch->count = 0;
    ret_batch->len = 0;
    kiosk_query_bind_number(query, 1, record_id_make(after.epoch, after.seq));
    kiosk_query_bind_number(query, 2, RECORD_BATCH_MAX);
    for (;;) {
        enum kiosk_query_step step;
        if (!kiosk_query_step(query, &step, err)) {
            return error_prefix(err, "records");
        }
        if (step == KIOSK_QUERY_DONE) {
            break;
        }
        size_t len;
        const char *line = kiosk_query_bytes(query, 1, &len);
        CHECK(len < TAP_RECORD_LINE_MAX); /* the store's own encoder wrote it */
        if (!fits(ret_batch, len)) {
            break;
        }
        add_line(ret_batch, kiosk_query_number(query, 0), line, len);
    }
    kiosk_query_reset(query);
    ret_batch->lines[ret_batch->len] = '\0';
    return true;
}

static bool read_ends(struct record_reader *reader, int64_t from, int64_t to, int64_t *ret_first,
                      int64_t *ret_last, struct error *err)
{
    kiosk_query_bind_number(reader->view.ends, 1, from);
    kiosk_query_bind_number(reader->view.ends, 2, to);
    enum kiosk_query_step step;
    if (!kiosk_query_step(reader->view.ends, &step, err)) {
        return false;
    }
    CHECK(step == KIOSK_QUERY_ROW);
    *ret_first = kiosk_query_number(reader->view.ends, 0);
    *ret_last = kiosk_query_number(reader->view.ends, 1);
    kiosk_query_reset(reader->view.ends);
    return true;
}

bool record_reader_backlog(struct record_reader *reader, struct record_position after,
                           uint64_t *ret_count, struct record_position *ret_last, struct error *err)
{
    int64_t end;
    if (!follow_file(reader, err)) {
        return false;
    }
    if (!kiosk_database_number(reader->view.database, select_last, &end, err)) {
        return error_prefix(err, "records");
    }
    uint64_t count = 0;
    struct record_position at = after;
    struct record_position last = record_id_split(end);
    while (!record_position_after(at, last) && end > 0) {
        int64_t first, of_epoch;
        if (!read_ends(reader, record_id_make(at.epoch, at.seq) + 1, end, &first, &of_epoch, err)) {
            return error_prefix(err, "records");
        }
        if (first == 0) {
            break;
        }
        uint32_t epoch = record_id_split(first).epoch;
        int64_t epoch_end = record_id_make(epoch, RECORD_SEQ_MAX);
        if (!read_ends(reader, first, epoch_end, &first, &of_epoch, err)) {
            return error_prefix(err, "records");
        }
        count += (uint64_t)(of_epoch - first) + 1;
        at = (struct record_position){epoch, RECORD_SEQ_MAX};
    }
    *ret_count = count;
    *ret_last = last;
    return true;
}

bool record_reader_first_after(struct record_reader *reader, struct record_position after,
                               int64_t *ret_at_utc_us, struct error *err)
{
    static const char member[] = "\"at_utc_us\":";
    enum kiosk_query_step step;
    size_t len;
    if (!follow_file(reader, err)) {
        return false;
    }
    struct kiosk_query *query = reader->view.after;
    kiosk_query_bind_number(query, 1, record_id_make(after.epoch, after.seq));
    kiosk_query_bind_number(query, 2, 1);
    if (!kiosk_query_step(query, &step, err)) {
        return error_prefix(err, "records");
    }
    const char *line = step == KIOSK_QUERY_ROW ? kiosk_query_text(query, 1, &len) : NULL;
    const char *at = line ? strstr(line, member) : NULL;
    *ret_at_utc_us = at ? strtoll(at + sizeof member - 1, NULL, 10) : 0;
    kiosk_query_reset(query);
    return true;
}

static bool is_never_written(struct record_reader *reader, struct record_position position,
                             bool *ret_never, struct error *err)
{
    int64_t epoch, first, last;
    if (!kiosk_database_number(reader->view.database, select_last_epoch, &epoch, err) ||
        !read_ends(reader, record_id_make(position.epoch, 0),
                   record_id_make(position.epoch, RECORD_SEQ_MAX), &first, &last, err)) {
        return false;
    }
    /* Of an epoch before the present one, lines may have been lost with a damaged file. */
    *ret_never = position.epoch > epoch ||
                 (position.epoch == epoch && record_id_make(position.epoch, position.seq) > last);
    return true;
}

bool record_reader_find(struct record_reader *reader, struct record_position position,
                        enum record_lookup *ret_lookup, struct hash *ret_hash, struct error *err)
{
    if (!record_id_fits(position.epoch, position.seq)) {
        *ret_lookup = RECORD_NEVER_WRITTEN;
        return true;
    }
    kiosk_query_bind_number(reader->view.line, 1, record_id_make(position.epoch, position.seq));
    enum kiosk_query_step step;
    if (!kiosk_query_step(reader->view.line, &step, err)) {
        return error_prefix(err, "records");
    }
    if (step == KIOSK_QUERY_ROW) {
        size_t len;
        const char *line = kiosk_query_bytes(reader->view.line, 0, &len);
        *ret_hash = chain_hash_line(reader->hasher, line, len);
        *ret_lookup = RECORD_FOUND;
        kiosk_query_reset(reader->view.line);
        return true;
    }
    bool never;
    if (!is_never_written(reader, position, &never, err)) {
        return error_prefix(err, "records");
    }
    *ret_lookup = never ? RECORD_NEVER_WRITTEN : RECORD_NO_LONGER_KEPT;
    return true;
}

bool record_reader_checkpoint(struct record_reader *reader, struct error *err)
{
    return kiosk_database_checkpoint(reader->view.database, err) || error_prefix(err, "records");
}
