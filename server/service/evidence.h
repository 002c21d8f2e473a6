#pragma once
/* The taps of one person-day as a file that proves itself without the server (docs/evidence.md):
 * the records, the server's signature over each as the head of its chain, and the signed batches in
 * which the kiosks sent them. Making one reads within a transaction of the caller; checking one is
 * pure. One thread a connection. */

#include "database.h"
#include "error.h"
#include "signature.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVIDENCE_BYTES_MAX (64u * 1024 * 1024)

/* date: local days. The object is yours; a person without taps has empty lists. */
bool evidence_make(struct database *database, const struct signing_key *server_key,
                   const char *staff, int32_t date, json_t **ret_evidence, struct error *err)
    MUST_USE;

struct evidence_verdict {
    size_t records; /* that hold */
    size_t batches;
    bool good;
    char what[300]; /* where not good: the first thing that does not hold */
};

/* False only for what is no evidence at all. server_key: the key that the reader knows the server
 * by; NULL: the one that the file itself names. */
bool evidence_check(const json_t *evidence, const struct public_key *server_key,
                    struct evidence_verdict *ret_verdict, struct error *err) MUST_USE;
