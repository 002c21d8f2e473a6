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
