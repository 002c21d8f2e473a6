#include "supervisor.h"

#include <systemd/sd-daemon.h>

#define KEEP_ENVIRONMENT 0  /* another part may ask too */
#define TIMES_A_PERIOD   4U /* one that comes late is not yet the end */

struct supervisor_watch supervisor_watch_begin(void)
{
    uint64_t period_us = 0;
    bool watched = sd_watchdog_enabled(KEEP_ENVIRONMENT, &period_us) > 0;
    return (struct supervisor_watch){.period_us =
                                         watched ? (int64_t)(period_us / TIMES_A_PERIOD) : 0};
}

/* Whoever does not hear it ends this program; there is nobody else to tell. */
static void tell(const char *text)
{
    (void)sd_notify(KEEP_ENVIRONMENT, text);
}

void supervisor_tell_ready(void)
{
    tell("READY=1");
}

void supervisor_tell_stopping(void)
{
    tell("STOPPING=1");
}

void supervisor_keep_awake(struct supervisor_watch *watch, int64_t now_us)
{
    if (watch->period_us > 0 && now_us >= watch->next_us) {
        watch->next_us = now_us + watch->period_us;
        tell("WATCHDOG=1");
    }
}
