#include "kiosk_fault.h"

#include "json.h"
#include "kiosk_store.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define LINE_SHOWN_MAX 4096

bool kiosk_fault_look_at_end(struct database *database, const struct kiosk_fault_end *end,
                             int64_t now_utc_us, struct error *err)
{
    struct chain_head head;
    if (!kiosk_store_newest_chain(database, end->kiosk, &head, err)) {
        return false;
    }
    bool behind = end->epoch < head.epoch || (end->epoch == head.epoch && end->seq < head.seq);
    if (!behind || head.seq == 0) {
        return kiosk_fault_store_clear(database, end->kiosk, "lost_tail", err);
    }
    const struct kiosk_fault_row row = {
        .kiosk = end->kiosk,
        .fault = "lost_tail",
        .state = "suspected",
        .detail = "its store ends before what it has sent: its disk was put back, or copied",
        .epoch = end->epoch,
        .seq = (int64_t)end->seq,
        .held_epoch = head.epoch,
        .held_seq = (int64_t)head.seq,
        .last_utc_us = now_utc_us,
    };
    return kiosk_fault_store_note(database, &row, err);
}

bool kiosk_fault_note_unread(struct database *database, const char *kiosk, int64_t documents,
                             int64_t now_utc_us, struct error *err)
{
    static const char fault[] = "unread_documents";
    char detail[128];
    bool was_open;
    if (documents == 0) {
        return kiosk_fault_store_close(database, kiosk, fault, &was_open, err);
    }
    (void)snprintf(detail, sizeof detail,
                   "it cannot read %" PRId64 " documents: its log says which", documents);
    const struct kiosk_fault_row row = {.kiosk = kiosk,
                                        .fault = fault,
                                        .state = "open",
                                        .detail = detail,
                                        .last_utc_us = now_utc_us};
    return kiosk_fault_store_note(database, &row, err);
}

#define MOMENT_SIZE 64

/* "since 2026-03-02T00:31:05Z" */
static const char *write_moment(const char *word, int64_t utc_us, char ret_text[static MOMENT_SIZE])
{
    struct tm utc = {0};
    time_t seconds = (time_t)(utc_us / 1000000);
    char moment[32];
    (void)gmtime_r(&seconds, &utc); /* fails only beyond the year 2^31 */
    (void)strftime(moment, sizeof moment, "%Y-%m-%dT%H:%M:%SZ", &utc);
    (void)snprintf(ret_text, MOMENT_SIZE, "%s %s", word, moment);
    return ret_text;
}

bool kiosk_fault_note_ahead(struct database *database, const struct kiosk_fault_tap *tap,
                            int64_t now_utc_us, struct error *err)
{
    char detail[MOMENT_SIZE];
    if (tap->at_utc_us - now_utc_us <= KIOSK_FAULT_AHEAD_US) {
        return true;
    }
    const struct kiosk_fault_row row = {.kiosk = tap->kiosk,
                                        .fault = "ahead",
                                        .state = "open",
                                        .detail = write_moment("until", tap->at_utc_us, detail),
                                        .epoch = tap->epoch,
                                        .seq = (int64_t)tap->seq,
                                        .last_utc_us = now_utc_us};
    return kiosk_fault_store_note(database, &row, err);
}

bool kiosk_fault_note_unrecorded(struct database *database, const char *kiosk, int64_t since_utc_us,
                                 int64_t now_utc_us, struct error *err)
{
    static const char fault[] = "unrecorded";
    char detail[MOMENT_SIZE];
    bool was_open;
    if (since_utc_us == 0) {
        return kiosk_fault_store_close(database, kiosk, fault, &was_open, err);
    }
    const struct kiosk_fault_row row = {.kiosk = kiosk,
                                        .fault = fault,
                                        .state = "open",
                                        .detail = write_moment("since", since_utc_us, detail),
                                        .last_utc_us = now_utc_us};
    return kiosk_fault_store_note(database, &row, err);
}

static bool run_note(struct database *database, void *user, struct error *err)
{
    return kiosk_fault_store_note(database, user, err);
}

bool kiosk_fault_note_signature(struct storage *storage, const char *kiosk, const char *peer,
                                int64_t now_utc_us, struct error *err)
{
    char detail[128];
    (void)snprintf(detail, sizeof detail, "a request from %s is not signed with its key", peer);
    struct kiosk_fault_row row = {.kiosk = kiosk,
                                  .fault = "signature",
                                  .state = "open",
                                  .detail = detail,
                                  .last_utc_us = now_utc_us};
    return storage_write(storage, run_note, &row, err);
}

/* Showing */

static bool append(json_t *list, json_t *object, struct error *err)
{
    return json_array_append_new(list, object) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "faults: out of memory");
}

static bool add_fault(const struct kiosk_fault_row *row, void *user, struct error *err)
{
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "kiosk", row->kiosk, "fault",
        row->fault, "state", row->state, "detail", row->detail, "epoch", (json_int_t)row->epoch,
        "seq", (json_int_t)row->seq, "held_epoch", (json_int_t)row->held_epoch, "held_seq",
        (json_int_t)row->held_seq, "times", (json_int_t)row->times, "first_utc_us",
        (json_int_t)row->first_utc_us, "last_utc_us", (json_int_t)row->last_utc_us);
    return append(user, object, err);
}

static bool add_count(const struct quarantine_count *count, void *user, struct error *err)
{
    json_t *object =
        json_pack("{s:s, s:s, s:I, s:I, s:I}", "kiosk", count->kiosk, "reason", count->reason,
                  "lines", (json_int_t)count->lines, "first_utc_us",
                  (json_int_t)count->first_utc_us, "last_utc_us", (json_int_t)count->last_utc_us);
    return append(user, object, err);
}

/* What a line says; null where it is not text: its bytes are anybody's. */
static json_t *line_text(const struct quarantine_row *row)
{
    size_t len = row->len < LINE_SHOWN_MAX ? row->len : LINE_SHOWN_MAX;
    json_t *text = json_stringn(row->line, len);
    return text ? text : json_null();
}

struct line_list {
    json_t *lines;
    struct quarantine_place last;
};

static bool add_line(const struct quarantine_row *row, void *user, struct error *err)
{
    struct line_list *list = user;
    char hash[HASH_HEX_SIZE];
    hash_hex_encode(row->line_hash.bytes, HASH_BYTES, hash);
    list->last = (struct quarantine_place){row->received_utc_us, row->line_hash};
    json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:o}", "hash", hash,
                               "reason", row->reason, "detail", row->detail, "state", row->state,
                               "epoch", (json_int_t)row->epoch, "seq", (json_int_t)row->seq,
                               "batch", (json_int_t)row->batch, "received_utc_us",
                               (json_int_t)row->received_utc_us, "line", line_text(row));
    return append(list->lines, object, err);
}

bool kiosk_fault_overview(struct storage *storage, json_t **ret_overview, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(json) json_t *faults = json_array();
    AUTO(json) json_t *counts = json_array();
    if (!storage_read(storage, &view, err) ||
        !kiosk_fault_store_each(snapshot_database(view), NULL, add_fault, faults, err) ||
        !kiosk_fault_store_each_count(snapshot_database(view), add_count, counts, err)) {
        return false;
    }
    *ret_overview = json_pack("{s:O, s:O}", "faults", faults, "quarantine", counts);
    return *ret_overview || error_set(err, ERROR_NO_MEMORY, "faults: out of memory");
}

/* What to go on with: "RECEIVED:HASH"; null where there is no more. */
static json_t *place_json(const struct line_list *list, int64_t max)
{
    char text[HASH_HEX_SIZE + 24];
    char hash[HASH_HEX_SIZE];
    if ((int64_t)json_array_size(list->lines) < max) {
        return json_null();
    }
    hash_hex_encode(list->last.line_hash.bytes, HASH_BYTES, hash);
    (void)snprintf(text, sizeof text, "%" PRId64 ":%s", list->last.received_utc_us, hash);
    return json_string(text);
}

bool kiosk_fault_of_kiosk(struct storage *storage, const char *kiosk,
                          const struct quarantine_place *below, int64_t max, json_t **ret_answer,
                          struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    AUTO(json) json_t *faults = json_array();
    AUTO(json) json_t *lines = json_array();
    struct line_list list = {.lines = lines};
    if (!storage_read(storage, &view, err) ||
        !kiosk_fault_store_each(snapshot_database(view), kiosk, add_fault, faults, err) ||
        !kiosk_fault_store_each_line(snapshot_database(view), kiosk, below, max, add_line, &list,
                                     err)) {
        return false;
    }
    *ret_answer = json_pack("{s:O, s:O, s:o}", "faults", faults, "lines", lines, "before",
                            place_json(&list, max));
    return *ret_answer || error_set(err, ERROR_NO_MEMORY, "faults: out of memory");
}

/* Closing */

struct closing {
    const struct kiosk_fault_closing *asked;
    bool done;
};

static bool run_close(struct database *database, void *user, struct error *err)
{
    struct closing *closing = user;
    const struct kiosk_fault_closing *asked = closing->asked;
    char hash[HASH_HEX_SIZE];
    hash_hex_encode(asked->line_hash.bytes, HASH_BYTES, hash);
    bool good = asked->fault ? kiosk_fault_store_close(database, asked->kiosk, asked->fault,
                                                       &closing->done, err)
                             : kiosk_fault_store_close_line(database, asked->kiosk,
                                                            &asked->line_hash, &closing->done, err);
    if (!good || !closing->done) {
        return good;
    }
    char detail[AUDIT_DETAIL_MAX + 1];
    (void)snprintf(detail, sizeof detail, "%s: %s", asked->fault ? asked->fault : hash,
                   asked->note);
    const struct audit_entry entry = {.action =
                                          asked->fault ? "kiosk.close_fault" : "quarantine.close",
                                      .kind = "kiosk",
                                      .id = asked->kiosk,
                                      .detail = detail};
    return audit_append(asked->audit, database, asked->actor, &entry, err);
}

bool kiosk_fault_close(struct storage *storage, const struct kiosk_fault_closing *closing,
                       bool *ret_done, struct error *err)
{
    struct closing job = {.asked = closing};
    if (!storage_write(storage, run_close, &job, err)) {
        return false;
    }
    *ret_done = job.done;
    return true;
}
