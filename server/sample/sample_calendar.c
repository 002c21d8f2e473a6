#include "sample_calendar.h"

#include "civil.h"
#include <string.h>

/* State Council's notices on the holidays of 2025 and 2026. */
static const struct {
    int32_t year;
    const char *rest; /* month-day of weekdays that are free */
    const char *work; /* … of weekend days that are worked */
} notices[] = {
    {2025,
     "01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 10-01 10-02 10-03 "
     "10-06 10-07 10-08",
     "01-26 02-08 04-27 09-28 10-11"},
    {2026,
     "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 "
     "10-02 10-05 10-06 10-07",
     "01-04 02-14 02-28 05-09 09-20 10-10"},
};

static bool names_day(const char *days, int32_t date)
{
    char text[CIVIL_DATE_SIZE];
    return strstr(days, civil_date_format(date, text) + 5) != NULL;
}

static bool is_rest_by_notice(int32_t date)
{
    int32_t year, month, day;
    civil_date_split(date, &year, &month, &day);
    bool weekend = civil_weekday(date) > 5;
    for (size_t i = 0; i < sizeof notices / sizeof notices[0]; i++) {
        if (notices[i].year == year) {
            return weekend ? !names_day(notices[i].work, date) : names_day(notices[i].rest, date);
        }
    }
    return weekend;
}

bool sample_calendar_is_work_day(const struct sample_county *county, int32_t date)
{
    return date == county->today || !is_rest_by_notice(date);
}

static bool append_date(json_t *list, int32_t date)
{
    char text[CIVIL_DATE_SIZE];
    return json_array_append_new(list, json_string(civil_date_format(date, text))) == 0;
}

static bool append_work(json_t *list, int32_t date)
{
    char text[CIVIL_DATE_SIZE];
    return json_array_append_new(
               list, json_pack("{s:s, s:i}", "date", civil_date_format(date, text), "as", 1)) == 0;
}

json_t *sample_calendar_document(const struct sample_county *county, int32_t year)
{
    json_t *rest = json_array();
    json_t *work = json_array();
    bool good = rest && work;
    int32_t last = civil_date_make(year, 12, 31);
    for (int32_t date = civil_date_make(year, 1, 1); good && date <= last; date++) {
        bool weekend = civil_weekday(date) > 5;
        bool works = sample_calendar_is_work_day(county, date);
        if (weekend && works) {
            good = append_work(work, date);
        } else if (!weekend && !works) {
            good = append_date(rest, date);
        }
    }
    json_t *document = good ? json_pack("{s:O, s:O}", "rest", rest, "work", work) : NULL;
    json_decref(rest);
    json_decref(work);
    return document;
}

bool sample_calendar_has_counter(size_t unit)
{
    return unit == 5 || unit == 6;
}

size_t sample_calendar_hours(const struct sample_county *county, size_t unit, int32_t date,
                             struct sample_hours *ret_hours)
{
    if (date == county->today) {
        int32_t lead_min =
            sample_calendar_has_counter(unit) ? sample_county_counter_lead_min(county) : 0;
        ret_hours[0] =
            (struct sample_hours){county->start_min - lead_min, county->end_min - lead_min};
        return 1;
    }
    if (sample_calendar_has_counter(unit)) {
        ret_hours[0] = (struct sample_hours){8 * 60 + 30, 12 * 60};
        ret_hours[1] = (struct sample_hours){13 * 60 + 30, 17 * 60};
        return 2;
    }
    ret_hours[0] = (struct sample_hours){8 * 60 + 30, 17 * 60 + 30};
    return 1;
}

struct sample_away sample_calendar_away(const struct sample_county *county, size_t person)
{
    uint64_t seed = 0x77 + person * 15485863;
    uint32_t pick = sample_county_random(&seed) % 100;
    if (pick >= 14) {
        return (struct sample_away){.kind = SAMPLE_AWAY_NONE};
    }
    int32_t days = county->today - county->first_date + 1;
    int32_t first = county->first_date + (int32_t)(sample_county_random(&seed) % (uint32_t)days);
    if (pick % 5 == 0) {
        first =
            county->today - (int32_t)(sample_county_random(&seed) % 2); /* somebody is away today */
    }
    return (struct sample_away){
        .kind = pick % 3 == 0 ? SAMPLE_AWAY_TRIP : SAMPLE_AWAY_LEAVE,
        .first = first,
        .last = first + (int32_t)(sample_county_random(&seed) % 4),
    };
}

bool sample_calendar_is_away(const struct sample_county *county, size_t person, int32_t date)
{
    struct sample_away away = sample_calendar_away(county, person);
    return away.kind != SAMPLE_AWAY_NONE && date >= away.first && date <= away.last;
}
