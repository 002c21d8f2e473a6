#include "time_zone.h"

#include "check.h"
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

struct time_zone {
    UCalendar *calendar;
};

static bool is_known_zone(const UChar *name, int32_t len)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar canonical[64];
    UBool system = 0;
    (void)ucal_getCanonicalTimeZoneID(name, len, canonical, 64, &system, &status);
    return U_SUCCESS(status) && system;
}

bool time_zone_create(const char *name, struct time_zone **ret_zone, struct error *err)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar wide[64];
    int32_t len = 0;
    (void)u_strFromUTF8(wide, 64, &len, name, -1, &status);
    if (U_FAILURE(status) || !is_known_zone(wide, len)) {
        return error_set(err, ERROR_INVALID, "unknown time zone '%.60s'", name);
    }
    AUTO(time_zone) struct time_zone *zone = calloc(1, sizeof *zone);
    if (!zone) {
        return error_set(err, ERROR_NO_MEMORY, "time zone: out of memory");
    }
    zone->calendar = ucal_open(wide, len, "en", UCAL_GREGORIAN, &status);
    if (U_FAILURE(status)) {
        return error_set(err, ERROR_INVALID, "time zone '%.60s': %s", name, u_errorName(status));
    }
    ucal_setAttribute(zone->calendar, UCAL_REPEATED_WALL_TIME, UCAL_WALLTIME_FIRST);
    ucal_setAttribute(zone->calendar, UCAL_SKIPPED_WALL_TIME, UCAL_WALLTIME_NEXT_VALID);
    *ret_zone = TAKE(zone);
    return true;
}

void time_zone_destroy(struct time_zone *zone)
{
    if (zone) {
        if (zone->calendar) {
            ucal_close(zone->calendar);
        }
        free(zone);
    }
}

static int64_t floor_div(int64_t value, int64_t by)
{
    return value / by - (value % by < 0 ? 1 : 0);
}

static int64_t offset_ms(struct time_zone *zone, int64_t utc_ms)
{
    UErrorCode status = U_ZERO_ERROR;
    ucal_setMillis(zone->calendar, (UDate)utc_ms, &status);
    int32_t raw = ucal_get(zone->calendar, UCAL_ZONE_OFFSET, &status);
    int32_t daylight = ucal_get(zone->calendar, UCAL_DST_OFFSET, &status);
    CHECK(U_SUCCESS(status));
    return (int64_t)raw + daylight;
}

int64_t time_zone_local_ms(struct time_zone *zone, int64_t utc_us)
{
    int64_t utc_ms = floor_div(utc_us, 1000);
    return utc_ms + offset_ms(zone, utc_ms);
}

int64_t time_zone_utc_us(struct time_zone *zone, int64_t local_ms)
{
    UErrorCode status = U_ZERO_ERROR;
    int64_t days = floor_div(local_ms, 86400000);
    int64_t in_day = local_ms - days * 86400000;
    ucal_clear(zone->calendar);
    /* ICU's Gregorian calendar is lenient: day n of January 1970 is n − 1 days after the first. */
    ucal_setDateTime(zone->calendar, 1970, UCAL_JANUARY, 1 + (int32_t)days,
                     (int32_t)(in_day / 3600000), (int32_t)(in_day / 60000 % 60),
                     (int32_t)(in_day / 1000 % 60), &status);
    ucal_set(zone->calendar, UCAL_MILLISECOND, (int32_t)(in_day % 1000));
    double utc_ms = ucal_getMillis(zone->calendar, &status);
    CHECK(U_SUCCESS(status));
    return (int64_t)utc_ms * 1000;
}
