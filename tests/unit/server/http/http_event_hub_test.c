/* Event streams over real connections. */

#include "http_event_hub.h"

#include "cmocka_tests.h"
#include "http_client.h"
#include "http_server.h"
#include <stdio.h>
#include <string.h>

#define LISTENERS 500

struct fixture {
    struct http_event_hub_settings settings;
    struct http_event_hub *hub;
    struct http_server *server;
};

static bool handle_live(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    (void)err;
    struct fixture *fixture = user;
    http_response_events(request, response, fixture->hub);
    return true;
}

static bool lets_own(const char *label, void *user)
{
    return strcmp(label, user) == 0;
}

static bool handle_filtered(struct http_request *request, struct http_response *response,
                            void *user, struct error *err)
{
    (void)err;
    struct fixture *fixture = user;
    static char own[] = "u1";
    const struct http_event_filter filter = {.lets = lets_own, .user = own};
    http_response_filtered_events(request, response, fixture->hub, &filter);
    return true;
}

static const struct http_route routes[] = {
    {"GET", "/filtered", handle_filtered, 0, 0, 0},
    {"GET", "/live", handle_live, 0, 0, 0},
    {"GET", "/inline", handle_live, 0, 0, HTTP_ROUTE_INLINE},
};

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    http_event_hub_settings_init(&fixture->settings);
    fixture->settings.last_id = 100;
    *state = fixture;
    return 0;
}

static void start(struct fixture *fixture)
{
    struct error err = {0};
    assert_true(http_event_hub_create(&fixture->settings, &fixture->hub, &err));
    struct http_server_settings settings;
    http_server_settings_init(&settings);
    settings.port = 0;
    settings.connections_per_address_max = LISTENERS + 10;
    struct http_route_set set = {
        .routes = routes, .route_count = 3, .user = fixture, .gate = http_gate_open};
    assert_true(http_server_create(&settings, &set, 1, &fixture->server, &err));
    assert_true(http_server_start(fixture->server, &err));
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    http_server_destroy(fixture->server);
    http_event_hub_destroy(fixture->hub);
    free(fixture);
    return 0;
}

static void publish(struct fixture *fixture, int64_t id, const char *data)
{
    struct error err = {0};
    if (!http_event_hub_publish(fixture->hub, "tap", id, data, strlen(data), &err)) {
        fail_msg("%s", err.text);
    }
}

/* A listener whose stream has begun: the greeting is only sent once it is among the hub's. */
static struct http_client *listen_to(struct fixture *fixture, const char *target,
                                     const char *header)
{
    struct http_client *client = http_client_create(http_server_url(fixture->server));
    char text[256];
    (void)snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: a\r\n%s\r\n", target, header);
    assert_true(http_client_send_text(client, text));
    assert_true(http_client_read_until(client, "\r\n\r\n"));
    assert_true(http_client_read_until(client, "retry: 3000\n\n"));
    return client;
}

static void assert_event(struct http_client *client, const char *text)
{
    if (!http_client_read_until(client, text)) {
        fail_msg("not seen: '%s'; unread: '%s'", text, http_client_unread(client));
    }
}

static void test_hub__an_event_reaches_every_listener(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    AUTO(http_client) struct http_client *first = listen_to(fixture, "/live", "");
    AUTO(http_client) struct http_client *second = listen_to(fixture, "/inline", "");
    publish(fixture, 101, "{\"a\":1}");
    publish(fixture, 102, "two\nlines\r\nand\r");
    struct http_client *const both[] = {first, second};
    for (size_t i = 0; i < 2; i++) {
        assert_event(both[i], "event: tap\nid: 101\ndata: {\"a\":1}\n\n");
        assert_event(both[i], "event: tap\nid: 102\ndata: two\ndata: lines\ndata: and\ndata: \n\n");
    }
}

static void test_hub__the_answer_is_an_event_stream(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    AUTO(http_client)
    struct http_client *client = http_client_create(http_server_url(fixture->server));
    assert_true(http_client_send_text(client, "GET /live HTTP/1.1\r\nHost: a\r\n\r\n"));
    assert_true(http_client_read_until(client, "Content-Type: text/event-stream\r\n"));
    struct http_reply reply;
    AUTO(http_client)
    struct http_client *head = http_client_create(http_server_url(fixture->server));
    http_client_request(head, "HEAD", "/live", NULL, NULL, &reply);
    assert_int_equal(reply.status, 200);
    http_reply_finish(&reply);
}

static void test_hub__a_listener_resumes_after_the_id_it_saw(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    for (int id = 101; id <= 105; id++) {
        publish(fixture, id, "x");
    }
    static const struct {
        const char *target, *header;
    } ways[] = {
        {"/live", "Last-Event-ID: 103\r\n"},
        {"/live?after=103", ""},
        {"/live?after=101", "Last-Event-ID: 103\r\n"}, /* the header is newer than the page */
    };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        AUTO(http_client)
        struct http_client *client = listen_to(fixture, ways[i].target, ways[i].header);
        assert_event(client, "event: tap\nid: 104\ndata: x\n\nevent: tap\nid: 105\ndata: x\n\n");
        assert_null(strstr(http_client_unread(client), "id: "));
    }
    AUTO(http_client) struct http_client *all = listen_to(fixture, "/live?after=100", "");
    assert_event(all, "event: tap\nid: 101\n");
    assert_event(all, "id: 105\ndata: x\n\n");
    assert_int_equal(http_event_hub_last_id(fixture->hub), 105);
}

static void test_hub__an_id_in_a_gap_resumes_behind_it(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    publish(fixture, 110, "x");
    publish(fixture, 120, "y");
    AUTO(http_client) struct http_client *client = listen_to(fixture, "/live?after=115", "");
    assert_event(client, "event: tap\nid: 120\ndata: y\n\n");
}

static void test_hub__what_cannot_be_resumed_is_reset(void **state)
{
    struct fixture *fixture = *state;
    fixture->settings.ring_max = 3;
    start(fixture);
    for (int id = 101; id <= 105; id++) {
        publish(fixture, id, "x");
    }
    static const char *const lost[] = {"/live?after=99",  "/live?after=101", "/live?after=106",
                                       "/live?after=abc", "/live?after=",    "/live?after=-1"};
    for (size_t i = 0; i < sizeof lost / sizeof lost[0]; i++) {
        AUTO(http_client) struct http_client *client = listen_to(fixture, lost[i], "");
        assert_event(client, "event: reset\nid: 105\ndata: {}\n\n");
    }
    AUTO(http_client) struct http_client *lost_one = listen_to(fixture, "/live?after=99", "");
    assert_event(lost_one, "event: reset\nid: 105\ndata: {}\n\n");
    publish(fixture, 106, "next");
    assert_event(lost_one, "event: tap\nid: 106\ndata: next\n\n");
    AUTO(http_client) struct http_client *kept = listen_to(fixture, "/live?after=103", "");
    assert_event(kept, "event: tap\nid: 104\n");
    AUTO(http_client) struct http_client *dropped = listen_to(fixture, "/live?after=102", "");
    assert_event(dropped, "event: reset\nid: 106\n");
}

static void test_hub__before_the_first_event_the_start_is_known(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    AUTO(http_client) struct http_client *client = listen_to(fixture, "/live?after=100", "");
    publish(fixture, 101, "x");
    assert_event(client, "event: tap\nid: 101\n");
    assert_null(strstr(http_client_unread(client), "reset"));
}

static void test_hub__a_listener_that_does_not_read_is_reset(void **state)
{
    struct fixture *fixture = *state;
    fixture->settings.ring_max = 4;
    start(fixture);
    AUTO(http_client) struct http_client *client = listen_to(fixture, "/live", "");
    char data[60000];
    memset(data, 'x', sizeof data - 1);
    data[sizeof data - 1] = '\0';
    for (int id = 101; id <= 600; id++) { /* 30 MB: more than the sockets' buffers hold */
        publish(fixture, id, data);
    }
    assert_event(client, "event: reset\nid: 600\ndata: {}\n\n");
    publish(fixture, 601, "back");
    assert_event(client, "event: tap\nid: 601\ndata: back\n\n");
}

static void publish_for(struct fixture *fixture, const char *label, int64_t id, const char *data)
{
    struct error err = {0};
    const struct http_event event = {"tap", label, id, data, strlen(data)};
    if (!http_event_hub_publish_event(fixture->hub, &event, &err)) {
        fail_msg("%s", err.text);
    }
}

/* What is not for a listener is passed over, live and when it resumes. */
static void test_hub__a_filter_lets_through_what_is_meant(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    for (int round = 0; round < 2; round++) {
        AUTO(http_client)
        struct http_client *client = http_client_create(http_server_url(fixture->server));
        assert_true(http_client_send_text(client, "GET /filtered HTTP/1.1\r\nHost: x\r\n"
                                                  "Last-Event-ID: 100\r\n\r\n"));
        if (round == 0) {
            publish_for(fixture, "u2", 201, "theirs");
            publish_for(fixture, "u1", 302, "ours");
            publish_for(fixture, "u2", 403, "theirs too");
            publish_for(fixture, "", 504, "everybody's");
        }
        assert_true(http_client_read_until(client, "retry: 3000"));
        assert_true(http_client_read_until(client, "event: tap\nid: "));
        assert_int_equal(http_client_next_byte(client), '3');
        assert_true(http_client_read_until(client, "event: tap\nid: "));
        assert_int_equal(http_client_next_byte(client), '5');
    }
}

static void test_hub__ids_ascend_and_data_are_bounded(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    struct error err = {0};
    assert_false(http_event_hub_publish(fixture->hub, "tap", 100, "x", 1, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    publish(fixture, 101, "x");
    assert_false(http_event_hub_publish(fixture->hub, "tap", 101, "x", 1, &err));
    AUTO(memory) char *data = calloc(1, HTTP_EVENT_DATA_MAX + 1);
    assert_non_null(data);
    memset(data, '\n', HTTP_EVENT_DATA_MAX + 1);
    assert_false(
        http_event_hub_publish(fixture->hub, "tap", 102, data, HTTP_EVENT_DATA_MAX + 1, &err));
    assert_true(http_event_hub_publish(fixture->hub, "tap", 102, data, HTTP_EVENT_DATA_MAX, &err));
}

static void test_hub__silence_is_kept_alive(void **state)
{
    struct fixture *fixture = *state;
    fixture->settings.keep_alive_ms = 50;
    start(fixture);
    AUTO(http_client) struct http_client *client = listen_to(fixture, "/live", "");
    for (int i = 0; i < 3; i++) {
        assert_event(client, ":\n\n");
    }
    publish(fixture, 101, "x");
    assert_event(client, "event: tap\nid: 101\n");
}

static void test_hub__an_old_stream_ends_and_is_resumed(void **state)
{
    struct fixture *fixture = *state;
    fixture->settings.keep_alive_ms = 20;
    fixture->settings.stream_age_ms = 60;
    start(fixture);
    AUTO(http_client) struct http_client *client = listen_to(fixture, "/live", "");
    publish(fixture, 101, "x");
    assert_event(client, "event: tap\nid: 101\ndata: x\n\n");
    assert_event(client, "0\r\n\r\n"); /* the end of a chunked body */
    publish(fixture, 102, "y");
    AUTO(http_client) struct http_client *again = listen_to(fixture, "/live?after=101", "");
    assert_event(again, "event: tap\nid: 102\ndata: y\n\n");
}

static void test_hub__five_hundred_listen_and_no_more(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    struct http_client *clients[LISTENERS];
    for (int i = 0; i < LISTENERS; i++) {
        clients[i] = listen_to(fixture, "/live", "");
    }
    AUTO(http_client)
    struct http_client *refused = http_client_create(http_server_url(fixture->server));
    struct http_reply reply;
    http_client_request(refused, "GET", "/live", NULL, NULL, &reply);
    assert_int_equal(reply.status, 503);
    assert_non_null(strstr(reply.body, "shoushi:listeners"));
    http_reply_finish(&reply);
    publish(fixture, 101, "x");
    for (int i = 0; i < LISTENERS; i++) {
        assert_event(clients[i], "event: tap\nid: 101\ndata: x\n\n");
        http_client_destroy(clients[i]);
    }
}

static void test_hub__who_left_makes_room(void **state)
{
    struct fixture *fixture = *state;
    fixture->settings.listeners_max = 1;
    fixture->settings.keep_alive_ms = 600000; /* whoever finds no room has the others looked at */
    start(fixture);
    http_client_destroy(listen_to(fixture, "/live", ""));
    bool joined = false;
    for (int i = 0; !joined && i < 1000; i++) { /* until the server has noticed */
        AUTO(http_client)
        struct http_client *client = http_client_create(http_server_url(fixture->server));
        assert_true(http_client_send_text(client, "GET /live HTTP/1.1\r\nHost: a\r\n\r\n"));
        assert_true(http_client_read_until(client, "HTTP/1.1 "));
        joined = http_client_next_byte(client) == '2';
    }
    assert_true(joined);
}

static void test_stop__streams_end(void **state)
{
    struct fixture *fixture = *state;
    start(fixture);
    AUTO(http_client) struct http_client *client = listen_to(fixture, "/live", "");
    http_server_stop(fixture->server);
    assert_event(client, "0\r\n\r\n");
    assert_true(http_client_read_to_end(client));
}

int main(void)
{
#define WIRE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WIRE_TEST(test_hub__an_event_reaches_every_listener),
        WIRE_TEST(test_hub__the_answer_is_an_event_stream),
        WIRE_TEST(test_hub__a_listener_resumes_after_the_id_it_saw),
        WIRE_TEST(test_hub__an_id_in_a_gap_resumes_behind_it),
        WIRE_TEST(test_hub__what_cannot_be_resumed_is_reset),
        WIRE_TEST(test_hub__before_the_first_event_the_start_is_known),
        WIRE_TEST(test_hub__a_listener_that_does_not_read_is_reset),
        WIRE_TEST(test_hub__a_filter_lets_through_what_is_meant),
        WIRE_TEST(test_hub__ids_ascend_and_data_are_bounded),
        WIRE_TEST(test_hub__silence_is_kept_alive),
        WIRE_TEST(test_hub__an_old_stream_ends_and_is_resumed),
        WIRE_TEST(test_hub__five_hundred_listen_and_no_more),
        WIRE_TEST(test_hub__who_left_makes_room),
        WIRE_TEST(test_stop__streams_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
