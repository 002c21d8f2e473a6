/* Long polls and deferred answers over real connections. Nothing here waits for time to pass but
 * for what it waits for: a handler says through a semaphore that it has run. */

#include "http_wait.h"

#include "cmocka_tests.h"
#include "http_client.h"
#include "http_server.h"
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define CLIENTS 300

struct board {
    struct http_topic *topic;
    atomic_int value;
    atomic_int calls;
    sem_t called;
    sem_t may_end;
    struct http_deferred *deferred;
};

/* The value once it is above `since`, waiting up to `wait` ms for it. */
static bool handle_poll(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    (void)err;
    struct board *board = user;
    int since = (int)strtol(http_request_query(request, "since"), NULL, 10);
    int wait_ms = (int)strtol(http_request_query(request, "wait"), NULL, 10);
    uint64_t seen = http_topic_seen(board->topic);
    int value = board->value;
    board->calls++;
    if (value <= since && http_request_may_wait(request, wait_ms)) {
        http_response_wait(response, board->topic, seen, wait_ms);
    } else {
        char text[16];
        int len = snprintf(text, sizeof text, "%d", value);
        http_response_bytes(response, 200, "text/plain", text, (size_t)len);
    }
    (void)sem_post(&board->called);
    return true;
}

/* Never content: asks to wait whatever it is told. */
static bool handle_stubborn(struct http_request *request, struct http_response *response,
                            void *user, struct error *err)
{
    (void)request;
    (void)err;
    struct board *board = user;
    http_response_wait(response, board->topic, http_topic_seen(board->topic), 50);
    return true;
}

/* Something changes between the look and the wait. */
static bool handle_overtaken(struct http_request *request, struct http_response *response,
                             void *user, struct error *err)
{
    (void)request;
    (void)err;
    struct board *board = user;
    uint64_t seen = http_topic_seen(board->topic);
    if (board->calls++ == 0) {
        http_topic_notify(board->topic);
        http_response_wait(response, board->topic, seen, 3600000);
    } else {
        http_response_empty(response, 204);
    }
    return true;
}

static bool handle_defer(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    (void)request;
    struct board *board = user;
    bool good = http_response_defer(response, &board->deferred, err);
    (void)sem_post(&board->called);
    return good;
}

/* Sent before the handler has even returned. */
static bool handle_defer_fast(struct http_request *request, struct http_response *response,
                              void *user, struct error *err)
{
    (void)request;
    (void)user;
    struct http_deferred *deferred;
    if (!http_response_defer(response, &deferred, err)) {
        return false;
    }
    http_response_bytes(http_deferred_response(deferred), 200, "text/plain", "fast", 4);
    http_deferred_send(deferred);
    return true;
}

static bool handle_slow(struct http_request *request, struct http_response *response, void *user,
                        struct error *err)
{
    (void)request;
    (void)err;
    struct board *board = user;
    (void)sem_post(&board->called);
    (void)sem_wait(&board->may_end);
    http_response_bytes(response, 200, "text/plain", "slow", 4);
    return true;
}

static bool handle_quick(struct http_request *request, struct http_response *response, void *user,
                         struct error *err)
{
    (void)request;
    (void)user;
    (void)err;
    http_response_bytes(response, 200, "text/plain", "quick", 5);
    return true;
}

static const struct http_route routes[] = {
    {"GET", "/poll", handle_poll, 0, 0, 0},
    {"GET", "/stubborn", handle_stubborn, 0, 0, 0},
    {"GET", "/overtaken", handle_overtaken, 0, 0, 0},
    {"GET", "/defer", handle_defer, 0, 0, 0},
    {"GET", "/defer-fast", handle_defer_fast, 0, 0, 0},
    {"GET", "/slow", handle_slow, 0, 0, 0},
    {"GET", "/quick", handle_quick, 0, 0, HTTP_ROUTE_INLINE},
};

struct fixture {
    struct board board;
    struct http_server *server;
};

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    struct error err = {0};
    assert_true(http_topic_create(&fixture->board.topic, &err));
    assert_int_equal(sem_init(&fixture->board.called, 0, 0), 0);
    assert_int_equal(sem_init(&fixture->board.may_end, 0, 0), 0);
    struct http_server_settings settings;
    http_server_settings_init(&settings);
    settings.port = 0;
    settings.workers = 2;
    settings.stop_grace_ms = 200;
    settings.connections_per_address_max = CLIENTS + 10;
    struct http_route_set set = {.routes = routes,
                                 .route_count = sizeof routes / sizeof routes[0],
                                 .user = &fixture->board,
                                 .gate = http_gate_open};
    assert_true(http_server_create(&settings, &set, 1, &fixture->server, &err));
    assert_true(http_server_start(fixture->server, &err));
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    http_server_destroy(fixture->server);
    http_topic_destroy(fixture->board.topic);
    (void)sem_destroy(&fixture->board.called);
    (void)sem_destroy(&fixture->board.may_end);
    free(fixture);
    return 0;
}

static struct http_client *ask(struct fixture *fixture, const char *target)
{
    struct http_client *client = http_client_create(http_server_url(fixture->server));
    char line[128];
    (void)snprintf(line, sizeof line, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", target);
    assert_true(http_client_send_text(client, line));
    return client;
}

static void assert_answer(struct http_client *client, unsigned status, const char *body)
{
    struct http_reply reply;
    http_client_receive(client, "GET", &reply);
    if (reply.status != status || (body && strcmp(reply.body, body) != 0)) {
        fail_msg("%u '%s' instead of %u '%s'", reply.status, reply.body, status, body ? body : "…");
    }
    http_reply_finish(&reply);
}

static void change(struct board *board, int value)
{
    board->value = value;
    http_topic_notify(board->topic);
}

static void test_wait__a_change_wakes_the_poll(void **state)
{
    struct fixture *fixture = *state;
    AUTO(http_client) struct http_client *client = ask(fixture, "/poll?since=0&wait=3600000");
    assert_int_equal(sem_wait(&fixture->board.called), 0);
    change(&fixture->board, 7);
    assert_answer(client, 200, "7");
    assert_int_equal(fixture->board.calls, 2);
}

static void test_wait__what_is_there_is_answered_at_once(void **state)
{
    struct fixture *fixture = *state;
    change(&fixture->board, 3);
    AUTO(http_client) struct http_client *client = ask(fixture, "/poll?since=2&wait=3600000");
    assert_answer(client, 200, "3");
    assert_int_equal(fixture->board.calls, 1);
}

static void test_wait__a_change_that_does_not_concern_it_lets_it_wait_on(void **state)
{
    struct fixture *fixture = *state;
    AUTO(http_client) struct http_client *client = ask(fixture, "/poll?since=5&wait=3600000");
    for (int i = 1; i <= 6; i++) {
        assert_int_equal(sem_wait(&fixture->board.called), 0);
        change(&fixture->board, i);
    }
    assert_answer(client, 200, "6");
    assert_int_equal(fixture->board.calls, 7);
}

static void test_wait__the_time_ends_the_poll(void **state)
{
    struct fixture *fixture = *state;
    struct timespec from, to;
    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &from), 0);
    AUTO(http_client) struct http_client *client = ask(fixture, "/poll?since=0&wait=150");
    assert_answer(client, 200, "0");
    assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &to), 0);
    int64_t waited_ms = (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
    assert_in_range(waited_ms, 150, 10000);
    assert_int_equal(fixture->board.calls, 2);
}

static void test_wait__a_change_before_the_wait_is_not_missed(void **state)
{
    struct fixture *fixture = *state;
    AUTO(http_client) struct http_client *client = ask(fixture, "/overtaken");
    assert_answer(client, 204, NULL);
}

static void test_wait__a_handler_that_would_wait_for_ever_is_ended(void **state)
{
    struct fixture *fixture = *state;
    AUTO(http_client) struct http_client *client = ask(fixture, "/stubborn");
    assert_answer(client, 503, NULL);
}

/* Two workers and two I/O threads: a waiting poll has no thread. */
static void test_wait__hundreds_wait_without_a_thread_each(void **state)
{
    struct fixture *fixture = *state;
    struct http_client *clients[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = ask(fixture, "/poll?since=0&wait=3600000");
    }
    for (int i = 0; i < CLIENTS; i++) {
        assert_int_equal(sem_wait(&fixture->board.called), 0);
    }
    AUTO(http_client) struct http_client *quick = ask(fixture, "/quick");
    assert_answer(quick, 200, "quick");
    change(&fixture->board, 9);
    for (int i = 0; i < CLIENTS; i++) {
        assert_answer(clients[i], 200, "9");
        http_client_destroy(clients[i]);
    }
}

static void test_wait__a_client_that_left_is_no_trouble(void **state)
{
    struct fixture *fixture = *state;
    http_client_destroy(ask(fixture, "/poll?since=0&wait=3600000"));
    assert_int_equal(sem_wait(&fixture->board.called), 0);
    change(&fixture->board, 1);
    AUTO(http_client) struct http_client *client = ask(fixture, "/quick");
    assert_answer(client, 200, "quick");
}

static void test_deferred__the_answer_comes_from_another_thread(void **state)
{
    struct fixture *fixture = *state;
    AUTO(http_client) struct http_client *client = ask(fixture, "/defer");
    assert_int_equal(sem_wait(&fixture->board.called), 0);
    struct http_deferred *deferred = fixture->board.deferred;
    http_response_bytes(http_deferred_response(deferred), 200, "text/plain", "later", 5);
    http_deferred_send(deferred);
    assert_answer(client, 200, "later");
}

static void test_deferred__it_may_be_sent_before_the_handler_returns(void **state)
{
    struct fixture *fixture = *state;
    AUTO(http_client) struct http_client *client = ask(fixture, "/defer-fast");
    assert_answer(client, 200, "fast");
}

static void test_server__a_slow_handler_holds_up_no_connection(void **state)
{
    struct fixture *fixture = *state;
    AUTO(http_client) struct http_client *slow = ask(fixture, "/slow");
    AUTO(http_client) struct http_client *slower = ask(fixture, "/slow");
    assert_int_equal(sem_wait(&fixture->board.called), 0);
    assert_int_equal(sem_wait(&fixture->board.called), 0);
    AUTO(http_client) struct http_client *quick = ask(fixture, "/quick");
    assert_answer(quick, 200, "quick");
    (void)sem_post(&fixture->board.may_end);
    (void)sem_post(&fixture->board.may_end);
    assert_answer(slow, 200, "slow");
    assert_answer(slower, 200, "slow");
}

static void test_stop__polls_are_answered(void **state)
{
    struct fixture *fixture = *state;
    AUTO(http_client) struct http_client *client = ask(fixture, "/poll?since=0&wait=3600000");
    assert_int_equal(sem_wait(&fixture->board.called), 0);
    http_server_stop(fixture->server);
    assert_answer(client, 200, "0");
}

static void test_stop__a_deferred_answer_is_given_up(void **state)
{
    struct fixture *fixture = *state;
    AUTO(http_client) struct http_client *client = ask(fixture, "/defer");
    assert_int_equal(sem_wait(&fixture->board.called), 0);
    http_server_destroy(TAKE(fixture->server));
    struct http_deferred *deferred = fixture->board.deferred;
    http_response_bytes(http_deferred_response(deferred), 200, "text/plain", "late", 4);
    http_deferred_send(deferred);
    assert_answer(client, 503, NULL);
}

static void *end_handler(void *user)
{
    struct board *board = user;
    (void)sem_post(&board->may_end);
    return NULL;
}

static void test_stop__a_running_handler_ends_first(void **state)
{
    struct fixture *fixture = *state;
    AUTO(http_client) struct http_client *client = ask(fixture, "/slow");
    assert_int_equal(sem_wait(&fixture->board.called), 0);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, end_handler, &fixture->board), 0);
    http_server_stop(fixture->server);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_answer(client, 200, "slow");
    assert_true(http_client_read_to_end(client));
}

int main(void)
{
#define WIRE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WIRE_TEST(test_wait__a_change_wakes_the_poll),
        WIRE_TEST(test_wait__what_is_there_is_answered_at_once),
        WIRE_TEST(test_wait__a_change_that_does_not_concern_it_lets_it_wait_on),
        WIRE_TEST(test_wait__the_time_ends_the_poll),
        WIRE_TEST(test_wait__a_change_before_the_wait_is_not_missed),
        WIRE_TEST(test_wait__a_handler_that_would_wait_for_ever_is_ended),
        WIRE_TEST(test_wait__hundreds_wait_without_a_thread_each),
        WIRE_TEST(test_wait__a_client_that_left_is_no_trouble),
        WIRE_TEST(test_deferred__the_answer_comes_from_another_thread),
        WIRE_TEST(test_deferred__it_may_be_sent_before_the_handler_returns),
        WIRE_TEST(test_server__a_slow_handler_holds_up_no_connection),
        WIRE_TEST(test_stop__polls_are_answered),
        WIRE_TEST(test_stop__a_deferred_answer_is_given_up),
        WIRE_TEST(test_stop__a_running_handler_ends_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
