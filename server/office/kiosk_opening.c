#include "kiosk_opening.h"

#include "civil.h"
#include "office_inside.h"
#include <stdio.h>

bool kiosk_opening_note(struct office *office, const struct kiosk_opening *opening,
                        struct error *err)
{
    char at[CIVIL_TIME_SIZE];
    char detail[128];
    int64_t at_ms;
    if (!office->settings.audit) {
        return true;
    }
    if (!office_local_ms(office, opening->at_utc_us, &at_ms, err)) {
        return false;
    }
    (void)civil_time_format(at_ms - at_ms % CIVIL_SECOND_MS, at);
    (void)snprintf(detail, sizeof detail, "keeper %s at %s", opening->keeper, at);
    const struct audit_actor actor = {
        .by = AUDIT_BY_KIOSK, .who = opening->kiosk, .address = opening->address};
    const struct audit_entry entry = {.action = "kiosk.open_by_name",
                                      .kind = "kiosk",
                                      .id = opening->kiosk,
                                      .outcome = AUDIT_DONE,
                                      .detail = detail};
    return audit_note(office->settings.audit, &actor, &entry, err);
}
