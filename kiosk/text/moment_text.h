#pragma once
/* Moments as the kiosk shows them: clock times the same everywhere, dates as each language writes
 * them. Pure, any thread. */

#include "phrase.h"
#include <stdint.h>

#define MOMENT_CLOCK_SIZE 9 /* "08:26:41" and a NUL */

/* "08:47" and "08:26:41" of local milliseconds; ret_text is returned. */
const char *moment_text_minute(int64_t local_ms, char ret_text[static MOMENT_CLOCK_SIZE]);
const char *moment_text_second(int64_t local_ms, char ret_text[static MOMENT_CLOCK_SIZE]);

/* "11月23日", "23 November". */
const char *moment_text_date(enum language language, int64_t local_ms,
                             char ret_text[static PHRASE_SIZE]);

/* "11月23日 星期一", "Monday, 23 November". */
const char *moment_text_day(enum language language, int64_t local_ms,
                            char ret_text[static PHRASE_SIZE]);

/* The time alone if the moment lies on the same date as now_ms, otherwise date and time. */
const char *moment_text_near(enum language language, int64_t local_ms, int64_t now_ms,
                             char ret_text[static PHRASE_SIZE]);

/* "自 08:12 起"; with its date where that is not the date of now_ms. */
const char *moment_text_since(enum language language, int64_t local_ms, int64_t now_ms,
                              char ret_text[static PHRASE_SIZE]);
