#pragma once
/* What the fake server holds, as a real one would: lines by epoch and number, documents by
 * revision. One thread an object. */

#include "chain.h"
#include "signature.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAKE_REPLY_MAX ((size_t)5 * 1024 * 1024)

struct fake_reply {
    int status;
    const char *type;
    char *body; /* FAKE_REPLY_MAX + 1 bytes */
    size_t len;
};

void fake_reply_add(struct fake_reply *reply, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

struct held_line {
    uint32_t epoch;
    uint64_t seq;
    struct hash hash;
};

struct held_document {
    char kind[32], id[80];
    char *value; /* NULL: gone */
    int64_t revision;
};

struct held_tap {
    char staff[41];
    int64_t at_utc_us;
};

struct fake_book {
    struct hasher *hasher;
    struct held_line *lines;
    int line_count;  /* different ones */
    int repeated;    /* the same line sent again */
    int quarantined; /* with other bytes, or out of order */
    struct chain_head head;
    struct held_document *documents;
    int document_count;
    struct held_tap taps[64];
    int tap_count;
    int64_t revision;
    int putting_back; /* how often it was put back; -1: it says nothing of fingerprints */
};

void fake_book_init(struct fake_book *book);
void fake_book_finish(struct fake_book *book);

/* The body of a batch. shift: added to the numbers in the answer. */
struct fake_batch {
    const char *lines;
    size_t len;
    uint64_t shift;
};

/* Takes the lines and answers, with a head that key signs. */
void fake_book_take_records(struct fake_book *book, const struct fake_batch *batch,
                            const struct signing_key *key, struct fake_reply *reply);

/* What a poll asks with. */
struct fake_cursor {
    int64_t since, taps;
    char fingerprint[20], taps_fingerprint[20];
};

/* Are these numbers that it has given out itself? */
bool fake_book_knows(const struct fake_book *book, const struct fake_cursor *cursor);

/* Answers with what is new since. */
void fake_book_tell(struct fake_book *book, const struct fake_cursor *cursor,
                    struct fake_reply *reply);

/* At another kiosk. */
void fake_book_tap(struct fake_book *book, const char *staff, int64_t at_utc_us);

/* value NULL: it is gone. */
void fake_book_put(struct fake_book *book, const char *kind, const char *id, const char *value);
void fake_book_forget_documents(struct fake_book *book);

/* Only the first count lines are there any more. */
void fake_book_forget_lines(struct fake_book *book, int count);

/* A line that nobody sent. */
void fake_book_plant(struct fake_book *book, uint32_t epoch, uint64_t seq);
