#pragma once
/* How far each kiosk has reported, and so which breaches a tap still to come could lift: those are
 * provisional. Only kiosks in service count; one that was enrolled after a session has no tap of
 * it. Read within a transaction of the caller, then a plain value; any thread. */

#include "database.h"
#include "error.h"
#include "facts.h"
#include "meeting.h"
#include "work_day.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kiosk_watermark {
    char kiosk[41];
    char place[256];
    int64_t complete_to_ms; /* local; INT64_MIN: it never said */
    int64_t enrolled_ms;    /* local */
};

struct completeness {
    struct kiosk_watermark *kiosks; /* by complete_to_ms */
    size_t count;
};

/* Fills what was empty. */
bool completeness_read(struct completeness *completeness, struct database *database,
                       const struct facts *facts, struct error *err) MUST_USE;
void completeness_finish(struct completeness *completeness);

#define AUTO_COMPLETENESS __attribute__((cleanup(completeness_finish)))

/* Until when all have reported; INT64_MAX without any kiosk. */
int64_t completeness_earliest_ms(const struct completeness *completeness);

/* Could this kiosk (if it is one of the meeting's, where that is not NULL) still bring a tap of
 * before until_ms? */
bool completeness_owes(const struct kiosk_watermark *kiosk, const struct meeting *meeting,
                       int64_t until_ms);

/* Could any? */
bool completeness_waits(const struct completeness *completeness, const struct meeting *meeting,
                        int64_t until_ms);

/* Verdicts that count as a violation. What is pending or to be reviewed is none yet. */
bool completeness_is_breach(enum session_status status);
bool completeness_is_meeting_breach(const struct attendee_verdict *verdict);
