/* Who gets what from a whole server over real connections: roles, units, the three duties, and the
 * lines that the audit log keeps of it. */

#include "account_admin.h"
#include "cmocka_tests.h"
#include "http_client.h"
#include "json.h"
#include "server_app.h"
#include "server_services.h"
#include "test_engine.h"
#include <stdio.h>
#include <string.h>

#define NEW "correct horse battery"

enum who { CLERK, PERSON, INSPECTOR, ADMINISTRATOR, OFFICER, AUDITOR, WHO_COUNT };

static const struct account_plan plans[WHO_COUNT] = {
    [CLERK] = {"clerk1", "文书", "", "u1", ACCOUNT_ROLE_CLERK, NULL, 0},
    [PERSON] = {"wang", "王芳", "s1", "", ACCOUNT_ROLE_STAFF, NULL, 0},
    [INSPECTOR] = {"inspector", "督查", "", "", ACCOUNT_ROLE_INSPECTOR, NULL, 0},
    [ADMINISTRATOR] = {"admin", "管理员", "", "", ACCOUNT_ROLE_ADMINISTRATOR, NULL, 0},
    [OFFICER] = {"officer", "安全员", "", "", ACCOUNT_ROLE_SECURITY_OFFICER, NULL, 0},
    [AUDITOR] = {"auditor", "审计员", "", "", ACCOUNT_ROLE_AUDITOR, NULL, 0},
};

struct fixture {
    struct temporary_folder folder;
    char location[512];
    struct server_config config;
    struct server_app *app;
    char headers[WHO_COUNT][600]; /* the session's cookie and token */
};

/* One server for all tests: each asks, and changes nothing that another looks at. */
static struct fixture fixture;

static const char documents[] =
    "[{\"kind\":\"site\",\"id\":\"site\",\"value\":{\"name\":\"县\",\"place\":\"\",\"timezone\":"
    "\"Asia/Shanghai\"}},"
    "{\"kind\":\"unit\",\"id\":\"u1\",\"value\":{\"code\":\"u1\",\"name\":\"一\"}},"
    "{\"kind\":\"unit\",\"id\":\"u11\",\"value\":{\"code\":\"u11\",\"name\":\"一一\",\"parent\":"
    "\"u1\"}},"
    "{\"kind\":\"unit\",\"id\":\"u2\",\"value\":{\"code\":\"u2\",\"name\":\"二\"}},"
    "{\"kind\":\"staff\",\"id\":\"s1\",\"value\":{\"id\":\"s1\",\"name\":\"甲\",\"unit\":\"u1\"}},"
    "{\"kind\":\"staff\",\"id\":\"s11\",\"value\":{\"id\":\"s11\",\"name\":\"乙\",\"unit\":"
    "\"u11\"}},"
    "{\"kind\":\"staff\",\"id\":\"s2\",\"value\":{\"id\":\"s2\",\"name\":\"丙\",\"unit\":\"u2\"}},"
    "{\"kind\":\"schedule\",\"id\":\"w\",\"value\":{\"id\":\"w\",\"versions\":[{\"from\":"
    "\"2026-01-01\",\"to\":\"2026-12-31\",\"weekdays\":[1,2,3,4,5],\"sessions\":[{\"start\":"
    "\"08:30\",\"end\":\"12:00\",\"in\":\"required\",\"out\":\"required\"}]}]}},"
    "{\"kind\":\"assignment\",\"id\":\"a1\",\"value\":{\"schedule\":\"w\",\"unit\":\"u1\","
    "\"from\":\"2026-01-01\"}},"
    "{\"kind\":\"assignment\",\"id\":\"a11\",\"value\":{\"schedule\":\"w\",\"unit\":\"u11\","
    "\"from\":\"2026-01-01\"}},"
    "{\"kind\":\"assignment\",\"id\":\"a2\",\"value\":{\"schedule\":\"w\",\"unit\":\"u2\","
    "\"from\":\"2026-01-01\"}}]";

static void must(bool done, const struct error *err)
{
    if (!done) {
        fail_msg("%s", err->text);
    }
}

static void make_site(char passwords[WHO_COUNT][PASSWORD_ONE_TIME_SIZE])
{
    struct error err = {0};
    AUTO(server_services) struct server_services *services = NULL;
    AUTO(password_hash) struct password_hash *hash = NULL;
    AUTO(json) json_t *list = NULL;
    struct password_costs costs;
    password_costs_init(&costs);
    must(server_services_create(&fixture.config, clock_system(), &services, &err), &err);
    must(json_parse(documents, sizeof documents - 1, "documents", &list, &err), &err);
    must(fact_writer_import(services->facts, list, "test", &err), &err);
    must(password_hash_create(&costs, &hash, &err), &err);
    const struct account_admin admin = {.storage = services->storage,
                                        .passwords = hash,
                                        .clock = clock_system(),
                                        .audit = services->audit,
                                        .actor = {.by = AUDIT_BY_COMMAND, .who = "test"}};
    for (size_t i = 0; i < WHO_COUNT; i++) {
        must(account_admin_add(&admin, &plans[i], passwords[i], &err), &err);
    }
}

static struct http_reply ask_raw(const char *headers, const char *method, const char *target,
                                 const char *body)
{
    AUTO(http_client) struct http_client *client = http_client_create(server_app_url(fixture.app));
    struct http_reply reply;
    http_client_request(client, method, target, headers, body, &reply);
    return reply;
}

/* Logs in, and takes a password of one's own. */
static void log_in(enum who who, const char *password)
{
    char body[256];
    char cookie[300];
    struct error err = {0};
    (void)snprintf(body, sizeof body, "{\"account\":\"%s\",\"password\":\"%s\"}",
                   plans[who].account, password);
    struct http_reply reply =
        ask_raw("Content-Type: application/json\r\n", "POST", "/api/v1/session", body);
    assert_int_equal(reply.status, 201);
    assert_non_null(http_reply_header(&reply, "Set-Cookie", cookie, sizeof cookie));
    assert_non_null(strstr(cookie, "HttpOnly; SameSite=Strict"));
    *strchr(cookie, ';') = '\0';
    AUTO(json) json_t *session = NULL;
    must(json_parse(reply.body, reply.body_len, "session", &session, &err), &err);
    (void)snprintf(fixture.headers[who], sizeof fixture.headers[who],
                   "Content-Type: application/json\r\nCookie: %s\r\nShoushi-CSRF: %s\r\n", cookie,
                   json_string_value(json_object_get(session, "csrf")));
    http_reply_finish(&reply);
    (void)snprintf(body, sizeof body, "{\"old\":\"%s\",\"new\":\"" NEW "\"}", password);
    reply = ask_raw(fixture.headers[who], "PUT", "/api/v1/session/password", body);
    assert_int_equal(reply.status, 204);
    http_reply_finish(&reply);
}

static int set_up(void **state)
{
    (void)state;
    char path[512];
    char passwords[WHO_COUNT][PASSWORD_ONE_TIME_SIZE];
    struct error err = {0};
    temporary_folder_init(&fixture.folder);
    server_config_init(&fixture.config);
    (void)test_engine_add(&fixture.folder, "server.db", fixture.location);
    must(server_config_set(&fixture.config, "database", fixture.location, &err), &err);
    must(server_config_set(&fixture.config, "keys",
                           temporary_folder_path(&fixture.folder, "keys", path), &err),
         &err);
    fixture.config.port = 0;
    make_site(passwords);
    must(server_app_create(&fixture.config, clock_system(), &fixture.app, &err), &err);
    must(server_app_start(fixture.app, &err), &err);
    for (size_t i = 0; i < WHO_COUNT; i++) {
        log_in((enum who)i, passwords[i]);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    server_app_destroy(fixture.app);
    test_engine_drop(fixture.location);
    temporary_folder_finish(&fixture.folder);
    return 0;
}

/* The answer has status and part, and none of what is not for this caller. */
static void expect(enum who who, const char *method, const char *target, const char *body,
                   unsigned status, const char *part, const char *without)
{
    struct http_reply reply = ask_raw(fixture.headers[who], method, target, body);
    const char *text = reply.body ? reply.body : "";
    if (reply.status != status || !strstr(text, part) || (without && strstr(text, without))) {
        fail_msg("%s %s by %s: %u '%s' instead of %u '%s' without '%s'", method, target,
                 plans[who].account, reply.status, text, status, part, without ? without : "");
    }
    if (status >= 400) {
        char type[64];
        assert_non_null(http_reply_header(&reply, "Content-Type", type, sizeof type));
        assert_string_equal(type, "application/problem+json");
    }
    http_reply_finish(&reply);
}

static void expect_get(enum who who, const char *target, unsigned status, const char *part)
{
    expect(who, "GET", target, NULL, status, part, NULL);
}

#define DAYS "/api/v1/reports/days?from=2026-03-02&to=2026-03-02"

static void test_clerk__own_unit_and_those_below_it(void **state)
{
    (void)state;
    expect(CLERK, "GET", DAYS, NULL, 200, "\"staff\":\"s11\"", "\"staff\":\"s2\"");
    expect_get(CLERK, DAYS "&staff=s11", 200, "\"staff\":\"s11\"");
    expect_get(CLERK, DAYS "&unit=u11", 200, "\"staff\":\"s11\"");
    expect(CLERK, "GET", DAYS "&unit=u11", NULL, 200, "\"days\"", "\"staff\":\"s1\"");
    expect(CLERK, "GET", "/api/v1/reports/months/2026-03", NULL, 200, "\"s11\"", "\"s2\"");
    expect(CLERK, "GET", "/api/v1/reports/months/2026-03", NULL, 200, "\"u11\"", "\"u2\"");
    expect(CLERK, "GET", "/api/v1/reports/months/2026-03.csv?table=people", NULL, 200, ",s11,",
           ",s2,");
    expect_get(CLERK, "/api/v1/taps?date=2026-03-02", 200, "\"staff\":2,\"in\":0");
    expect_get(INSPECTOR, "/api/v1/taps?date=2026-03-02", 200, "\"staff\":3,\"in\":0");
}

static void test_clerk__another_unit_is_refused_and_written_down(void **state)
{
    (void)state;
    static const char *const targets[] = {
        DAYS "&staff=s2",
        DAYS "&unit=u2",
        DAYS "&staff=nobody",
        "/api/v1/reports/meetings?from=2026-03-02&to=2026-03-02&unit=u2",
        "/api/v1/reports/months/2026-03?unit=u2",
        "/api/v1/reports/trend/2026-03?unit=u2",
        "/api/v1/months/2026-03?unit=u2",
        "/api/v1/months/2026-03/supplement?unit=u2",
        "/api/v1/reports/months/2026-03.xlsx?unit=u2",
        "/api/v1/reports/months/2026-03.csv?unit=u2",
        "/api/v1/reports/spot-check.pdf?unit=u2",
        "/api/v1/taps?date=2026-03-02&unit=u2",
        "/api/v1/audit",
        "/api/v1/accounts",
    };
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        expect_get(CLERK, targets[i], 403, "shoushi:permission");
    }
    expect_get(AUDITOR, "/api/v1/audit?who=clerk1&outcome=refused&kind=staff&id=s2", 200,
               "\\\"action\\\":\\\"verdict.read\\\"");
    expect_get(AUDITOR, "/api/v1/audit?who=clerk1&outcome=refused&kind=unit&id=u2", 200,
               "\\\"unit\\\":\\\"u2\\\"");
    expect(CLERK, "POST", "/api/v1/import", "{\"documents\":[]}", 403, "shoushi:permission", NULL);
}

static void test_person__own_record_alone(void **state)
{
    (void)state;
    expect(PERSON, "GET", DAYS, NULL, 200, "\"staff\":\"s1\"", "\"staff\":\"s11\"");
    expect_get(PERSON, DAYS "&staff=s11", 403, "shoushi:permission");
    expect_get(PERSON, DAYS "&unit=u1", 403, "shoushi:permission");
    expect(PERSON, "GET", "/api/v1/reports/months/2026-03", NULL, 200, "\"staff\":\"s1\"",
           "\"s11\"");
    expect_get(PERSON, "/api/v1/reports/months/2026-03", 200, "\"units\":[]");
    expect_get(PERSON, "/api/v1/reports/proof?staff=s1&date=2026-03-02", 403, "shoushi:permission");
    expect(PERSON, "GET", "/api/v1/reports/months/2026-03.csv", NULL, 200, ",s1,", ",s11,");
    expect_get(PERSON, "/api/v1/reports/records/2026-03/s1.pdf", 200, "%PDF-");
    expect_get(PERSON, "/api/v1/reports/records/2026-03/s11.pdf", 422, "nobody 's11'");
    expect_get(PERSON, "/api/v1/reports/spot-check.pdf", 403, "shoushi:permission");
}

static void test_duties__none_sees_what_is_another_ones(void **state)
{
    (void)state;
    static const enum who duties[] = {ADMINISTRATOR, OFFICER, AUDITOR};
    for (size_t i = 0; i < 3; i++) {
        expect_get(duties[i], DAYS, 403, "shoushi:permission");
        expect_get(duties[i], "/api/v1/reports/months/2026-03", 403, "shoushi:permission");
        expect_get(duties[i], "/api/v1/live", 403, "shoushi:permission");
        expect_get(duties[i], "/api/v1/ledger", 403, "shoushi:permission");
        expect_get(duties[i], "/api/v1/submissions", 403, "shoushi:permission");
        expect_get(duties[i], "/api/v1/months/2026-03", 403, "shoushi:permission");
        expect_get(duties[i], "/api/v1/reports/pairs/2026-03", 403, "shoushi:permission");
        expect_get(duties[i], "/api/v1/notices", 200, "\"unread\":0");
    }
    expect_get(ADMINISTRATOR, "/api/v1/accounts", 403, "shoushi:permission");
    expect_get(ADMINISTRATOR, "/api/v1/audit", 403, "shoushi:permission");
    expect_get(OFFICER, "/api/v1/audit", 403, "shoushi:permission");
    expect_get(OFFICER, "/api/v1/quarantine", 403, "shoushi:permission");
    expect_get(AUDITOR, "/api/v1/accounts", 403, "shoushi:permission");
    expect_get(ADMINISTRATOR, "/api/v1/quarantine", 200, "\"faults\":[]");
    expect_get(INSPECTOR, "/api/v1/reports/proof?staff=s1&date=2026-03-02", 200,
               "shoushi-evidence-1");
}

static void test_audit__reads_are_lines_and_the_chain_holds(void **state)
{
    (void)state;
    expect_get(INSPECTOR, DAYS "&staff=s2", 200, "\"staff\":\"s2\"");
    expect_get(AUDITOR, "/api/v1/audit?who=inspector&kind=staff&id=s2&limit=1", 200,
               "\\\"outcome\\\":\\\"done\\\"");
    expect_get(AUDITOR, "/api/v1/audit/verification", 200, "\"good\":true");
    expect_get(AUDITOR, "/api/v1/audit/head", 200, "\"signature\":\"");
    expect_get(AUDITOR, "/api/v1/audit?limit=0", 422, "\"field\":\"limit\"");
    expect_get(AUDITOR, "/api/v1/audit?before=x", 422, "\"field\":\"before\"");
    expect_get(AUDITOR, "/api/v1/audit?who=%27%20OR%201%3D1%20--", 200, "\"lines\":[]");
}

static void test_officer__makes_changes_and_closes_accounts(void **state)
{
    (void)state;
    const char *made = "{\"account\":\"li\",\"name\":\"<b>'; DROP TABLE account; --\",\"roles\":"
                       "[{\"role\":\"clerk\",\"unit\":\"u2\"},{\"role\":\"staff\"}]}";
    expect(OFFICER, "POST", "/api/v1/accounts", made, 201, "\"one_time_password\":\"", NULL);
    expect(OFFICER, "POST", "/api/v1/accounts", made, 422, "\"field\":\"account\"", NULL);
    expect_get(OFFICER, "/api/v1/accounts/li", 200, "<b>'; DROP TABLE account; --");
    expect_get(OFFICER, "/api/v1/accounts/li", 200, "{\"role\":\"clerk\",\"unit\":\"u2\"}");
    expect(OFFICER, "PATCH", "/api/v1/accounts/li",
           "{\"roles\":[{\"role\":\"administrator\"},{\"role\":\"auditor\"}]}", 422, "three people",
           NULL);
    expect(OFFICER, "PATCH", "/api/v1/accounts/li", "{\"roles\":[{\"role\":\"king\"}]}", 422,
           "\"field\":\"roles[0].role\"", NULL);
    expect(OFFICER, "PATCH", "/api/v1/accounts/officer", "{\"roles\":[{\"role\":\"inspector\"}]}",
           422, "own account", NULL);
    expect(OFFICER, "PATCH", "/api/v1/accounts/li", "{\"state\":\"closed\"}", 200,
           "\"state\":\"closed\"", NULL);
    expect(OFFICER, "POST", "/api/v1/accounts/nobody/password", NULL, 404, "shoushi:account", NULL);
    expect_get(OFFICER, "/api/v1/accounts/wang/sessions", 200, "\"began_utc_us\"");
    expect_get(AUDITOR, "/api/v1/audit?action=account.change&id=li", 200,
               "\\\"state\\\":{\\\"old\\\":\\\"active\\\",\\\"new\\\":\\\"closed\\\"}");
    expect(CLERK, "POST", "/api/v1/accounts", made, 403, "shoushi:permission", NULL);
}

static void test_second_step__asks_for_the_password_again(void **state)
{
    (void)state;
    expect(PERSON, "POST", "/api/v1/session/second-step", "{\"password\":\"not it\"}", 422,
           "\"field\":\"password\"", NULL);
    expect(PERSON, "POST", "/api/v1/session/second-step", "{\"password\":\"" NEW "\"}", 201,
           "otpauth://totp/Shoushi:wang?secret=", NULL);
    expect(PERSON, "PUT", "/api/v1/session/second-step", "{\"code\":\"12\"}", 422,
           "\"field\":\"code\"", NULL);
    expect_get(PERSON, "/api/v1/session/second-step", 200, "\"active\":false");
}

static void test_watch__figures_are_told_to_this_machine(void **state)
{
    (void)state;
    expect_get(PERSON, "/health", 200, "ok");
    expect_get(PERSON, "/ready", 200, "ready");
    expect_get(PERSON, "/metrics", 200, "shoushi_kiosks_silent 0");
    expect_get(PERSON, "/metrics", 200, "shoushi_quarantine_lines 0");
    expect_get(PERSON, "/metrics", 200, "shoushi_verdict_lag ");
    expect_get(PERSON, "/metrics", 200, "shoushi_http_seconds_bucket{le=\"+Inf\"} ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clerk__own_unit_and_those_below_it),
        cmocka_unit_test(test_clerk__another_unit_is_refused_and_written_down),
        cmocka_unit_test(test_person__own_record_alone),
        cmocka_unit_test(test_duties__none_sees_what_is_another_ones),
        cmocka_unit_test(test_audit__reads_are_lines_and_the_chain_holds),
        cmocka_unit_test(test_officer__makes_changes_and_closes_accounts),
        cmocka_unit_test(test_second_step__asks_for_the_password_again),
        cmocka_unit_test(test_watch__figures_are_told_to_this_machine),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
