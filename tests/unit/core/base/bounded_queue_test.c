#include "bounded_queue.h"

#include "cmocka_tests.h"
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#define WAIT_MS       20000
#define WRITERS       3
#define ITEMS_A_WRITE 4000

struct item {
    int writer;
    int number;
};

static int setup(void **state)
{
    struct bounded_queue *queue = NULL;
    if (!bounded_queue_create(4, sizeof(struct item), &queue, NULL)) {
        return -1;
    }
    *state = queue;
    return 0;
}

static int teardown(void **state)
{
    bounded_queue_destroy(*state);
    return 0;
}

static bool is_readable(const struct bounded_queue *queue)
{
    struct pollfd wait = {.fd = bounded_queue_fd(queue), .events = POLLIN};
    return poll(&wait, 1, 0) == 1 && (wait.revents & POLLIN);
}

static void test_bounded_queue__items_come_out_in_order_over_many_rounds(void **state)
{
    struct bounded_queue *queue = *state;
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 3; i++) {
            struct item in = {round, i};
            assert_true(bounded_queue_push(queue, &in));
        }
        for (int i = 0; i < 3; i++) {
            struct item out;
            assert_true(bounded_queue_pop(queue, &out));
            assert_int_equal(out.writer, round);
            assert_int_equal(out.number, i);
        }
    }
}

static void test_bounded_queue__a_full_queue_takes_nothing_and_loses_nothing(void **state)
{
    struct bounded_queue *queue = *state;
    for (int i = 0; i < 4; i++) {
        assert_true(bounded_queue_push(queue, &(struct item){0, i}));
    }
    assert_false(bounded_queue_push(queue, &(struct item){0, 99}));
    for (int i = 0; i < 4; i++) {
        struct item out;
        assert_true(bounded_queue_pop(queue, &out));
        assert_int_equal(out.number, i);
    }
    struct item untouched = {7, 7};
    assert_false(bounded_queue_pop(queue, &untouched));
    assert_int_equal(untouched.number, 7);
}

static void test_bounded_queue__the_descriptor_is_readable_while_items_are_there(void **state)
{
    struct bounded_queue *queue = *state;
    struct item out;
    assert_false(is_readable(queue));
    assert_true(bounded_queue_push(queue, &(struct item){0, 1}));
    assert_true(bounded_queue_push(queue, &(struct item){0, 2}));
    assert_true(is_readable(queue));
    assert_true(bounded_queue_pop(queue, &out));
    assert_true(is_readable(queue));
    assert_true(bounded_queue_pop(queue, &out));
    assert_false(is_readable(queue));
}

static void test_bounded_queue__waiting_ends_at_the_time_out(void **state)
{
    struct bounded_queue *queue = *state;
    assert_false(bounded_queue_wait(queue, 0));
    assert_false(bounded_queue_wait(queue, 5));
    assert_true(bounded_queue_push(queue, &(struct item){0, 1}));
    assert_true(bounded_queue_wait(queue, 0));
    assert_true(bounded_queue_wait(queue, -1));
}

static void on_alarm(int signal_number)
{
    (void)signal_number; /* only there to interrupt poll() */
}

static int64_t mono_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for CLOCK_MONOTONIC */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void test_bounded_queue__a_signal_does_not_end_the_wait(void **state)
{
    struct bounded_queue *queue = *state;
    struct sigaction action = {.sa_handler = on_alarm};
    assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
    timer_t timer;
    assert_int_equal(timer_create(CLOCK_MONOTONIC, NULL, &timer), 0);
    struct itimerspec every_5_ms = {{.tv_nsec = 5000000}, {.tv_nsec = 5000000}};
    assert_int_equal(timer_settime(timer, 0, &every_5_ms, NULL), 0);
    int64_t start_ms = mono_ms();
    assert_false(bounded_queue_wait(queue, 60));
    assert_true(mono_ms() - start_ms >= 59);
    assert_int_equal(timer_delete(timer), 0);
}

static void test_bounded_queue__destroying_null_is_fine(void **state)
{
    (void)state;
    bounded_queue_destroy(NULL);
}

struct writer {
    struct bounded_queue *queue;
    int id;
};

/* The reader empties the queue all the time, so a full queue gives way. */
static void *write_items(void *user)
{
    const struct writer *writer = user;
    for (int i = 0; i < ITEMS_A_WRITE; i++) {
        while (!bounded_queue_push(writer->queue, &(struct item){writer->id, i})) {
            (void)sched_yield(); /* cannot fail on Linux */
        }
    }
    return NULL;
}

static void test_bounded_queue__threads_lose_and_double_nothing(void **state)
{
    struct bounded_queue *queue = *state;
    pthread_t threads[WRITERS];
    struct writer writers[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){queue, i};
        assert_int_equal(pthread_create(&threads[i], NULL, write_items, &writers[i]), 0);
    }
    int next[WRITERS] = {0};
    for (int received = 0; received < WRITERS * ITEMS_A_WRITE; received++) {
        struct item out;
        assert_true(bounded_queue_wait(queue, WAIT_MS));
        assert_true(bounded_queue_pop(queue, &out));
        assert_int_equal(out.number, next[out.writer]);
        next[out.writer]++;
    }
    for (int i = 0; i < WRITERS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(next[i], ITEMS_A_WRITE);
    }
    assert_false(bounded_queue_wait(queue, 0));
}

struct echo {
    struct bounded_queue *in;
    struct bounded_queue *out;
    bool ended_in_time;
};

static void *echo_items(void *user)
{
    struct echo *echo = user;
    for (int i = 0; i < 1000; i++) {
        struct item item;
        if (!bounded_queue_wait(echo->in, WAIT_MS) || !bounded_queue_pop(echo->in, &item) ||
            !bounded_queue_push(echo->out, &item)) {
            return NULL;
        }
    }
    echo->ended_in_time = true;
    return NULL;
}

/* Each step waits for the other thread: a lost wake-up would stand still until the time-out. */
static void test_bounded_queue__no_wake_up_is_lost_between_two_threads(void **state)
{
    struct bounded_queue *there = *state;
    AUTO(bounded_queue) struct bounded_queue *back = NULL;
    assert_true(bounded_queue_create(1, sizeof(struct item), &back, NULL));
    struct echo echo = {.in = there, .out = back};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, echo_items, &echo), 0);
    for (int i = 0; i < 1000; i++) {
        struct item item = {0, i};
        assert_true(bounded_queue_push(there, &item));
        assert_true(bounded_queue_wait(back, WAIT_MS));
        assert_true(bounded_queue_pop(back, &item));
        assert_int_equal(item.number, i);
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(echo.ended_in_time);
}

#define QUEUE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        QUEUE_TEST(test_bounded_queue__items_come_out_in_order_over_many_rounds),
        QUEUE_TEST(test_bounded_queue__a_full_queue_takes_nothing_and_loses_nothing),
        QUEUE_TEST(test_bounded_queue__the_descriptor_is_readable_while_items_are_there),
        QUEUE_TEST(test_bounded_queue__waiting_ends_at_the_time_out),
        QUEUE_TEST(test_bounded_queue__a_signal_does_not_end_the_wait),
        cmocka_unit_test(test_bounded_queue__destroying_null_is_fine),
        QUEUE_TEST(test_bounded_queue__threads_lose_and_double_nothing),
        QUEUE_TEST(test_bounded_queue__no_wake_up_is_lost_between_two_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
