/* Which answers are compressed, as a client on the wire sees them. */

#include "cmocka_tests.h"
#include "http_client.h"
#include "http_coding.h"
#include "http_server.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define LONG_LEN (20 * HTTP_CODING_MIN_LEN)

/* {"text":"aaaa…"} of LEN letters. */
static bool handle_text(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    (void)user;
    (void)err;
    char letters[LONG_LEN + 1];
    size_t len = strtoul(http_request_parameter(request, "len"), NULL, 10);
    memset(letters, 'a', len);
    letters[len] = '\0';
    http_response_json(response, 200, json_pack("{s:s}", "text", letters));
    if (http_request_query(request, "etag")) {
        http_response_header(response, "ETag", "\"1\"");
    }
    return true;
}

static bool handle_bytes(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    (void)request;
    (void)user;
    (void)err;
    char *zeros = calloc(1, LONG_LEN);
    assert_non_null(zeros);
    http_response_take(response, 200, "application/pdf", zeros, LONG_LEN);
    return true;
}

static const struct http_route routes[] = {
    {"GET", "/text/{len}", handle_text, 0, 0, 0},
    {"POST", "/text/{len}", handle_text, 0, 100, 0},
    {"GET", "/secret/{len}", handle_text, 0, 0, HTTP_ROUTE_SECRET},
    {"GET", "/bytes", handle_bytes, 0, 0, 0},
};

static int setup(void **state)
{
    struct http_server_settings settings;
    struct http_server *server;
    struct error err = {0};
    http_server_settings_init(&settings);
    settings.port = 0;
    const struct http_route_set set = {
        .routes = routes, .route_count = sizeof routes / sizeof routes[0], .gate = http_gate_open};
    assert_true(http_server_create(&settings, &set, 1, &server, &err));
    assert_true(http_server_start(server, &err));
    *state = server;
    return 0;
}

static int teardown(void **state)
{
    http_server_destroy(*state);
    return 0;
}

static bool is_coded(const struct http_reply *reply)
{
    char coding[64];
    const char *seen = http_reply_header(reply, "Content-Encoding", coding, sizeof coding);
    assert_int_equal(reply->status, 200);
    assert_true(!seen || strcmp(seen, "gzip") == 0);
    return seen != NULL;
}

static bool asks_coded(void **state, const char *method, const char *target, const char *headers)
{
    AUTO(http_client) struct http_client *client = http_client_create(http_server_url(*state));
    struct http_reply reply;
    const char *body = strcmp(method, "POST") == 0 ? "{}" : NULL;
    http_client_request(client, method, target, headers, body, &reply);
    bool coded = is_coded(&reply);
    http_reply_finish(&reply);
    return coded;
}

#define GZIP "Accept-Encoding: gzip, br\r\n"

static void test_coding__a_long_answer_is_shorter_and_the_same(void **state)
{
    AUTO(http_client) struct http_client *client = http_client_create(http_server_url(*state));
    struct http_reply plain, coded;
    char vary[64];
    http_client_request(client, "GET", "/text/9000", NULL, NULL, &plain);
    http_client_request(client, "GET", "/text/9000", GZIP, NULL, &coded);
    assert_false(is_coded(&plain));
    assert_true(is_coded(&coded));
    assert_true(coded.body_len < plain.body_len / 10);
    assert_string_equal(http_reply_header(&plain, "Vary", vary, sizeof vary), "Accept-Encoding");
    assert_string_equal(http_reply_header(&coded, "Vary", vary, sizeof vary), "Accept-Encoding");
    unsigned char whole[10000];
    z_stream stream = {.next_in = (unsigned char *)coded.body,
                       .avail_in = (unsigned)coded.body_len,
                       .next_out = whole,
                       .avail_out = sizeof whole};
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.total_out, plain.body_len);
    assert_memory_equal(whole, plain.body, plain.body_len);
    (void)inflateEnd(&stream);
    http_reply_finish(&plain);
    http_reply_finish(&coded);
}

static void test_coding__what_is_short_or_no_json_stays(void **state)
{
    assert_false(asks_coded(state, "GET", "/text/100", GZIP));
    assert_false(asks_coded(state, "GET", "/bytes", GZIP));
    assert_false(asks_coded(state, "GET", "/text/9000?etag=1", GZIP));
}

static void test_coding__only_for_who_takes_it(void **state)
{
    assert_true(asks_coded(state, "GET", "/text/9000", "Accept-Encoding: br;q=1, GZip;q=0.5\r\n"));
    assert_false(asks_coded(state, "GET", "/text/9000", "Accept-Encoding: gzip;q=0\r\n"));
    assert_false(asks_coded(state, "GET", "/text/9000", "Accept-Encoding: xgzip, identity\r\n"));
    assert_true(asks_coded(state, "HEAD", "/text/9000", GZIP));
}

static void test_coding__nothing_that_breach_could_read(void **state)
{
    assert_false(asks_coded(state, "GET", "/secret/9000", GZIP));
    assert_false(
        asks_coded(state, "POST", "/text/9000", GZIP "Content-Type: application/json\r\n"));
    assert_false(asks_coded(state, "GET", "/text/9000", GZIP "Sec-Fetch-Site: cross-site\r\n"));
    assert_false(asks_coded(state, "GET", "/text/9000", GZIP "Sec-Fetch-Site: same-site\r\n"));
    assert_true(asks_coded(state, "GET", "/text/9000", GZIP "Sec-Fetch-Site: same-origin\r\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coding__a_long_answer_is_shorter_and_the_same),
        cmocka_unit_test(test_coding__what_is_short_or_no_json_stays),
        cmocka_unit_test(test_coding__only_for_who_takes_it),
        cmocka_unit_test(test_coding__nothing_that_breach_could_read),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
