#pragma once
/* What is kept when a verdict that had been given is replaced by another: both, and the facts that
 * did it. A verdict that was pending had not been given yet, and months that are judged for the
 * first time change nothing. Within a write transaction of the caller; one thread. */

#include "attendee_store.h"
#include "database.h"
#include "error.h"
#include "fact_observer.h"
#include "facts.h"
#include "verdict_store.h"
#include <stddef.h>
#include <stdint.h>

#define VERDICT_CHANGE_CAUSES_MAX 8 /* named in one difference */

/* What may have caused the changes of one run of judging: facts and taps with what they touch. */
struct verdict_causes {
    struct fact_touch *list;
    size_t count, room;
    int64_t now_utc_us;
};

void verdict_causes_finish(struct verdict_causes *causes);
bool verdict_causes_add(struct verdict_causes *causes, const struct fact_touch *touch,
                        struct error *err) MUST_USE;

/* Adds what has not been judged whole yet of the dates first..last: whoever is judged before their
 * turn is judged by these facts too. */
bool verdict_causes_add_waiting(struct verdict_causes *causes, struct database *database,
                                int32_t first, int32_t last, struct error *err) MUST_USE;

/* old or fresh is NULL where there is none. Nothing is kept where they say the same. */
bool verdict_change_session(const struct verdict_causes *causes, struct database *database,
                            const struct facts_staff *staff, int32_t date,
                            const struct verdict_row *old, const struct verdict_row *fresh,
                            struct error *err) MUST_USE;

/* staff: NULL where the person is not there any more. */
bool verdict_change_attendee(const struct verdict_causes *causes, struct database *database,
                             const char *meeting, const struct facts_staff *staff,
                             const struct attendee_row *old, const struct attendee_row *fresh,
                             struct error *err) MUST_USE;
