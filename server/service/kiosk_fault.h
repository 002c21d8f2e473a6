#pragma once
/* What is wrong with kiosks, seen, named, and shown until a person has looked at it: lines in
 * quarantine, a store that ends before what it sent (its disk was put back), documents that it
 * cannot read, taps that it cannot write down, requests in its name that it did not sign. */

#include "audit.h"
#include "database.h"
#include "error.h"
#include "kiosk_fault_store.h"
#include "storage.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* What a kiosk says is the last line of its store, against what the server holds of it. A report
 * that was under way beside a batch looks like a fault once; so only the second one in a row
 * counts. Within the write transaction of the report. */
struct kiosk_fault_end {
    const char *kiosk;
    uint32_t epoch;
    uint64_t seq;
};
bool kiosk_fault_look_at_end(struct database *database, const struct kiosk_fault_end *end,
                             int64_t now_utc_us, struct error *err) MUST_USE;

/* How many documents of its roster a kiosk says that it cannot read; 0 closes what was open. Within
 * the write transaction of the report. */
bool kiosk_fault_note_unread(struct database *database, const char *kiosk, int64_t documents,
                             int64_t now_utc_us, struct error *err) MUST_USE;

/* Since when a kiosk cannot write taps down, so that its door sends people away; 0 closes what was
 * open. The same. */
bool kiosk_fault_note_unrecorded(struct database *database, const char *kiosk, int64_t since_utc_us,
                                 int64_t now_utc_us, struct error *err) MUST_USE;

/* A certain tap that is later than the moment at which it came in by more than clocks may be off:
 * its kiosk vouched for a wrong time. Until then the tap counts for nothing. Within the write
 * transaction that stores it. */
#define KIOSK_FAULT_AHEAD_US INT64_C(60000000)
struct kiosk_fault_tap {
    const char *kiosk;
    uint32_t epoch;
    uint64_t seq;
    int64_t at_utc_us;
};
bool kiosk_fault_note_ahead(struct database *database, const struct kiosk_fault_tap *tap,
                            int64_t now_utc_us, struct error *err) MUST_USE;

/* A request that names the kiosk and is not signed with its key. Any thread. */
bool kiosk_fault_note_signature(struct storage *storage, const char *kiosk, const char *peer,
                                int64_t now_utc_us, struct error *err) MUST_USE;

/* {"faults": […], "quarantine": [{"kiosk", "reason", "lines", …}]} of all kiosks. Any thread. */
bool kiosk_fault_overview(struct storage *storage, json_t **ret_overview, struct error *err)
    MUST_USE;

/* {"faults": […], "lines": […], "before"} of one kiosk: the newest lines below `below`. */
bool kiosk_fault_of_kiosk(struct storage *storage, const char *kiosk,
                          const struct quarantine_place *below, int64_t max, json_t **ret_answer,
                          struct error *err) MUST_USE;

/* A person has looked at it: a fault by its word, or (fault NULL) a line by its hash. One line of
 * the audit log. *ret_done false where there is nothing like it that is open. Any thread. */
struct kiosk_fault_closing {
    struct audit *audit;
    const struct audit_actor *actor;
    const char *kiosk;
    const char *fault;
    struct hash line_hash;
    const char *note;
};
bool kiosk_fault_close(struct storage *storage, const struct kiosk_fault_closing *closing,
                       bool *ret_done, struct error *err) MUST_USE;
