#include "fake_book.h"

#include "check.h"
#include "signed_request.h"
#include "tap_record.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define KIOSK         "k0001"
#define LINES_MAX     20000
#define DOCUMENTS_MAX 4096
#define CHANGES_MAX   10 /* in one answer: few, so that tests see several */
#define TAPS_A_TIME   3

void fake_reply_add(struct fake_reply *reply, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int len =
        vsnprintf(reply->body + reply->len, FAKE_REPLY_MAX + 1 - reply->len, format, arguments);
    va_end(arguments);
    CHECK(len >= 0 && reply->len + (size_t)len <= FAKE_REPLY_MAX);
    reply->len += (size_t)len;
}

static const struct held_line *find_line(const struct fake_book *book, uint32_t epoch, uint64_t seq)
{
    for (int i = book->line_count - 1; i >= 0; i--) {
        if (book->lines[i].epoch == epoch && book->lines[i].seq == seq) {
            return &book->lines[i];
        }
    }
    return NULL;
}

static void keep_line(struct fake_book *book, const struct tap_record *record,
                      const struct hash *hash)
{
    CHECK(book->line_count < LINES_MAX);
    book->lines[book->line_count++] = (struct held_line){record->epoch, record->seq, *hash};
    book->head = (struct chain_head){record->epoch, record->seq, *hash};
}

static const char *take_line(struct fake_book *book, const struct tap_record *record,
                             const struct hash *hash)
{
    const struct held_line *held = find_line(book, record->epoch, record->seq);
    if (held) {
        bool same = hash_equal(&held->hash, hash);
        book->repeated += same ? 1 : 0;
        book->quarantined += same ? 0 : 1;
        return same ? "\"duplicate\"" : "\"quarantined\",\"reason\":\"fork\"";
    }
    enum chain_link link = chain_compare(&book->head, record, hash);
    if (link == CHAIN_NEXT || link == CHAIN_NEW_EPOCH) {
        keep_line(book, record, hash);
        return "\"stored\"";
    }
    book->quarantined++;
    return link == CHAIN_GAP ? "\"quarantined\",\"reason\":\"gap\""
                             : "\"quarantined\",\"reason\":\"broken\"";
}

static void add_head(struct fake_book *book, const struct signing_key *key,
                     struct fake_reply *reply)
{
    char hash[HASH_HEX_SIZE];
    char signature[2 * SIGNATURE_BYTES + 1];
    struct signature own = signed_request_sign_head(KIOSK, &book->head, key);
    hash_hex_encode(book->head.hash.bytes, HASH_BYTES, hash);
    hash_hex_encode(own.bytes, SIGNATURE_BYTES, signature);
    fake_reply_add(reply,
                   "],\"head\":{\"epoch\":%u,\"seq\":%llu,\"hash\":\"%s\",\"signature\":\"%s\"}}",
                   (unsigned)book->head.epoch, (unsigned long long)book->head.seq, hash, signature);
}

void fake_book_take_records(struct fake_book *book, const struct fake_batch *batch,
                            const struct signing_key *key, struct fake_reply *reply)
{
    const char *line = batch->lines;
    const char *end = batch->lines + batch->len;
    CHECK(batch->len <= 262144);
    fake_reply_add(reply, "{\"results\":[");
    for (int count = 0; line < end; count++) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        struct tap_record record;
        CHECK(newline && count < 500);
        CHECK(tap_record_decode(line, (size_t)(newline - line), &record, NULL));
        struct hash hash = chain_hash_line(book->hasher, line, (size_t)(newline - line));
        const char *answer = take_line(book, &record, &hash);
        fake_reply_add(reply, "%s{\"epoch\":%u,\"seq\":%llu,\"answer\":%s}", count > 0 ? "," : "",
                       (unsigned)record.epoch, (unsigned long long)record.seq + batch->shift,
                       answer);
        line = newline + 1;
    }
    add_head(book, key, reply);
}

/* The oldest change after a revision that no answer has told yet. */
static const struct held_document *next_change(const struct fake_book *book, int64_t after)
{
    const struct held_document *next = NULL;
    for (int i = 0; i < book->document_count; i++) {
        const struct held_document *document = &book->documents[i];
        if (document->revision > after && (!next || document->revision < next->revision)) {
            next = document;
        }
    }
    return next;
}

#define FINGERPRINT_SIZE 20

/* Of a number, "" of 0. */
static const char *fingerprint(const struct fake_book *book, int64_t number,
                               char ret_text[static FINGERPRINT_SIZE])
{
    (void)snprintf(ret_text, FINGERPRINT_SIZE, "%dx%lld", book->putting_back, (long long)number);
    return number > 0 ? ret_text : "";
}

static bool is_own(const struct fake_book *book, int64_t number, int64_t newest, const char *told)
{
    char own[FINGERPRINT_SIZE];
    bool silent = book->putting_back < 0 || told[0] == '\0';
    return number <= newest && (silent || strcmp(fingerprint(book, number, own), told) == 0);
}

bool fake_book_knows(const struct fake_book *book, const struct fake_cursor *cursor)
{
    return is_own(book, cursor->since, book->revision, cursor->fingerprint) &&
           is_own(book, cursor->taps, book->tap_count, cursor->taps_fingerprint);
}

static void add_fingerprint(const struct fake_book *book, int64_t number, struct fake_reply *reply)
{
    char own[FINGERPRINT_SIZE];
    if (book->putting_back >= 0) {
        fake_reply_add(reply, "\"fingerprint\":\"%s\",", fingerprint(book, number, own));
    }
}

static void tell_taps(const struct fake_book *book, int64_t since, struct fake_reply *reply)
{
    int64_t end = since + TAPS_A_TIME < book->tap_count ? since + TAPS_A_TIME : book->tap_count;
    fake_reply_add(reply, "{");
    add_fingerprint(book, end, reply);
    fake_reply_add(reply, "\"revision\":%lld,\"more\":%s,\"taps\":[", (long long)end,
                   end < book->tap_count ? "true" : "false");
    for (int64_t i = since; i < end; i++) {
        fake_reply_add(reply,
                       "%s{\"kiosk\":\"k0002\",\"epoch\":1,\"seq\":%lld,\"staff\":\"%s\","
                       "\"at_utc_us\":%lld,\"not_before_utc_us\":0,\"not_after_utc_us\":0,"
                       "\"meeting\":\"\",\"substitute_for\":\"\"}",
                       i > since ? "," : "", (long long)i + 1, book->taps[i].staff,
                       (long long)book->taps[i].at_utc_us);
    }
    fake_reply_add(reply, "]}");
}

void fake_book_tap(struct fake_book *book, const char *staff, int64_t at_utc_us)
{
    CHECK(book->tap_count < (int)(sizeof book->taps / sizeof *book->taps));
    struct held_tap *tap = &book->taps[book->tap_count++];
    (void)snprintf(tap->staff, sizeof tap->staff, "%s", staff);
    tap->at_utc_us = at_utc_us;
}

void fake_book_tell(struct fake_book *book, const struct fake_cursor *cursor,
                    struct fake_reply *reply)
{
    int64_t revision = cursor->since;
    const struct held_document *change = next_change(book, revision);
    fake_reply_add(reply, "{\"changes\":[");
    for (int i = 0; change && i < CHANGES_MAX; i++) {
        revision = change->revision;
        fake_reply_add(reply, "%s{\"kind\":\"%s\",\"id\":\"%s\",\"revision\":%lld,\"value\":%s}",
                       i > 0 ? "," : "", change->kind, change->id, (long long)revision,
                       change->value ? change->value : "null");
        change = next_change(book, revision);
    }
    fake_reply_add(reply, "],");
    add_fingerprint(book, revision, reply);
    fake_reply_add(reply, "\"revision\":%lld,\"more\":%s,\"taps\":", (long long)revision,
                   change ? "true" : "false");
    tell_taps(book, cursor->taps, reply);
    fake_reply_add(reply, "}");
}

void fake_book_init(struct fake_book *book)
{
    *book = (struct fake_book){0};
    book->lines = calloc(LINES_MAX, sizeof *book->lines);
    book->documents = calloc(DOCUMENTS_MAX, sizeof *book->documents);
    CHECK(book->lines && book->documents && hasher_create(&book->hasher, NULL));
}

void fake_book_forget_documents(struct fake_book *book)
{
    for (int i = 0; i < book->document_count; i++) {
        free(book->documents[i].value);
    }
    memset(book->documents, 0, DOCUMENTS_MAX * sizeof *book->documents);
    book->document_count = 0;
    book->revision = 0;
    book->tap_count = 0;
    book->putting_back += book->putting_back >= 0 ? 1 : 0;
}

void fake_book_forget_lines(struct fake_book *book, int count)
{
    CHECK(count <= book->line_count);
    book->line_count = count;
    book->head = (struct chain_head){.epoch = 1, .hash = chain_genesis(KIOSK, 1)};
    if (count > 0) {
        const struct held_line *last = &book->lines[count - 1];
        book->head = (struct chain_head){last->epoch, last->seq, last->hash};
    }
}

void fake_book_finish(struct fake_book *book)
{
    fake_book_forget_documents(book);
    hasher_destroy(book->hasher);
    free(book->lines);
    free(book->documents);
}

void fake_book_put(struct fake_book *book, const char *kind, const char *id, const char *value)
{
    struct held_document *document = book->documents;
    const struct held_document *end = book->documents + book->document_count;
    while (document < end && (strcmp(document->kind, kind) != 0 || strcmp(document->id, id) != 0)) {
        document++;
    }
    if (document == end) {
        CHECK(book->document_count < DOCUMENTS_MAX);
        book->document_count++;
    }
    (void)snprintf(document->kind, sizeof document->kind, "%s", kind);
    (void)snprintf(document->id, sizeof document->id, "%s", id);
    free(document->value);
    document->value = value ? strdup(value) : NULL;
    document->revision = ++book->revision;
}

void fake_book_plant(struct fake_book *book, uint32_t epoch, uint64_t seq)
{
    struct tap_record record = {.epoch = epoch, .seq = seq};
    struct hash hash = hash_sha256("planted", 7);
    keep_line(book, &record, &hash);
}
