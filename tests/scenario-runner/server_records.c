#include "server_records.h"

#include "chain.h"
#include "check.h"
#include "civil.h"
#include "tap_record.h"
#include "time_zone.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A tap of the file at one kiosk. */
struct tapped {
    const json_t *row;
    int64_t at_ms;
};

struct recording {
    const struct server_naming *naming;
    const struct server_kiosk *kiosk;
    struct time_zone *zone;
    struct hasher *hasher;
    struct chain_head head;
    struct tapped *taps;
    size_t count;
};

static int64_t time_of(const json_t *row, const char *key)
{
    int64_t local_ms = 0;
    const char *text = json_string_value(json_object_get(row, key));
    if (text && !civil_time_parse(text, &local_ms)) {
        local_ms = 0; /* the loader has refused such a file */
    }
    return local_ms;
}

static int by_time(const void *a, const void *b)
{
    const struct tapped *x = a;
    const struct tapped *y = b;
    return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
}

static bool collect(struct recording *recording, size_t place, struct error *err)
{
    const json_t *rows = json_object_get(recording->naming->scenario->root, "taps");
    recording->taps = calloc(json_array_size(rows) + 1, sizeof *recording->taps);
    if (!recording->taps) {
        return error_set(err, ERROR_NO_MEMORY, "records: out of memory");
    }
    size_t index;
    json_t *row;
    json_array_foreach(rows, index, row)
    {
        size_t kiosk;
        const char *name = json_string_value(json_object_get(row, "kiosk"));
        if (server_names_find(&recording->naming->kiosks, name, &kiosk) && kiosk == place) {
            recording->taps[recording->count++] = (struct tapped){row, time_of(row, "at")};
        }
    }
    qsort(recording->taps, recording->count, sizeof *recording->taps, by_time);
    return true;
}

static void put_id(const json_t *row, const char *key, const struct row_names *file,
                   const struct server_names *names, char ret_id[static TAP_RECORD_ID_MAX + 1])
{
    const char *name = json_string_value(json_object_get(row, key));
    size_t place;
    if (name && row_names_find(file, name, &place)) {
        (void)snprintf(ret_id, TAP_RECORD_ID_MAX + 1, "%s", names->ids[place]);
    }
}

struct card_number server_records_card(size_t staff)
{
    uint32_t number = (uint32_t)staff + 1;
    return (struct card_number){.len = 4,
                                .bytes = {(uint8_t)(number >> 24), (uint8_t)(number >> 16),
                                          (uint8_t)(number >> 8), (uint8_t)number}};
}

static struct card_token token_of(const struct recording *recording, const json_t *row)
{
    size_t staff = 0;
    const char *name = json_string_value(json_object_get(row, "staff"));
    bool known = row_names_find(&recording->naming->scenario->staff_names, name, &staff);
    CHECK(known); /* the loader has seen to it */
    struct card_number card = server_records_card(staff);
    return card_token_make(&recording->kiosk->site_key, &card);
}

static struct tap_record make_record(const struct recording *recording, const struct tapped *tapped)
{
    const struct server_naming *naming = recording->naming;
    const struct scenario *scenario = naming->scenario;
    const json_t *row = tapped->row;
    struct tap_record record = {
        .epoch = 1,
        .seq = recording->head.seq + 1,
        .boot = "00000000000000000000000000000001",
        .at_utc_us = time_zone_utc_us(recording->zone, tapped->at_ms),
        .card = TAP_CARD_RECOGNISED,
        .token = token_of(recording, row),
        .shown = {.verdict = "recorded"},
        .prev = recording->head.hash,
    };
    record.mono_us = record.at_utc_us;
    if (json_has(row, "not_before")) {
        /* A boot that nobody ever compares: a later comparison would settle when the tap was. */
        (void)snprintf(record.boot, sizeof record.boot, "f%031" PRIx64, record.seq);
        record.clock = TAP_CLOCK_UNCERTAIN;
        record.not_before_utc_us = time_zone_utc_us(recording->zone, time_of(row, "not_before"));
        record.not_after_utc_us = time_zone_utc_us(recording->zone, time_of(row, "not_after"));
    }
    (void)snprintf(record.kiosk, sizeof record.kiosk, "%s", recording->kiosk->id);
    put_id(row, "staff", &scenario->staff_names, &naming->staff, record.staff);
    put_id(row, "meeting", &scenario->meeting_names, &naming->meetings, record.meeting);
    put_id(row, "substitute_for", &scenario->staff_names, &naming->staff, record.substitute_for);
    return record;
}

static bool send_all(struct recording *recording, size_t max, server_records_send *send, void *user,
                     struct error *err)
{
    AUTO(memory) char *lines = malloc(max * TAP_RECORD_LINE_MAX + 1);
    if (!lines) {
        return error_set(err, ERROR_NO_MEMORY, "records: out of memory");
    }
    size_t len = 0;
    for (size_t i = 0; i < recording->count; i++) {
        struct tap_record record = make_record(recording, &recording->taps[i]);
        size_t line_len = tap_record_encode(&record, lines + len);
        recording->head.seq = record.seq;
        recording->head.hash = chain_hash_line(recording->hasher, lines + len, line_len);
        len += line_len;
        if ((i + 1) % max == 0 || i + 1 == recording->count) {
            if (!send(lines, len, user, err)) {
                return false;
            }
            len = 0;
        }
    }
    return true;
}

bool server_records_write(const struct server_naming *naming, const struct server_kiosk *kiosk,
                          size_t place, size_t max, server_records_send *send, void *user,
                          struct error *err)
{
    AUTO(time_zone) struct time_zone *zone = NULL;
    AUTO(hasher) struct hasher *hasher = NULL;
    if (!time_zone_create(naming->scenario->timezone, &zone, err) || !hasher_create(&hasher, err)) {
        return false;
    }
    struct recording recording = {
        .naming = naming,
        .kiosk = kiosk,
        .zone = zone,
        .hasher = hasher,
        .head = {.epoch = 1, .hash = chain_genesis(kiosk->id, 1)},
    };
    bool good = collect(&recording, place, err) && send_all(&recording, max, send, user, err);
    free(recording.taps);
    return good;
}
