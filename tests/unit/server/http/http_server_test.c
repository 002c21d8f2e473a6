/* The server as a client on the wire sees it: every answer here came over a real connection. */

#include "http_server.h"

#include "cmocka_tests.h"
#include "fake_clock.h"
#include "http_client.h"
#include "http_json.h"
#include "json.h"
#include <string.h>
#include <unistd.h>

#define BODY_MAX 1000

static bool handle_echo(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    (void)user;
    (void)err;
    struct http_bytes body = http_request_body(request);
    const char *name = http_request_query(request, "name");
    const char *cookie = http_request_cookie(request, "shoushi_session");
    http_response_json(
        response, 200,
        json_pack("{s:s, s:s, s:s, s:i, s:s*, s:s*, s:s}", "method", http_request_method(request),
                  "target", http_request_target(request), "id",
                  http_request_parameter(request, "id"), "body", (json_int_t)body.len, "name", name,
                  "cookie", cookie, "peer", http_request_peer(request)));
    return true;
}

static bool handle_bytes(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    (void)user;
    (void)err;
    struct http_bytes body = http_request_body(request);
    http_response_bytes(response, 201, "application/octet-stream", body.data, body.len);
    return true;
}

static bool handle_json(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    (void)user;
    (void)err;
    AUTO(json) json_t *body = NULL;
    if (!http_json_body(request, response, &body)) {
        return true;
    }
    struct error fault = {0};
    int64_t number;
    if (!json_get_int(body, "", "number", 1, 5, &number, &fault)) {
        http_json_invalid(response, &fault);
        return true;
    }
    http_response_empty(response, 204);
    return true;
}

static bool handle_fault(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    (void)response;
    (void)user;
    bool busy = strcmp(http_request_parameter(request, "what"), "busy") == 0;
    return error_set(err, busy ? ERROR_BUSY : ERROR_IO, "secret detail");
}

static bool handle_silence(struct http_request *request, struct http_response *response, void *user,
                           struct error *err)
{
    (void)request;
    (void)response;
    (void)user;
    (void)err;
    return true;
}

static bool handle_file(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    (void)request;
    (void)err;
    http_response_file(response, 200, "application/octet-stream", dup(fileno(user)));
    http_response_attachment(response, "十一月 \"a\".xlsx");
    return true;
}

static bool handle_caller(struct http_request *request, struct http_response *response, void *user,
                          struct error *err)
{
    (void)user;
    (void)err;
    const char *caller = http_request_caller(request);
    http_response_bytes(response, 200, "text/plain", caller, strlen(caller));
    return true;
}

/* Lets pass whoever sends the access number that the row asks for. */
static bool number_gate(struct http_request *request, unsigned access,
                        struct http_response *response, void *gate_user,
                        enum http_gate_result *ret_result, struct error *err)
{
    (void)err;
    const char *number = http_request_header(request, "Number");
    *ret_result =
        number && strtoul(number, NULL, 10) == access ? HTTP_GATE_PASS : HTTP_GATE_ANSWERED;
    if (*ret_result == HTTP_GATE_PASS) {
        http_request_set_caller(request, strdup(gate_user), free);
    } else {
        http_response_problem(
            response,
            &(struct http_problem){.status = 401, .type = "number", .title = "Wrong number"});
    }
    return true;
}

static const struct http_route routes[] = {
    {"GET", "/echo/{id}", handle_echo, 0, 0, 0},
    {"GET", "/quick/{id}", handle_echo, 0, 0, HTTP_ROUTE_INLINE},
    {"POST", "/echo/{id}", handle_echo, 0, BODY_MAX, 0},
    {"POST", "/bytes", handle_bytes, 0, BODY_MAX, 0},
    {"POST", "/json", handle_json, 0, BODY_MAX, 0},
    {"GET", "/fault/{what}", handle_fault, 0, 0, 0},
    {"GET", "/silence", handle_silence, 0, 0, 0},
};
static const struct http_route file_routes[] = {{"GET", "/file", handle_file, 0, 0, 0}};
static const struct http_route gated_routes[] = {{"GET", "/gated", handle_caller, 7, 0, 0}};

struct fixture {
    struct fake_clock clock;
    struct http_server_settings settings;
    struct http_server *server;
    FILE *file;
};

static void start(struct fixture *fixture)
{
    struct http_route_set sets[] = {
        {.routes = routes, .route_count = sizeof routes / sizeof routes[0], .gate = http_gate_open},
        {.routes = file_routes, .route_count = 1, .gate = http_gate_open, .user = fixture->file},
        {.routes = gated_routes, .route_count = 1, .gate = number_gate, .gate_user = "visitor"},
    };
    struct error err = {0};
    if (!http_server_create(&fixture->settings, sets, 3, &fixture->server, &err) ||
        !http_server_start(fixture->server, &err)) {
        fail_msg("%s", err.text);
    }
}

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    fake_clock_init(&fixture->clock, 1732323612000000);
    http_server_settings_init(&fixture->settings);
    fixture->settings.port = 0;
    fixture->settings.clock = &fixture->clock.clock;
    fixture->file = tmpfile();
    assert_non_null(fixture->file);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    http_server_destroy(fixture->server);
    (void)fclose(fixture->file);
    free(fixture);
    return 0;
}

static struct http_client *started_client(void **state)
{
    struct fixture *fixture = *state;
    if (!fixture->server) {
        start(fixture);
    }
    return http_client_create(http_server_url(fixture->server));
}

static void assert_header(const struct http_reply *reply, const char *name, const char *expected)
{
    char value[512];
    const char *seen = http_reply_header(reply, name, value, sizeof value);
    if (!seen || strcmp(seen, expected) != 0) {
        fail_msg("%s: %s, expected %s", name, seen ? seen : "not there", expected);
    }
}

static void assert_problem(const struct http_reply *reply, unsigned status, const char *type)
{
    if (reply->status != status) {
        fail_msg("%u instead of %u: %s", reply->status, status, reply->body);
    }
    assert_header(reply, "Content-Type", "application/problem+json");
    AUTO(json) json_t *body = NULL;
    struct error err = {0};
    assert_true(json_parse(reply->body, reply->body_len, "reply", &body, &err));
    assert_string_equal(json_string_value(json_object_get(body, "type")), type);
    assert_int_equal(json_integer_value(json_object_get(body, "status")), status);
    assert_non_null(json_object_get(body, "title"));
}

/* Sends the bytes on a connection of their own and returns the status; 0 for a closed connection.
 */
static unsigned status_of(void **state, const char *bytes)
{
    AUTO(http_client) struct http_client *client = started_client(state);
    struct http_reply reply;
    (void)http_client_send_text(client, bytes); /* it may be refused before its end */
    http_client_receive(client, "GET", &reply);
    unsigned status = reply.status;
    http_reply_finish(&reply);
    return status;
}

static void test_server__a_handler_sees_the_request_decoded(void **state)
{
    AUTO(http_client) struct http_client *client = started_client(state);
    struct http_reply reply;
    static const char *const paths[] = {"/echo/", "/quick/"};
    for (size_t i = 0; i < 2; i++) {
        char target[64];
        (void)snprintf(target, sizeof target, "%s%s", paths[i], "%E6%97%B6?name=a%20b");
        http_client_request(client, "GET", target, "Cookie: shoushi_session=abc\r\n", NULL, &reply);
        assert_int_equal(reply.status, 200);
        assert_header(&reply, "Content-Type", "application/json");
        char expected[256];
        (void)snprintf(expected, sizeof expected,
                       "{\"method\":\"GET\",\"target\":\"%s\",\"id\":\"时\",\"body\":0,"
                       "\"name\":\"a b\",\"cookie\":\"abc\",\"peer\":\"127.0.0.1\"}",
                       target);
        assert_string_equal(reply.body, expected);
        http_reply_finish(&reply);
    }
}

static void test_server__bodies_arrive_whole_and_connections_stay_open(void **state)
{
    AUTO(http_client) struct http_client *client = started_client(state);
    char body[BODY_MAX + 1];
    memset(body, 'x', BODY_MAX);
    body[BODY_MAX] = '\0';
    for (int i = 0; i < 3; i++) {
        struct http_reply reply;
        http_client_request(client, "POST", "/bytes", NULL, body, &reply);
        assert_int_equal(reply.status, 201);
        assert_int_equal(reply.body_len, BODY_MAX);
        assert_string_equal(reply.body, body);
        http_reply_finish(&reply);
    }
}

static void test_server__a_chunked_body_arrives_whole(void **state)
{
    AUTO(http_client) struct http_client *client = started_client(state);
    struct http_reply reply;
    assert_true(http_client_send_text(
        client,
        "POST /bytes HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"));
    assert_true(http_client_send_text(client, "6\r\n world\r\n0\r\n\r\n"));
    http_client_receive(client, "POST", &reply);
    assert_int_equal(reply.status, 201);
    assert_string_equal(reply.body, "hello world");
    http_reply_finish(&reply);
}

static void test_server__every_answer_has_the_strict_headers_and_the_time(void **state)
{
    AUTO(http_client) struct http_client *client = started_client(state);
    static const char *const targets[] = {"/echo/1", "/quick/1", "/nothing", "/fault/io"};
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        struct http_reply reply;
        http_client_request(client, "GET", targets[i], NULL, NULL, &reply);
        assert_header(&reply, "Shoushi-Time", "1732323612000000");
        assert_header(&reply, "Cache-Control", "no-store");
        assert_header(&reply, "X-Content-Type-Options", "nosniff");
        assert_header(&reply, "Referrer-Policy", "no-referrer");
        assert_header(&reply, "X-Frame-Options", "DENY");
        assert_header(&reply, "Content-Security-Policy",
                      "default-src 'none'; frame-ancestors 'none'");
        http_reply_finish(&reply);
    }
}

static void test_server__unknown_paths_and_methods(void **state)
{
    AUTO(http_client) struct http_client *client = started_client(state);
    struct http_reply reply;
    http_client_request(client, "GET", "/nothing", NULL, NULL, &reply);
    assert_problem(&reply, 404, "shoushi:path");
    http_reply_finish(&reply);
    http_client_request(client, "DELETE", "/echo/1", NULL, NULL, &reply);
    assert_problem(&reply, 405, "shoushi:method");
    assert_header(&reply, "Allow", "GET, HEAD, POST");
    http_reply_finish(&reply);
}

static void test_server__head_is_get_without_a_body(void **state)
{
    AUTO(http_client) struct http_client *client = started_client(state);
    struct http_reply get, head;
    http_client_request(client, "GET", "/echo/1", NULL, NULL, &get);
    char length[32];
    assert_non_null(http_reply_header(&get, "Content-Length", length, sizeof length));
    char expected[32];
    (void)snprintf(expected, sizeof expected, "%lu", strtoul(length, NULL, 10) + 1); /* "HEAD" */
    http_client_request(client, "HEAD", "/echo/1", NULL, NULL, &head);
    assert_int_equal(head.status, 200);
    assert_header(&head, "Content-Length", expected);
    http_reply_finish(&head);
    http_reply_finish(&get);
    http_client_request(client, "GET", "/echo/2", NULL, NULL, &get);
    assert_int_equal(get.status, 200);
    http_reply_finish(&get);
}

static void test_server__faults_are_answered_without_their_text(void **state)
{
    AUTO(http_client) struct http_client *client = started_client(state);
    struct http_reply reply;
    http_client_request(client, "GET", "/fault/io", NULL, NULL, &reply);
    assert_problem(&reply, 500, "shoushi:internal");
    assert_null(strstr(reply.body, "secret"));
    http_reply_finish(&reply);
    http_client_request(client, "GET", "/fault/busy", NULL, NULL, &reply);
    assert_problem(&reply, 503, "shoushi:busy");
    assert_header(&reply, "Retry-After", "1");
    http_reply_finish(&reply);
    http_client_request(client, "GET", "/silence", NULL, NULL, &reply);
    assert_problem(&reply, 500, "shoushi:internal");
    http_reply_finish(&reply);
}

static void test_server__json_bodies_are_read_strictly(void **state)
{
    static const struct {
        const char *type, *body;
        unsigned status;
        const char *problem, *part;
    } cases[] = {
        {"application/json", "{\"number\":3}", 204, NULL, NULL},
        {"Application/JSON; charset=utf-8", "{\"number\":3}", 204, NULL, NULL},
        {"text/plain", "{\"number\":3}", 415, "shoushi:media_type", "application/json"},
        {"application/jsonx", "{\"number\":3}", 415, "shoushi:media_type", "application/json"},
        {"application/json", "{\"number\":3", 400, "shoushi:malformed", "line 1"},
        {"application/json", "{\"number\":\"\xff\"}", 400, "shoushi:malformed", "decode byte"},
        {"application/json", "[]", 400, "shoushi:malformed", "expected an object"},
        {"application/json", "", 400, "shoushi:malformed", "line"},
        {"application/json", "{\"number\":6}", 422, "shoushi:invalid",
         "\"detail\":\"6 is not between 1 and 5\",\"field\":\"number\""},
    };
    AUTO(http_client) struct http_client *client = started_client(state);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char header[128];
        (void)snprintf(header, sizeof header, "Content-Type: %s\r\n", cases[i].type);
        struct http_reply reply;
        http_client_request(client, "POST", "/json", header, cases[i].body, &reply);
        assert_int_equal(reply.status, cases[i].status);
        if (cases[i].problem) {
            assert_problem(&reply, cases[i].status, cases[i].problem);
            if (!strstr(reply.body, cases[i].part)) {
                fail_msg("'%s' does not say '%s'", reply.body, cases[i].part);
            }
        }
        http_reply_finish(&reply);
    }
}

static void test_server__a_gate_lets_its_callers_pass(void **state)
{
    AUTO(http_client) struct http_client *client = started_client(state);
    struct http_reply reply;
    http_client_request(client, "GET", "/gated", "Number: 7\r\n", NULL, &reply);
    assert_int_equal(reply.status, 200);
    assert_string_equal(reply.body, "visitor");
    http_reply_finish(&reply);
    http_client_request(client, "GET", "/gated", "Number: 8\r\n", NULL, &reply);
    assert_problem(&reply, 401, "shoushi:number");
    http_reply_finish(&reply);
}

static void test_server__a_file_is_sent_whole(void **state)
{
    struct fixture *fixture = *state;
    char block[1000];
    memset(block, 'f', sizeof block);
    for (int i = 0; i < 300; i++) {
        assert_int_equal(fwrite(block, 1, sizeof block, fixture->file), sizeof block);
    }
    assert_int_equal(fflush(fixture->file), 0);
    AUTO(http_client) struct http_client *client = started_client(state);
    struct http_reply reply;
    http_client_request(client, "GET", "/file", NULL, NULL, &reply);
    assert_int_equal(reply.status, 200);
    assert_int_equal(reply.body_len, 300 * sizeof block);
    assert_header(&reply, "Content-Disposition",
                  "attachment; filename*=UTF-8''%E5%8D%81%E4%B8%80%E6%9C%88%20%22a%22.xlsx");
    http_reply_finish(&reply);
}

static void test_server__garbage_is_refused(void **state)
{
    static const char *const garbage[] = {
        "\r\n\r\n\r\nGARBAGE\r\n\r\n",
        "GET /echo/1\r\n\r\n\r\n",
        "GET /echo/1 HTTP/1.1\r\n\r\n", /* without Host */
        "GET /echo/%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /echo/%00 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /echo/1?a=1&a=2 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://other/echo/1 HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /bytes HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST /bytes HTTP/1.1\r\nHost: a\r\nContent-Length: 1x\r\n\r\nab",
        "POST /bytes HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "\x16\x03\x01\x02\x01\x01\xfc\x03\x03\r\n\r\n", /* such as TLS */
    };
    for (size_t i = 0; i < sizeof garbage / sizeof garbage[0]; i++) {
        unsigned status = status_of(state, garbage[i]);
        if (status != 0 && status / 100 != 4 && status != 505) {
            fail_msg("garbage %zu gave %u", i, status);
        }
    }
    assert_int_equal(status_of(state, "GET /echo/1 HTTP/1.1\r\nHost: a\r\n\r\n"), 200);
}

/* What a proxy before the server could read as another request than the server does. */
static void test_server__ambiguous_framing_is_refused(void **state)
{
    static const char *const headers[] = {
        "Host: a\r\nHost: b\r\n",
        "Host: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n",
        "Host: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Host: a\r\nTransfer-Encoding: gzip\r\n",
        "Host: a\r\nTransfer-Encoding: gzip, chunked\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Host: a\r\nContent-Length: +5\r\n",
        "Host: a\r\nContent-Length: 5, 5\r\n",
    };
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        char text[256];
        (void)snprintf(text, sizeof text, "POST /bytes HTTP/1.1\r\n%s\r\n0\r\n\r\n", headers[i]);
        unsigned status = status_of(state, text);
        if (status != 400) {
            fail_msg("'%s' gave %u", headers[i], status);
        }
    }
    assert_int_equal(status_of(state, "POST /bytes HTTP/1.1\r\nHost: a\r\n"
                                      "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                     201);
}

static void test_server__too_large_is_said(void **state)
{
    struct http_reply reply;
    AUTO(http_client) struct http_client *client = started_client(state);
    char body[BODY_MAX + 2];
    memset(body, 'x', BODY_MAX + 1);
    body[BODY_MAX + 1] = '\0';
    http_client_request(client, "POST", "/bytes", NULL, body, &reply);
    assert_problem(&reply, 413, "shoushi:too_large");
    http_reply_finish(&reply);

    assert_int_equal(status_of(state, "POST /bytes HTTP/1.1\r\nHost: a\r\n"
                                      "Content-Length: 99999999999999999999999\r\n\r\n"),
                     413);
    assert_int_equal(status_of(state, "POST /echo/1 HTTP/1.1\r\nHost: a\r\n"
                                      "Content-Length: 1073741824\r\n\r\n"),
                     413);

    AUTO(memory) char *target = calloc(1, 12000);
    assert_non_null(target);
    memset(target, 'a', 11000);
    target[0] = '/';
    AUTO(http_client) struct http_client *second = started_client(state);
    http_client_request(second, "GET", target, NULL, NULL, &reply);
    assert_problem(&reply, 414, "shoushi:too_large");
    http_reply_finish(&reply);
}

static void test_server__a_chunked_body_over_its_limit_is_refused_and_then_cut(void **state)
{
    AUTO(http_client) struct http_client *client = started_client(state);
    struct http_reply reply;
    static const char head[] =
        "POST /bytes HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    char chunk[0x1000 + 16];
    int len = snprintf(chunk, sizeof chunk, "1000\r\n%04096d\r\n", 0);
    assert_true(http_client_send(client, head, sizeof head - 1));
    assert_true(http_client_send(client, chunk, (size_t)len));
    assert_true(http_client_send_text(client, "0\r\n\r\n"));
    http_client_receive(client, "POST", &reply);
    assert_problem(&reply, 413, "shoushi:too_large");
    http_reply_finish(&reply);

    AUTO(http_client) struct http_client *flood = started_client(state);
    assert_true(http_client_send(flood, head, sizeof head - 1));
    int sent = 0;
    while (sent < 16384 && http_client_send(flood, chunk, (size_t)len)) {
        sent++;
    }
    assert_true(sent < 16384); /* 64 MiB were not taken */
}

static void test_server__large_headers_are_refused(void **state)
{
    AUTO(memory) char *header = calloc(1, 100000);
    assert_non_null(header);
    strcpy(header, "X: ");
    memset(header + 3, 'x', 60000);
    strcpy(header + 60003, "\r\n");
    struct http_reply reply;
    AUTO(http_client) struct http_client *client = started_client(state);
    http_client_request(client, "GET", "/echo/1", header, NULL, &reply);
    assert_problem(&reply, 431, "shoushi:too_large");
    http_reply_finish(&reply);
    header[0] = '\0';
    for (int i = 0; i < 100; i++) {
        strcat(header, "X: y\r\n");
    }
    AUTO(http_client) struct http_client *second = started_client(state);
    http_client_request(second, "GET", "/echo/1", header, NULL, &reply);
    assert_problem(&reply, 400, "shoushi:malformed");
    http_reply_finish(&reply);
}

/* A byte now and then keeps libmicrohttpd's own time-out from ever coming. */
static bool drip_until_cut(struct http_client *client, const char *bytes)
{
    for (int i = 0; i < 1000; i++) {
        if (!http_client_send(client, bytes, 1)) {
            return true;
        }
        (void)usleep(20000); /* the pace of the drip is what is tested */
    }
    return false;
}

static void test_server__headers_that_drip_are_cut(void **state)
{
    struct fixture *fixture = *state;
    fixture->settings.header_timeout_ms = 1000; /* a slow machine asks within it */
    AUTO(http_client) struct http_client *client = started_client(state);
    assert_true(http_client_send_text(client, "GET /echo/1 HTTP/1.1\r\nHost: a\r\nX: "));
    assert_true(drip_until_cut(client, "x"));
    assert_int_equal(status_of(state, "GET /echo/1 HTTP/1.1\r\nHost: a\r\n\r\n"), 200);
}

static void test_server__a_body_that_drips_is_cut(void **state)
{
    struct fixture *fixture = *state;
    fixture->settings.body_timeout_ms = 300;
    fixture->settings.header_timeout_ms = 3600000;
    AUTO(http_client) struct http_client *client = started_client(state);
    assert_true(http_client_send_text(
        client, "POST /bytes HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n"));
    assert_true(drip_until_cut(client, "x"));
}

static void test_server__an_answer_that_nobody_reads_is_cut(void **state)
{
    struct fixture *fixture = *state;
    fixture->settings.send_timeout_ms = 20;
    fixture->settings.header_timeout_ms = 3600000;
    char block[4096] = {0};
    for (int i = 0; i < 2048; i++) { /* 8 MiB: more than the sockets' buffers hold */
        assert_int_equal(fwrite(block, 1, sizeof block, fixture->file), sizeof block);
    }
    assert_int_equal(fflush(fixture->file), 0);
    AUTO(http_client) struct http_client *client = started_client(state);
    assert_true(http_client_send_text(client, "GET /file HTTP/1.1\r\nHost: a\r\n\r\n"));
    assert_true(drip_until_cut(client, "\n"));
}

static void test_server__connections_of_one_address_are_bounded(void **state)
{
    struct fixture *fixture = *state;
    fixture->settings.connections_per_address_max = 3;
    AUTO(http_client) struct http_client *first = started_client(state);
    AUTO(http_client) struct http_client *second = started_client(state);
    AUTO(http_client) struct http_client *third = started_client(state);
    struct http_client *const within[] = {first, second, third};
    for (size_t i = 0; i < 3; i++) {
        struct http_reply reply;
        http_client_request(within[i], "GET", "/echo/1", NULL, NULL, &reply);
        assert_int_equal(reply.status, 200);
        http_reply_finish(&reply);
    }
    assert_int_equal(status_of(state, "GET /echo/1 HTTP/1.1\r\nHost: a\r\n\r\n"), 0);
}

static void assert_peer(void **state, const char *forwarded, const char *expected)
{
    AUTO(http_client) struct http_client *client = started_client(state);
    char header[256], part[128];
    struct http_reply reply;
    (void)snprintf(header, sizeof header, "X-Forwarded-For: %s\r\n", forwarded);
    (void)snprintf(part, sizeof part, "\"peer\":\"%s\"", expected);
    http_client_request(client, "GET", "/echo/1", header, NULL, &reply);
    if (!strstr(reply.body, part)) {
        fail_msg("'%s' gave %s", forwarded, reply.body);
    }
    http_reply_finish(&reply);
}

static void test_server__behind_a_proxy_the_last_forwarder_is_believed(void **state)
{
    struct fixture *fixture = *state;
    fixture->settings.proxied = true;
    assert_peer(state, "203.0.113.9", "203.0.113.9");
    assert_peer(state, "10.0.0.1, evil, 203.0.113.9", "203.0.113.9");
    assert_peer(state, "10.0.0.1,2001:db8::7", "2001:db8::7");
    assert_peer(state, "203.0.113.9, evil", "127.0.0.1");
    assert_peer(state, "", "127.0.0.1");
    assert_peer(state, "203.0.113.9\r\nX-Forwarded-For: 198.51.100.7", "198.51.100.7");
}

static void test_server__without_a_proxy_nobody_is_believed(void **state)
{
    assert_peer(state, "203.0.113.9", "127.0.0.1");
}

static void test_server__plain_http_stays_on_loopback_unless_said(void **state)
{
    struct fixture *fixture = *state;
    static const char *const outside[] = {"0.0.0.0", "::", "192.0.2.1"};
    struct error err = {0};
    for (size_t i = 0; i < 3; i++) {
        fixture->settings.address = outside[i];
        assert_false(http_server_create(&fixture->settings, NULL, 0, &fixture->server, &err));
        assert_int_equal(err.code, ERROR_DENIED);
        assert_non_null(strstr(err.text, outside[i]));
        assert_non_null(strstr(err.text, "insecure_http = true"));
    }
    fixture->settings.address = "0.0.0.0";
    fixture->settings.insecure_http = true;
    start(fixture);
    assert_non_null(strstr(http_server_url(fixture->server), "http://0.0.0.0:"));
}

static void test_server__an_address_in_use_or_wrong_is_named(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    struct http_server_settings second = fixture->settings;
    second.port = (int64_t)strtoul(strrchr(http_server_url(fixture->server), ':') + 1, NULL, 10);
    struct http_server *server = NULL;
    struct error err = {0};
    assert_false(http_server_create(&second, NULL, 0, &server, &err));
    assert_non_null(strstr(err.text, "in use"));
    second.address = "localhost";
    assert_false(http_server_create(&second, NULL, 0, &server, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    assert_non_null(strstr(err.text, "localhost"));
}

int main(void)
{
#define WIRE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WIRE_TEST(test_server__a_handler_sees_the_request_decoded),
        WIRE_TEST(test_server__bodies_arrive_whole_and_connections_stay_open),
        WIRE_TEST(test_server__a_chunked_body_arrives_whole),
        WIRE_TEST(test_server__every_answer_has_the_strict_headers_and_the_time),
        WIRE_TEST(test_server__unknown_paths_and_methods),
        WIRE_TEST(test_server__head_is_get_without_a_body),
        WIRE_TEST(test_server__faults_are_answered_without_their_text),
        WIRE_TEST(test_server__json_bodies_are_read_strictly),
        WIRE_TEST(test_server__a_gate_lets_its_callers_pass),
        WIRE_TEST(test_server__a_file_is_sent_whole),
        WIRE_TEST(test_server__garbage_is_refused),
        WIRE_TEST(test_server__ambiguous_framing_is_refused),
        WIRE_TEST(test_server__too_large_is_said),
        WIRE_TEST(test_server__a_chunked_body_over_its_limit_is_refused_and_then_cut),
        WIRE_TEST(test_server__large_headers_are_refused),
        WIRE_TEST(test_server__headers_that_drip_are_cut),
        WIRE_TEST(test_server__a_body_that_drips_is_cut),
        WIRE_TEST(test_server__an_answer_that_nobody_reads_is_cut),
        WIRE_TEST(test_server__connections_of_one_address_are_bounded),
        WIRE_TEST(test_server__behind_a_proxy_the_last_forwarder_is_believed),
        WIRE_TEST(test_server__without_a_proxy_nobody_is_believed),
        WIRE_TEST(test_server__plain_http_stays_on_loopback_unless_said),
        WIRE_TEST(test_server__an_address_in_use_or_wrong_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
