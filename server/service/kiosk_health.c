#include "kiosk_health.h"

#include <string.h>

const char *const kiosk_health_words[] = {"well",  "behind", "clock",   "silent",
                                          "never", "fault",  "revoked", NULL};

bool kiosk_health_is_silent(const struct kiosk_status *status, int64_t now_utc_us)
{
    return status->reported_utc_us == 0 ||
           now_utc_us - status->reported_utc_us > KIOSK_HEALTH_SILENT_US;
}

enum kiosk_health kiosk_health_of(const struct kiosk_overview *overview, enum kiosk_trouble trouble,
                                  int64_t now_utc_us)
{
    const struct kiosk_status *status = &overview->status;
    if (overview->kiosk.standing != KIOSK_ACTIVE) {
        return KIOSK_HEALTH_REVOKED;
    }
    if (trouble == KIOSK_TROUBLE_OPEN) {
        return KIOSK_HEALTH_FAULT;
    }
    if (kiosk_health_is_silent(status, now_utc_us)) {
        return status->reported_utc_us == 0 ? KIOSK_HEALTH_NEVER : KIOSK_HEALTH_SILENT;
    }
    if (strcmp(status->clock, "uncertain") == 0) {
        return KIOSK_HEALTH_CLOCK;
    }
    return status->backlog > KIOSK_HEALTH_BACKLOG_MAX ? KIOSK_HEALTH_BEHIND : KIOSK_HEALTH_WELL;
}
