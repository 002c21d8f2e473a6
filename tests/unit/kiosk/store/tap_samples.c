#include "tap_samples.h"

#include "check.h"
#include <stdio.h>
#include <string.h>

void tap_samples_init(struct tap_samples *samples)
{
    temporary_folder_init(&samples->folder);
    fake_clock_init(&samples->clock, TAP_SAMPLES_UTC_US);
}

void tap_samples_finish(struct tap_samples *samples)
{
    temporary_folder_finish(&samples->folder);
}

struct record_store_place tap_samples_place(struct tap_samples *samples)
{
    return (struct record_store_place){
        .folder = samples->folder.path,
        .kiosk = "k0001",
        .first_epoch = 1,
        .clock = &samples->clock.clock,
    };
}

struct record_store *tap_samples_open(struct tap_samples *samples)
{
    struct record_store_place place = tap_samples_place(samples);
    struct record_store *store = NULL;
    struct error err = {0};
    bool opened = record_store_open(&place, &store, &samples->opening, &err);
    if (!opened) {
        (void)fprintf(stderr, "%s\n", err.text);
    }
    CHECK(opened);
    return store;
}

struct tap_record tap_samples_tap(int seconds)
{
    struct tap_record tap = {
        .boot = "00112233445566778899aabbccddeeff",
        .at_utc_us = TAP_SAMPLES_UTC_US + seconds * INT64_C(1000000),
        .mono_us = seconds * INT64_C(1000000),
        .clock = TAP_CLOCK_SYNCED,
        .card = TAP_CARD_RECOGNISED,
        .staff = "s1",
        .shown = {.verdict = "on_time"},
    };
    memset(tap.token.hash.bytes, 7, HASH_BYTES);
    return tap;
}

void tap_samples_append(struct record_store *store, int first, int count)
{
    for (int i = first; i < first + count; i++) {
        struct tap_record tap = tap_samples_tap(i * 60);
        struct error err = {0};
        bool recorded = record_store_append(store, &tap, &err);
        if (!recorded) {
            (void)fprintf(stderr, "%s\n", err.text);
        }
        CHECK(recorded);
    }
}
