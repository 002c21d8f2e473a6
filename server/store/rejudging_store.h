#pragma once
/* What waits to be judged again in the background, and how far each has come. Written by
 * server/judging alone. Used within a transaction of the caller; one thread a connection. */

#include "database.h"
#include "tap_record.h"
#include <stdbool.h>
#include <stdint.h>

/* Bytes of a document's kind and of its id with the NUL; a tap is named "KIOSK:EPOCH:SEQ". */
#define REJUDGING_KIND_SIZE     17
#define REJUDGING_DOCUMENT_SIZE 81

enum rejudging_phase { REJUDGING_MEETINGS, REJUDGING_STAFF };

struct rejudging {
    int64_t no;
    char kind[REJUDGING_KIND_SIZE]; /* "": months judged for the first time */
    char document[REJUDGING_DOCUMENT_SIZE];
    int64_t revision;
    char scope[8]; /* staff, unit, meeting, attends, all */
    char id[TAP_RECORD_ID_MAX + 1];
    int32_t first, last; /* dates, both included */
    enum rejudging_phase phase;
    char done_to[TAP_RECORD_ID_MAX + 1]; /* id of the phase's last one that is done; "": none */
    int64_t done, total;                 /* meetings and people */
};

/* Gives it the next number. */
bool rejudging_store_add(struct database *database, const struct rejudging *rejudging,
                         struct error *err) MUST_USE;

/* Phase, done_to and done. */
bool rejudging_store_save(struct database *database, const struct rejudging *rejudging,
                          struct error *err) MUST_USE;
bool rejudging_store_remove(struct database *database, int64_t no, struct error *err) MUST_USE;

/* What is to be judged next: those that touch the dates first..last before all others, of these the
 * newest dates, and then what has waited longest. False in *ret_any where nothing waits. */
bool rejudging_store_next(struct database *database, int32_t first, int32_t last, bool *ret_any,
                          struct rejudging *ret_rejudging, struct error *err) MUST_USE;

/* What is given to it holds for the call only; false ends the walk with its err. */
typedef bool rejudging_visit(const struct rejudging *rejudging, void *user, struct error *err);

/* All that touch the dates first..last, the oldest first. */
bool rejudging_store_each(struct database *database, int32_t first, int32_t last,
                          rejudging_visit *on_rejudging, void *user, struct error *err) MUST_USE;
