#include "ingest.h"

#include "arrival_store.h"
#include "check.h"
#include "intake.h"
#include "kiosk_fault.h"
#include "person_tap_store.h"
#include "signed_request.h"
#include "site_settings.h"
#include "tap_feed.h"
#include "tap_list.h"
#include "tap_resolution.h"
#include "tap_time.h"
#include "time_zone.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ingest {
    struct storage *storage;
    const struct clock *clock;
    struct time_zone *zone;
    char timezone[SITE_TIMEZONE_MAX + 1]; /* the zone's name */
    struct hasher *hasher;
    struct signing_key *signing_key;
    struct ingest_observer observers[INGEST_OBSERVERS_MAX];
    size_t observer_count;
    struct tap_list taps;    /* of the group that is being written */
    struct tap_list ordered; /* the same in another order; kept for its memory */
    struct boot_list boots;  /* of whose clocks the group has learned something */
    struct touch_list moved; /* whom that concerns */
};

/* A batch in the writer's queue. */
struct ingest_job {
    struct ingest *ingest;
    struct ingest_batch *batch;
    ingest_done *on_done;
    void *user;
};

static bool turn_to_zone(struct ingest *ingest, const char *timezone, struct error *err)
{
    size_t len = strlen(timezone);
    if (strcmp(ingest->timezone, timezone) == 0) {
        return true;
    }
    AUTO(time_zone) struct time_zone *zone = NULL;
    if (len > SITE_TIMEZONE_MAX) {
        return error_set(err, ERROR_INVALID, "time zone: longer than %d bytes", SITE_TIMEZONE_MAX);
    }
    if (!time_zone_create(timezone, &zone, err)) {
        return false;
    }
    time_zone_destroy(ingest->zone);
    ingest->zone = TAKE(zone);
    memcpy(ingest->timezone, timezone, len + 1);
    return true;
}

/* Looked up for each batch: the site's document may have come since, or been put elsewhere. */
static bool follow_site(struct ingest *ingest, struct database *database, struct error *err)
{
    struct site_settings site;
    bool found;
    return site_settings_read(database, &found, &site, err) &&
           (!found || turn_to_zone(ingest, site.timezone, err));
}

static bool run_batch(struct database *database, void *user, struct error *err)
{
    struct ingest_job *job = user;
    struct ingest *ingest = job->ingest;
    if (!follow_site(ingest, database, err)) {
        return false;
    }
    const struct intake_tools tools = {
        .zone = ingest->zone,
        .hasher = ingest->hasher,
        .taps = &ingest->taps,
        .boots = &ingest->boots,
        .now_utc_us = clock_utc_us(ingest->clock),
    };
    return intake_run(&tools, database, job->batch, err);
}

/* Signed only here, on the writer's thread and after the commit: a head that is signed is held. */
static void sign_head(struct ingest *ingest, struct ingest_batch *batch)
{
    batch->head_signature =
        signed_request_sign_head(batch->proof.kiosk, &batch->head, ingest->signing_key);
}

static void end_batch(void *user, const struct error *failure)
{
    struct ingest_job *job = user;
    if (!failure && job->batch->outcome == INGEST_OUTCOME_DONE) {
        sign_head(job->ingest, job->batch);
    }
}

static void end_submitted_batch(void *user, const struct error *failure)
{
    struct ingest_job *job = user;
    end_batch(job, failure);
    job->on_done(job->batch, failure, job->user);
    free(job);
}

/* Written in the order of the table's key, once a commit. */
static bool write_taps(struct ingest *ingest, struct database *database, struct error *err)
{
    if (!tap_list_sort(&ingest->taps, TAP_ORDER_BY_DATE, &ingest->ordered, err)) {
        return false;
    }
    for (size_t i = 0; i < ingest->ordered.count; i++) {
        struct person_tap row = tap_resolution_row(&ingest->ordered.taps[i]);
        if (!person_tap_store_add(database, &row, err)) {
            return false;
        }
    }
    return true;
}

/* What waits for its date is not unseen meanwhile. */
static bool note_taps_ahead(struct ingest *ingest, struct database *database, struct error *err)
{
    int64_t now_utc_us = clock_utc_us(ingest->clock);
    for (size_t i = 0; i < ingest->taps.count; i++) {
        const struct stored_tap *tap = &ingest->taps.taps[i];
        const struct kiosk_fault_tap ahead = {tap->record.kiosk, tap->record.epoch, tap->record.seq,
                                              tap->at_utc_us};
        if (tap->not_after_ms == 0 && !kiosk_fault_note_ahead(database, &ahead, now_utc_us, err)) {
            return false;
        }
    }
    return true;
}

static bool continues(const struct arrival *arrival, const struct tap_record *record)
{
    return arrival->epoch == record->epoch && arrival->last_seq + 1 == record->seq &&
           strcmp(arrival->kiosk, record->kiosk) == 0 &&
           record->seq - arrival->first_seq < INGEST_LINES_MAX;
}

/* What the other kiosks are told next; too old ones go, since nobody asks for them. */
static bool write_arrivals(struct ingest *ingest, struct database *database, struct error *err)
{
    int64_t now_utc_us = clock_utc_us(ingest->clock);
    struct arrival arrival = {.epoch = 0};
    for (size_t i = 0; i < ingest->taps.count; i++) {
        const struct tap_record *record = &ingest->taps.taps[i].record;
        if (arrival.epoch > 0 && !continues(&arrival, record)) {
            if (!arrival_store_add(database, &arrival, err)) {
                return false;
            }
            arrival.epoch = 0;
        }
        if (arrival.epoch == 0) {
            arrival = (struct arrival){
                .epoch = record->epoch, .first_seq = record->seq, .received_utc_us = now_utc_us};
            memcpy(arrival.kiosk, record->kiosk, sizeof arrival.kiosk);
        }
        arrival.last_seq = record->seq;
    }
    return arrival_store_add(database, &arrival, err) &&
           arrival_store_forget(database, now_utc_us - TAP_FEED_KEPT_US, err);
}

static bool tell_taps(struct ingest *ingest, struct database *database, struct error *err)
{
    for (size_t i = 0; i < ingest->observer_count; i++) {
        const struct ingest_observer *observer = &ingest->observers[i];
        if (observer->on_taps_in_transaction &&
            !observer->on_taps_in_transaction(database, ingest->ordered.taps, ingest->ordered.count,
                                              observer->user, err)) {
            return false;
        }
    }
    return true;
}

/* Uncertain taps of a boot, of this group too, once its clock is known. */
static bool move_taps(struct ingest *ingest, struct database *database, struct error *err)
{
    ingest->moved.count = 0;
    for (size_t i = 0; i < ingest->boots.count; i++) {
        const struct kiosk_boot *boot = &ingest->boots.boots[i];
        if (!tap_time_settle_boot(database, ingest->zone, boot->kiosk, boot->boot, &ingest->moved,
                                  err)) {
            return false;
        }
    }
    for (size_t i = 0; ingest->moved.count > 0 && i < ingest->observer_count; i++) {
        const struct ingest_observer *observer = &ingest->observers[i];
        if (observer->on_moved_in_transaction &&
            !observer->on_moved_in_transaction(database, ingest->moved.touches, ingest->moved.count,
                                               observer->user, err)) {
            return false;
        }
    }
    return true;
}

static bool before_commit(struct database *database, void *user, struct error *err)
{
    struct ingest *ingest = user;
    if (ingest->taps.count > 0 &&
        (!write_taps(ingest, database, err) || !note_taps_ahead(ingest, database, err) ||
         !write_arrivals(ingest, database, err) ||
         !tap_list_sort(&ingest->taps, TAP_ORDER_BY_STAFF, &ingest->ordered, err) ||
         !tell_taps(ingest, database, err))) {
        return false;
    }
    return move_taps(ingest, database, err);
}

static void forget(void *user)
{
    struct ingest *ingest = user;
    ingest->taps.count = 0;
    ingest->boots.count = 0;
}

static void after_commit(void *user)
{
    struct ingest *ingest = user;
    for (size_t i = 0; ingest->taps.count > 0 && i < ingest->observer_count; i++) {
        const struct ingest_observer *observer = &ingest->observers[i];
        if (observer->on_taps_committed) {
            observer->on_taps_committed(ingest->taps.taps, ingest->taps.count, observer->user);
        }
    }
    forget(ingest);
}

bool ingest_create(const struct ingest_settings *settings, struct ingest **ret_ingest,
                   struct error *err)
{
    AUTO(ingest) struct ingest *ingest = calloc(1, sizeof *ingest);
    if (!ingest) {
        return error_set(err, ERROR_NO_MEMORY, "ingest: out of memory");
    }
    ingest->clock = settings->clock;
    if (!turn_to_zone(ingest, settings->timezone, err) || !hasher_create(&ingest->hasher, err) ||
        !signing_key_create(settings->signing_seed, &ingest->signing_key, err)) {
        return false;
    }
    const struct write_hook hook = {before_commit, after_commit, forget, ingest};
    write_queue_add_hook(storage_writer(settings->storage), &hook);
    ingest->storage = settings->storage;
    *ret_ingest = TAKE(ingest);
    return true;
}

void ingest_destroy(struct ingest *ingest)
{
    if (!ingest) {
        return;
    }
    if (ingest->storage) {
        write_queue_remove_hook(storage_writer(ingest->storage), ingest);
    }
    tap_list_finish(&ingest->taps);
    tap_list_finish(&ingest->ordered);
    boot_list_finish(&ingest->boots);
    touch_list_finish(&ingest->moved);
    signing_key_destroy(ingest->signing_key);
    hasher_destroy(ingest->hasher);
    time_zone_destroy(ingest->zone);
    free(ingest);
}

void ingest_add_observer(struct ingest *ingest, const struct ingest_observer *observer)
{
    CHECK(ingest->observer_count < INGEST_OBSERVERS_MAX);
    ingest->observers[ingest->observer_count++] = *observer;
}

bool ingest_note_clock(struct ingest *ingest, struct database *database,
                       const struct clock_fact *fact, struct error *err)
{
    bool added;
    return received_store_add_clock(database, fact, &added, err) &&
           (!added || boot_list_add(&ingest->boots, fact->kiosk, fact->boot, err));
}

/* Their boots are settled before the commit, as those of new comparisons. */
struct older_taps {
    struct ingest *ingest;
    size_t count;
};

static bool note_older(struct database *database, void *user, struct error *err)
{
    struct older_taps *older = user;
    return tap_time_note_older(database, &older->ingest->boots, &older->count, err);
}

bool ingest_note_older_taps(struct ingest *ingest, struct error *err)
{
    struct older_taps older = {ingest, TAP_TIME_UNNOTED_MAX};
    while (older.count == TAP_TIME_UNNOTED_MAX) {
        if (!storage_write(ingest->storage, note_older, &older, err)) {
            return false;
        }
    }
    return true;
}

bool ingest_submit(struct ingest *ingest, struct ingest_batch *batch, ingest_done *on_done,
                   void *user, struct error *err)
{
    struct ingest_job *job = malloc(sizeof *job);
    if (!job) {
        return error_set(err, ERROR_NO_MEMORY, "ingest: out of memory");
    }
    *job = (struct ingest_job){ingest, batch, on_done, user};
    const struct write_job queued = {run_batch, end_submitted_batch, job, batch->line_count + 1};
    if (!write_queue_submit(storage_writer(ingest->storage), &queued, err)) {
        free(job);
        return false;
    }
    return true;
}

bool ingest_store(struct ingest *ingest, struct ingest_batch *batch, struct error *err)
{
    struct ingest_job job = {.ingest = ingest, .batch = batch};
    const struct write_job queued = {run_batch, end_batch, &job, batch->line_count + 1};
    return write_queue_run_job(storage_writer(ingest->storage), &queued, err);
}
