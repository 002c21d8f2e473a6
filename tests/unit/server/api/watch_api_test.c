/* What Prometheus is told, over a real connection: each figure moves with what it is about. */

#include "watch_api.h"

#include "http_client.h"
#include "http_server.h"
#include "judged_office.h"
#include "kiosk_report.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_US INT64_C(60000000)

struct fixture {
    struct judged_office *office;
    struct http_meter *meter;
    struct watch_api api;
    struct http_server *server;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    void *office = NULL;
    assert_non_null(fixture);
    assert_int_equal(judged_office_open(&office), 0);
    fixture->office = office;
    MUST(http_meter_create(&fixture->meter, &err));
    fixture->api = (struct watch_api){fixture->office->site.storage,
                                      &fixture->office->site.clock.clock, fixture->meter};
    struct http_server_settings settings;
    http_server_settings_init(&settings);
    settings.port = 0;
    settings.clock = &fixture->office->site.clock.clock;
    const struct http_route_set routes = watch_api_routes(&fixture->api);
    MUST(http_server_create(&settings, &routes, 1, &fixture->server, &err));
    MUST(http_server_start(fixture->server, &err));
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    void *office = fixture->office;
    http_server_destroy(fixture->server);
    http_meter_destroy(fixture->meter);
    (void)judged_office_close(&office); /* it says nothing */
    free(fixture);
    return 0;
}

/* A figure with its labels, as /metrics says it now; -1: it does not. */
static double figure(const struct fixture *fixture, const char *name)
{
    AUTO(http_client)
    struct http_client *client = http_client_create(http_server_url(fixture->server));
    struct http_reply reply;
    char start[128];
    http_client_request(client, "GET", "/metrics", NULL, NULL, &reply);
    assert_int_equal(reply.status, 200);
    (void)snprintf(start, sizeof start, "\n%s ", name);
    const char *line = strstr(reply.body, start);
    double value = line ? strtod(line + strlen(start), NULL) : -1;
    http_reply_finish(&reply);
    return value;
}

static void report(const struct fixture *fixture, int64_t backlog)
{
    struct judged_office *office = fixture->office;
    const struct kiosk_report sent = {
        .kiosk = office->door.id,
        .status = {.version = "0.1.0", .reader = "ready", .backlog = backlog, .clock = "synced"},
        .clock = {office->door.id, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1, TEST_SITE_UTC_US, 0,
                  2000},
    };
    enum kiosk_standing standing;
    MUST(kiosk_report_put(office->site.storage, office->site.ingest, &office->site.clock.clock,
                          &sent, &standing, &err));
    assert_int_equal(standing, KIOSK_ACTIVE);
}

static void test_watch__a_kiosk_falls_silent_and_comes_back(void **state)
{
    struct fixture *fixture = *state;
    struct fake_clock *clock = &fixture->office->site.clock;
    assert_float_equal(figure(fixture, "shoushi_kiosks"), 2, 0);
    assert_float_equal(figure(fixture, "shoushi_kiosks_silent"), 2, 0);
    assert_float_equal(figure(fixture, "shoushi_kiosk_silent_seconds{kiosk=\"k0001\"}"), -1, 0);
    report(fixture, 0);
    assert_float_equal(figure(fixture, "shoushi_kiosks_silent"), 1, 0); /* the gate, still */
    assert_float_equal(figure(fixture, "shoushi_kiosk_silent_seconds{kiosk=\"k0001\"}"), 0, 0);
    clock->utc_us += 4 * MINUTE_US;
    assert_float_equal(figure(fixture, "shoushi_kiosks_silent"), 1, 0);
    clock->utc_us += 2 * MINUTE_US;
    assert_float_equal(figure(fixture, "shoushi_kiosks_silent"), 2, 0);
    assert_float_equal(figure(fixture, "shoushi_kiosk_silent_seconds{kiosk=\"k0001\"}"), 360, 0);
    report(fixture, 0);
    assert_float_equal(figure(fixture, "shoushi_kiosks_silent"), 1, 0);
}

static void test_watch__a_backlog_has_lines_and_an_age(void **state)
{
    struct fixture *fixture = *state;
    struct judged_office *office = fixture->office;
    report(fixture, 0);
    assert_float_equal(figure(fixture, "shoushi_kiosk_backlog_lines{kiosk=\"k0001\"}"), 0, 0);
    assert_float_equal(figure(fixture, "shoushi_kiosk_backlog_age_seconds{kiosk=\"k0001\"}"), -1,
                       0);
    judged_office_report_to(office, &office->door, office->site.clock.utc_us);
    assert_float_equal(figure(fixture, "shoushi_kiosk_backlog_age_seconds{kiosk=\"k0001\"}"), 0, 0);
    office->site.clock.utc_us += 90 * MINUTE_US;
    report(fixture, 41);
    assert_float_equal(figure(fixture, "shoushi_kiosk_backlog_lines{kiosk=\"k0001\"}"), 41, 0);
    assert_float_equal(figure(fixture, "shoushi_kiosk_backlog_age_seconds{kiosk=\"k0001\"}"), 5400,
                       0);
}

static void test_watch__lines_in_quarantine_and_behind_a_gap_are_counted(void **state)
{
    struct fixture *fixture = *state;
    struct judged_office *office = fixture->office;
    static const char garbage[] = "{\"v\":1}\nnonsense\n";
    assert_float_equal(figure(fixture, "shoushi_quarantine_lines"), 0, 0);
    AUTO(ingest_batch)
    struct ingest_batch *batch = test_kiosk_batch(&office->door, garbage, sizeof garbage - 1);
    MUST(ingest_store(office->site.ingest, batch, &err));
    assert_float_equal(figure(fixture, "shoushi_quarantine_lines"), 2, 0);
    struct tap_record record = test_kiosk_next(&office->gate, 1);
    char line[TAP_RECORD_LINE_MAX + 1];
    (void)test_kiosk_write(&office->gate, &record, line); /* and never sent */
    record = test_kiosk_next(&office->gate, 1);
    size_t len = test_kiosk_write(&office->gate, &record, line);
    AUTO(ingest_batch)
    struct ingest_batch *later = test_kiosk_batch(&office->gate, line, len);
    assert_float_equal(figure(fixture, "shoushi_kiosk_gap_lines{kiosk=\"k0002\"}"), 0, 0);
    MUST(ingest_store(office->site.ingest, later, &err));
    assert_float_equal(figure(fixture, "shoushi_kiosk_gap_lines{kiosk=\"k0002\"}"), 1, 0);
}

/* Nothing judges in the background here: the lag stays until somebody asks for the month. */
static void test_watch__verdicts_lag_behind_a_change_for_everybody(void **state)
{
    struct fixture *fixture = *state;
    struct judged_office *office = fixture->office;
    judged_office_tap(office, &office->door, 1, AT(8, 34));
    judged_office_bring_up(office);
    assert_float_equal(figure(fixture, "shoushi_verdict_lag"), 0, 0);
    assert_float_equal(figure(fixture, "shoushi_verdict_causes_waiting"), 0, 0);
    test_site_put(&office->site, "policy", "policy", "{\"late_grace_min\": 5}");
    assert_float_equal(figure(fixture, "shoushi_verdict_lag"), 6, 0); /* two people, three months */
    assert_float_equal(figure(fixture, "shoushi_verdict_causes_waiting"), 1, 0);
    judged_office_bring_up(office);
    assert_float_equal(figure(fixture, "shoushi_verdict_lag"), 0, 0);
    assert_float_equal(figure(fixture, "shoushi_verdict_causes_waiting"), 0, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_watch__a_kiosk_falls_silent_and_comes_back),
        TEST(test_watch__a_backlog_has_lines_and_an_age),
        TEST(test_watch__lines_in_quarantine_and_behind_a_gap_are_counted),
        TEST(test_watch__verdicts_lag_behind_a_change_for_everybody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
