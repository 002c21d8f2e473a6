#include "held_card.h"

#include "held_tap.h"
#include "log.h"
#include "recent_taps.h"
#include "trusted_time.h"

/* Records stand in the order of writing, and a clock that is better known by then moves a time. */
#define LOOKED_BACK_US INT64_C(86400000000)

bool held_card_load(struct held_card *held, struct error *err)
{
    enum held_tap_found found;
    if (!held_tap_read(held->folder, held->kiosk, &found, &held->tap, err)) {
        return false;
    }
    held->holding = found == HELD_TAP_FOUND;
    return true;
}

bool held_card_keep(struct held_card *held, const struct tap_record *tap, struct error *err)
{
    if (!held_tap_write(held->folder, held->kiosk, tap, err)) {
        return false;
    }
    held->tap = *tap;
    held->holding = true;
    return true;
}

struct search {
    const struct tap_record *held;
    bool found;
};

static void compare(const struct tap_record *record, void *user)
{
    struct search *search = user;
    search->found = search->found || held_tap_is(search->held, record);
}

bool held_card_find(const struct held_card *held, struct record_store *store, bool *ret_found,
                    struct error *err)
{
    struct search search = {.held = &held->tap};
    int64_t since_utc_us = trusted_time_of_record(&held->tap) - LOOKED_BACK_US;
    if (!record_store_each_recent(store, since_utc_us, RECENT_TAPS_MAX, compare, &search, err)) {
        return false;
    }
    *ret_found = search.found;
    return true;
}

void held_card_forget(struct held_card *held)
{
    struct error fault;
    held->holding = false;
    held->left = false;
    if (!held_tap_remove(held->folder, &fault)) { /* the next start finds it recorded */
        log_event(LOG_WARNING, "held_tap_not_removed", "reason=%s", LOG_TEXT(fault.text));
    }
}
