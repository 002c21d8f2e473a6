#include "moment_text.h"

#include "civil.h"
#include <stdio.h>

struct clock_time {
    unsigned hour, minute, second;
};

static struct clock_time split_clock(int64_t local_ms)
{
    int64_t in_day_s = (local_ms - civil_midnight_ms(civil_date_of(local_ms))) / CIVIL_SECOND_MS;
    return (struct clock_time){(unsigned)(in_day_s / 3600) % 24, (unsigned)(in_day_s / 60) % 60,
                               (unsigned)in_day_s % 60};
}

const char *moment_text_minute(int64_t local_ms, char ret_text[static MOMENT_CLOCK_SIZE])
{
    struct clock_time time = split_clock(local_ms);
    (void)snprintf(ret_text, MOMENT_CLOCK_SIZE, "%02u:%02u", time.hour, time.minute);
    return ret_text;
}

const char *moment_text_second(int64_t local_ms, char ret_text[static MOMENT_CLOCK_SIZE])
{
    struct clock_time time = split_clock(local_ms);
    (void)snprintf(ret_text, MOMENT_CLOCK_SIZE, "%02u:%02u:%02u", time.hour, time.minute,
                   time.second);
    return ret_text;
}

const char *moment_text_date(enum language language, int64_t local_ms,
                             char ret_text[static PHRASE_SIZE])
{
    int32_t year;
    int32_t month;
    int32_t day;
    civil_date_split(civil_date_of(local_ms), &year, &month, &day);
    char day_text[12];
    (void)snprintf(day_text, sizeof day_text, "%d", (int)day);
    enum phrase month_phrase = (enum phrase)(PHRASE_JANUARY + month - 1);
    return phrase_fill(language, PHRASE_DATE, phrase_text(language, month_phrase), day_text,
                       ret_text);
}

const char *moment_text_day(enum language language, int64_t local_ms,
                            char ret_text[static PHRASE_SIZE])
{
    char date[PHRASE_SIZE];
    enum phrase weekday = (enum phrase)(PHRASE_MONDAY + civil_weekday(civil_date_of(local_ms)) - 1);
    return phrase_fill(language, PHRASE_DATE_WEEKDAY, moment_text_date(language, local_ms, date),
                       phrase_text(language, weekday), ret_text);
}

const char *moment_text_near(enum language language, int64_t local_ms, int64_t now_ms,
                             char ret_text[static PHRASE_SIZE])
{
    char minute[MOMENT_CLOCK_SIZE];
    (void)moment_text_minute(local_ms, minute);
    if (civil_date_of(local_ms) == civil_date_of(now_ms)) {
        (void)snprintf(ret_text, PHRASE_SIZE, "%s", minute);
        return ret_text;
    }
    char date[PHRASE_SIZE];
    return phrase_fill(language, PHRASE_DATE_TIME, moment_text_date(language, local_ms, date),
                       minute, ret_text);
}

const char *moment_text_since(enum language language, int64_t local_ms, int64_t now_ms,
                              char ret_text[static PHRASE_SIZE])
{
    char minute[MOMENT_CLOCK_SIZE];
    (void)moment_text_minute(local_ms, minute);
    if (civil_date_of(local_ms) == civil_date_of(now_ms)) {
        return phrase_fill(language, PHRASE_SINCE_TIME, minute, NULL, ret_text);
    }
    char date[PHRASE_SIZE];
    return phrase_fill(language, PHRASE_SINCE_DATE, moment_text_date(language, local_ms, date),
                       minute, ret_text);
}
