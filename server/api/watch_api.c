#include "watch_api.h"

#include "check.h"
#include "http_listener.h"
#include "log.h"
#include "site_watch.h"
#include "store_health.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_TYPE    "text/plain; charset=utf-8"
#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"
#define SECOND_US    1000000.0

/* The process runs and answers: nothing else is asked, so that a database in trouble does not have
 * the process ended. */
static bool handle_health(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    (void)request;
    (void)user;
    (void)err;
    http_response_borrow(response, 200, TEXT_TYPE, "ok", 2);
    return true;
}

/* Whether requests should be sent here at all: for a proxy before several servers. Why not is the
 * log's. */
static bool handle_ready(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    (void)request; /* all are told the same */
    (void)err;
    const struct watch_api *api = user;
    struct error fault;
    if (store_health_check(api->storage, &fault)) {
        http_response_borrow(response, 200, TEXT_TYPE, "ready", 5);
        return true;
    }
    log_event(LOG_WARNING, "not_ready", "error=%s", LOG_TEXT(fault.text));
    http_response_problem(response, &(struct http_problem){.status = 503,
                                                           .type = "not_ready",
                                                           .title = "The database cannot be used"});
    http_response_header(response, "Retry-After", "1");
    return true;
}

/* Figures as text */

struct page {
    char *text;
    size_t len, size;
    bool out_of_memory;
};

static void add(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct page *page, const char *format, ...)
{
    char line[256];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    CHECK(len >= 0 && len < (int)sizeof line);
    if (page->len + (size_t)len + 1 > page->size) {
        size_t size = 2 * page->size + 4096;
        char *text = realloc(page->text, size);
        page->out_of_memory |= !text;
        if (!text) {
            return;
        }
        page->text = text;
        page->size = size;
    }
    memcpy(page->text + page->len, line, (size_t)len + 1);
    page->len += (size_t)len;
}

static void add_head(struct page *page, const char *name, const char *type, const char *help)
{
    add(page, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void add_gauge(struct page *page, const char *name, const char *help, int64_t value)
{
    add_head(page, name, "gauge", help);
    add(page, "%s %" PRId64 "\n", name, value);
}

static void add_http(struct page *page, const struct http_figures *figures)
{
    uint64_t sum = 0;
    add_head(page, "shoushi_http_answers_total", "counter", "Answers by the class of their status");
    for (size_t i = 0; i < HTTP_METER_CLASSES; i++) {
        add(page, "shoushi_http_answers_total{class=\"%zuxx\"} %" PRIu64 "\n", i + 1,
            figures->answers[i]);
    }
    add_head(page, "shoushi_http_seconds", "histogram",
             "How long answers took, but for those that are meant to wait");
    for (size_t i = 0; i < HTTP_METER_BOUNDS; i++) {
        sum += figures->timed[i];
        add(page, "shoushi_http_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
            (double)http_meter_bound_us(i) / SECOND_US, sum);
    }
    sum += figures->timed[HTTP_METER_BOUNDS];
    add(page, "shoushi_http_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n", sum);
    add(page, "shoushi_http_seconds_sum %.6f\n", (double)figures->took_us / SECOND_US);
    add(page, "shoushi_http_seconds_count %" PRIu64 "\n", sum);
    add_gauge(page, "shoushi_http_connections", "Open connections", (int64_t)figures->connections);
    add_gauge(page, "shoushi_http_requests", "Requests under way, this one and those that wait too",
              (int64_t)figures->requests);
}

/* One figure of each kiosk that is not revoked; below zero: it never said. */
static void add_kiosks(struct page *page, const struct site_figures *site, const char *name,
                       const char *help, double (*figure)(const struct site_watch_kiosk *kiosk))
{
    add_head(page, name, "gauge", help);
    for (size_t i = 0; i < site->kiosk_count; i++) {
        const struct site_watch_kiosk *kiosk = &site->kiosks[i];
        double value = figure(kiosk);
        if (!kiosk->revoked && value >= 0) {
            add(page, "%s{kiosk=\"%s\"} %g\n", name, kiosk->kiosk, value);
        }
    }
}

static double silent_s(const struct site_watch_kiosk *kiosk)
{
    return (double)kiosk->silent_us / SECOND_US;
}

static double behind_s(const struct site_watch_kiosk *kiosk)
{
    return (double)kiosk->behind_us / SECOND_US;
}

static double backlog(const struct site_watch_kiosk *kiosk)
{
    return (double)kiosk->backlog;
}

static double gaps(const struct site_watch_kiosk *kiosk)
{
    return (double)kiosk->gaps;
}

static void add_site(struct page *page, const struct site_figures *site)
{
    add_gauge(page, "shoushi_kiosks", "Kiosks that are enrolled and not revoked", site->active);
    add_gauge(page, "shoushi_kiosks_silent", "Kiosks without a report for five minutes",
              site->silent);
    add_gauge(page, "shoushi_quarantine_lines", "Lines that wait for a person", site->quarantine);
    add_gauge(page, "shoushi_verdict_causes_waiting",
              "Changed facts whose verdicts are not all judged again", site->rejudgings);
    add_gauge(page, "shoushi_verdict_lag", "People and meetings that wait to be judged again",
              site->to_judge);
    add_kiosks(page, site, "shoushi_kiosk_silent_seconds", "Since the kiosk's last report",
               silent_s);
    add_kiosks(page, site, "shoushi_kiosk_backlog_age_seconds",
               "Since what the kiosk has told everything of", behind_s);
    add_kiosks(page, site, "shoushi_kiosk_backlog_lines", "Lines that the kiosk has not sent yet",
               backlog);
    add_kiosks(page, site, "shoushi_kiosk_gap_lines", "Lines that wait for others before them",
               gaps);
}

static bool handle_metrics(struct http_request *request, struct http_response *response, void *user,
                           struct error *err)
{
    const struct watch_api *api = user;
    struct site_figures site;
    struct page page = {0};
    if (!http_listener_is_loopback(http_request_peer(request))) {
        http_response_problem(response, &(struct http_problem){.status = 403,
                                                               .type = "address",
                                                               .title = "Told to this machine "
                                                                        "alone"});
        return true;
    }
    if (!site_watch_read(api->storage, api->clock, &site, err)) {
        return false;
    }
    const struct http_figures http = http_meter_read(api->meter);
    add_site(&page, &site);
    add_http(&page, &http);
    site_figures_finish(&site);
    if (page.out_of_memory) {
        free(page.text);
        return error_set(err, ERROR_NO_MEMORY, "metrics: out of memory");
    }
    http_response_take(response, 200, METRICS_TYPE, page.text, page.len);
    return true;
}

struct http_route_set watch_api_routes(struct watch_api *api)
{
    static const struct http_route routes[] = {
        {"GET", "/health", handle_health, 0, 0, HTTP_ROUTE_INLINE},
        {"GET", "/ready", handle_ready, 0, 0, 0},
        {"GET", "/metrics", handle_metrics, 0, 0, 0},
    };
    return (struct http_route_set){
        .routes = routes, .route_count = ARRAY_LEN(routes), .user = api, .gate = http_gate_open};
}
