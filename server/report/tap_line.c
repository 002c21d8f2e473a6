#include "tap_line.h"

#include "civil.h"
#include "cleanup.h"
#include "json.h"
#include "received_store.h"
#include <stdio.h>
#include <string.h>

static bool put(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

static bool put_text_or_null(json_t *object, const char *key, const char *text)
{
    return put(object, key, text ? json_string(text) : json_null());
}

static bool put_person(json_t *object, const struct stored_tap *tap, const struct facts *facts)
{
    const struct facts_staff *staff = tap->staff[0] ? facts_find_staff(facts, tap->staff) : NULL;
    const struct membership *membership =
        staff ? person_membership(&staff->person, civil_date_of(tap->at_ms)) : NULL;
    const struct facts_unit *unit = membership ? facts_find_unit(facts, membership->unit) : NULL;
    return put_text_or_null(object, "staff", tap->staff[0] ? tap->staff : NULL) &&
           put_text_or_null(object, "name", staff ? staff->name : NULL) &&
           put_text_or_null(object, "unit", unit ? unit->code : NULL) &&
           put_text_or_null(object, "unit_name", unit ? unit->name : NULL);
}

static bool put_shown(json_t *object, const struct tap_record *record)
{
    return put(object, "verdict", json_string(record->shown.verdict)) &&
           put(object, "late_min", json_integer(record->shown.late_min)) &&
           put(object, "early_min", json_integer(record->shown.early_min));
}

static bool put_time(json_t *object, const char *key, int64_t at_ms)
{
    char text[CIVIL_TIME_SIZE];
    return put(object, key, json_string(civil_time_format(at_ms, text)));
}

/* What the kiosk's own clock said, beside what became of it. */
static bool put_clock(json_t *object, const struct stored_tap *tap)
{
    const struct tap_record *record = &tap->record;
    bool synced = record->clock == TAP_CLOCK_SYNCED;
    bool bounded = tap->not_after_ms != 0;
    int64_t claimed_ms = tap->at_ms + (record->at_utc_us - tap->at_utc_us) / 1000;
    return put(object, "clock",
               json_string(synced    ? "synced"
                           : bounded ? "uncertain"
                                     : "settled")) &&
           put_time(object, "claimed_at", claimed_ms) &&
           put(object, "clock_error_ms", json_integer(record->clock_error_us / 1000)) &&
           (!bounded || (put_time(object, "not_before", tap->not_before_ms) &&
                         put_time(object, "not_after", tap->not_after_ms)));
}

json_t *tap_line_to_json(const struct stored_tap *tap, const char *place, const struct facts *facts)
{
    char id[TAP_RECORD_NAME_SIZE];
    char at[CIVIL_TIME_SIZE];
    tap_record_format_id(tap->record.kiosk, tap->record.epoch, tap->record.seq, id);
    AUTO(json) json_t *object = json_object();
    bool good = put(object, "id", json_string(id)) &&
                put(object, "at", json_string(civil_time_format(tap->at_ms, at))) &&
                put(object, "kiosk", json_string(tap->record.kiosk)) &&
                put(object, "place", json_string(place)) &&
                put(object, "card", json_string(tap_card_name(tap->card))) &&
                put_person(object, tap, facts) && put_shown(object, &tap->record) &&
                put_clock(object, tap);
    return good ? TAKE(object) : NULL;
}

void tap_line_keep(const struct person_tap *row, struct stored_tap *ret_tap)
{
    *ret_tap = (struct stored_tap){
        .card = row->card,
        .at_ms = row->at_ms,
        .at_utc_us = row->at_utc_us,
        .not_before_ms = row->not_before_ms,
        .not_after_ms = row->not_after_ms,
        .record = {.epoch = row->epoch, .seq = row->seq},
    };
    (void)snprintf(ret_tap->staff, sizeof ret_tap->staff, "%s", row->staff ? row->staff : "");
    (void)snprintf(ret_tap->record.kiosk, sizeof ret_tap->record.kiosk, "%s", row->kiosk);
}

static bool read_record(struct database *database, struct stored_tap *tap, struct error *err)
{
    char line[TAP_RECORD_LINE_MAX + 1];
    size_t len;
    bool found;
    char kiosk[TAP_RECORD_ID_MAX + 1];
    memcpy(kiosk, tap->record.kiosk, sizeof kiosk);
    struct record_place place = {kiosk, tap->record.epoch, tap->record.seq};
    if (!received_store_read(database, &place, &found, line, &len, err)) {
        return false;
    }
    if (!found) {
        return error_set(err, ERROR_INVALID, "tap %s:%u:%llu has no record", kiosk,
                         (unsigned)place.epoch, (unsigned long long)place.seq);
    }
    return tap_record_decode(line, len, &tap->record, err);
}

bool tap_line_append(struct database *database, const struct facts *facts, struct stored_tap *tap,
                     struct kiosk *kiosk, json_t *taps, struct error *err)
{
    if (!read_record(database, tap, err) ||
        (strcmp(kiosk->kiosk, tap->record.kiosk) != 0 &&
         !kiosk_store_find(database, tap->record.kiosk, kiosk, err))) {
        return false;
    }
    return json_array_append_new(taps, tap_line_to_json(tap, kiosk->place, facts)) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "list of taps: out of memory");
}
