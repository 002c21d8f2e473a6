#include "completeness.h"

#include "kiosk_store.h"
#include "time_zone.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    struct completeness *completeness;
    struct time_zone *zone;
    bool out_of_memory;
};

/* One that was taken out of service has nothing more to say. */
static void add_kiosk(const struct kiosk_overview *overview, void *user)
{
    struct reading *reading = user;
    struct completeness *completeness = reading->completeness;
    if (overview->kiosk.standing != KIOSK_ACTIVE) {
        return;
    }
    struct kiosk_watermark *kiosks =
        realloc(completeness->kiosks, (completeness->count + 1) * sizeof *kiosks);
    if (!kiosks) {
        reading->out_of_memory = true;
        return;
    }
    completeness->kiosks = kiosks;
    struct kiosk_watermark *kiosk = &kiosks[completeness->count++];
    (void)snprintf(kiosk->kiosk, sizeof kiosk->kiosk, "%s", overview->kiosk.kiosk);
    (void)snprintf(kiosk->place, sizeof kiosk->place, "%s", overview->kiosk.place);
    int64_t complete_to_utc_us = overview->progress.complete_to_utc_us;
    kiosk->complete_to_ms =
        complete_to_utc_us ? time_zone_local_ms(reading->zone, complete_to_utc_us) : INT64_MIN;
    kiosk->enrolled_ms = time_zone_local_ms(reading->zone, overview->enrolled_utc_us);
}

static int compare_kiosks(const void *a, const void *b)
{
    const struct kiosk_watermark *x = a;
    const struct kiosk_watermark *y = b;
    return (x->complete_to_ms > y->complete_to_ms) - (x->complete_to_ms < y->complete_to_ms);
}

bool completeness_read(struct completeness *completeness, struct database *database,
                       const struct facts *facts, struct error *err)
{
    AUTO(time_zone) struct time_zone *zone = NULL;
    *completeness = (struct completeness){0};
    if (!time_zone_create(facts_site(facts)->timezone, &zone, err)) {
        return false;
    }
    AUTO_COMPLETENESS struct completeness read = {0};
    struct reading reading = {&read, zone, false};
    if (!kiosk_store_each(database, add_kiosk, &reading, err)) {
        return false;
    }
    if (reading.out_of_memory) {
        return error_set(err, ERROR_NO_MEMORY, "kiosks: out of memory");
    }
    if (read.count) {
        qsort(read.kiosks, read.count, sizeof *read.kiosks, compare_kiosks);
    }
    *completeness = read;
    read = (struct completeness){0};
    return true;
}

void completeness_finish(struct completeness *completeness)
{
    free(completeness->kiosks);
    *completeness = (struct completeness){0};
}

int64_t completeness_earliest_ms(const struct completeness *completeness)
{
    return completeness->count ? completeness->kiosks[0].complete_to_ms : INT64_MAX;
}

static bool is_at(const struct meeting *meeting, const char *kiosk)
{
    bool at = !meeting || meeting->kiosk_count == 0;
    for (size_t i = 0; !at && i < meeting->kiosk_count; i++) {
        at = strcmp(meeting->kiosks[i], kiosk) == 0;
    }
    return at;
}

bool completeness_owes(const struct kiosk_watermark *kiosk, const struct meeting *meeting,
                       int64_t until_ms)
{
    return kiosk->complete_to_ms < until_ms && kiosk->enrolled_ms < until_ms &&
           is_at(meeting, kiosk->kiosk);
}

bool completeness_waits(const struct completeness *completeness, const struct meeting *meeting,
                        int64_t until_ms)
{
    bool waits = false;
    for (size_t i = 0; !waits && i < completeness->count; i++) {
        waits = completeness_owes(&completeness->kiosks[i], meeting, until_ms);
    }
    return waits;
}

bool completeness_is_breach(enum session_status status)
{
    return status == SESSION_ABSENT || status == SESSION_EXCEPTION;
}

bool completeness_is_meeting_breach(const struct attendee_verdict *verdict)
{
    switch (verdict->result) {
    case MEETING_LATE:
    case MEETING_ABSENT:
    case MEETING_LEAVE_LATE:
    case MEETING_UNAPPROVED_SUBSTITUTE:
        return true;
    default:
        return verdict->late_min > 0 ||
               (verdict->flags & (MEETING_FLAG_LEFT_EARLY | MEETING_FLAG_MISSING_SIGNOUT)) != 0;
    }
}
