#pragma once
/* The site's time zone: UTC to local clock time and back, by IANA name and ICU's data. Rules work
 * on local time only, so this is the one place where the two meet. One thread an object. */

#include "cleanup.h"
#include "error.h"
#include <stdbool.h>
#include <stdint.h>

struct time_zone;

/* name such as "Asia/Shanghai"; a name that ICU does not know is an error that gives it. */
bool time_zone_create(const char *name, struct time_zone **ret_zone, struct error *err) MUST_USE;
void time_zone_destroy(struct time_zone *zone);
DEFINE_AUTO(time_zone);

/* Local clock time in milliseconds since 1970-01-01T00:00 local; further digits are cut off
 * (rules.md, Words). */
int64_t time_zone_local_ms(struct time_zone *zone, int64_t utc_us);

/* A moment that shows this local clock time; the earlier of two, the later edge of a gap. */
int64_t time_zone_utc_us(struct time_zone *zone, int64_t local_ms);
