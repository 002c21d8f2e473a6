#pragma once
/* A card that a keeper issues at a kiosk: found the person, held the card up, confirmed. It is the
 * same thing as one that is asked for at a desk and then tapped (card_issue.h), begun and done in
 * one transaction, by the keeper's own account and within what that may do. Any thread but the
 * writer's. */

#include "error.h"
#include "office.h"
#include <stdbool.h>

/* All texts are borrowed. */
struct kiosk_card_request {
    const char *kiosk;
    const char *keeper;  /* the person whose card and PIN opened the service page */
    const char *staff;   /* whose the card is to be */
    const char *token;   /* of the card, as hex */
    const char *others;  /* what becomes of their other cards: "keep", "lost" or "revoked" */
    const char *address; /* where the request came from */
};

enum kiosk_card_result {
    KIOSK_CARD_ISSUED,     /* now, or by an earlier request of which the answer was lost */
    KIOSK_CARD_NO_KEEPER,  /* not a keeper, or none any more */
    KIOSK_CARD_NO_ACCOUNT, /* none of the keeper's accounts may issue cards */
    KIOSK_CARD_DENIED,     /* not to a person of that unit */
    KIOSK_CARD_NO_STAFF,   /* nobody on the roster has this id */
    KIOSK_CARD_TAKEN,      /* the card is somebody's, or was */
    KIOSK_CARD_WAITED,     /* the office waits for another card at this kiosk */
};

struct kiosk_card_answer {
    enum kiosk_card_result result;
    char card[OFFICE_ID_MAX + 1];   /* of an issued one, as it is shown */
    int taken_back;                 /* of the person's other cards */
    char holder[OFFICE_ID_MAX + 1]; /* of a taken one */
    char state[16];                 /* of a taken one: "active", "lost" or "revoked" */
};

/* Whatever is refused changes nothing; who tried what they may not is in the audit log. */
bool kiosk_card_issue(struct office *office, const struct kiosk_card_request *request,
                      struct kiosk_card_answer *ret_answer, struct error *err) MUST_USE;
