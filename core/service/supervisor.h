#pragma once
/* What a program tells the supervisor that started it (sd_notify of libsystemd): that it is
 * ready, that it still turns, how it stands. Where there is none, nothing happens. Main thread. */

#include <stdbool.h>
#include <stdint.h>

/* When the watchdog next wants to hear something. */
struct supervisor_watch {
    int64_t period_us; /* 0: nobody watches */
    int64_t next_us;   /* on the monotonic clock */
};

/* Is there a watchdog, and how often does it ask? */
struct supervisor_watch supervisor_watch_begin(void);

/* Starting is over. */
void supervisor_tell_ready(void);

/* From now on it ends. */
void supervisor_tell_stopping(void);

/* Tells the watchdog that the program turns, when it is time; to be called every turn. */
void supervisor_keep_awake(struct supervisor_watch *watch, int64_t now_us);
