#include "record_trial.h"

#include "log.h"

bool record_trial_turn(struct record_trial *trial, struct tap_desk *desk,
                       struct display_state *state, struct moment now)
{
    if (!display_state_has_lost_taps(state) && !tap_desk_owes_held(desk)) {
        *trial = (struct record_trial){.since_utc_us = 0};
        return false;
    }
    if (trial->since_utc_us == 0) {
        trial->since_utc_us = tap_desk_utc_us(desk);
        trial->next_us = now.mono_us + RECORD_TRIAL_PERIOD_US;
    }
    if (now.mono_us < trial->next_us) {
        return false;
    }
    struct error fault;
    trial->next_us = now.mono_us + RECORD_TRIAL_PERIOD_US;
    if (!tap_desk_try_writing(desk, &fault)) {
        log_event(LOG_WARNING, "records_not_well", "code=%s reason=%s", error_code_name(fault.code),
                  LOG_TEXT(fault.text));
        return false;
    }
    log_event(LOG_INFO, "records_well", "again=true");
    *trial = (struct record_trial){.since_utc_us = 0};
    display_state_handle_records(state, now);
    return true;
}
