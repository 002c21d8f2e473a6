#pragma once
/* What tells a revision, or the number of an arrival, from the same number in another course of
 * events: a database that was put back gives its numbers out a second time. Read by the feeds of
 * the kiosks. Used within a transaction of the caller; one thread a connection. */

#include "database.h"
#include <stdbool.h>
#include <stdint.h>

#define CURSOR_FINGERPRINT_SIZE 17 /* 16 hex digits and a NUL */

/* Of the fact with that revision; "" where there is none. */
bool cursor_fingerprint_of_revision(struct database *database, int64_t revision,
                                    char ret_text[static CURSOR_FINGERPRINT_SIZE],
                                    struct error *err) MUST_USE;

/* Of the arrival with that number; "" where there is none, or none any more. */
bool cursor_fingerprint_of_arrival(struct database *database, int64_t no,
                                   char ret_text[static CURSOR_FINGERPRINT_SIZE], struct error *err)
    MUST_USE;

/* A number that somebody has from an earlier answer, with its fingerprint: NULL or "" of one that
 * was given without. */
struct cursor_claim {
    int64_t number;
    const char *fingerprint;
};

typedef bool cursor_fingerprint_of(struct database *database, int64_t number,
                                   char ret_text[static CURSOR_FINGERPRINT_SIZE],
                                   struct error *err);

/* *ret_known: the number has been given out, newest being the last, and in this course of events.
 */
bool cursor_fingerprint_check(struct database *database, cursor_fingerprint_of *of,
                              const struct cursor_claim *claim, int64_t newest, bool *ret_known,
                              struct error *err) MUST_USE;
