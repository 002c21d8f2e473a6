#include "tap_time.h"

#include "arrival_store.h"
#include "carried_time.h"
#include "civil.h"
#include "document_store.h"
#include "json.h"
#include "person_tap_store.h"
#include "site_settings.h"
#include "tap_resolution.h"
#include "uncertain_tap_store.h"
#include <stdio.h>
#include <string.h>

#define KIND          "tap_time"
#define BOOT_AT_ONCE  100
#define TOUCHED_DAYS  1 /* before and after: windows of neighbouring days share midpoints */
#define NONE_ERROR_US INT64_MAX

static bool is_uncertain(const struct tap_record *record)
{
    return record->clock == TAP_CLOCK_UNCERTAIN;
}

/* Measured */

struct nearest {
    int64_t mono_us;
    struct carried_time best; /* error_us NONE_ERROR_US: nothing is known */
};

static void compare_fact(const struct clock_fact *fact, void *user)
{
    struct nearest *nearest = user;
    const struct carried_time known = {
        .mono_us = fact->mono_us,
        .utc_us = fact->at_utc_us + fact->offset_us,
        .error_us = fact->error_us,
    };
    struct carried_time carried = carried_time_to(&known, nearest->mono_us);
    if (carried.error_us < nearest->best.error_us) {
        nearest->best = carried;
    }
}

static struct tap_time certain_at(struct time_zone *zone, int64_t utc_us)
{
    return (struct tap_time){.at_utc_us = utc_us, .at_ms = time_zone_local_ms(zone, utc_us)};
}

/* Listed at the earlier bound: the kiosk's own clock may say any year. */
static struct tap_time between(struct time_zone *zone, int64_t not_before_us, int64_t not_after_us)
{
    struct tap_time time = certain_at(zone, not_before_us);
    time.not_before_ms = time.at_ms;
    time.not_after_ms = time_zone_local_ms(zone, not_after_us);
    return time;
}

static bool measure(struct database *database, struct time_zone *zone,
                    const struct tap_record *record, struct tap_time *ret_time, struct error *err)
{
    struct nearest nearest = {record->mono_us, {.error_us = NONE_ERROR_US}};
    const struct carried_time *best = &nearest.best;
    if (!is_uncertain(record)) {
        *ret_time = certain_at(zone, record->at_utc_us + record->clock_offset_us);
        return true;
    }
    if (!received_store_clocks_near(database, record->kiosk, record->boot, record->mono_us,
                                    compare_fact, &nearest, err)) {
        return false;
    }
    if (best->error_us == NONE_ERROR_US) {
        *ret_time = between(zone, record->not_before_utc_us, record->not_after_utc_us);
    } else if (carried_time_is_certain(best)) {
        *ret_time = certain_at(zone, best->utc_us);
    } else {
        *ret_time = between(zone, best->utc_us - best->error_us, best->utc_us + best->error_us);
    }
    return true;
}

/* Decided */

static bool read_decision(struct database *database, const char *id, bool *ret_found,
                          int64_t *ret_at_ms, struct error *err)
{
    enum document_presence presence;
    AUTO(memory) char *text = NULL;
    AUTO(json) json_t *value = NULL;
    if (!document_store_read(database, KIND, id, &presence, &text, err)) {
        return false;
    }
    *ret_found = presence == DOCUMENT_PRESENT;
    if (!*ret_found) {
        return true;
    }
    const char *at = NULL;
    return json_parse(text, strlen(text), id, &value, err) &&
           json_get_text(value, id, "at", CIVIL_TIME_SIZE, &at, err) &&
           (civil_time_parse(at, ret_at_ms) ||
            error_set(err, ERROR_INVALID, KIND "/%.80s.at: not a time", id));
}

bool tap_time_of(struct database *database, struct time_zone *zone, const struct tap_record *record,
                 struct tap_time *ret_time, struct error *err)
{
    char id[TAP_RECORD_NAME_SIZE];
    bool decided;
    int64_t at_ms;
    if (!is_uncertain(record)) {
        return measure(database, zone, record, ret_time, err);
    }
    tap_record_format_id(record->kiosk, record->epoch, record->seq, id);
    if (!read_decision(database, id, &decided, &at_ms, err)) {
        return false;
    }
    if (!decided) {
        return measure(database, zone, record, ret_time, err);
    }
    *ret_time = (struct tap_time){.at_utc_us = time_zone_utc_us(zone, at_ms), .at_ms = at_ms};
    return true;
}

bool tap_time_note(struct database *database, const struct tap_record *record, int64_t at_ms,
                   struct error *err)
{
    const struct record_place place = {record->kiosk, record->epoch, record->seq};
    return uncertain_tap_store_put(database, &place, record->boot, at_ms, err);
}

/* Moving */

static bool read_record(struct database *database, const struct record_place *place,
                        struct tap_record *ret_record, struct error *err)
{
    char line[TAP_RECORD_LINE_MAX + 1];
    size_t len;
    bool found;
    if (!received_store_read(database, place, &found, line, &len, err)) {
        return false;
    }
    return found ? tap_record_decode(line, len, ret_record, err)
                 : error_set(err, ERROR_INVALID, "%.40s:%u:%llu: an uncertain tap has no record",
                             place->kiosk, (unsigned)place->epoch, (unsigned long long)place->seq);
}

bool tap_time_note_older(struct database *database, struct boot_list *boots, size_t *ret_count,
                         struct error *err)
{
    struct unnoted_tap taps[TAP_TIME_UNNOTED_MAX];
    if (!uncertain_tap_store_list_unnoted(database, TAP_TIME_UNNOTED_MAX, taps, ret_count, err)) {
        return false;
    }
    for (size_t i = 0; i < *ret_count; i++) {
        const struct record_place place = {taps[i].kiosk, taps[i].epoch, taps[i].seq};
        struct tap_record record;
        if (!read_record(database, &place, &record, err) ||
            !tap_time_note(database, &record, taps[i].at_ms, err) ||
            !boot_list_add(boots, record.kiosk, record.boot, err)) {
            return false;
        }
    }
    return true;
}

/* The row as it stands; whose it is, copied. */
struct standing {
    bool found;
    struct person_tap tap;
    char staff[TAP_RECORD_ID_MAX + 1];
};

static void keep_row(const struct person_tap *tap, void *user)
{
    struct standing *standing = user;
    standing->found = true;
    standing->tap = *tap;
    (void)snprintf(standing->staff, sizeof standing->staff, "%s", tap->staff);
    standing->tap.staff = standing->staff;
}

static bool find_row(struct database *database, const struct record_place *place,
                     struct standing *ret_standing, struct error *err)
{
    bool found;
    int64_t at_ms;
    *ret_standing = (struct standing){.found = false};
    if (!uncertain_tap_store_find(database, place, &found, &at_ms, err) ||
        (found && !person_tap_store_visit(database, at_ms, place, keep_row, ret_standing, err))) {
        return false;
    }
    ret_standing->tap.kiosk = place->kiosk;
    return true;
}

/* Whom the tap concerns at the time of this row: its person, and whose place they took. */
static bool touch(struct touch_list *touches, const struct person_tap *row,
                  const struct tap_record *record, struct error *err)
{
    int64_t last_ms = person_tap_is_certain(row) ? row->at_ms : row->not_after_ms;
    int32_t first = civil_date_of(row->at_ms) - TOUCHED_DAYS;
    int32_t last = civil_date_of(last_ms) + TOUCHED_DAYS;
    return (!*row->staff ||
            touch_list_add(touches, FACT_SCOPE_STAFF, row->staff, first, last, err)) &&
           (!record->substitute_for[0] ||
            touch_list_add(touches, FACT_SCOPE_MEETING, record->meeting, first, last, err));
}

static bool same_time(const struct person_tap *row, const struct stored_tap *tap)
{
    return row->at_ms == tap->at_ms && row->not_before_ms == tap->not_before_ms &&
           row->not_after_ms == tap->not_after_ms;
}

/* The kiosks have been told of it as it was. */
static bool tell_again(struct database *database, const struct stored_tap *tap, struct error *err)
{
    struct arrival arrival = {.epoch = tap->record.epoch,
                              .first_seq = tap->record.seq,
                              .last_seq = tap->record.seq,
                              .received_utc_us = tap->at_utc_us};
    memcpy(arrival.kiosk, tap->record.kiosk, sizeof arrival.kiosk);
    return arrival_store_add(database, &arrival, err);
}

static bool move(struct database *database, struct time_zone *zone, const struct tap_record *record,
                 const struct standing *standing, struct touch_list *touches, struct error *err)
{
    struct stored_tap tap;
    if (!tap_resolution_make(database, zone, record, &tap, err)) {
        return false;
    }
    if (same_time(&standing->tap, &tap)) {
        return true;
    }
    const struct person_tap row = tap_resolution_row(&tap);
    return person_tap_store_remove(database, &standing->tap, err) &&
           person_tap_store_add(database, &row, err) &&
           tap_time_note(database, record, row.at_ms, err) && tell_again(database, &tap, err) &&
           touch(touches, &standing->tap, record, err) && touch(touches, &row, record, err);
}

static bool settle(struct database *database, struct time_zone *zone,
                   const struct record_place *place, struct touch_list *touches, struct error *err)
{
    struct standing standing;
    struct tap_record record;
    if (!find_row(database, place, &standing, err)) {
        return false;
    }
    if (!standing.found || !read_record(database, place, &record, err)) {
        return !standing.found;
    }
    char id[TAP_RECORD_NAME_SIZE];
    tap_record_format_id(place->kiosk, place->epoch, place->seq, id);
    touch_list_set_cause(touches, "tap", id, 0);
    return move(database, zone, &record, &standing, touches, err);
}

bool tap_time_settle_boot(struct database *database, struct time_zone *zone, const char *kiosk,
                          const char *boot, struct touch_list *touches, struct error *err)
{
    struct uncertain_place places[BOOT_AT_ONCE];
    struct uncertain_place after = {0, 0};
    size_t count = BOOT_AT_ONCE;
    while (count == BOOT_AT_ONCE) {
        if (!uncertain_tap_store_list(database, kiosk, boot, &after, BOOT_AT_ONCE, places, &count,
                                      err)) {
            return false;
        }
        for (size_t i = 0; i < count; i++) {
            const struct record_place place = {kiosk, places[i].epoch, places[i].seq};
            if (!settle(database, zone, &place, touches, err)) {
                return false;
            }
            after = places[i];
        }
    }
    return true;
}

/* Deciding */

static bool check_decision(struct database *database, struct time_zone *zone,
                           const struct fact_change *change, const struct tap_record *record,
                           const struct standing *standing, struct error *err)
{
    struct tap_time known;
    int64_t at_ms;
    const char *staff = json_string_value(json_object_get(change->after, "staff"));
    const char *at = json_string_value(json_object_get(change->after, "at"));
    if (strcmp(staff, standing->staff) != 0) {
        return error_set(err, ERROR_INVALID, KIND "/%.80s.staff: it is not this person's tap",
                         change->id);
    }
    if (!measure(database, zone, record, &known, err)) {
        return false;
    }
    if (known.not_after_ms == 0) {
        return error_set(err, ERROR_INVALID, KIND "/%.80s: a comparison of clocks has settled it",
                         change->id);
    }
    if (!civil_time_parse(at, &at_ms) || at_ms < known.not_before_ms ||
        at_ms > known.not_after_ms) {
        char first[CIVIL_TIME_SIZE], last[CIVIL_TIME_SIZE];
        return error_set(err, ERROR_INVALID, KIND "/%.80s.at: is not from %s to %s", change->id,
                         civil_time_format(known.not_before_ms, first),
                         civil_time_format(known.not_after_ms, last));
    }
    return true;
}

static bool open_zone(struct database *database, struct time_zone **ret_zone, struct error *err)
{
    struct site_settings site;
    bool found;
    return site_settings_read(database, &found, &site, err) &&
           time_zone_create(site.timezone, ret_zone, err);
}

bool tap_time_apply(struct database *database, const struct fact_change *change,
                    struct touch_list *touches, struct error *err)
{
    char kiosk[TAP_RECORD_ID_MAX + 1];
    struct record_place place = {.kiosk = kiosk};
    struct standing standing = {.found = false};
    struct tap_record record;
    AUTO(time_zone) struct time_zone *zone = NULL;
    if (!open_zone(database, &zone, err) ||
        (tap_record_parse_id(change->id, kiosk, &place.epoch, &place.seq) &&
         !find_row(database, &place, &standing, err))) {
        return false;
    }
    if (!standing.found) {
        return error_set(err, ERROR_INVALID, KIND "/%.80s: there is no uncertain tap of this name",
                         change->id);
    }
    return read_record(database, &place, &record, err) &&
           (!change->after || check_decision(database, zone, change, &record, &standing, err)) &&
           move(database, zone, &record, &standing, touches, err);
}
