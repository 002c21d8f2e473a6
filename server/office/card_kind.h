#pragma once
/* Cards by their number or by a tap at a kiosk that was chosen for it. Functions say their thread.
 */

#include "card_number.h"
#include "error.h"
#include "hash.h"
#include "ingest_observer.h"
#include "office.h"
#include <jansson.h>
#include <stdbool.h>

/* "04A2…" in hex, or the ten digits printed on a card ("decimal10"). Any thread. */
bool card_kind_read_number(const char *text, const char *format, struct card_number *ret_number)
    MUST_USE;

/* The token of the members number and format, as hex; ERROR_INVALID names the member. Any thread.
 */
bool card_kind_token(const struct office *office, const json_t *members,
                     char ret_token[static HASH_HEX_SIZE], struct error *err) MUST_USE;

/* An ingest observer's on_taps_committed: an unknown card, tapped at a kiosk where one is waited
 * for, is issued. The user is the office. */
void card_kind_on_taps(const struct stored_tap *taps, size_t count, void *user);

/* Whose new card is waited for at the kiosk; "" where none is. Any thread but the writer's. */
bool card_kind_waited_for(struct office *office, const char *kiosk,
                          char ret_staff[static OFFICE_ID_MAX + 1], struct error *err) MUST_USE;

/* What a kiosk is asked to do: [{"command": "read_card", "id", "staff", "expires_at"}] for each
 * card that is waited for there. Yours. Any thread but the writer's. */
bool card_kind_commands(struct office *office, const char *kiosk, json_t **ret_commands,
                        struct error *err) MUST_USE;
