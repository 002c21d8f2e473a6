/* The kiosk is killed at a random moment while people tap, again and again on the same store: each
 * one who was greeted is recorded, nobody twice, and the chain goes on unbroken. */

#include "check.h"
#include "cmocka_tests.h"
#include "record_store.h"
#include "tap_samples.h"
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define KILLS        120
#define TAPS_MAX     20000
#define GREETED_MAX  12  /* before a kill, at most; then up to … */
#define PAUSE_MAX_US 700 /* more, which is some commits */

struct history {
    bool greeted[TAPS_MAX];
    unsigned char seen[TAPS_MAX];
    int next; /* number of the next tap: every one is told apart by its second */
};

/* In the child: taps until it is killed. A number is written to the pipe only after the commit,
 * as a person is greeted only then. */
static void tap_for_ever(struct tap_samples *samples, int first, int pipe_end)
{
    struct record_store *store = tap_samples_open(samples);
    for (int i = first; i < TAPS_MAX; i++) {
        struct tap_record tap = tap_samples_tap(i);
        struct error err;
        CHECK(record_store_append(store, &tap, &err));
        CHECK(write(pipe_end, &i, sizeof i) == sizeof i);
    }
    _exit(0);
}

static bool read_greeting(int pipe_end, struct history *history)
{
    int number;
    ssize_t len = read(pipe_end, &number, sizeof number);
    if (len == 0) {
        return false;
    }
    assert_int_equal(len, sizeof number);
    assert_in_range(number, 0, TAPS_MAX - 1);
    history->greeted[number] = true;
    /* The tap after the last greeting may be on the disk or not; it is nobody's number again. */
    history->next = number + 2;
    return true;
}

static void kill_once(struct tap_samples *samples, struct history *history, unsigned *random)
{
    int ends[2];
    int first = history->next++; /* it too may be on the disk though nobody was greeted */
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)close(ends[0]); /* its end in the child is of no use */
        tap_for_ever(samples, first, ends[1]);
    }
    assert_int_equal(close(ends[1]), 0);
    int greetings = rand_r(random) % GREETED_MAX;
    for (int i = 0; i < greetings; i++) {
        assert_true(read_greeting(ends[0], history));
    }
    struct timespec pause = {.tv_nsec = rand_r(random) % PAUSE_MAX_US * 1000L};
    (void)ppoll(NULL, 0, &pause, NULL); /* the random moment itself: nothing is waited for */
    assert_int_equal(kill(child, SIGKILL), 0);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    while (read_greeting(ends[0], history)) {
    }
    assert_int_equal(close(ends[0]), 0);
}

static void note_record(const struct tap_record *record, void *user)
{
    struct history *history = user;
    int64_t number = (record->at_utc_us - TAP_SAMPLES_UTC_US) / 1000000;
    assert_in_range(number, 0, TAPS_MAX - 1);
    history->seen[number]++;
}

static void assert_history(struct tap_samples *samples, struct history *history)
{
    AUTO(record_store) struct record_store *store = tap_samples_open(samples);
    assert_int_not_equal(samples->opening.start, RECORD_STORE_SET_ASIDE);
    memset(history->seen, 0, sizeof history->seen);
    assert_true(record_store_each_recent(store, 0, TAPS_MAX, note_record, history, NULL));
    uint64_t recorded = 0;
    for (int i = 0; i < TAPS_MAX; i++) {
        if (history->seen[i] > 1 || (history->greeted[i] && history->seen[i] == 0)) {
            fail_msg("tap %d: greeted %d, recorded %d times", i, history->greeted[i],
                     history->seen[i]);
        }
        recorded += history->seen[i];
    }
    assert_int_equal(record_store_head(store).seq, recorded);
}

static void test_record_kill__who_was_greeted_is_recorded_once(void **state)
{
    (void)state;
    unsigned random = 20260302;
    struct tap_samples samples;
    tap_samples_init(&samples);
    struct history *history = calloc(1, sizeof *history);
    assert_non_null(history);
    int kills;
    for (kills = 0; kills < KILLS; kills++) {
        kill_once(&samples, history, &random);
        if (kills % 10 == 9) {
            assert_history(&samples, history);
        }
    }
    assert_history(&samples, history);
    print_message("%d kills among %d taps\n", kills, history->next);
    assert_true(history->next > KILLS);
    free(history);
    tap_samples_finish(&samples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_record_kill__who_was_greeted_is_recorded_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
