#pragma once
/* How far the kiosk may trust its clock (rules.md, Uncertain taps): the last comparison with the
 * server's clock, carried on by the monotonic clock of the same boot, which nobody can set. A wall
 * clock set back or forth in between shows, and does no harm; after a reboot without the server the
 * time is uncertain until the next comparison. Pure, any thread. */

#include "tap_record.h"
#include <stdbool.h>
#include <stdint.h>

#define TRUSTED_TIME_BOOT_SIZE 33               /* 32 hex digits and a NUL */
#define TRUSTED_TIME_STEP_US   2000000          /* a wall clock that jumped so far was set */
#define TRUSTED_TIME_REBOOT_US 600000000        /* what a clock may be off after a reboot */
#define TRUSTED_TIME_LOST_US   31536000000000   /* … where it is plainly wrong: a year */
#define TRUSTED_TIME_FLOOR_US  1767225600000000 /* 2026-01-01: before this program was written */

/* One comparison with the server: at this moment of this boot the kiosk's clock read utc_us and
 * the server's utc_us + offset_us, within error_us. utc_us 0: none yet. */
struct clock_measure {
    char boot[TRUSTED_TIME_BOOT_SIZE];
    int64_t utc_us, mono_us;
    int64_t offset_us, error_us;
};

/* What the kiosk's clocks read at one moment. */
struct clock_reading {
    char boot[TRUSTED_TIME_BOOT_SIZE];
    int64_t utc_us, mono_us;
};

/* The members of a tap record that speak of time. */
struct trusted_time {
    enum tap_clock clock;
    int64_t offset_us, error_us;
    int64_t not_before_utc_us, not_after_utc_us; /* 0 unless uncertain */
    int64_t true_utc_us; /* the best guess: for the screen and for judging */
    int64_t stepped_us; /* how far the wall clock was set since the measure, in this boot; else 0 */
};

/* What is known of the true time of a reading. latest_utc_us is a true time that has surely passed
 * (of the last record), 0 where none is known. */
struct trusted_time trusted_time_of(const struct clock_measure *measure,
                                    const struct clock_reading *reading, int64_t latest_utc_us);

/* Puts reading and time into a record. */
void trusted_time_stamp(const struct trusted_time *time, const struct clock_reading *reading,
                        struct tap_record *record);

/* The time of a record as it was trusted: at + offset, or not_before of an uncertain one. */
int64_t trusted_time_of_record(const struct tap_record *record);

/* A comparison from a request that was sent and answered at these readings of one boot. */
struct clock_measure trusted_time_compare(const struct clock_reading *sent,
                                          const struct clock_reading *answered,
                                          int64_t server_utc_us);

/* True if the newer comparison serves better at that moment: a smaller error by then, another boot,
 * or the two contradict each other. */
bool trusted_time_is_better(const struct clock_measure *newer, const struct clock_measure *held,
                            int64_t mono_us);

/* The kernel's id of this boot, as 32 hex digits. */
bool trusted_time_read_boot(char ret_boot[static TRUSTED_TIME_BOOT_SIZE], struct error *err)
    MUST_USE;
