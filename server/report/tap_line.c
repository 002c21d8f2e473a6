#include "tap_line.h"

#include "civil.h"
#include "cleanup.h"
#include "json.h"

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
    bool synced = record->clock == TAP_CLOCK_SYNCED;
    return put(object, "verdict", json_string(record->shown.verdict)) &&
           put(object, "late_min", json_integer(record->shown.late_min)) &&
           put(object, "early_min", json_integer(record->shown.early_min)) &&
           put(object, "clock", json_string(synced ? "synced" : "uncertain"));
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
                put_person(object, tap, facts) && put_shown(object, &tap->record);
    return good ? TAKE(object) : NULL;
}
