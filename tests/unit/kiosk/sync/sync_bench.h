#pragma once
/* A kiosk that is enrolled at a fake server, in a folder of its own, with a clock that stands
 * still: what the tests of the sync engine and its thread begin with. One thread. */

#include "fake_server.h"
#include "sync_engine.h"
#include "tap_samples.h"

struct sync_bench {
    struct tap_samples samples; /* folder and clock */
    struct fake_server *server;
    struct record_store *store;
    struct identity identity;
    struct sync_engine *engine; /* of sync_bench_start; NULL before */
    struct sync_report report;  /* the last one, without its facts */
    struct facts *facts;        /* the last ones */
    int expected;               /* for the conditions of a test */
};

void sync_bench_init(struct sync_bench *bench);
void sync_bench_finish(struct sync_bench *bench);

struct sync_settings sync_bench_settings(struct sync_bench *bench);

/* Makes the engine, or makes it anew as after a restart; the first is for disks that fail. */
bool sync_bench_try_start(struct sync_bench *bench, struct error *err) MUST_USE;
void sync_bench_start(struct sync_bench *bench);

/* Taps count times, beginning with that number, and tells the engine. */
void sync_bench_tap(struct sync_bench *bench, int first, int count);

/* Turns the engine until the condition holds; where it does not in a bounded number of steps, the
 * test fails and says what it waited for. */
typedef bool sync_bench_condition(struct sync_bench *bench);
void sync_bench_turn_until(struct sync_bench *bench, sync_bench_condition *condition,
                           const char *what);
#define TURN_UNTIL(bench, condition) sync_bench_turn_until(bench, condition, #condition)

/* The same while time goes on, a second with each step: past any back-off. */
void sync_bench_pass_until(struct sync_bench *bench, sync_bench_condition *condition,
                           const char *what);
#define PASS_UNTIL(bench, condition) sync_bench_pass_until(bench, condition, #condition)

/* Turns it a few times, for what should not happen. */
void sync_bench_turn(struct sync_bench *bench);

/* Time goes on. */
void sync_bench_advance(struct sync_bench *bench, int64_t ms);

/* For cmocka: a bench for each test, in *ret_state. */
int sync_bench_set_up(void **ret_state);
int sync_bench_tear_down(void **ret_state);
#define WITH_BENCH(test)                                                                           \
    cmocka_unit_test_setup_teardown(test, sync_bench_set_up, sync_bench_tear_down)

/* Conditions. */
bool sync_bench_network_is_up(struct sync_bench *bench);
bool sync_bench_network_is_down(struct sync_bench *bench);
bool sync_bench_all_is_sent(struct sync_bench *bench); /* bench->expected lines */
bool sync_bench_is_refused(struct sync_bench *bench);
bool sync_bench_staff_is_there(struct sync_bench *bench); /* bench->expected people */

/* Turns until the server holds that many lines and the kiosk has no other; and that it does so
 * without having put any aside. */
void sync_bench_send_all(struct sync_bench *bench, int lines);
void sync_bench_expect_lines(struct sync_bench *bench, int lines);

/* People s1, s2 … of the unit u1 are told, from the number first on; and until so many are known.
 */
void sync_bench_put_staff(struct sync_bench *bench, int first, int count);
void sync_bench_wait_for_staff(struct sync_bench *bench, int count);
