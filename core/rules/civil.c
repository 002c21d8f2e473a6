#include "civil.h"

#include <stdio.h>
#include <string.h>

#define HOUR_MAX  36 /* "36:00": the latest end of a session */
#define YEAR_MIN  1000
#define ERA_DAYS  146097 /* of 400 years */
#define ERA_YEARS 400

static int64_t floor_div(int64_t value, int64_t by)
{
    return value / by - (value % by < 0 ? 1 : 0);
}

int32_t civil_date_of(int64_t local_ms)
{
    return (int32_t)floor_div(local_ms, CIVIL_DAY_MS);
}

int64_t civil_midnight_ms(int32_t date)
{
    return (int64_t)date * CIVIL_DAY_MS;
}

int64_t civil_minute_ms(int64_t local_ms)
{
    return floor_div(local_ms, CIVIL_MINUTE_MS) * CIVIL_MINUTE_MS;
}

int64_t civil_midpoint_ms(int64_t a_ms, int64_t b_ms)
{
    return civil_minute_ms(floor_div(a_ms + b_ms, 2));
}

/* The year is counted from March, so that the leap day is its last: month m (0 = March) begins on
 * day (153 m + 2) / 5 of it. */
int32_t civil_date_make(int32_t year, int32_t month, int32_t day)
{
    int64_t march_year = (int64_t)year - (month <= 2);
    int64_t era = floor_div(march_year, ERA_YEARS);
    int64_t year_of_era = march_year - era * ERA_YEARS;
    int64_t march_month = month > 2 ? month - 3 : month + 9;
    int64_t day_of_year = (153 * march_month + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (int32_t)(era * ERA_DAYS + day_of_era - 719468); /* 0000-03-01 to 1970-01-01 */
}

void civil_date_split(int32_t date, int32_t *ret_year, int32_t *ret_month, int32_t *ret_day)
{
    int64_t days = (int64_t)date + 719468;
    int64_t era = floor_div(days, ERA_DAYS);
    int64_t day_of_era = days - era * ERA_DAYS;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    int64_t month = march_month < 10 ? march_month + 3 : march_month - 9;
    *ret_day = (int32_t)(day_of_year - (153 * march_month + 2) / 5 + 1);
    *ret_month = (int32_t)month;
    *ret_year = (int32_t)(year_of_era + era * ERA_YEARS + (month <= 2));
}

int32_t civil_weekday(int32_t date)
{
    int64_t from_monday = (int64_t)date + 3; /* 1970-01-01 was a Thursday */
    return (int32_t)(from_monday - floor_div(from_monday, 7) * 7) + 1;
}

int32_t civil_month_of(int32_t date)
{
    int32_t year;
    int32_t month;
    int32_t day;
    civil_date_split(date, &year, &month, &day);
    return year * 12 + month - 1;
}

int32_t civil_month_first(int32_t month)
{
    int32_t year = (int32_t)floor_div(month, 12);
    return civil_date_make(year, month - year * 12 + 1, 1);
}

int32_t civil_month_january(int32_t month)
{
    return (int32_t)floor_div(month, 12) * 12;
}

/* Exactly `digits` digits at *text, which moves behind them. */
static bool read_number(const char **text, int digits, int32_t *ret_number)
{
    int32_t number = 0;
    for (int i = 0; i < digits; i++) {
        char c = (*text)[i];
        if (c < '0' || c > '9') {
            return false;
        }
        number = number * 10 + (c - '0');
    }
    *text += digits;
    *ret_number = number;
    return true;
}

static bool read_char(const char **text, char wanted)
{
    if (**text != wanted) {
        return false;
    }
    (*text)++;
    return true;
}

static bool read_month(const char **text, int32_t *ret_month)
{
    int32_t year;
    int32_t month;
    if (!read_number(text, 4, &year) || !read_char(text, '-') || !read_number(text, 2, &month) ||
        year < YEAR_MIN || month < 1 || month > 12) {
        return false;
    }
    *ret_month = year * 12 + month - 1;
    return true;
}

static bool read_date(const char **text, int32_t *ret_date)
{
    int32_t month;
    int32_t day;
    if (!read_month(text, &month) || !read_char(text, '-') || !read_number(text, 2, &day)) {
        return false;
    }
    int32_t date = civil_month_first(month) + day - 1;
    if (day < 1 || date >= civil_month_first(month + 1)) {
        return false;
    }
    *ret_date = date;
    return true;
}

/* ".5", ".123456": at least one digit; those beyond the millisecond count for nothing. */
static bool read_fraction(const char **text, int32_t *ret_ms)
{
    *ret_ms = 0;
    if (!read_char(text, '.')) {
        return true;
    }
    int32_t weight = 100;
    int digits = 0;
    for (; **text >= '0' && **text <= '9'; (*text)++, digits++) {
        *ret_ms += (**text - '0') * weight;
        weight /= 10;
    }
    return digits > 0;
}

bool civil_date_parse(const char *text, int32_t *ret_date)
{
    int32_t date;
    if (!read_date(&text, &date) || *text) {
        return false;
    }
    *ret_date = date;
    return true;
}

bool civil_month_parse(const char *text, int32_t *ret_month)
{
    int32_t month;
    if (!read_month(&text, &month) || *text) {
        return false;
    }
    *ret_month = month;
    return true;
}

bool civil_time_parse(const char *text, int64_t *ret_local_ms)
{
    int32_t date;
    int32_t hour;
    int32_t minute;
    int32_t second;
    int32_t ms;
    if (!read_date(&text, &date) || !read_char(&text, 'T') || !read_number(&text, 2, &hour) ||
        !read_char(&text, ':') || !read_number(&text, 2, &minute) || !read_char(&text, ':') ||
        !read_number(&text, 2, &second) || !read_fraction(&text, &ms) || *text) {
        return false;
    }
    if (hour > 23 || minute > 59 || second > 59) {
        return false;
    }
    *ret_local_ms = civil_midnight_ms(date) + (hour * 60 + minute) * CIVIL_MINUTE_MS +
                    second * CIVIL_SECOND_MS + ms;
    return true;
}

bool civil_clock_parse(const char *text, int32_t *ret_min)
{
    int32_t hour;
    int32_t minute;
    if (!read_number(&text, 2, &hour) || !read_char(&text, ':') ||
        !read_number(&text, 2, &minute) || *text) {
        return false;
    }
    if (minute > 59 || hour * 60 + minute > HOUR_MAX * 60) {
        return false;
    }
    *ret_min = hour * 60 + minute;
    return true;
}

/* The compiler cannot know that a year has four digits: the text is made in a roomy buffer. */
static const char *copy_text(char *ret_text, size_t size, const char *text)
{
    (void)snprintf(ret_text, size, "%.*s", (int)size - 1, text);
    return ret_text;
}

const char *civil_date_format(int32_t date, char ret_text[static CIVIL_DATE_SIZE])
{
    int32_t year;
    int32_t month;
    int32_t day;
    char text[48];
    civil_date_split(date, &year, &month, &day);
    (void)snprintf(text, sizeof text, "%04d-%02d-%02d", (int)year, (int)month, (int)day);
    return copy_text(ret_text, CIVIL_DATE_SIZE, text);
}

const char *civil_month_format(int32_t month, char ret_text[static CIVIL_MONTH_SIZE])
{
    char date[CIVIL_DATE_SIZE];
    return copy_text(ret_text, CIVIL_MONTH_SIZE, civil_date_format(civil_month_first(month), date));
}

const char *civil_time_format(int64_t local_ms, char ret_text[static CIVIL_TIME_SIZE])
{
    char date[CIVIL_DATE_SIZE];
    char text[64];
    int32_t day = civil_date_of(local_ms);
    int in_day = (int)(local_ms - civil_midnight_ms(day));
    (void)civil_date_format(day, date);
    int len = snprintf(text, sizeof text, "%sT%02d:%02d:%02d", date, in_day / 3600000,
                       in_day / 60000 % 60, in_day / 1000 % 60);
    if (in_day % 1000) {
        (void)snprintf(text + len, sizeof text - (size_t)len, ".%03d", in_day % 1000);
    }
    return copy_text(ret_text, CIVIL_TIME_SIZE, text);
}
