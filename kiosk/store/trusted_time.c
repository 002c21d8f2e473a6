#include "trusted_time.h"

#include "carried_time.h"
#include "cleanup.h"
#include "file.h"
#include <string.h>

#define BOOT_PATH  "/proc/sys/kernel/random/boot_id"
#define UTC_US_MAX INT64_C(253402300799999999) /* what a record can hold: the end of year 9999 */

static int64_t clamp_utc(int64_t utc_us)
{
    if (utc_us < 0) {
        return 0;
    }
    return utc_us < UTC_US_MAX ? utc_us : UTC_US_MAX;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t distance(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

/* The error of a comparison once so much time has passed. */
static int64_t error_after(const struct clock_measure *measure, int64_t elapsed_us)
{
    const struct carried_time known = {.error_us = measure->error_us};
    return carried_time_to(&known, elapsed_us).error_us;
}

static bool same_boot(const struct clock_measure *measure, const char *boot)
{
    return measure->utc_us > 0 && strcmp(measure->boot, boot) == 0;
}

/* No comparison serves: what can the true time be? A clock that reads less than a time that has
 * passed, or more than a year later, is plainly wrong; any other is taken for one that went on by
 * itself. */
static void bound(struct trusted_time *time, const struct clock_reading *reading,
                  int64_t latest_utc_us)
{
    int64_t guess = clamp_utc(reading->utc_us + time->offset_us);
    int64_t before = larger(guess - TRUSTED_TIME_REBOOT_US, latest_utc_us);
    int64_t after = guess + TRUSTED_TIME_REBOOT_US;
    if (guess < latest_utc_us) {
        guess = latest_utc_us;
        after = latest_utc_us + TRUSTED_TIME_LOST_US;
    } else if (guess > latest_utc_us + TRUSTED_TIME_LOST_US) {
        before = latest_utc_us;
    }
    time->clock = TAP_CLOCK_UNCERTAIN;
    time->true_utc_us = guess;
    time->not_before_utc_us = clamp_utc(before);
    time->not_after_utc_us = clamp_utc(after);
}

struct trusted_time trusted_time_of(const struct clock_measure *measure,
                                    const struct clock_reading *reading, int64_t latest_utc_us)
{
    struct trusted_time time = {.offset_us = measure->offset_us, .error_us = measure->error_us};
    if (!same_boot(measure, reading->boot)) {
        int64_t compared_us = measure->utc_us > 0 ? measure->utc_us + measure->offset_us : 0;
        int64_t passed_us = larger(larger(latest_utc_us, compared_us), TRUSTED_TIME_FLOOR_US);
        bound(&time, reading, passed_us);
        return time;
    }
    int64_t elapsed_us = larger(reading->mono_us - measure->mono_us, 0);
    int64_t wall_us = reading->utc_us - measure->utc_us;
    time.error_us = error_after(measure, elapsed_us);
    /* The monotonic clock is what tells the time since; the wall clock's steps are taken out. */
    time.offset_us = measure->offset_us + elapsed_us - wall_us;
    if (distance(wall_us, elapsed_us) > TRUSTED_TIME_STEP_US) {
        time.stepped_us = wall_us - elapsed_us;
    }
    if (time.error_us > CARRIED_TIME_ERROR_MAX_US) {
        time.clock = TAP_CLOCK_UNCERTAIN;
        time.true_utc_us = clamp_utc(reading->utc_us + time.offset_us);
        time.not_before_utc_us = clamp_utc(larger(time.true_utc_us - time.error_us, 1));
        time.not_after_utc_us = clamp_utc(time.true_utc_us + time.error_us);
        return time;
    }
    time.clock = TAP_CLOCK_SYNCED;
    time.true_utc_us = clamp_utc(reading->utc_us + time.offset_us);
    return time;
}

void trusted_time_stamp(const struct trusted_time *time, const struct clock_reading *reading,
                        struct tap_record *record)
{
    memcpy(record->boot, reading->boot, sizeof record->boot);
    record->at_utc_us = clamp_utc(reading->utc_us);
    record->mono_us = clamp_utc(reading->mono_us);
    record->clock = time->clock;
    record->clock_offset_us = time->offset_us;
    record->clock_error_us = time->error_us;
    record->not_before_utc_us = time->not_before_utc_us;
    record->not_after_utc_us = time->not_after_utc_us;
}

int64_t trusted_time_of_record(const struct tap_record *record)
{
    return record->clock == TAP_CLOCK_SYNCED ? record->at_utc_us + record->clock_offset_us
                                             : record->not_before_utc_us;
}

struct clock_measure trusted_time_compare(const struct clock_reading *sent,
                                          const struct clock_reading *answered,
                                          int64_t server_utc_us)
{
    /* The server looked at its clock somewhere on the way: half the round trip either side. A wall
     * clock set meanwhile does not matter, since only the later reading of it is used. */
    int64_t half_us = (answered->mono_us - sent->mono_us + 1) / 2;
    struct clock_measure measure = {
        .utc_us = answered->utc_us,
        .mono_us = answered->mono_us,
        .offset_us = server_utc_us + half_us - answered->utc_us,
        .error_us = half_us,
    };
    memcpy(measure.boot, answered->boot, sizeof measure.boot);
    return measure;
}

bool trusted_time_is_better(const struct clock_measure *newer, const struct clock_measure *held,
                            int64_t mono_us)
{
    if (!same_boot(held, newer->boot)) {
        return true;
    }
    int64_t held_error_us = error_after(held, larger(mono_us - held->mono_us, 0));
    int64_t newer_error_us = error_after(newer, larger(mono_us - newer->mono_us, 0));
    if (newer_error_us <= held_error_us) {
        return true;
    }
    /* The true time less the monotonic clock, by either: they contradict each other if their
     * errors cannot bridge the difference, and then the server's clock was set. */
    int64_t by_newer = newer->utc_us + newer->offset_us - newer->mono_us;
    int64_t by_held = held->utc_us + held->offset_us - held->mono_us;
    return distance(by_newer, by_held) > newer_error_us + held_error_us;
}

bool trusted_time_read_boot(char ret_boot[static TRUSTED_TIME_BOOT_SIZE], struct error *err)
{
    AUTO(memory) char *text = NULL;
    size_t len;
    if (!file_read(BOOT_PATH, 64, &text, &len, err)) {
        return false;
    }
    char boot[TRUSTED_TIME_BOOT_SIZE] = "";
    size_t digits = 0;
    for (const char *c = text; *c && *c != '\n'; c++) {
        if (*c == '-') {
            continue;
        }
        if (!strchr("0123456789abcdef", *c) || digits + 1 >= sizeof boot) {
            return error_set(err, ERROR_INVALID, "%s: not a boot id", BOOT_PATH);
        }
        boot[digits++] = *c;
    }
    if (digits + 1 != sizeof boot) {
        return error_set(err, ERROR_INVALID, "%s: not a boot id", BOOT_PATH);
    }
    memcpy(ret_boot, boot, sizeof boot);
    return true;
}
