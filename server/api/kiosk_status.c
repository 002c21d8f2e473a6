#include "card_issue.h"
#include "http_json.h"
#include "json.h"
#include "kiosk_api_parts.h"
#include "kiosk_report.h"
#include <string.h>

#define BOOT_MAX 32 /* bytes of a boot id */

/* One of the words, copied; the error names the key. */
static bool read_word(const json_t *body, const char *key, const char *const words[],
                      char *ret_word, size_t size, struct error *err)
{
    const char *text;
    if (!json_get_text(body, "", key, size - 1, &text, err)) {
        return false;
    }
    for (size_t i = 0; words[i]; i++) {
        if (strcmp(words[i], text) == 0) {
            memcpy(ret_word, text, strlen(text) + 1);
            return true;
        }
    }
    return error_set(err, ERROR_INVALID, "%s: unknown word", key);
}

static bool read_status(const json_t *body, struct kiosk_status *status, struct error *err)
{
    static const char *const readers[] = {"ready", "recovering", "absent", "fault", NULL};
    static const char *const clocks[] = {"synced", "uncertain", NULL};
    const char *version;
    if (!json_get_text(body, "", "version", KIOSK_VERSION_MAX, &version, err) ||
        !read_word(body, "reader", readers, status->reader, sizeof status->reader, err) ||
        !read_word(body, "clock", clocks, status->clock, sizeof status->clock, err) ||
        !json_get_int(body, "", "backlog", 0, INT64_MAX, &status->backlog, err) ||
        !json_get_int(body, "", "clock_offset_us", INT64_MIN, INT64_MAX, &status->clock_offset_us,
                      err) ||
        !json_get_int(body, "", "clock_error_us", 0, INT64_MAX, &status->clock_error_us, err) ||
        !json_get_int(body, "", "disk_free_bytes", 0, INT64_MAX, &status->disk_free_bytes, err)) {
        return false;
    }
    memcpy(status->version, version, strlen(version) + 1);
    return true;
}

static bool read_claim(const json_t *body, struct watermark_claim *ret_claim, struct error *err)
{
    int64_t epoch, seq;
    if (!json_get_int(body, "", "epoch", 0, INT32_MAX, &epoch, err) ||
        !json_get_int(body, "", "seq", 0, INT64_MAX, &seq, err) ||
        !json_get_int(body, "", "complete_to_utc_us", 0, INT64_MAX, &ret_claim->complete_to_utc_us,
                      err)) {
        return false;
    }
    ret_claim->epoch = (uint32_t)epoch;
    ret_claim->seq = (uint64_t)seq;
    return true;
}

/* May be left out: a kiosk from before says nothing of it. */
static bool read_unread(const json_t *body, struct kiosk_report *report, struct error *err)
{
    report->unread_documents = -1;
    return !json_has(body, "unread_documents") ||
           json_get_int(body, "", "unread_documents", 0, INT32_MAX, &report->unread_documents, err);
}

/* The same. */
static bool read_unrecorded(const json_t *body, struct kiosk_report *report, struct error *err)
{
    report->unrecorded_since_utc_us = -1;
    return !json_has(body, "unrecorded_since_utc_us") ||
           json_get_int(body, "", "unrecorded_since_utc_us", 0, KIOSK_REPORT_UTC_US_MAX,
                        &report->unrecorded_since_utc_us, err);
}

/* The reading that the offset is of; may be left out, all or none. */
static bool read_clock(const json_t *body, struct kiosk_report *report, struct error *err)
{
    struct clock_fact fact = {.kiosk = report->kiosk,
                              .offset_us = report->status.clock_offset_us,
                              .error_us = report->status.clock_error_us};
    if (!json_has(body, "boot") && !json_has(body, "mono_us") && !json_has(body, "at_utc_us")) {
        return true;
    }
    if (!json_get_text(body, "", "boot", BOOT_MAX, &fact.boot, err) ||
        !json_get_int(body, "", "mono_us", 0, INT64_MAX, &fact.mono_us, err) ||
        !json_get_int(body, "", "at_utc_us", 0, INT64_MAX, &fact.at_utc_us, err)) {
        return false;
    }
    if (strcmp(report->status.clock, "synced") == 0) {
        report->clock = fact;
    }
    return true;
}

static bool read_report(const json_t *body, struct kiosk_report *report, struct error *err)
{
    static const char *const keys[] = {"version",
                                       "reader",
                                       "backlog",
                                       "epoch",
                                       "seq",
                                       "complete_to_utc_us",
                                       "clock",
                                       "clock_offset_us",
                                       "clock_error_us",
                                       "disk_free_bytes",
                                       "boot",
                                       "mono_us",
                                       "at_utc_us",
                                       "unread_documents",
                                       "unrecorded_since_utc_us",
                                       NULL};
    return json_only_keys(body, "", keys, err) && read_status(body, &report->status, err) &&
           read_claim(body, &report->claim, err) && read_unread(body, report, err) &&
           read_unrecorded(body, report, err) && read_clock(body, report, err);
}

/* Told again with each status until it is done or too late: nothing of it is lost with an answer.
 */
static bool answer_commands(const struct kiosk_api *api, const char *kiosk,
                            struct http_response *response, struct error *err)
{
    AUTO(json) json_t *commands = NULL;
    if (!api->settings.office) {
        commands = json_array();
    } else if (!card_issue_commands(api->settings.office, kiosk, &commands, err)) {
        return false;
    }
    http_response_json(response, 200, json_pack("{s:O}", "commands", commands));
    return true;
}

bool kiosk_handle_status(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    const struct kiosk_api *api = user;
    const struct kiosk_caller *caller = http_request_caller(request);
    AUTO(json) json_t *body = NULL;
    struct kiosk_report report = {.kiosk = caller->kiosk.kiosk};
    struct error fault;
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    if (!read_report(body, &report, &fault)) {
        http_json_invalid(response, &fault);
        return true;
    }
    enum kiosk_standing standing;
    if (!kiosk_report_put(api->settings.storage, api->settings.ingest, api->settings.clock, &report,
                          &standing, err)) {
        return false;
    }
    if (standing != KIOSK_ACTIVE) {
        kiosk_answer_revoked(response);
        return true;
    }
    return answer_commands(api, caller->kiosk.kiosk, response, err);
}
