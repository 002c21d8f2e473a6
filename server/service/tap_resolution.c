#include "tap_resolution.h"

#include "card_store.h"
#include "civil.h"
#include "tap_time.h"
#include <string.h>

static enum tap_card judge_card(const struct card_holder *holder, int64_t at_ms)
{
    int32_t date = civil_date_of(at_ms);
    if (at_ms >= holder->revoked_from_ms || holder->in_gap) {
        return TAP_CARD_REVOKED;
    }
    if (date < holder->from_date || date > holder->to_date) {
        return TAP_CARD_EXPIRED;
    }
    return TAP_CARD_RECOGNISED;
}

bool tap_resolution_holder(struct database *database, const struct card_token *token, int64_t at_ms,
                           enum tap_card *ret_card, char ret_staff[static TAP_RECORD_ID_MAX + 1],
                           struct error *err)
{
    struct card_holder holder;
    bool found;
    if (!card_store_find(database, token, at_ms, &found, &holder, err)) {
        return false;
    }
    *ret_card = found ? judge_card(&holder, at_ms) : TAP_CARD_UNKNOWN;
    ret_staff[0] = '\0';
    if (*ret_card == TAP_CARD_RECOGNISED) {
        memcpy(ret_staff, holder.staff, sizeof holder.staff);
    }
    return true;
}

bool tap_resolution_make(struct database *database, struct time_zone *zone,
                         const struct tap_record *record, struct stored_tap *ret_tap,
                         struct error *err)
{
    struct tap_time time;
    if (!tap_time_of(database, zone, record, &time, err)) {
        return false;
    }
    struct stored_tap tap = {
        .record = *record,
        .card = TAP_CARD_MALFORMED,
        .at_utc_us = time.at_utc_us,
        .at_ms = time.at_ms,
        .not_before_ms = time.not_before_ms,
        .not_after_ms = time.not_after_ms,
    };
    if (record->card != TAP_CARD_MALFORMED &&
        !tap_resolution_holder(database, &record->token, tap.at_ms, &tap.card, tap.staff, err)) {
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
        .token = tap->staff[0] || tap->card == TAP_CARD_MALFORMED ? NULL : &tap->record.token,
    };
}
