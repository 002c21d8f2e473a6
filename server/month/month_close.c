#include "month_close.h"

#include "audit_store.h"
#include "chain_store.h"
#include "check.h"
#include "civil.h"
#include "closed_month_store.h"
#include "document_store.h"
#include "hash.h"
#include "json.h"
#include "kiosk_store.h"
#include "month_report_json.h"
#include "notice_board.h"
#include "rules_version.h"
#include "submission.h"
#include "time_zone.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DOCUMENTS_MAX 16
#define MONTH_MEDIA   "application/json"

/* One document as it will be kept. */
struct frozen {
    const char *name; /* of the address */
    char title[160];  /* as it is saved */
    const char *media_type;
    char *bytes;
    size_t len;
    char sha256[HASH_HEX_SIZE];
};

struct closing {
    const struct month_desk *desk;
    const struct month_close_call *call;
    char month[CIVIL_MONTH_SIZE];
    const struct month_report *report;
    json_t *submissions, *manifest, *unfinished;
    struct submission_terms terms;
    char *text; /* of the manifest */
    char hash[HASH_HEX_SIZE];
    struct frozen documents[DOCUMENTS_MAX];
    size_t count;
    int64_t closed_utc_us;
    bool was_closed;
};

static void closing_finish(struct closing *closing)
{
    for (size_t i = 0; i < closing->count; i++) {
        free(closing->documents[i].bytes);
    }
    free(closing->text);
    json_decref(closing->submissions);
    json_decref(closing->manifest);
    json_decref(closing->unfinished);
}

#define AUTO_CLOSING __attribute__((cleanup(closing_finish)))

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, "closing the month: out of memory");
}

/* How far everything was: read before the figures are made, so that all of it is in them. */

static bool add_kiosk_end(const struct chain_end *end, void *user, struct error *err)
{
    json_t *ends = user;
    char hash[HASH_HEX_SIZE];
    hash_hex_encode(end->hash.bytes, HASH_BYTES, hash);
    return json_array_append_new(ends, json_pack("{s:I, s:I, s:s}", "epoch", (json_int_t)end->epoch,
                                                 "seq", (json_int_t)end->seq, "hash", hash)) == 0 ||
           no_memory(err);
}

static void note_kiosk(const struct kiosk_overview *overview, void *user)
{
    (void)json_object_set_new(user, overview->kiosk.kiosk, json_array()); /* counted below */
}

static bool read_chains(struct database *database, json_t *manifest, struct error *err)
{
    json_t *chains = json_object();
    const char *kiosk;
    json_t *ends;
    if (json_object_set_new(manifest, "kiosk_heads", chains) != 0) {
        return no_memory(err);
    }
    if (!kiosk_store_each(database, note_kiosk, chains, err)) {
        return false;
    }
    json_object_foreach(chains, kiosk, ends)
    {
        if (!chain_store_each_end(database, kiosk, add_kiosk_end, ends, err)) {
            return false;
        }
    }
    return true;
}

static bool read_heads(struct closing *closing, struct error *err)
{
    AUTO(snapshot) struct snapshot *view = NULL;
    struct audit_place place;
    int64_t revision;
    if (!storage_read(closing->desk->storage, &view, err)) {
        return false;
    }
    struct database *database = snapshot_database(view);
    if (!closed_month_store_has(database, closing->call->month, &closing->was_closed, err) ||
        !submission_read_month(database, closing->call->month, &closing->submissions, err) ||
        !submission_terms_read(database, closing->call->month, &closing->terms, err) ||
        !document_store_revision(database, &revision, err) ||
        !audit_store_read_place(database, &place, err)) {
        return false;
    }
    closing->manifest = json_pack("{s:i, s:s, s:s, s:s, s:I, s:{s:I, s:s}}", "format", 1, "month",
                                  closing->month, "rules_version", RULES_VERSION, "program",
                                  SHOUSHI_VERSION, "facts_revision", (json_int_t)revision,
                                  "audit_head", "no", (json_int_t)place.no, "hash", place.hash);
    return closing->manifest ? read_chains(database, closing->manifest, err) : no_memory(err);
}

/* What is missing */

static bool is_submitted(const struct closing *closing, const char *unit)
{
    const json_t *submission = json_object_get(closing->submissions, unit);
    return strcmp(office_text(submission, "state"), "submitted") == 0;
}

static bool find_unfinished(struct closing *closing, bool *ret_finished, struct error *err)
{
    const struct month_report *report = closing->report;
    bool over = report->as_of_ms >= civil_midnight_ms(civil_month_first(report->month + 1));
    AUTO(json) json_t *missing = json_array();
    for (size_t i = 0; i < report->unit_count; i++) {
        const struct month_report_unit *unit = &report->units[i];
        if (unit->month.headcount > 0 && !is_submitted(closing, unit->month.code) &&
            json_array_append_new(missing, json_pack("{s:s, s:s}", "unit", unit->month.code, "name",
                                                     unit->name)) != 0) {
            return no_memory(err);
        }
    }
    *ret_finished = over && json_array_size(missing) == 0;
    closing->unfinished = json_pack("{s:b, s:O, s:I, s:I}", "over", over, "missing", missing,
                                    "provisional", (json_int_t)report->provisional, "review",
                                    (json_int_t)report->figures.of[FIGURE_REVIEW]);
    return closing->unfinished || no_memory(err);
}

/* Documents */

/* Takes the bytes over. */
static void keep(struct closing *closing, const char *name, const char *title,
                 const char *media_type, char *bytes, size_t len)
{
    CHECK(closing->count < DOCUMENTS_MAX);
    struct frozen *document = &closing->documents[closing->count++];
    *document = (struct frozen){.name = name, .media_type = media_type, .bytes = bytes, .len = len};
    (void)snprintf(document->title, sizeof document->title, "%s", title);
    const struct hash hash = hash_sha256(bytes, len);
    hash_hex_encode(hash.bytes, HASH_BYTES, document->sha256);
}

/* The report as a value: what a supplement is told against. */
static bool keep_value(struct closing *closing, struct error *err)
{
    char title[64];
    AUTO(json) json_t *value = month_report_to_json(closing->report);
    char *bytes = value ? json_dumps(value, JSON_COMPACT) : NULL;
    if (!bytes) {
        return no_memory(err);
    }
    (void)snprintf(title, sizeof title, "作风守时月报-%s.json", closing->month);
    keep(closing, "report.json", title, MONTH_MEDIA, bytes, strlen(bytes));
    return true;
}

/* Names of units that handed in late or not at all, for the bulletin; the list is calloc's. */
static const char **late_units(const struct closing *closing)
{
    const struct month_report *report = closing->report;
    size_t count = 0;
    const char **names = calloc(report->unit_count + 1, sizeof *names);
    for (size_t i = 0; names && i < report->unit_count; i++) {
        const char *code = report->units[i].month.code;
        const json_t *submission = json_object_get(closing->submissions, code);
        bool late =
            !is_submitted(closing, code) || json_is_true(json_object_get(submission, "late"));
        if (report->units[i].month.headcount > 0 && late) {
            names[count++] = report->units[i].name;
        }
    }
    return names;
}

static bool keep_paper(struct closing *closing, struct paper_desk *papers, const char *name,
                       const struct paper_order *order, struct error *err)
{
    struct paper paper = {0};
    if (!paper_has_format(order->kind, order->format)) {
        return true;
    }
    if (!paper_make(papers, order, &paper, err)) {
        return false;
    }
    keep(closing, name, paper.name, paper.media_type, paper.bytes, paper.len);
    return true;
}

static bool keep_papers(struct closing *closing, struct paper_desk *papers, struct error *err)
{
    AUTO(memory) const char **late = late_units(closing);
    const struct {
        const char *name;
        struct paper_order order;
    } orders[] = {
        {"report.xlsx", {.kind = PAPER_MONTH, .format = PAPER_XLSX}},
        {"report.pdf", {.kind = PAPER_MONTH, .format = PAPER_PDF}},
        {"people.csv", {.kind = PAPER_MONTH, .format = PAPER_CSV, .table = "people"}},
        {"units.csv", {.kind = PAPER_MONTH, .format = PAPER_CSV, .table = "units"}},
        {"bulletin.pdf", {.kind = PAPER_BULLETIN, .format = PAPER_PDF, .late_units = late}},
        {"bulletin.docx", {.kind = PAPER_BULLETIN, .format = PAPER_DOCX, .late_units = late}},
    };
    if (!late) {
        return no_memory(err);
    }
    for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
        struct paper_order order = orders[i].order;
        order.date = PAPER_TODAY;
        if (!keep_paper(closing, papers, orders[i].name, &order, err)) {
            return error_prefix(err, "%s", orders[i].name);
        }
    }
    return true;
}

/* The manifest */

static bool add_submissions(const struct closing *closing, struct error *err)
{
    json_t *list = json_array();
    const char *unit;
    json_t *submission;
    if (json_object_set_new(closing->manifest, "submissions", list) != 0) {
        return no_memory(err);
    }
    json_object_foreach(closing->submissions, unit, submission)
    {
        json_t *line = json_pack("{s:s, s:s, s:b, s:s, s:s}", "unit", unit, "state",
                                 office_text(submission, "state"), "late",
                                 json_is_true(json_object_get(submission, "late")), "submitted_at",
                                 office_text(submission, "submitted_at"), "submitted_by",
                                 office_text(submission, "submitted_by"));
        if (json_array_append_new(list, line) != 0) {
            return no_memory(err);
        }
    }
    return true;
}

static bool add_documents(const struct closing *closing, struct error *err)
{
    json_t *list = json_array();
    if (json_object_set_new(closing->manifest, "documents", list) != 0) {
        return no_memory(err);
    }
    for (size_t i = 0; i < closing->count; i++) {
        const struct frozen *document = &closing->documents[i];
        json_t *line = json_pack("{s:s, s:s, s:s, s:I, s:s}", "name", document->name, "title",
                                 document->title, "media_type", document->media_type, "size",
                                 (json_int_t)document->len, "sha256", document->sha256);
        if (json_array_append_new(list, line) != 0) {
            return no_memory(err);
        }
    }
    return true;
}

static bool add_moments(struct closing *closing, struct error *err)
{
    AUTO(time_zone) struct time_zone *zone = NULL;
    char at[CIVIL_TIME_SIZE], as_of[CIVIL_TIME_SIZE];
    const struct month_desk *desk = closing->desk;
    if (!time_zone_create(desk->timezone, &zone, err)) {
        return false;
    }
    closing->closed_utc_us = clock_utc_us(desk->clock);
    int64_t at_ms = time_zone_local_ms(zone, closing->closed_utc_us);
    int64_t as_of_utc_us = time_zone_utc_us(zone, closing->report->as_of_ms);
    AUTO(json)
    json_t *said = json_pack("{s:s, s:s, s:I, s:s*, s:O}", "closed_at",
                             civil_time_format(at_ms - at_ms % CIVIL_SECOND_MS, at), "as_of",
                             civil_time_format(closing->report->as_of_ms, as_of), "as_of_utc_us",
                             (json_int_t)as_of_utc_us, "reason", closing->call->reason,
                             "unfinished", closing->unfinished);
    return (said && json_object_update(closing->manifest, said) == 0) || no_memory(err);
}

static bool write_manifest(struct closing *closing, struct error *err)
{
    if (!add_submissions(closing, err) || !add_documents(closing, err) ||
        !add_moments(closing, err)) {
        return false;
    }
    closing->text = json_dumps(closing->manifest, JSON_COMPACT | JSON_SORT_KEYS);
    if (!closing->text) {
        return no_memory(err);
    }
    const struct hash hash = hash_sha256(closing->text, strlen(closing->text));
    hash_hex_encode(hash.bytes, HASH_BYTES, closing->hash);
    return true;
}

/* Keeping it all, in one transaction */

static bool write_audit(const struct closing *closing, struct database *database, struct error *err)
{
    AUTO(json)
    json_t *after = json_pack("{s:s, s:O}", "hash", closing->hash, "documents",
                              json_object_get(closing->manifest, "documents"));
    const struct audit_entry entry = {.action = "month.close",
                                      .kind = "month",
                                      .id = closing->month,
                                      .outcome = AUDIT_DONE,
                                      .detail = closing->call->reason,
                                      .after = after};
    return after ? audit_append(closing->desk->audit, database, &closing->call->caller->actor,
                                &entry, err)
                 : no_memory(err);
}

static bool tell_units(const struct closing *closing, struct database *database, struct error *err)
{
    const struct month_report *report = closing->report;
    const struct notice_readers readers = {.role = "clerk"};
    AUTO(json) json_t *detail = json_pack("{s:s}", "month", closing->month);
    for (size_t i = 0; detail && i < report->unit_count; i++) {
        const struct notice notice = {.what = "month_closed",
                                      .kind = "month",
                                      .id = closing->month,
                                      .stage = report->units[i].month.code,
                                      .unit = report->units[i].month.code,
                                      .detail = detail};
        if (report->units[i].month.headcount > 0 &&
            !notice_board_send(closing->desk->office, database, &notice, &readers, err)) {
            return false;
        }
    }
    return detail || no_memory(err);
}

static const char *closer(const struct closing *closing)
{
    const struct office_caller *caller = closing->call->caller;
    return caller->holder ? caller->holder->account : caller->actor.who;
}

static bool run_keep(struct database *database, void *user, struct error *err)
{
    struct closing *closing = user;
    const struct closed_month closed = {.month = closing->call->month,
                                        .closed_utc_us = closing->closed_utc_us,
                                        .closed_by = closer(closing),
                                        .manifest = closing->text,
                                        .hash = closing->hash};
    if (!closed_month_store_has(database, closed.month, &closing->was_closed, err)) {
        return false;
    }
    if (closing->was_closed) {
        return true;
    }
    if (!closed_month_store_add(database, &closed, err)) {
        return false;
    }
    for (size_t i = 0; i < closing->count; i++) {
        const struct frozen *frozen = &closing->documents[i];
        const struct frozen_document document = {frozen->name, frozen->media_type, frozen->sha256,
                                                 frozen->bytes, frozen->len};
        if (!closed_month_store_add_document(database, closed.month, &document, err)) {
            return false;
        }
    }
    return write_audit(closing, database, err) && tell_units(closing, database, err);
}

/* The whole */

static bool freeze(struct closing *closing, struct paper_desk *papers, json_t **ret_answer,
                   struct error *err)
{
    if (!keep_value(closing, err) || !keep_papers(closing, papers, err) ||
        !write_manifest(closing, err) ||
        !storage_write(closing->desk->storage, run_keep, closing, err)) {
        return false;
    }
    if (closing->was_closed) {
        return true;
    }
    *ret_answer =
        json_pack("{s:s, s:s, s:s, s:s*, s:O}", "at", office_text(closing->manifest, "closed_at"),
                  "by", closer(closing), "hash", closing->hash, "reason", closing->call->reason,
                  "documents", json_object_get(closing->manifest, "documents"));
    return *ret_answer || no_memory(err);
}

bool month_close(const struct month_desk *desk, const struct month_close_call *call,
                 enum month_close_result *ret_result, json_t **ret_answer, struct error *err)
{
    AUTO_CLOSING struct closing closing = {.desk = desk, .call = call};
    AUTO(paper_desk) struct paper_desk *papers = NULL;
    const struct paper_question question = {.month = call->month, .as_of_ms = MONTH_SOURCE_NOW};
    bool finished = false;
    *ret_answer = NULL;
    (void)civil_month_format(call->month, closing.month);
    if (!read_heads(&closing, err) || !paper_desk_open(&desk->papers, &question, &papers, err)) {
        return false;
    }
    closing.report = paper_desk_report(papers);
    if (!find_unfinished(&closing, &finished, err)) {
        return false;
    }
    if (closing.was_closed || closing.report->rejudging.total > 0) {
        *ret_result = closing.was_closed ? MONTH_CLOSED_BEFORE : MONTH_JUDGING;
        return true;
    }
    if (!finished && !call->reason) {
        *ret_result = MONTH_UNFINISHED;
        *ret_answer = TAKE(closing.unfinished);
        return true;
    }
    bool good = freeze(&closing, papers, ret_answer, err);
    *ret_result = closing.was_closed ? MONTH_CLOSED_BEFORE : MONTH_CLOSED;
    return good;
}
