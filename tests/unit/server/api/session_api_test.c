/* The life of a session as a browser has it, over a real connection, with a clock that is turned by
 * hand. */

#include "session_api.h"

#include "account_admin.h"
#include "cmocka_tests.h"
#include "fake_clock.h"
#include "http_client.h"
#include "http_server.h"
#include "json.h"
#include "login_limit.h"
#include "session_gate.h"
#include "signature.h"
#include "test_engine.h"
#include <stdio.h>
#include <string.h>

#define MINUTE_MS 60000
#define NEW       "correct horse battery"

struct fixture {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct storage *storage;
    struct password_hash *passwords;
    struct session_gate gate;
    struct session_api api;
    struct http_server *server;
    char one_time[PASSWORD_ONE_TIME_SIZE];
    char cookie[300]; /* "Cookie: …\r\n" of the last log-in */
    char csrf[128];   /* "Shoushi-CSRF: …\r\n" */
};

static bool handle_secret(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    (void)user;
    (void)err;
    const struct login_session *session = session_gate_caller(request);
    http_response_bytes(response, 200, "text/plain", session->account, strlen(session->account));
    return true;
}

static const struct http_route secret_routes[] = {
    {"GET", "/inspector", handle_secret, SESSION_ACCESS(PERMISSION_LEDGER, PERMISSION_READ), 0, 0},
    {"POST", "/inspector", handle_secret, SESSION_ACCESS(PERMISSION_LEDGER, PERMISSION_READ), 100,
     0},
    {"GET", "/clerk", handle_secret, SESSION_ACCESS(PERMISSION_ASSIGNMENT, PERMISSION_WRITE), 0, 0},
    {"GET", "/nobody", handle_secret, 0, 0, 0},
};

static void start_server(struct fixture *fixture)
{
    struct error err = {0};
    struct http_server_settings settings;
    http_server_settings_init(&settings);
    settings.port = 0;
    settings.clock = &fixture->clock.clock;
    const struct http_route_set sets[] = {
        session_api_routes(&fixture->api),
        {.routes = secret_routes,
         .route_count = sizeof secret_routes / sizeof secret_routes[0],
         .gate = session_gate,
         .gate_user = &fixture->gate},
    };
    if (!http_server_create(&settings, sets, 2, &fixture->server, &err) ||
        !http_server_start(fixture->server, &err)) {
        fail_msg("%s", err.text);
    }
}

static const uint8_t signing_seed[SIGNING_SEED_BYTES] = {1};

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    fake_clock_init(&fixture->clock, 1732323612000000);
    struct error err = {0};
    char path[512];
    struct login_settings settings;
    login_settings_init(&settings);
    const struct password_costs costs = {.passes = 1, .memory_kib = 64, .lanes = 1};
    if (!storage_open(test_engine_add(&fixture->folder, "server.db", path), &fixture->storage,
                      &err) ||
        !password_hash_create(&costs, &fixture->passwords, &err) ||
        !audit_create(fixture->storage, &fixture->clock.clock, signing_seed, &fixture->gate.audit,
                      &err)) {
        fail_msg("%s", err.text);
    }
    const struct login_tools tools = {.storage = fixture->storage,
                                      .passwords = fixture->passwords,
                                      .clock = &fixture->clock.clock,
                                      .audit = fixture->gate.audit};
    if (!login_service_create(&tools, &settings, &fixture->gate.logins, &err)) {
        fail_msg("%s", err.text);
    }
    fixture->gate.storage = fixture->storage;
    fixture->api.gate = &fixture->gate;
    const struct account_admin admin = {.storage = fixture->storage,
                                        .passwords = fixture->passwords,
                                        .clock = &fixture->clock.clock,
                                        .audit = fixture->gate.audit,
                                        .actor = {.by = AUDIT_BY_COMMAND, .who = "test"}};
    const struct account_plan plan = {"wang", "王芳", "", "", ACCOUNT_ROLE_INSPECTOR, NULL, 0};
    assert_true(account_admin_add(&admin, &plan, fixture->one_time, &err));
    start_server(fixture);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    http_server_destroy(fixture->server);
    login_service_destroy(fixture->gate.logins);
    password_hash_destroy(fixture->passwords);
    audit_destroy(fixture->gate.audit);
    storage_destroy(fixture->storage);
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

/* One request on a connection of its own; the caller finishes the reply. */
static struct http_reply ask(struct fixture *fixture, const char *method, const char *target,
                             const char *headers, const char *body)
{
    AUTO(http_client)
    struct http_client *client = http_client_create(http_server_url(fixture->server));
    struct http_reply reply;
    http_client_request(client, method, target, headers, body, &reply);
    return reply;
}

/* The reply's status and, where part is not NULL, that its body or head has the part. */
static void expect(struct http_reply reply, unsigned status, const char *part)
{
    if (reply.status != status ||
        (part && !strstr(reply.body, part) && !strstr(reply.head, part))) {
        fail_msg("%u '%s' instead of %u '%s'", reply.status, reply.body, status, part ? part : "");
    }
    http_reply_finish(&reply);
}

static struct http_reply send_log_in(struct fixture *fixture, const char *account,
                                     const char *password)
{
    char body[512];
    (void)snprintf(body, sizeof body, "{\"account\":\"%s\",\"password\":\"%s\"}", account,
                   password);
    return ask(fixture, "POST", "/api/v1/session", "Content-Type: application/json\r\n", body);
}

static void log_in(struct fixture *fixture, const char *password)
{
    struct http_reply reply = send_log_in(fixture, "wang", password);
    char cookie[256];
    struct error err = {0};
    AUTO(json) json_t *session = NULL;
    assert_int_equal(reply.status, 201);
    assert_non_null(http_reply_header(&reply, "Set-Cookie", cookie, sizeof cookie));
    assert_non_null(strstr(cookie, "; Path=/; HttpOnly; SameSite=Strict"));
    assert_null(strstr(cookie, "Secure"));
    cookie[strcspn(cookie, ";")] = '\0';
    (void)snprintf(fixture->cookie, sizeof fixture->cookie, "Cookie: %s\r\n", cookie);
    assert_true(json_parse(reply.body, reply.body_len, "session", &session, &err));
    (void)snprintf(fixture->csrf, sizeof fixture->csrf, "Shoushi-CSRF: %s\r\n",
                   json_string_value(json_object_get(session, "csrf")));
    assert_string_equal(json_string_value(json_object_get(session, "account")), "wang");
    assert_string_equal(json_string_value(json_object_get(session, "name")), "王芳");
    http_reply_finish(&reply);
}

/* Cookie, token and type of the session under way, and whatever else. */
static const char *headers_with(const struct fixture *fixture, const char *more,
                                char buffer[static 1024])
{
    (void)snprintf(buffer, 1024, "%s%sContent-Type: application/json\r\n%s", fixture->cookie,
                   fixture->csrf, more);
    return buffer;
}

static void change_password(struct fixture *fixture, const char *old, const char *new,
                            unsigned status, const char *part)
{
    char body[512], headers[1024];
    (void)snprintf(body, sizeof body, "{\"old\":\"%s\",\"new\":\"%s\"}", old, new);
    expect(
        ask(fixture, "PUT", "/api/v1/session/password", headers_with(fixture, "", headers), body),
        status, part);
}

static void log_in_for_good(struct fixture *fixture)
{
    log_in(fixture, fixture->one_time);
    change_password(fixture, fixture->one_time, NEW, 204, NULL);
}

static void test_session__without_one_there_is_nothing(void **state)
{
    struct fixture *fixture = *state;
    expect(ask(fixture, "GET", "/api/v1/session", NULL, NULL), 401, "shoushi:session");
    expect(ask(fixture, "DELETE", "/api/v1/session", NULL, NULL), 401, "shoushi:session");
    expect(ask(fixture, "GET", "/inspector", NULL, NULL), 401, "shoushi:session");
    expect(ask(fixture, "GET", "/inspector", "Cookie: shoushi_session=zz\r\n", NULL), 401,
           "shoushi:session");
}

static void test_session__a_one_time_password_opens_only_its_own_change(void **state)
{
    struct fixture *fixture = *state;
    log_in(fixture, fixture->one_time);
    expect(ask(fixture, "GET", "/api/v1/session", fixture->cookie, NULL), 200,
           "\"roles\":[\"inspector\"]");
    expect(ask(fixture, "GET", "/api/v1/session", fixture->cookie, NULL), 200,
           "\"must_change_password\":true");
    expect(ask(fixture, "GET", "/inspector", fixture->cookie, NULL), 403, "shoushi:password");
    change_password(fixture, fixture->one_time, NEW, 204, NULL);
    expect(ask(fixture, "GET", "/api/v1/session", fixture->cookie, NULL), 200,
           "\"must_change_password\":false");
    expect(ask(fixture, "GET", "/inspector", fixture->cookie, NULL), 200, "wang");
}

static void test_session__says_what_the_roles_may(void **state)
{
    struct fixture *fixture = *state;
    log_in_for_good(fixture);
    expect(ask(fixture, "GET", "/api/v1/session", fixture->cookie, NULL), 200,
           "\"ledger\":{\"read\":\"all\",\"write\":\"all\"}");
    expect(ask(fixture, "GET", "/api/v1/session", fixture->cookie, NULL), 200, "\"staff\":null");
    struct http_reply reply = ask(fixture, "GET", "/api/v1/session", fixture->cookie, NULL);
    assert_null(strstr(reply.body, "\"account\":{"));
    http_reply_finish(&reply);
}

static void test_session__roles_decide(void **state)
{
    struct fixture *fixture = *state;
    log_in_for_good(fixture);
    expect(ask(fixture, "GET", "/inspector", fixture->cookie, NULL), 200, "wang");
    expect(ask(fixture, "GET", "/clerk", fixture->cookie, NULL), 403, "shoushi:permission");
    expect(ask(fixture, "GET", "/nobody", fixture->cookie, NULL), 403, "shoushi:permission");
}

static void test_session__a_change_needs_the_token_and_the_same_site(void **state)
{
    struct fixture *fixture = *state;
    char headers[1024];
    log_in_for_good(fixture);
    expect(ask(fixture, "POST", "/inspector", headers_with(fixture, "", headers), "x"), 200,
           "wang");
    expect(ask(fixture, "POST", "/inspector", fixture->cookie, "x"), 403, "shoushi:csrf");
    expect(ask(fixture, "DELETE", "/api/v1/session", fixture->cookie, NULL), 403, "shoushi:csrf");
    char *digit = strchr(fixture->csrf, '\r') - 1;
    char kept = *digit;
    *digit = *digit == '0' ? '1' : '0';
    expect(ask(fixture, "POST", "/inspector", headers_with(fixture, "", headers), "x"), 403,
           "shoushi:csrf");
    *digit = kept;
    static const struct {
        const char *header;
        unsigned status;
    } sites[] = {
        {"Sec-Fetch-Site: cross-site\r\n", 403},
        {"Sec-Fetch-Site: same-site\r\n", 403},
        {"Sec-Fetch-Site: same-origin\r\n", 200},
        {"Sec-Fetch-Site: none\r\n", 200},
    };
    for (size_t i = 0; i < sizeof sites / sizeof sites[0]; i++) {
        expect(ask(fixture, "POST", "/inspector", headers_with(fixture, sites[i].header, headers),
                   "x"),
               sites[i].status, NULL);
    }
    expect(ask(fixture, "POST", "/api/v1/session",
               "Content-Type: application/json\r\nSec-Fetch-Site: cross-site\r\n", "{}"),
           403, "shoushi:csrf");
    expect(ask(fixture, "GET", "/inspector", fixture->cookie, NULL), 200, "wang");
}

static void test_session__logging_out_ends_it(void **state)
{
    struct fixture *fixture = *state;
    char headers[1024];
    log_in_for_good(fixture);
    expect(ask(fixture, "DELETE", "/api/v1/session", headers_with(fixture, "", headers), NULL), 204,
           "shoushi_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    expect(ask(fixture, "GET", "/api/v1/session", fixture->cookie, NULL), 401, "shoushi:session");
}

static void test_session__it_ends_when_idle(void **state)
{
    struct fixture *fixture = *state;
    log_in_for_good(fixture);
    fake_clock_advance_ms(&fixture->clock, 119 * MINUTE_MS);
    expect(ask(fixture, "GET", "/inspector", fixture->cookie, NULL), 200, "wang");
    fake_clock_advance_ms(&fixture->clock, 121 * MINUTE_MS);
    expect(ask(fixture, "GET", "/inspector", fixture->cookie, NULL), 401, "shoushi:session");
}

static void test_session__wrong_credentials_and_the_lock(void **state)
{
    struct fixture *fixture = *state;
    static const char *const accounts[] = {"wang", "nobody"};
    for (size_t a = 0; a < 2; a++) {
        char first[512] = "";
        for (int i = 0; i < LOGIN_LIMIT_HERE; i++) {
            struct http_reply reply = send_log_in(fixture, accounts[a], "not it at all");
            assert_int_equal(reply.status, 401);
            (void)snprintf(first, sizeof first, "%s", reply.body);
            assert_string_equal(reply.body, "{\"type\":\"shoushi:credentials\",\"title\":\"Account "
                                            "or password is wrong\",\"status\":401}");
            http_reply_finish(&reply);
        }
        struct http_reply locked = send_log_in(fixture, accounts[a], fixture->one_time);
        char seconds[32];
        assert_int_equal(locked.status, 429);
        assert_non_null(strstr(locked.body, "shoushi:locked"));
        assert_non_null(http_reply_header(&locked, "Retry-After", seconds, sizeof seconds));
        assert_string_equal(seconds, "900");
        assert_null(http_reply_header(&locked, "Set-Cookie", seconds, sizeof seconds));
        http_reply_finish(&locked);
    }
    fake_clock_advance_ms(&fixture->clock, 899000);
    expect(send_log_in(fixture, "wang", fixture->one_time), 429, "Retry-After: 1\r\n");
    fake_clock_advance_ms(&fixture->clock, 1000);
    log_in(fixture, fixture->one_time);
}

static void test_session__bad_bodies_name_their_field(void **state)
{
    struct fixture *fixture = *state;
    char too_long[512], name[100];
    memset(name, 'a', 65);
    name[65] = '\0';
    (void)snprintf(too_long, sizeof too_long, "{\"account\":\"%s\",\"password\":\"x\"}", name);
    const struct {
        const char *body;
        unsigned status;
        const char *part;
    } cases[] = {
        {"{\"password\":\"x\"}", 422, "\"field\":\"account\""},
        {"{\"account\":\"a\"}", 422, "\"field\":\"password\""},
        {"{\"account\":1,\"password\":\"x\"}", 422, "\"field\":\"account\""},
        {"{\"account\":\"a\",\"password\":\"x\",\"admin\":true}", 422, "\"field\":\"admin\""},
        {"{\"account\":\"a\\u0000b\",\"password\":\"x\"}", 400, "shoushi:malformed"},
        {too_long, 422, "\"field\":\"account\""},
        {"[]", 400, "shoushi:malformed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        expect(ask(fixture, "POST", "/api/v1/session", "Content-Type: application/json\r\n",
                   cases[i].body),
               cases[i].status, cases[i].part);
    }
    expect(ask(fixture, "POST", "/api/v1/session", "Content-Type: text/plain\r\n", "{}"), 415,
           "shoushi:media_type");
}

static void test_password__refusals_name_their_field(void **state)
{
    struct fixture *fixture = *state;
    log_in(fixture, fixture->one_time);
    change_password(fixture, "not it at all", NEW, 422, "\"field\":\"old\"");
    change_password(fixture, fixture->one_time, "short", 422, "\"field\":\"new\"");
    change_password(fixture, fixture->one_time, fixture->one_time, 422, "\"field\":\"new\"");
    change_password(fixture, fixture->one_time, NEW, 204, NULL);
}

static void test_session__the_cookie_is_secure_where_browsers_come_over_tls(void **state)
{
    struct fixture *fixture = *state;
    fixture->api.secure_cookie = true;
    expect(send_log_in(fixture, "wang", fixture->one_time), 201,
           "; Path=/; HttpOnly; SameSite=Strict; Secure\r\n");
}

int main(void)
{
#define WIRE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WIRE_TEST(test_session__without_one_there_is_nothing),
        WIRE_TEST(test_session__a_one_time_password_opens_only_its_own_change),
        WIRE_TEST(test_session__says_what_the_roles_may),
        WIRE_TEST(test_session__roles_decide),
        WIRE_TEST(test_session__a_change_needs_the_token_and_the_same_site),
        WIRE_TEST(test_session__logging_out_ends_it),
        WIRE_TEST(test_session__it_ends_when_idle),
        WIRE_TEST(test_session__wrong_credentials_and_the_lock),
        WIRE_TEST(test_session__bad_bodies_name_their_field),
        WIRE_TEST(test_password__refusals_name_their_field),
        WIRE_TEST(test_session__the_cookie_is_secure_where_browsers_come_over_tls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
