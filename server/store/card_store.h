#pragma once
/* Cards by their tokens: who holds one, and when. Kept beside the documents by
 * server/service/fact_card. Used within a transaction of the caller; one thread a connection. */

#include "card_token.h"
#include "database.h"
#include "tap_record.h"
#include <stdbool.h>
#include <stdint.h>

struct card_holder {
    char staff[TAP_RECORD_ID_MAX + 1];
    int64_t revoked_from_ms;    /* local; CIVIL_NEVER_MS: it is in use */
    int32_t from_date, to_date; /* both included; open ends as in civil.h */
    bool in_gap;                /* found for a moment at which it stood revoked; is not put */
};

/* As it was at the moment at_ms (local). */
bool card_store_find(struct database *database, const struct card_token *token, int64_t at_ms,
                     bool *ret_found, struct card_holder *ret_holder, struct error *err) MUST_USE;
bool card_store_put(struct database *database, const struct card_token *token,
                    const struct card_holder *holder, struct error *err) MUST_USE;

/* Revoked cards without a moment, as servers of schemas before 0017 left them: at most max. Until
 * it is put such a card counts as never held. */
bool card_store_list_unsettled(struct database *database, size_t max, struct card_token *ret_tokens,
                               size_t *ret_count, struct error *err) MUST_USE;
/* When a card that is in use again stood revoked, from included and to not: none, then one by one.
 */
bool card_store_forget_gaps(struct database *database, const struct card_token *token,
                            struct error *err) MUST_USE;
bool card_store_add_gap(struct database *database, const struct card_token *token, int64_t from_ms,
                        int64_t to_ms, struct error *err) MUST_USE;
bool card_store_any(struct database *database, bool *ret_any, struct error *err) MUST_USE;
bool card_store_remove(struct database *database, const struct card_token *token, struct error *err)
    MUST_USE;
