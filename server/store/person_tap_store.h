#pragma once
/* Taps by person and day, in the table `tap`: what judging and the lists of taps read. A row is
 * written by server/service/ingest with the record itself, in one transaction, and by nobody else;
 * all of them can be made again from the records, cards and clock facts. Used within a transaction
 * of the caller; one thread a connection. */

#include "database.h"
#include "received_store.h"
#include "tap_record.h"
#include <stdint.h>

/* One tap on the site's local clock. A certain one has at_ms; an uncertain one two bounds besides,
 * and its at_ms only says where to list it. Texts are borrowed; "" and NULL both mean none. */
struct person_tap {
    const char *staff; /* none: the card was nobody's */
    enum tap_card card;
    int64_t at_ms;
    int64_t at_utc_us;
    int64_t not_before_ms, not_after_ms;
    const char *kiosk;
    uint32_t epoch;
    uint64_t seq;
    const char *meeting;
    const char *substitute_for;
    const struct card_token *token; /* where the card was nobody's; NULL otherwise */
};

static inline bool person_tap_is_certain(const struct person_tap *tap)
{
    return tap->not_after_ms == 0;
}

/* A tap that is there already stays as it is. */
bool person_tap_store_add(struct database *database, const struct person_tap *tap,
                          struct error *err) MUST_USE;

/* Takes away the row of exactly this staff, at_ms, kiosk, epoch and seq, before it is added anew
 * with another holder of the card or a corrected time. */
bool person_tap_store_remove(struct database *database, const struct person_tap *tap,
                             struct error *err) MUST_USE;

/* What is given to it holds for the call only. */
typedef void person_tap_visit(const struct person_tap *tap, void *user);

/* Each tap of the person: the certain ones of the dates first..last in order of time, then the
 * uncertain ones that could lie on these. */
bool person_tap_store_each(struct database *database, const char *staff, int32_t first,
                           int32_t last, person_tap_visit *on_tap, void *user, struct error *err)
    MUST_USE;

/* The same will be asked for soon: statement_read_ahead. */
bool person_tap_store_read_ahead(struct database *database, const char *staff, int32_t first,
                                 int32_t last, struct error *err) MUST_USE;

/* Everybody's taps of one date, whole, nobody's cards too; by staff, then time. */
bool person_tap_store_each_of_date(struct database *database, int32_t date,
                                   person_tap_visit *on_tap, void *user, struct error *err)
    MUST_USE;

/* The tap of a record that stands at this moment, if there is one. */
bool person_tap_store_visit(struct database *database, int64_t at_ms,
                            const struct record_place *place, person_tap_visit *on_tap, void *user,
                            struct error *err) MUST_USE;

/* Everybody's uncertain taps that are listed on the dates first..last, in order of time. */
bool person_tap_store_each_uncertain(struct database *database, int32_t first, int32_t last,
                                     person_tap_visit *on_tap, void *user, struct error *err)
    MUST_USE;

/* Everybody's certain taps after a moment, on the dates from first on, in order of time. */
bool person_tap_store_each_ahead(struct database *database, int32_t first, int64_t after_utc_us,
                                 person_tap_visit *on_tap, void *user, struct error *err) MUST_USE;

/* The taps of a card that was nobody's when it was tapped. */
bool person_tap_store_each_of_token(struct database *database, const struct card_token *token,
                                    person_tap_visit *on_tap, void *user, struct error *err)
    MUST_USE;

/* The first date with a tap; false in *ret_any where there is none. */
bool person_tap_store_first_day(struct database *database, bool *ret_any, int32_t *ret_day,
                                struct error *err) MUST_USE;

/* The taps that name the meeting and a principal: the certain ones in order of time, then staff;
 * then the uncertain ones. */
bool person_tap_store_each_of_substitutes(struct database *database, const char *meeting,
                                          person_tap_visit *on_tap, void *user, struct error *err)
    MUST_USE;

/* The first and the last of them. */
bool person_tap_store_days(struct database *database, bool *ret_any, int32_t *ret_first,
                           int32_t *ret_last, struct error *err) MUST_USE;
