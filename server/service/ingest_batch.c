#include "ingest_batch.h"

#include <stdio.h>
#include <string.h>

static size_t count_lines(const char *body, size_t len)
{
    size_t count = 0;
    for (size_t i = 0; i < len; i++) {
        count += body[i] == '\n';
    }
    return count + (len > 0 && body[len - 1] != '\n');
}

static void read_line(struct hasher *hasher, struct ingest_line *line)
{
    struct error fault;
    line->hash = chain_hash_line(hasher, line->text, line->len);
    line->decoded = tap_record_decode(line->text, line->len, &line->record, &fault);
    if (!line->decoded) {
        (void)snprintf(line->detail, sizeof line->detail, "%.*s", (int)sizeof line->detail - 1,
                       fault.text);
    }
}

static void read_lines(struct ingest_batch *batch, size_t len, struct hasher *hasher)
{
    const char *at = batch->body;
    const char *end = batch->body + len;
    for (size_t i = 0; i < batch->line_count; i++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        struct ingest_line *line = &batch->lines[i];
        line->text = at;
        line->len = (size_t)((newline ? newline : end) - at);
        read_line(hasher, line);
        at = newline ? newline + 1 : end;
    }
}

bool ingest_batch_create(const struct ingest_proof *proof, const char *body, size_t len,
                         enum ingest_parse_result *ret_result, struct ingest_batch **ret_batch,
                         struct error *err)
{
    size_t count = count_lines(body, len);
    if (count > INGEST_LINES_MAX) {
        *ret_result = INGEST_TOO_MANY_LINES;
        return true;
    }
    AUTO(ingest_batch) struct ingest_batch *batch = calloc(1, sizeof *batch);
    AUTO(hasher) struct hasher *hasher = NULL;
    if (!batch || !hasher_create(&hasher, err)) {
        return error_set(err, ERROR_NO_MEMORY, "batch: out of memory");
    }
    batch->proof = *proof;
    batch->line_count = count;
    batch->body = malloc(len + 1);
    batch->lines = calloc(count + 1, sizeof *batch->lines);
    if (!batch->body || !batch->lines) {
        return error_set(err, ERROR_NO_MEMORY, "batch: out of memory");
    }
    if (len > 0) {
        memcpy(batch->body, body, len);
    }
    read_lines(batch, len, hasher);
    *ret_result = INGEST_PARSED;
    *ret_batch = TAKE(batch);
    return true;
}

void ingest_batch_destroy(struct ingest_batch *batch)
{
    if (batch) {
        free(batch->lines);
        free(batch->body);
        free(batch);
    }
}

const char *ingest_answer_name(enum ingest_answer answer)
{
    static const char *const names[] = {
        [INGEST_STORED] = "stored",
        [INGEST_DUPLICATE] = "duplicate",
        [INGEST_QUARANTINED] = "quarantined",
    };
    return names[answer];
}

const char *ingest_reason_name(enum ingest_reason reason)
{
    static const char *const names[] = {
        [INGEST_MALFORMED] = "malformed", [INGEST_OTHER_KIOSK] = "kiosk", [INGEST_FORK] = "fork",
        [INGEST_BROKEN] = "broken",       [INGEST_GAP] = "gap",
    };
    return names[reason];
}
