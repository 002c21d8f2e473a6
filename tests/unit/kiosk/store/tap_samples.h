#pragma once
/* A kiosk's folder with a store in it, and taps to append. CHECK stands for what a test cannot go
 * on without. One thread an object. */

#include "fake_clock.h"
#include "record_store.h"
#include "temporary_folder.h"

#define TAP_SAMPLES_UTC_US INT64_C(1772411400000000) /* 2026-03-02T00:30:00Z */

struct tap_samples {
    struct temporary_folder folder;
    struct fake_clock clock;
    struct record_store_opening opening; /* of the last tap_samples_open */
};

void tap_samples_init(struct tap_samples *samples);
void tap_samples_finish(struct tap_samples *samples);

/* The place of kiosk k0001, with no head trusted. */
struct record_store_place tap_samples_place(struct tap_samples *samples);

/* Opens the store at that place. */
struct record_store *tap_samples_open(struct tap_samples *samples);

/* A tap of staff s1, some seconds after TAP_SAMPLES_UTC_US. */
struct tap_record tap_samples_tap(int seconds);

/* Appends count such taps, a minute apart, beginning with number first. */
void tap_samples_append(struct record_store *store, int first, int count);
