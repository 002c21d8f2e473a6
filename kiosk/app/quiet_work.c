#include "quiet_work.h"

#include "log.h"

void quiet_work_note_purgeable(struct quiet_work *work, struct record_position purgeable)
{
    work->purgeable = purgeable;
}

static bool is_quiet(struct quiet_work *work, const struct tap_desk *desk, int64_t now_us)
{
    struct record_position last = tap_desk_last(desk);
    if (record_position_after(last, work->last)) {
        work->last = last;
        work->last_us = now_us;
    }
    return now_us - work->last_us >= QUIET_WORK_AFTER_US;
}

void quiet_work_turn(struct quiet_work *work, struct tap_desk *desk, int64_t now_us)
{
    bool quiet = is_quiet(work, desk, now_us);
    if (!quiet || now_us < work->next_us || !record_position_after(work->purgeable, work->purged)) {
        return;
    }
    bool more = false;
    struct error err;
    work->next_us = now_us + QUIET_WORK_PERIOD_US;
    if (!tap_desk_purge(desk, work->purgeable, &more, &err)) {
        log_event(LOG_WARNING, "records_not_purged", "reason=%s", LOG_TEXT(err.text));
    }
    if (!more) { /* after a fault: again when there is more to purge, tomorrow */
        work->purged = work->purgeable;
    }
}
