#pragma once
/* A card that is issued by tapping it at a kiosk: the office asks for the next unknown card there
 * (a thing of kind card_issue), and whoever finishes it says by whom. Functions say their thread.
 */

#include "audit.h"
#include "database.h"
#include "error.h"
#include "ingest_observer.h"
#include "office.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* An ingest observer's on_taps_committed: an unknown card, tapped at a kiosk where one is waited
 * for, is issued. The user is the office. */
void card_issue_on_taps(const struct stored_tap *taps, size_t count, void *user);

/* Whose new card is waited for at the kiosk; "" where none is. Any thread but the writer's. */
bool card_issue_waited_for(struct office *office, const char *kiosk,
                           char ret_staff[static OFFICE_ID_MAX + 1], struct error *err) MUST_USE;

/* What a kiosk is asked to do: [{"command": "read_card", "id", "staff", "expires_at"}] for each
 * card that is waited for there. Yours. Any thread but the writer's. */
bool card_issue_commands(struct office *office, const char *kiosk, json_t **ret_commands,
                         struct error *err) MUST_USE;

/* Who issues it, for the audit log and for the card's own line. */
struct card_issue_author {
    struct audit_actor actor;
    const char *account;
};

/* The card of the token (hex) becomes that of the person who is waited for under the id, and the
 * wait is done. On the writer's thread, within its transaction. */
bool card_issue_finish(struct office *office, struct database *database, const char *id,
                       const char *token, const struct card_issue_author *author, struct error *err)
    MUST_USE;

/* Ends what nobody has tapped a card for in time as "expired". To be called now and then; waits for
 * the commit, so not from the writer's thread. */
bool card_issue_sweep(struct office *office, size_t *ret_count, struct error *err) MUST_USE;
