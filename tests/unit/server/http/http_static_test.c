/* The console's files as a browser gets them. */

#include "http_static.h"

#include "cmocka_tests.h"
#include "file.h"
#include "http_client.h"
#include "http_server.h"
#include "temporary_folder.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct fixture {
    struct temporary_folder folder;
    struct http_static *files;
    struct http_server *server;
};

static void write_file(struct fixture *fixture, const char *name, const char *text)
{
    char path[512];
    struct error err = {0};
    if (!file_replace(temporary_folder_path(&fixture->folder, name, path), text, strlen(text), 0644,
                      &err)) {
        fail_msg("%s", err.text);
    }
}

static void make_folder(struct fixture *fixture, const char *name)
{
    char path[512];
    assert_int_equal(mkdir(temporary_folder_path(&fixture->folder, name, path), 0755), 0);
}

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    temporary_folder_init(&fixture->folder);
    make_folder(fixture, "console");
    make_folder(fixture, "console/assets");
    write_file(fixture, "secret.txt", "secret");
    write_file(fixture, "console/index.html", "<!doctype html>");
    write_file(fixture, "console/favicon.svg", "<svg/>");
    write_file(fixture, "console/.hidden", "hidden");
    write_file(fixture, "console/assets/index-BfX3k2aQ.js", "plain script");
    write_file(fixture, "console/assets/index-BfX3k2aQ.js.br", "brotli script");
    write_file(fixture, "console/assets/index-BfX3k2aQ.js.gz", "gzip script");
    write_file(fixture, "console/assets/only-gz-12345678.css", "plain style");
    write_file(fixture, "console/assets/only-gz-12345678.css.gz", "gzip style");
    static const char *const links[] = {"console/link.txt", "console/index.html.gz"};
    for (size_t i = 0; i < 2; i++) {
        char link[512], target[512];
        assert_int_equal(symlink(temporary_folder_path(&fixture->folder, "secret.txt", target),
                                 temporary_folder_path(&fixture->folder, links[i], link)),
                         0);
    }
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    http_server_destroy(fixture->server);
    http_static_destroy(fixture->files);
    temporary_folder_finish(&fixture->folder);
    free(fixture);
    return 0;
}

static bool handle_site(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    (void)request;
    (void)user;
    (void)err;
    http_response_empty(response, 204);
    return true;
}

static const struct http_route api_routes[] = {{"GET", "/api/v1/site", handle_site, 0, 0, 0}};

static struct http_client *started_client(void **state)
{
    struct fixture *fixture = *state;
    if (!fixture->server) {
        char path[512];
        struct error err = {0};
        struct http_server_settings settings;
        http_server_settings_init(&settings);
        settings.port = 0;
        assert_true(http_static_create(temporary_folder_path(&fixture->folder, "console", path),
                                       &fixture->files, &err));
        const struct http_route_set sets[] = {
            http_static_routes(fixture->files),
            {.routes = api_routes, .route_count = 1, .gate = http_gate_open},
        };
        assert_true(http_server_create(&settings, sets, 2, &fixture->server, &err));
        assert_true(http_server_start(fixture->server, &err));
    }
    return http_client_create(http_server_url(fixture->server));
}

static void assert_header(const struct http_reply *reply, const char *name, const char *expected)
{
    char value[512];
    const char *seen = http_reply_header(reply, name, value, sizeof value);
    bool same = seen && expected ? strcmp(seen, expected) == 0 : !seen && !expected;
    if (!same) {
        fail_msg("%s: %s, expected %s", name, seen ? seen : "not there",
                 expected ? expected : "nothing");
    }
}

static void assert_get(void **state, const char *target, const char *headers, unsigned status,
                       const char *body)
{
    AUTO(http_client) struct http_client *client = started_client(state);
    struct http_reply reply;
    http_client_request(client, "GET", target, headers, NULL, &reply);
    if (reply.status != status || (body && strcmp(reply.body, body) != 0)) {
        fail_msg("%s: %u '%s' instead of %u '%s'", target, reply.status, reply.body, status,
                 body ? body : "…");
    }
    http_reply_finish(&reply);
}

static void test_static__files_are_served_with_their_type(void **state)
{
    AUTO(http_client) struct http_client *client = started_client(state);
    static const struct {
        const char *target, *body, *type, *caching;
    } cases[] = {
        {"/", "<!doctype html>", "text/html; charset=utf-8", "no-cache"},
        {"/index.html", "<!doctype html>", "text/html; charset=utf-8", "no-cache"},
        {"/favicon.svg", "<svg/>", "image/svg+xml", "no-cache"},
        {"/assets/index-BfX3k2aQ.js", "plain script", "text/javascript; charset=utf-8",
         "public, max-age=31536000, immutable"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct http_reply reply;
        http_client_request(client, "GET", cases[i].target, NULL, NULL, &reply);
        assert_int_equal(reply.status, 200);
        assert_string_equal(reply.body, cases[i].body);
        assert_header(&reply, "Content-Type", cases[i].type);
        assert_header(&reply, "Cache-Control", cases[i].caching);
        char policy[512];
        assert_non_null(
            http_reply_header(&reply, "Content-Security-Policy", policy, sizeof policy));
        assert_non_null(strstr(policy, "script-src 'self'"));
        assert_non_null(strstr(policy, "frame-ancestors 'none'"));
        assert_null(strstr(policy, "unsafe"));
        http_reply_finish(&reply);
    }
}

static void test_static__a_known_etag_is_304(void **state)
{
    AUTO(http_client) struct http_client *client = started_client(state);
    struct http_reply reply;
    char etag[128], header[512];
    http_client_request(client, "GET", "/", NULL, NULL, &reply);
    assert_non_null(http_reply_header(&reply, "ETag", etag, sizeof etag));
    http_reply_finish(&reply);
    static const char *const fronts[] = {"", "W/", "\"other\", "};
    for (size_t i = 0; i < sizeof fronts / sizeof fronts[0]; i++) {
        (void)snprintf(header, sizeof header, "If-None-Match: %s%s\r\n", fronts[i], etag);
        http_client_request(client, "GET", "/", header, NULL, &reply);
        assert_int_equal(reply.status, 304);
        assert_header(&reply, "ETag", etag);
        assert_header(&reply, "Cache-Control", "no-cache");
        http_reply_finish(&reply);
    }
    http_client_request(client, "GET", "/", "If-None-Match: \"other\"\r\n", NULL, &reply);
    assert_int_equal(reply.status, 200);
    http_reply_finish(&reply);
}

static void test_static__the_best_accepted_encoding_is_served(void **state)
{
    static const struct {
        const char *accept, *encoding, *body;
    } cases[] = {
        {"", NULL, "plain script"},
        {"Accept-Encoding: gzip, deflate, br\r\n", "br", "brotli script"},
        {"Accept-Encoding: gzip, deflate\r\n", "gzip", "gzip script"},
        {"Accept-Encoding: GZIP;q=0.5\r\n", "gzip", "gzip script"},
        {"Accept-Encoding: br;q=0, gzip\r\n", "gzip", "gzip script"},
        {"Accept-Encoding: br;q=0.000,gzip; q=0\r\n", NULL, "plain script"},
        {"Accept-Encoding: brotli, xgzip\r\n", NULL, "plain script"},
    };
    AUTO(http_client) struct http_client *client = started_client(state);
    char etags[2][128];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct http_reply reply;
        http_client_request(client, "GET", "/assets/index-BfX3k2aQ.js", cases[i].accept, NULL,
                            &reply);
        assert_int_equal(reply.status, 200);
        assert_string_equal(reply.body, cases[i].body);
        assert_header(&reply, "Content-Encoding", cases[i].encoding);
        assert_header(&reply, "Content-Type", "text/javascript; charset=utf-8");
        assert_header(&reply, "Vary", "Accept-Encoding");
        assert_non_null(http_reply_header(&reply, "ETag", etags[i % 2], sizeof etags[0]));
        http_reply_finish(&reply);
        assert_true(i != 1 || strcmp(etags[0], etags[1]) != 0);
    }
    assert_get(state, "/assets/only-gz-12345678.css", "Accept-Encoding: br, gzip\r\n", 200,
               "gzip style");
}

static void test_static__deep_links_are_the_page_and_missing_files_are_not(void **state)
{
    assert_get(state, "/login", NULL, 200, "<!doctype html>");
    assert_get(state, "/reports/2026-11/units", NULL, 200, "<!doctype html>");
    assert_get(state, "/assets/", NULL, 200, "<!doctype html>");
    assert_get(state, "/assets/index-00000000.js", NULL, 404, NULL);
    assert_get(state, "/missing.css", NULL, 404, NULL);
    assert_get(state, "/api/v1/site", NULL, 204, NULL);
    assert_get(state, "/api/v1/nothing", NULL, 404, NULL);
    assert_get(state, "/api", NULL, 404, NULL);
}

static void test_static__nothing_outside_the_folder_is_reached(void **state)
{
    static const char *const escapes[] = {
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/../../secret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "//etc/passwd.txt",
        "/link.txt",
        "/.hidden",
        "/assets/..%2f..%2fsecret.txt",
        "/index.html%00.js",
        "/assets/%2e%2e%2f.x",
        "/index.html/..",
    };
    for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
        AUTO(http_client) struct http_client *client = started_client(state);
        struct http_reply reply;
        http_client_request(client, "GET", escapes[i], NULL, NULL, &reply);
        if (reply.status != 404 && reply.status != 400) {
            fail_msg("%s: %u", escapes[i], reply.status);
        }
        assert_string_not_equal(reply.body, "secret");
        http_reply_finish(&reply);
    }
    assert_get(state, "/", "Accept-Encoding: gzip\r\n", 200, "<!doctype html>");
}

static void test_static__a_folder_without_the_page_is_an_error(void **state)
{
    struct fixture *fixture = *state;
    struct error err = {0};
    struct http_static *files = NULL;
    char path[512];
    assert_false(http_static_create(temporary_folder_path(&fixture->folder, "console/assets", path),
                                    &files, &err));
    assert_non_null(strstr(err.text, "no index.html"));
    assert_false(
        http_static_create(temporary_folder_path(&fixture->folder, "nowhere", path), &files, &err));
    assert_non_null(strstr(err.text, "nowhere"));
    assert_null(files);
}

static void test_static__a_file_over_the_limit_is_an_error(void **state)
{
    struct fixture *fixture = *state;
    struct error err = {0};
    struct http_static *files = NULL;
    char path[512];
    write_file(fixture, "console/large.bin", "");
    temporary_folder_path(&fixture->folder, "console/large.bin", path);
    assert_int_equal(truncate(path, HTTP_STATIC_FILE_MAX + 1), 0);
    assert_false(
        http_static_create(temporary_folder_path(&fixture->folder, "console", path), &files, &err));
    assert_non_null(strstr(err.text, "large.bin"));
}

int main(void)
{
#define WIRE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WIRE_TEST(test_static__files_are_served_with_their_type),
        WIRE_TEST(test_static__a_known_etag_is_304),
        WIRE_TEST(test_static__the_best_accepted_encoding_is_served),
        WIRE_TEST(test_static__deep_links_are_the_page_and_missing_files_are_not),
        WIRE_TEST(test_static__nothing_outside_the_folder_is_reached),
        WIRE_TEST(test_static__a_folder_without_the_page_is_an_error),
        WIRE_TEST(test_static__a_file_over_the_limit_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
