#include "check.h"

#include "cleanup.h"
#include "cmocka_tests.h"
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>

static void test_check__a_broken_invariant_ends_the_program_and_says_where(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)dup2(ends[1], STDERR_FILENO); /* a failure shows as an empty text */
        int taps = 1;
        CHECK(taps == 2);
        _exit(0);
    }
    (void)close(ends[1]); /* the child has its own */
    char text[512] = "";
    ssize_t len = read(ends[0], text, sizeof text - 1);
    (void)close(ends[0]); /* read only: nothing can be lost */
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    assert_true(len > 0);
    assert_non_null(strstr(text, "check_test.c"));
    assert_non_null(strstr(text, "taps == 2"));
}

static void test_check__a_true_condition_is_evaluated_once(void **state)
{
    (void)state;
    int times = 0;
    CHECK(++times == 1);
    assert_int_equal(times, 1);
}

struct lamp {
    int *destroyed;
};

static void lamp_destroy(struct lamp *lamp)
{
    if (lamp) {
        ++*lamp->destroyed;
    }
}
DEFINE_AUTO(lamp);

static struct lamp *hand_over(struct lamp *lamp)
{
    AUTO(lamp) struct lamp *mine = lamp;
    return TAKE(mine);
}

static void test_cleanup__scope_destroys_what_was_not_handed_over(void **state)
{
    (void)state;
    int destroyed = 0;
    struct lamp lamp = {&destroyed};
    {
        AUTO(lamp) struct lamp *kept = hand_over(&lamp);
        assert_int_equal(destroyed, 0);
        assert_ptr_equal(kept, &lamp);
    }
    assert_int_equal(destroyed, 1);
}

static void test_cleanup__descriptors_close_unless_taken(void **state)
{
    (void)state;
    int taken = -1;
    int closed = -1;
    {
        AUTO(fd) int first = open("/dev/null", O_RDONLY | O_CLOEXEC);
        AUTO(fd) int second = open("/dev/null", O_RDONLY | O_CLOEXEC);
        assert_true(first >= 0 && second >= 0);
        closed = second;
        taken = TAKE_FD(first);
        assert_int_equal(first, -1);
    }
    assert_int_equal(fcntl(closed, F_GETFD), -1);
    assert_true(fcntl(taken, F_GETFD) >= 0);
    assert_int_equal(close(taken), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check__a_broken_invariant_ends_the_program_and_says_where),
        cmocka_unit_test(test_check__a_true_condition_is_evaluated_once),
        cmocka_unit_test(test_cleanup__scope_destroys_what_was_not_handed_over),
        cmocka_unit_test(test_cleanup__descriptors_close_unless_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
