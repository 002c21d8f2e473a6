#pragma once
/* A batch of records as a request brought it: taken apart, decoded and hashed before the writer
 * sees it, so that the one writer's time goes into writing. Made by the thread that handles the
 * request, then the writer's until the batch is done, then again whoever's it was. */

#include "chain.h"
#include "cleanup.h"
#include "error.h"
#include "signature.h"
#include "tap_record.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INGEST_LINES_MAX 500 /* of a batch (docs/sync-protocol.md, Limits) */

enum ingest_answer { INGEST_STORED, INGEST_DUPLICATE, INGEST_QUARANTINED };

/* Why a line is in quarantine. */
enum ingest_reason {
    INGEST_MALFORMED,
    INGEST_OTHER_KIOSK,
    INGEST_FORK,
    INGEST_BROKEN,
    INGEST_GAP,
};

struct ingest_line {
    const char *text; /* without its newline; borrowed from the batch */
    size_t len;
    struct hash hash;
    bool decoded;
    struct tap_record record; /* zero unless decoded */
    char detail[96];          /* what is wrong with one that is not */

    enum ingest_answer answer; /* once done */
    enum ingest_reason reason; /* of INGEST_QUARANTINED */
};

/* What proves who sent it: the request's signature and what it is over. */
struct ingest_proof {
    char kiosk[TAP_RECORD_ID_MAX + 1];
    int64_t signed_utc_us;
    char target[256];
    struct hash body_hash;
    struct signature signature;
};

enum ingest_outcome {
    INGEST_OUTCOME_DONE,
    INGEST_OUTCOME_REVOKED, /* meanwhile: nothing was stored */
};

struct ingest_batch {
    struct ingest_proof proof;
    char *body;
    struct ingest_line *lines;
    size_t line_count;

    enum ingest_outcome outcome; /* once done, as what follows */
    struct chain_head head;      /* the last line of the unbroken chain that is held now */
    struct signature head_signature;
};

enum ingest_parse_result { INGEST_PARSED, INGEST_TOO_MANY_LINES };

/* Copies the body and takes it apart. Lines that are no records are kept as they are: they go into
 * quarantine. No batch where there are too many lines. */
bool ingest_batch_create(const struct ingest_proof *proof, const char *body, size_t len,
                         enum ingest_parse_result *ret_result, struct ingest_batch **ret_batch,
                         struct error *err) MUST_USE;
void ingest_batch_destroy(struct ingest_batch *batch);
DEFINE_AUTO(ingest_batch);

/* "stored", …; "malformed", …: the words of the protocol. */
const char *ingest_answer_name(enum ingest_answer answer);
const char *ingest_reason_name(enum ingest_reason reason);
