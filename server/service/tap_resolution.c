#include "tap_resolution.h"

#include "card_store.h"
#include "civil.h"
#include <string.h>

static enum tap_card judge_card(const struct card_holder *holder, int32_t date)
{
    if (holder->revoked) {
        return TAP_CARD_REVOKED;
    }
    if (date < holder->from_date || date > holder->to_date) {
        return TAP_CARD_EXPIRED;
    }
    return TAP_CARD_RECOGNISED;
}

static bool resolve_card(struct database *database, struct stored_tap *tap, struct error *err)
{
    struct card_holder holder;
    bool found;
    if (tap->record.card == TAP_CARD_MALFORMED) {
        tap->card = TAP_CARD_MALFORMED;
        return true;
    }
    if (!card_store_find(database, &tap->record.token, &found, &holder, err)) {
        return false;
    }
    tap->card = found ? judge_card(&holder, civil_date_of(tap->at_ms)) : TAP_CARD_UNKNOWN;
    if (tap->card == TAP_CARD_RECOGNISED) {
        memcpy(tap->staff, holder.staff, sizeof tap->staff);
    }
    return true;
}

bool tap_resolution_make(struct database *database, struct time_zone *zone,
                         const struct tap_record *record, struct stored_tap *ret_tap,
                         struct error *err)
{
    struct stored_tap tap = {.record = *record};
    tap.at_utc_us = record->at_utc_us + record->clock_offset_us;
    if (record->clock == TAP_CLOCK_UNCERTAIN) {
        /* These bounds are the server's time already. Listed at the earlier one: the kiosk's own
         * clock may say any year. */
        tap.not_before_ms = time_zone_local_ms(zone, record->not_before_utc_us);
        tap.not_after_ms = time_zone_local_ms(zone, record->not_after_utc_us);
        tap.at_ms = tap.not_before_ms;
    } else {
        tap.at_ms = time_zone_local_ms(zone, tap.at_utc_us);
    }
    if (!resolve_card(database, &tap, err)) {
        return false;
    }
    *ret_tap = tap;
    return true;
}

struct person_tap tap_resolution_row(const struct stored_tap *tap)
{
    return (struct person_tap){
        .staff = tap->staff,
        .card = tap->card,
        .at_ms = tap->at_ms,
        .at_utc_us = tap->at_utc_us,
        .not_before_ms = tap->not_before_ms,
        .not_after_ms = tap->not_after_ms,
        .kiosk = tap->record.kiosk,
        .epoch = tap->record.epoch,
        .seq = tap->record.seq,
        .meeting = tap->record.meeting,
        .substitute_for = tap->record.substitute_for,
    };
}
