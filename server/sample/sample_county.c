#include "sample_county.h"

#include "check.h"
#include "civil.h"
#include "cleanup.h"
#include "json.h"
#include "sample_calendar.h"
#include "sample_names.h"
#include <stdbool.h>
#include <stdio.h>

#define WORK_BEGINS_IN_MIN    10
#define COUNTER_LEAD_MIN      25 /* the counters open that much before the offices */
#define WORK_LASTS_MIN        240
#define MEETING_BEGINS_IN_MIN 30
#define MEETING_LASTS_MIN     60
#define MEETING_SIZE          46

/* The first two people hold the cards that tests/recordings/sycreader-decimal10 has. */
#define FIRST_CARD 0x0080863Eu
#define CARD_STEP  0x003BDB10u

uint32_t sample_county_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33);
}

static int32_t up_to_five(int32_t minute)
{
    return (minute + 4) / 5 * 5;
}

static int32_t now_min(const struct sample_county *county)
{
    return (int32_t)((county->now_ms - civil_midnight_ms(county->today)) / CIVIL_MINUTE_MS);
}

void sample_county_init(struct sample_county *county, int64_t now_local_ms)
{
    *county = (struct sample_county){.now_ms = now_local_ms, .today = civil_date_of(now_local_ms)};
    county->first_date = civil_month_first(civil_month_of(county->today) - 1);
    county->start_min = up_to_five(now_min(county) + WORK_BEGINS_IN_MIN);
    county->end_min = county->start_min + WORK_LASTS_MIN;
}

int32_t sample_county_counter_lead_min(const struct sample_county *county)
{
    return county->start_min < COUNTER_LEAD_MIN ? county->start_min : COUNTER_LEAD_MIN;
}

void sample_county_staff_id(size_t index, char ret_id[static SAMPLE_STAFF_ID_SIZE])
{
    CHECK(index < SAMPLE_STAFF_COUNT);
    (void)snprintf(ret_id, SAMPLE_STAFF_ID_SIZE, "s%04zu", index + 1);
}

struct card_number sample_county_card(size_t index)
{
    uint32_t number = FIRST_CARD + (uint32_t)index * CARD_STEP;
    return (struct card_number){
        .len = 4,
        .bytes = {(uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8),
                  (uint8_t)number},
    };
}

const char *sample_county_kiosk_place(size_t kiosk)
{
    static const char *const places[SAMPLE_KIOSK_COUNT] = {
        "县政府大楼 东门",
        "县政府大楼 西门",
        "政务服务中心 大厅",
    };
    CHECK(kiosk < SAMPLE_KIOSK_COUNT);
    return places[kiosk];
}

/* Takes the value over. */
static bool add(json_t *documents, const char *kind, const char *id, json_t *value)
{
    json_t *document = json_pack("{s:s, s:s, s:o}", "kind", kind, "id", id, "value", value);
    return document && json_array_append_new(documents, document) == 0;
}

static bool add_policy(json_t *documents)
{
    return add(documents, "policy", "policy",
               json_pack("{s:i, s:i, s:i, s:[{s:s, s:i, s:s, s:s}, {s:s, s:i, s:s, s:s}]}",
                         "late_grace_min", 0, "late_as_absent_min", 120,
                         "max_corrections_per_month", 3, "escalation", "figure", "late", "at_least",
                         3, "per", "month", "step", "提醒", "figure", "violations", "at_least", 6,
                         "per", "month", "step", "谈话提醒"));
}

static void unit_code(size_t unit, char ret_code[static 8])
{
    (void)snprintf(ret_code, 8, "u%02zu", unit + 1);
}

static bool add_units(json_t *documents)
{
    for (size_t unit = 0; unit < SAMPLE_UNIT_COUNT; unit++) {
        char code[8];
        unit_code(unit, code);
        if (!add(documents, "unit", code,
                 json_pack("{s:s, s:s}", "code", code, "name", sample_names_unit(unit)))) {
            return false;
        }
    }
    return true;
}

static bool add_staff(json_t *documents)
{
    for (size_t person = 0; person < SAMPLE_STAFF_COUNT; person++) {
        char id[SAMPLE_STAFF_ID_SIZE];
        char name[SAMPLE_NAME_SIZE];
        char code[8];
        sample_county_staff_id(person, id);
        sample_names_person(person, name);
        unit_code(sample_names_unit_of(person), code);
        if (!add(documents, "staff", id,
                 json_pack("{s:s, s:s, s:s}", "id", id, "name", name, "unit", code))) {
            return false;
        }
    }
    return true;
}

static json_t *clock_text(int32_t minute)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%02d:%02d", (int)(minute / 60), (int)(minute % 60));
    return json_string(text);
}

static json_t *version_document(const struct sample_county *county, size_t unit, int32_t from,
                                int32_t to)
{
    struct sample_hours hours[SAMPLE_HOURS_MAX];
    size_t count = sample_calendar_hours(county, unit, from, hours);
    json_t *sessions = json_array();
    for (size_t i = 0; i < count; i++) {
        (void)json_array_append_new(/* a NULL sessions fails json_pack below */
                                    sessions, json_pack("{s:o, s:o, s:s, s:s}", "start",
                                                        clock_text(hours[i].start_min), "end",
                                                        clock_text(hours[i].end_min), "in",
                                                        "required", "out", "required"));
    }
    char from_text[CIVIL_DATE_SIZE];
    char to_text[CIVIL_DATE_SIZE];
    return json_pack("{s:s, s:s, s:[i, i, i, i, i], s:o}", "from",
                     civil_date_format(from, from_text), "to", civil_date_format(to, to_text),
                     "weekdays", 1, 2, 3, 4, 5, "sessions", sessions);
}

/* One version up to yesterday, one for today's moved hours, one from tomorrow on. */
static bool add_schedule(json_t *documents, const struct sample_county *county, const char *id,
                         size_t unit)
{
    int32_t last = county->today + 365;
    json_t *value = json_pack("{s:s, s:[o, o, o]}", "id", id, "versions",
                              version_document(county, unit, county->first_date, county->today - 1),
                              version_document(county, unit, county->today, county->today),
                              version_document(county, unit, county->today + 1, last));
    return add(documents, "schedule", id, value);
}

static bool add_assignments(json_t *documents, const struct sample_county *county)
{
    char from[CIVIL_DATE_SIZE];
    (void)civil_date_format(county->first_date, from);
    for (size_t unit = 0; unit < SAMPLE_UNIT_COUNT; unit++) {
        char id[8];
        char code[8];
        unit_code(unit, code);
        (void)snprintf(id, sizeof id, "a%02zu", unit + 1);
        const char *schedule = sample_calendar_has_counter(unit) ? "counter" : "office";
        if (!add(documents, "assignment", id,
                 json_pack("{s:s, s:s, s:s}", "schedule", schedule, "unit", code, "from", from))) {
            return false;
        }
    }
    return true;
}

static json_t *time_text(int64_t local_ms)
{
    char text[CIVIL_TIME_SIZE];
    return json_string(civil_time_format(local_ms, text));
}

static bool add_time_away(json_t *documents, const struct sample_county *county)
{
    for (size_t person = 0; person < SAMPLE_STAFF_COUNT; person++) {
        struct sample_away away = sample_calendar_away(county, person);
        if (away.kind == SAMPLE_AWAY_NONE) {
            continue;
        }
        char staff[SAMPLE_STAFF_ID_SIZE];
        sample_county_staff_id(person, staff);
        char id[16];
        (void)snprintf(id, sizeof id, "w%s", staff);
        if (!add(documents, away.kind == SAMPLE_AWAY_TRIP ? "trip" : "leave", id,
                 json_pack("{s:s, s:o, s:o, s:s}", "staff", staff, "from",
                           time_text(civil_midnight_ms(away.first)), "to",
                           time_text(civil_midnight_ms(away.last + 1)), "state", "approved"))) {
            return false;
        }
    }
    return true;
}

static json_t *attendees_document(size_t first, size_t count, size_t step)
{
    json_t *attendees = json_array();
    for (size_t i = 0; i < count; i++) {
        char staff[SAMPLE_STAFF_ID_SIZE];
        sample_county_staff_id((first + i * step) % SAMPLE_STAFF_COUNT, staff);
        (void)json_array_append_new(/* a NULL list fails json_pack in the caller */
                                    attendees, json_pack("{s:s, s:s}", "staff", staff, "role",
                                                         i % 9 == 8 ? "optional" : "required"));
    }
    return attendees;
}

static bool add_meeting(json_t *documents, const char *id, const char *title, int64_t start_ms,
                        json_t *attendees)
{
    return add(documents, "meeting", id,
               json_pack("{s:s, s:s, s:o, s:o, s:o}", "id", id, "title", title, "start",
                         time_text(start_ms), "end",
                         time_text(start_ms + MEETING_LASTS_MIN * CIVIL_MINUTE_MS), "attendees",
                         attendees));
}

static bool add_meetings(json_t *documents, const struct sample_county *county)
{
    int64_t midnight_ms = civil_midnight_ms(county->today);
    int32_t soon_min = up_to_five(now_min(county) + MEETING_BEGINS_IN_MIN);
    int64_t soon_ms = midnight_ms + soon_min * CIVIL_MINUTE_MS;
    return add_meeting(documents, "m0001", "全县作风建设推进会", soon_ms,
                       attendees_document(0, MEETING_SIZE, 6)) &&
           add_meeting(documents, "m0002", "安全生产月度调度会",
                       soon_ms + 2 * MEETING_LASTS_MIN * CIVIL_MINUTE_MS,
                       attendees_document(3, 20, 14)) &&
           add(documents, "substitute", "b0001",
               json_pack("{s:s, s:s, s:s, s:o, s:s}", "meeting", "m0001", "principal", "s0001",
                         "substitute", "s0003", "requested_at",
                         time_text(civil_minute_ms(county->now_ms) - 120 * CIVIL_MINUTE_MS),
                         "state", "approved")) &&
           add(documents, "substitute", "b0002",
               json_pack("{s:s, s:s, s:s, s:o, s:s}", "meeting", "m0001", "principal", "s0007",
                         "substitute", "s0009", "requested_at",
                         time_text(civil_minute_ms(county->now_ms) - 15 * CIVIL_MINUTE_MS), "state",
                         "pending"));
}

static bool add_calendars(json_t *documents, const struct sample_county *county)
{
    int32_t first, last, month, day;
    civil_date_split(county->first_date, &first, &month, &day);
    civil_date_split(county->today, &last, &month, &day);
    for (int32_t year = first; year <= last; year++) {
        char id[12];
        (void)snprintf(id, sizeof id, "%04d", (int)year);
        if (!add(documents, "calendar", id, sample_calendar_document(county, year))) {
            return false;
        }
    }
    return true;
}

json_t *sample_county_documents(const struct sample_county *county)
{
    AUTO(json) json_t *documents = json_array();
    bool good =
        documents && add_policy(documents) && add_units(documents) && add_staff(documents) &&
        add_calendars(documents, county) && add_schedule(documents, county, "office", 0) &&
        add_schedule(documents, county, "counter", 5) && add_assignments(documents, county) &&
        add_time_away(documents, county) && add_meetings(documents, county);
    return good ? TAKE(documents) : NULL;
}
