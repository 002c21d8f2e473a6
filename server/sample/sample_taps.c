#include "sample_taps.h"

#include "civil.h"
#include "sample_calendar.h"
#include "sample_names.h"
#include <stdbool.h>

struct habits {
    uint32_t late_pct;   /* of mornings */
    uint32_t early_pct;  /* of evenings */
    uint32_t forget_pct; /* a check forgotten */
};

static struct habits habits_of(size_t person)
{
    uint64_t seed = 0xabc + person * 104729;
    uint32_t kind = sample_county_random(&seed) % 100;
    uint32_t unit = (uint32_t)sample_names_unit_of(person);
    if (kind < 62) {
        return (struct habits){unit % 5 / 3, 0, 0};
    }
    if (kind < 92) {
        return (struct habits){3 + unit % 4, 2, 1};
    }
    return (struct habits){16 + unit, 8, 4};
}

static bool chance(uint64_t *seed, uint32_t pct)
{
    return sample_county_random(seed) % 100 < pct;
}

/* Most come in the quarter of an hour before, some long before. */
static int64_t arrival_s(uint64_t *seed, const struct habits *habits)
{
    if (chance(seed, habits->late_pct)) {
        return 60 + (int64_t)(sample_county_random(seed) % (chance(seed, 85) ? 900 : 3600));
    }
    int64_t spread = (int64_t)(sample_county_random(seed) % 900 + sample_county_random(seed) % 900);
    return -30 - spread;
}

static int64_t departure_s(uint64_t *seed, const struct habits *habits)
{
    if (chance(seed, habits->early_pct)) {
        return -120 - (int64_t)(sample_county_random(seed) % 2400);
    }
    return 20 + (int64_t)(sample_county_random(seed) % 2700);
}

static size_t put_tap(const struct sample_county *county, struct sample_tap *taps, size_t count,
                      const struct sample_tap *tap)
{
    if (tap->at_ms >= county->now_ms) {
        return count;
    }
    taps[count] = *tap;
    return count + 1;
}

/* Today a few at the counters are not here yet, so that whoever tries the county can see somebody
 * come late. */
static bool is_still_to_come(const struct sample_county *county, size_t person, int32_t date)
{
    return date == county->today && person % 4 == 0 &&
           sample_calendar_has_counter(sample_names_unit_of(person));
}

size_t sample_taps_of_day(const struct sample_county *county, size_t person, int32_t date,
                          struct sample_tap *ret_taps)
{
    if (!sample_calendar_is_work_day(county, date) ||
        sample_calendar_is_away(county, person, date)) {
        return 0;
    }
    if (is_still_to_come(county, person, date)) {
        return 0;
    }
    struct sample_hours hours[SAMPLE_HOURS_MAX];
    size_t hour_count = sample_calendar_hours(county, sample_names_unit_of(person), date, hours);
    struct habits habits = habits_of(person);
    uint64_t seed = (uint64_t)date * 1000003 + person * 31 + 17;
    size_t count = 0;
    if (sample_county_random(&seed) % 1000 < 3) {
        return 0; /* nobody knows where they were */
    }
    for (size_t i = 0; i < hour_count; i++) {
        int64_t midnight_ms = civil_midnight_ms(date);
        struct sample_tap in = {
            .at_ms = midnight_ms + hours[i].start_min * CIVIL_MINUTE_MS +
                     arrival_s(&seed, &habits) * CIVIL_SECOND_MS +
                     sample_county_random(&seed) % 1000,
            .person = person,
            .kiosk = sample_county_random(&seed) % SAMPLE_KIOSK_COUNT,
        };
        struct sample_tap out = in;
        out.at_ms = midnight_ms + hours[i].end_min * CIVIL_MINUTE_MS +
                    departure_s(&seed, &habits) * CIVIL_SECOND_MS +
                    sample_county_random(&seed) % 1000;
        if (!chance(&seed, habits.forget_pct)) {
            count = put_tap(county, ret_taps, count, &in);
        }
        if (!chance(&seed, habits.forget_pct)) {
            count = put_tap(county, ret_taps, count, &out);
        }
    }
    return count;
}
