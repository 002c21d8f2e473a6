/* A whole server in this process, over a database of its own. */

#include "server_app.h"

#include "cmocka_tests.h"
#include "http_client.h"
#include "json.h"
#include "server_services.h"
#include "test_engine.h"
#include <stdio.h>
#include <string.h>

struct fixture {
    struct temporary_folder folder;
    struct server_config config;
    struct server_app *app;
};

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    server_config_init(&fixture->config);
    char path[512];
    struct error err = {0};
    assert_true(server_config_set(&fixture->config, "database",
                                  test_engine_add(&fixture->folder, "server.db", path), &err) &&
                server_config_set(&fixture->config, "keys",
                                  temporary_folder_path(&fixture->folder, "keys", path), &err));
    fixture->config.port = 0;
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    server_app_destroy(fixture->app);
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

static void start(struct fixture *fixture)
{
    struct error err = {0};
    AUTO(server_services) struct server_services *services = NULL;
    AUTO(json)
    json_t *documents =
        json_pack("[{s:s, s:s, s:{s:s, s:s, s:s}}]", "kind", "site", "id", "site", "value", "name",
                  "守时县", "place", "一楼", "timezone", "Asia/Shanghai");
    if (!server_services_create(&fixture->config, clock_system(), &services, &err) ||
        !fact_writer_import(services->facts, documents, "test", &err)) {
        fail_msg("%s", err.text);
    }
    server_services_destroy(TAKE(services));
    if (!server_app_create(&fixture->config, clock_system(), &fixture->app, &err) ||
        !server_app_start(fixture->app, &err)) {
        fail_msg("%s", err.text);
    }
}

static void assert_answer(struct fixture *fixture, const char *method, const char *target,
                          unsigned status, const char *part)
{
    AUTO(http_client)
    struct http_client *client = http_client_create(server_app_url(fixture->app));
    struct http_reply reply;
    http_client_request(client, method, target, "Content-Type: application/json\r\n",
                        strcmp(method, "GET") == 0 ? NULL : "{}", &reply);
    if (reply.status != status || !strstr(reply.body, part)) {
        fail_msg("%s %s: %u '%s' instead of %u '%s'", method, target, reply.status, reply.body,
                 status, part);
    }
    http_reply_finish(&reply);
}

static void test_app__a_site_that_was_never_set_up_is_not_served(void **state)
{
    struct fixture *fixture = *state;
    struct error err = {0};
    assert_false(server_app_create(&fixture->config, clock_system(), &fixture->app, &err));
    assert_non_null(strstr(err.text, "not set up yet"));
    assert_non_null(strstr(err.text, "shoushi-server init"));
}

static void test_app__what_anybody_may_know(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    assert_answer(fixture, "GET", "/health", 200, "ok");
    assert_answer(fixture, "GET", "/healthz", 404, "shoushi:path");
    assert_answer(fixture, "GET", "/readyz", 404, "shoushi:path");
    assert_answer(fixture, "GET", "/api/v1/site", 200,
                  "{\"name\":\"守时县\",\"timezone\":\"Asia/Shanghai\",\"version\":\"");
}

static void test_app__all_else_of_the_console_needs_a_session(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    static const struct {
        const char *method, *target;
    } closed[] = {
        {"GET", "/api/v1/session"},
        {"DELETE", "/api/v1/session"},
        {"PUT", "/api/v1/session/password"},
        {"GET", "/api/v1/taps"},
        {"GET", "/api/v1/live"},
        {"GET", "/api/v1/reports/months"},
        {"GET", "/api/v1/reports/months/2026-11"},
        {"GET", "/api/v1/reports/months/2026-11.xlsx"},
    };
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++) {
        bool bodiless = strcmp(closed[i].method, "DELETE") == 0;
        assert_answer(fixture, closed[i].method, closed[i].target, bodiless ? 413 : 401,
                      bodiless ? "shoushi:too_large" : "shoushi:session");
    }
    assert_answer(fixture, "POST", "/api/v1/session", 422, "\"field\":\"account\"");
}

static void test_app__kiosks_have_a_gate_of_their_own(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    assert_answer(fixture, "GET", "/api/v1/kiosk/state?since=0", 400, "shoushi:protocol");
    assert_answer(fixture, "POST", "/api/v1/kiosk/enrol", 400, "shoushi:protocol");
    assert_answer(fixture, "GET", "/api/v1/kiosk/nothing", 404, "shoushi:path");
}

static void test_app__the_database_opens_again_after_a_stop(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    assert_answer(fixture, "GET", "/health", 200, "ok");
    server_app_destroy(TAKE(fixture->app));
    struct error err = {0};
    assert_true(server_app_create(&fixture->config, clock_system(), &fixture->app, &err));
    assert_true(server_app_start(fixture->app, &err));
    assert_answer(fixture, "GET", "/api/v1/site", 200, "守时县");
}

static void test_app__a_console_that_is_not_there_is_named(void **state)
{
    struct fixture *fixture = *state;
    struct error err = {0};
    assert_true(server_config_set(&fixture->config, "console", "/nowhere/at/all", &err));
    AUTO(server_services) struct server_services *services = NULL;
    assert_true(server_services_create(&fixture->config, clock_system(), &services, &err));
    AUTO(json)
    json_t *documents = json_pack("[{s:s, s:s, s:{s:s, s:s, s:s}}]", "kind", "site", "id", "site",
                                  "value", "name", "x", "place", "y", "timezone", "Asia/Shanghai");
    assert_true(fact_writer_import(services->facts, documents, "test", &err));
    server_services_destroy(TAKE(services));
    assert_false(server_app_create(&fixture->config, clock_system(), &fixture->app, &err));
    assert_non_null(strstr(err.text, "/nowhere/at/all"));
}

static void test_app__readiness_follows_the_database(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    assert_answer(fixture, "GET", "/ready", 200, "ready");
    if (test_engine() == TEST_ENGINE_POSTGRESQL) {
        postgres_cluster_stop(test_engine_cluster());
        assert_answer(fixture, "GET", "/ready", 503, "shoushi:not_ready");
        postgres_cluster_start(test_engine_cluster());
        assert_answer(fixture, "GET", "/ready", 200, "ready");
    }
}

int main(void)
{
#define APP_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        APP_TEST(test_app__a_site_that_was_never_set_up_is_not_served),
        APP_TEST(test_app__what_anybody_may_know),
        APP_TEST(test_app__readiness_follows_the_database),
        APP_TEST(test_app__all_else_of_the_console_needs_a_session),
        APP_TEST(test_app__kiosks_have_a_gate_of_their_own),
        APP_TEST(test_app__the_database_opens_again_after_a_stop),
        APP_TEST(test_app__a_console_that_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
