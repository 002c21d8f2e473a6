#pragma once
/* Faults of kiosks, and the lines in quarantine as a person looks at them. Used within a
 * transaction of the caller; one thread a connection. */

#include "database.h"
#include "hash.h"
#include <stdbool.h>
#include <stdint.h>

/* Texts are borrowed. */
struct kiosk_fault_row {
    const char *kiosk, *fault, *state, *detail;
    int64_t epoch, seq, held_epoch, held_seq;
    int64_t times, first_utc_us, last_utc_us;
};

/* Counts a fault: a new one begins in row's state, one that was closed is open again, one that is
 * suspected becomes open. times and first_utc_us are kept here. */
bool kiosk_fault_store_note(struct database *database, const struct kiosk_fault_row *row,
                            struct error *err) MUST_USE;

/* Takes a fault away that was only suspected. */
bool kiosk_fault_store_clear(struct database *database, const char *kiosk, const char *fault,
                             struct error *err) MUST_USE;

/* *ret_was false where there is no such fault that is open. */
bool kiosk_fault_store_close(struct database *database, const char *kiosk, const char *fault,
                             bool *ret_was, struct error *err) MUST_USE;

/* Of one kiosk, or (NULL) of all; those that are only suspected apart. */
typedef bool kiosk_fault_visit(const struct kiosk_fault_row *row, void *user, struct error *err);
bool kiosk_fault_store_each(struct database *database, const char *kiosk,
                            kiosk_fault_visit *on_fault, void *user, struct error *err) MUST_USE;

/* A line in quarantine. Texts are borrowed. */
struct quarantine_row {
    struct hash line_hash;
    const char *reason, *detail, *state; /* open, taken, closed */
    int64_t epoch, seq, batch, received_utc_us;
    const char *line;
    size_t len;
};

/* The newest first, from below a moment and a hash; at most max. */
struct quarantine_place {
    int64_t received_utc_us; /* INT64_MAX: from the newest on */
    struct hash line_hash;
};
typedef bool quarantine_visit(const struct quarantine_row *row, void *user, struct error *err);
bool kiosk_fault_store_each_line(struct database *database, const char *kiosk,
                                 const struct quarantine_place *below, int64_t max,
                                 quarantine_visit *on_line, void *user, struct error *err) MUST_USE;

/* Not one that waits for a gap: it is still to come in. *ret_was false where there is no such line
 * that is open. */
bool kiosk_fault_store_close_line(struct database *database, const char *kiosk,
                                  const struct hash *line_hash, bool *ret_was, struct error *err)
    MUST_USE;

/* How many lines are open, by kiosk and reason. */
struct quarantine_count {
    const char *kiosk, *reason;
    int64_t lines, first_utc_us, last_utc_us;
};
typedef bool quarantine_count_visit(const struct quarantine_count *count, void *user,
                                    struct error *err);
bool kiosk_fault_store_each_count(struct database *database, quarantine_count_visit *on_count,
                                  void *user, struct error *err) MUST_USE;
