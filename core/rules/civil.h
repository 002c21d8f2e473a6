#pragma once
/* Civil time of the site: dates as days since 1970-01-01, moments as local clock milliseconds since
 * 1970-01-01T00:00 local, months as year × 12 + month − 1. No time zone and no clock: rules.md
 * judges local clock times only. Pure functions, any thread. */

#include <stdbool.h>
#include <stdint.h>

#define CIVIL_SECOND_MS INT64_C(1000)
#define CIVIL_MINUTE_MS INT64_C(60000)
#define CIVIL_DAY_MS    INT64_C(86400000)
#define CIVIL_DAY_MIN   1440

/* Open ends of a span of dates or moments. */
#define CIVIL_DATE_FIRST INT32_MIN
#define CIVIL_DATE_LAST  INT32_MAX
#define CIVIL_NEVER_MS   INT64_MAX /* as "now": after everything; as a moment: it does not come */

#define CIVIL_DATE_SIZE  11 /* "2026-03-02" and a NUL */
#define CIVIL_MONTH_SIZE 8  /* "2026-03" and a NUL */
#define CIVIL_TIME_SIZE  24 /* "2026-03-02T08:30:00.123" and a NUL */

/* The date that holds the moment, its midnight, and the moment cut down to its minute. */
int32_t civil_date_of(int64_t local_ms);
int64_t civil_midnight_ms(int32_t date);
int64_t civil_minute_ms(int64_t local_ms);

/* Halfway between two moments, cut down to the minute; both are whole minutes. */
int64_t civil_midpoint_ms(int64_t a_ms, int64_t b_ms);

/* A date of the Gregorian calendar; month from 1. civil_date_make wants a date that exists. */
int32_t civil_date_make(int32_t year, int32_t month, int32_t day);
void civil_date_split(int32_t date, int32_t *ret_year, int32_t *ret_month, int32_t *ret_day);

/* 1 = Monday .. 7 = Sunday. */
int32_t civil_weekday(int32_t date);

/* The month of a date, a month's first day (its last is the day before that of month + 1), and the
 * January of its year. */
int32_t civil_month_of(int32_t date);
int32_t civil_month_first(int32_t month);
int32_t civil_month_january(int32_t month);

/* Strict readers of a whole text: "2026-03-02"; "2026-03"; "2026-03-02T08:30:00" with an optional
 * fraction (digits beyond the millisecond are cut off); "08:30" as minutes, up to 36:00. Years from
 * 1000 to 9999. False, and nothing written, for any other text or a date that does not exist. */
bool civil_date_parse(const char *text, int32_t *ret_date);
bool civil_month_parse(const char *text, int32_t *ret_month);
bool civil_time_parse(const char *text, int64_t *ret_local_ms);
bool civil_clock_parse(const char *text, int32_t *ret_min);

/* The same texts; a time has a fraction only where it is not zero. Return their argument. */
const char *civil_date_format(int32_t date, char ret_text[static CIVIL_DATE_SIZE]);
const char *civil_month_format(int32_t month, char ret_text[static CIVIL_MONTH_SIZE]);
const char *civil_time_format(int64_t local_ms, char ret_text[static CIVIL_TIME_SIZE]);
