#include "judging_turn.h"

#include "check.h"
#include "cmocka_tests.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

static void test_judging_turns__one_at_a_time(void **state)
{
    (void)state;
    AUTO(judging_turns) struct judging_turns *turns = judging_turns_create();
    struct error err = {0};
    assert_non_null(turns);
    assert_true(judging_turns_take(turns, 0, &err));
    assert_false(judging_turns_take(turns, 0, &err));
    assert_int_equal(err.code, ERROR_BUSY);
    judging_turns_give(turns);
    assert_true(judging_turns_take(turns, 0, &err));
    judging_turns_give(turns);
}

struct waiters {
    struct judging_turns *turns;
    atomic_int got, refused;
};

static void *wait_for_turn(void *user)
{
    struct waiters *waiters = user;
    struct error err;
    bool got = judging_turns_take(waiters->turns, 60000, &err);
    atomic_fetch_add(got ? &waiters->got : &waiters->refused, 1);
    return NULL;
}

/* Of two who come while it is taken one waits; the other is told at once, however long it would. */
static void test_judging_turns__one_waits_and_gets_it(void **state)
{
    (void)state;
    AUTO(judging_turns) struct judging_turns *turns = judging_turns_create();
    struct waiters waiters = {.turns = turns};
    struct error err;
    pthread_t threads[2];
    assert_true(judging_turns_take(turns, 0, &err));
    for (size_t i = 0; i < 2; i++) {
        CHECK(pthread_create(&threads[i], NULL, wait_for_turn, &waiters) == 0);
    }
    while (atomic_load(&waiters.refused) == 0) {
        sched_yield();
    }
    assert_int_equal(atomic_load(&waiters.got), 0);
    judging_turns_give(turns);
    for (size_t i = 0; i < 2; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
    assert_int_equal(atomic_load(&waiters.refused), 1);
    assert_int_equal(atomic_load(&waiters.got), 1);
    judging_turns_give(turns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_judging_turns__one_at_a_time),
        cmocka_unit_test(test_judging_turns__one_waits_and_gets_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
