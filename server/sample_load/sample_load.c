#include "sample_load.h"

#include "chain.h"
#include "check.h"
#include "civil.h"
#include "file.h"
#include "json.h"
#include "kiosk_store.h"
#include "sample_names.h"
#include "sample_shown.h"
#include "sample_taps.h"
#include "signed_request.h"
#include "time_zone.h"
#include <stdio.h>
#include <string.h>

#define AUTHOR      "sample"
#define BATCH_LINES 400 /* of about 600 bytes: within the protocol's 256 KiB */
#define TAPS_MAX    (SAMPLE_STAFF_COUNT * 70 * SAMPLE_DAY_TAPS_MAX)

/* One of the county's kiosks while its records are written. */
struct sample_kiosk {
    struct kiosk kiosk;
    struct signing_key *key;
    struct hasher *hasher;
    struct chain_head head;
    char *batch; /* lines that wait to be stored */
    size_t len, lines;
};

struct loading {
    const struct sample_load *load;
    struct sample_county county;
    struct time_zone *zone;
    struct sample_kiosk kiosks[SAMPLE_KIOSK_COUNT];
    struct sample_tap *taps;
    size_t tap_count;
    struct sample_shown *shown;
};

static struct document_author author_now(const struct sample_load *load)
{
    return (struct document_author){.name = AUTHOR, .recorded_utc_us = clock_utc_us(load->clock)};
}

/* Cards and kiosks */

static bool put_cards(struct database *database, void *user, struct error *err)
{
    const struct sample_load *load = user;
    struct document_author author = author_now(load);
    for (size_t i = 0; i < SAMPLE_STAFF_COUNT; i++) {
        char staff[SAMPLE_STAFF_ID_SIZE];
        sample_county_staff_id(i, staff);
        struct card_number number = sample_county_card(i);
        AUTO(json) json_t *value = json_pack("{s:s, s:s}", "staff", staff, "state", "active");
        if (!value) {
            return error_set(err, ERROR_NO_MEMORY, "sample: out of memory");
        }
        if (!fact_writer_put_card(load->writer, database, &number, value, &author, err)) {
            return false;
        }
    }
    return true;
}

static bool add_kiosks(struct database *database, void *user, struct error *err)
{
    struct loading *loading = user;
    for (size_t i = 0; i < SAMPLE_KIOSK_COUNT; i++) {
        struct sample_kiosk *kiosk = &loading->kiosks[i];
        struct public_key key = signing_key_public(kiosk->key);
        if (!kiosk_store_add(database, sample_county_kiosk_place(i), &key, SHOUSHI_VERSION,
                             clock_utc_us(loading->load->clock), &kiosk->kiosk, err)) {
            return false;
        }
        kiosk->head = (struct chain_head){.epoch = 1, .hash = chain_genesis(kiosk->kiosk.kiosk, 1)};
    }
    return true;
}

static bool revoke_kiosks(struct database *database, void *user, struct error *err)
{
    struct loading *loading = user;
    for (size_t i = 0; i < SAMPLE_KIOSK_COUNT; i++) {
        bool done;
        if (!kiosk_store_revoke(database, loading->kiosks[i].kiosk.kiosk, &done, err)) {
            return false;
        }
        CHECK(done); /* it was added a moment ago */
    }
    return true;
}

/* Records */

static bool send_batch(const struct loading *loading, struct sample_kiosk *kiosk, struct error *err)
{
    struct ingest_proof proof = {.signed_utc_us = clock_utc_us(loading->load->clock),
                                 .target = "/api/v1/kiosk/records",
                                 .body_hash = hash_sha256(kiosk->batch, kiosk->len)};
    (void)snprintf(proof.kiosk, sizeof proof.kiosk, "%s", kiosk->kiosk.kiosk);
    struct signed_request request = {"POST", proof.target, proof.signed_utc_us, proof.body_hash};
    proof.signature = signed_request_sign(&request, kiosk->key);
    AUTO(ingest_batch) struct ingest_batch *batch = NULL;
    enum ingest_parse_result parsed;
    if (!ingest_batch_create(&proof, kiosk->batch, kiosk->len, &parsed, &batch, err)) {
        return false;
    }
    CHECK(parsed == INGEST_PARSED);
    if (!ingest_store(loading->load->ingest, batch, err)) {
        return false;
    }
    for (size_t i = 0; i < batch->line_count; i++) {
        CHECK(batch->lines[i].answer == INGEST_STORED);
    }
    kiosk->len = 0;
    kiosk->lines = 0;
    return true;
}

static bool write_record(struct loading *loading, const struct sample_tap *tap, size_t index,
                         struct error *err)
{
    struct sample_kiosk *kiosk = &loading->kiosks[tap->kiosk];
    struct card_number number = sample_county_card(tap->person);
    struct tap_record record = {
        .epoch = 1,
        .seq = kiosk->head.seq + 1,
        .boot = "00000000000000000000000000000001",
        .at_utc_us = time_zone_utc_us(loading->zone, tap->at_ms),
        .clock = TAP_CLOCK_SYNCED,
        .clock_error_us = 2000,
        .card = TAP_CARD_RECOGNISED,
        .token = card_token_make(&loading->load->site_key, &number),
        .shown = sample_shown_at(loading->shown, index),
        .prev = kiosk->head.hash,
    };
    record.mono_us =
        record.at_utc_us -
        time_zone_utc_us(loading->zone, civil_midnight_ms(loading->county.first_date - 1));
    (void)snprintf(record.kiosk, sizeof record.kiosk, "%s", kiosk->kiosk.kiosk);
    sample_county_staff_id(tap->person, record.staff);
    char *line = kiosk->batch + kiosk->len;
    size_t len = tap_record_encode(&record, line);
    kiosk->head.seq = record.seq;
    kiosk->head.hash = chain_hash_line(kiosk->hasher, line, len);
    kiosk->len += len;
    kiosk->lines++;
    return kiosk->lines < BATCH_LINES || send_batch(loading, kiosk, err);
}

static int by_time(const void *a, const void *b)
{
    const struct sample_tap *x = a;
    const struct sample_tap *y = b;
    return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
}

static void gather_taps(struct loading *loading)
{
    for (size_t person = 0; person < SAMPLE_STAFF_COUNT; person++) {
        for (int32_t date = loading->county.first_date; date <= loading->county.today; date++) {
            CHECK(loading->tap_count + SAMPLE_DAY_TAPS_MAX <= TAPS_MAX);
            loading->tap_count += sample_taps_of_day(&loading->county, person, date,
                                                     loading->taps + loading->tap_count);
        }
    }
    qsort(loading->taps, loading->tap_count, sizeof *loading->taps, by_time);
}

static bool write_records(struct loading *loading, struct error *err)
{
    for (size_t i = 0; i < loading->tap_count; i++) {
        if (!write_record(loading, &loading->taps[i], i, err)) {
            return false;
        }
    }
    for (size_t i = 0; i < SAMPLE_KIOSK_COUNT; i++) {
        if (loading->kiosks[i].lines > 0 && !send_batch(loading, &loading->kiosks[i], err)) {
            return false;
        }
    }
    return true;
}

/* The whole */

static bool prepare_kiosks(struct loading *loading, struct error *err)
{
    for (size_t i = 0; i < SAMPLE_KIOSK_COUNT; i++) {
        struct sample_kiosk *kiosk = &loading->kiosks[i];
        uint8_t seed[SIGNING_SEED_BYTES];
        hash_random(seed, sizeof seed);
        kiosk->batch = malloc((size_t)BATCH_LINES * TAP_RECORD_LINE_MAX + 1);
        if (!kiosk->batch) {
            return error_set(err, ERROR_NO_MEMORY, "sample: out of memory");
        }
        if (!signing_key_create(seed, &kiosk->key, err) || !hasher_create(&kiosk->hasher, err)) {
            return false;
        }
    }
    return true;
}

static void loading_finish(struct loading *loading)
{
    for (size_t i = 0; i < SAMPLE_KIOSK_COUNT; i++) {
        signing_key_destroy(loading->kiosks[i].key);
        hasher_destroy(loading->kiosks[i].hasher);
        free(loading->kiosks[i].batch);
    }
    time_zone_destroy(loading->zone);
    sample_shown_destroy(loading->shown);
    free(loading->taps);
}

static bool load_facts(struct loading *loading, struct error *err)
{
    AUTO(json) json_t *documents = sample_county_documents(&loading->county);
    if (!documents) {
        return error_set(err, ERROR_NO_MEMORY, "sample: out of memory");
    }
    return fact_writer_import(loading->load->writer, documents, AUTHOR, err) &&
           storage_write(loading->load->storage, put_cards, (void *)(uintptr_t)loading->load,
                         err) &&
           sample_shown_create(documents, loading->taps, loading->tap_count, &loading->shown, err);
}

static bool run(struct loading *loading, struct error *err)
{
    const struct sample_load *load = loading->load;
    if (!time_zone_create(load->timezone, &loading->zone, err)) {
        return false;
    }
    sample_county_init(&loading->county,
                       time_zone_local_ms(loading->zone, clock_utc_us(load->clock)));
    loading->taps = malloc(TAPS_MAX * sizeof *loading->taps);
    if (!loading->taps) {
        return error_set(err, ERROR_NO_MEMORY, "sample: out of memory");
    }
    gather_taps(loading);
    return load_facts(loading, err) && prepare_kiosks(loading, err) &&
           storage_write(load->storage, add_kiosks, loading, err) && write_records(loading, err) &&
           storage_write(load->storage, revoke_kiosks, loading, err);
}

bool sample_load_run(const struct sample_load *load, struct sample_county *ret_county,
                     size_t *ret_taps, struct error *err)
{
    struct loading loading = {.load = load};
    bool good = run(&loading, err);
    if (good) {
        *ret_county = loading.county;
        *ret_taps = loading.tap_count;
    }
    loading_finish(&loading);
    return good;
}

bool sample_load_write_cards(const char *path, struct error *err)
{
    const size_t size = (size_t)SAMPLE_STAFF_COUNT * 192;
    AUTO(memory) char *text = malloc(size);
    if (!text) {
        return error_set(err, ERROR_NO_MEMORY, "sample: out of memory");
    }
    size_t len = 0;
    for (size_t i = 0; i < SAMPLE_STAFF_COUNT; i++) {
        struct card_number number = sample_county_card(i);
        char name[SAMPLE_NAME_SIZE];
        sample_names_person(i, name);
        uint32_t value = (uint32_t)number.bytes[0] << 24 | (uint32_t)number.bytes[1] << 16 |
                         (uint32_t)number.bytes[2] << 8 | number.bytes[3];
        int n = snprintf(text + len, size - len, "%010u\t%s\t%s\n", value, name,
                         sample_names_unit(sample_names_unit_of(i)));
        CHECK(n > 0 && (size_t)n < size - len);
        len += (size_t)n;
    }
    return file_replace(path, text, len, 0644, err);
}
