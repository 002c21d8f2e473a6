#include "sync_bench.h"

#include "check.h"
#include <stdio.h>
#include <string.h>

#define BOOT      "00112233445566778899aabbccddeeff"
#define STEP_MS   20
#define STEPS_MAX 500 /* ten seconds where nothing comes at all */

static void enrol(struct sync_bench *bench)
{
    struct identity *identity = &bench->identity;
    *identity = (struct identity){.kiosk = "k0001", .timezone = "Asia/Shanghai", .epoch = 1};
    memset(identity->seed, 9, sizeof identity->seed);
    (void)snprintf(identity->server_url, sizeof identity->server_url, "%s",
                   fake_server_url(bench->server));
    identity->server_key = fake_server_key(bench->server);
    struct signing_key *key = NULL;
    CHECK(signing_key_create(identity->seed, &key, NULL));
    struct public_key own = signing_key_public(key);
    signing_key_destroy(key);
    fake_server_know(bench->server, &own);
}

void sync_bench_init(struct sync_bench *bench)
{
    *bench = (struct sync_bench){0};
    tap_samples_init(&bench->samples);
    bench->server = fake_server_create(TAP_SAMPLES_UTC_US);
    enrol(bench);
    bench->store = tap_samples_open(&bench->samples);
}

void sync_bench_finish(struct sync_bench *bench)
{
    sync_engine_destroy(bench->engine);
    fake_server_destroy(bench->server);
    record_store_destroy(bench->store);
    facts_destroy(bench->facts);
    tap_samples_finish(&bench->samples);
}

struct sync_settings sync_bench_settings(struct sync_bench *bench)
{
    return (struct sync_settings){
        .folder = bench->samples.folder.path,
        .identity = &bench->identity,
        .ca_file = "",
        .clock = &bench->samples.clock.clock,
        .boot = BOOT,
    };
}

static void take_report(struct sync_bench *bench)
{
    struct sync_report report;
    if (!sync_engine_take_report(bench->engine, &report)) {
        return;
    }
    if (report.facts) {
        facts_destroy(bench->facts);
        bench->facts = TAKE(report.facts);
    }
    bench->report = report;
}

bool sync_bench_try_start(struct sync_bench *bench, struct error *err)
{
    sync_engine_destroy(TAKE(bench->engine));
    struct sync_settings settings = sync_bench_settings(bench);
    return sync_engine_create(&settings, 1, &bench->engine, err);
}

void sync_bench_start(struct sync_bench *bench)
{
    struct error err = {0};
    bool made = sync_bench_try_start(bench, &err);
    if (!made) {
        (void)fprintf(stderr, "%s\n", err.text);
    }
    CHECK(made);
    take_report(bench);
}

void sync_bench_tap(struct sync_bench *bench, int first, int count)
{
    tap_samples_append(bench->store, first, count);
    struct chain_head head = record_store_head(bench->store);
    const struct sync_door door = {
        .reader = SYNC_READER_READY,
        .last = {head.epoch, head.seq},
        .complete_to_utc_us = TAP_SAMPLES_UTC_US,
    };
    if (bench->engine) {
        sync_engine_tell(bench->engine, &door);
    }
}

static void step_until(struct sync_bench *bench, sync_bench_condition *condition, int64_t pass_ms,
                       const char *what)
{
    for (int i = 0; i < STEPS_MAX; i++) {
        take_report(bench);
        if (condition(bench)) {
            return;
        }
        sync_bench_advance(bench, pass_ms);
        sync_engine_step(bench->engine, STEP_MS);
    }
    (void)fprintf(stderr, "waited in vain for %s; network '%s', refusal '%s', storage '%s'\n", what,
                  bench->report.network_text, bench->report.refusal_text,
                  bench->report.storage_text);
    CHECK(false); /* what was waited for did not come */
}

void sync_bench_turn_until(struct sync_bench *bench, sync_bench_condition *condition,
                           const char *what)
{
    step_until(bench, condition, 0, what);
}

void sync_bench_pass_until(struct sync_bench *bench, sync_bench_condition *condition,
                           const char *what)
{
    step_until(bench, condition, 1000, what);
}

void sync_bench_turn(struct sync_bench *bench)
{
    for (int i = 0; i < 4; i++) {
        sync_engine_step(bench->engine, 5);
    }
    take_report(bench);
}

void sync_bench_advance(struct sync_bench *bench, int64_t ms)
{
    fake_clock_advance_ms(&bench->samples.clock, ms);
}

int sync_bench_set_up(void **ret_state)
{
    struct sync_bench *bench = calloc(1, sizeof *bench);
    CHECK(bench);
    sync_bench_init(bench);
    *ret_state = bench;
    return 0;
}

int sync_bench_tear_down(void **ret_state)
{
    struct sync_bench *bench = *ret_state;
    sync_bench_finish(bench);
    free(bench);
    return 0;
}

bool sync_bench_network_is_up(struct sync_bench *bench)
{
    return bench->report.network == SYNC_NETWORK_UP;
}

bool sync_bench_network_is_down(struct sync_bench *bench)
{
    return bench->report.network == SYNC_NETWORK_DOWN;
}

bool sync_bench_all_is_sent(struct sync_bench *bench)
{
    return bench->report.backlog == 0 && fake_server_lines(bench->server) == bench->expected;
}

void sync_bench_send_all(struct sync_bench *bench, int lines)
{
    bench->expected = lines;
    TURN_UNTIL(bench, sync_bench_all_is_sent);
}

void sync_bench_expect_lines(struct sync_bench *bench, int lines)
{
    CHECK(fake_server_lines(bench->server) == lines);
    CHECK(fake_server_quarantined(bench->server) == 0);
    CHECK(fake_server_unsigned(bench->server) == 0);
    CHECK(bench->report.quarantined == 0);
    CHECK(bench->report.chain == SYNC_CHAIN_WHOLE);
}

bool sync_bench_is_refused(struct sync_bench *bench)
{
    return bench->report.refusal != SYNC_REFUSAL_NONE;
}

void sync_bench_put_staff(struct sync_bench *bench, int first, int count)
{
    for (int i = first; i < first + count; i++) {
        char id[16];
        char value[96];
        (void)snprintf(id, sizeof id, "s%d", i);
        (void)snprintf(value, sizeof value, "{\"id\":\"%s\",\"name\":\"人%d\",\"unit\":\"u1\"}", id,
                       i);
        fake_server_put(bench->server, "staff", id, value);
    }
    fake_server_put(bench->server, "unit", "u1", "{\"code\":\"u1\",\"name\":\"单位\"}");
}

bool sync_bench_staff_is_there(struct sync_bench *bench)
{
    return bench->facts && facts_staff_count(bench->facts) == (size_t)bench->expected;
}

void sync_bench_wait_for_staff(struct sync_bench *bench, int count)
{
    bench->expected = count;
    TURN_UNTIL(bench, sync_bench_staff_is_there);
}
