#pragma once
/* POST /api/v1/kiosk/cards: a keeper has issued a card at this kiosk, and stands there until the
 * server has said whether it may be. Waits up to twice CARD_CALL_TIMEOUT_MS. Any thread. */

#include "card_token.h"
#include "clock.h"
#include "identity_file.h"
#include "tap_record.h"
#include <stdint.h>

#define CARD_CALL_TIMEOUT_MS 12000

/* All texts are borrowed. */
struct card_call {
    const struct identity *identity;
    const char *ca_file; /* certificates to trust; "" for the system's */
    const struct clock *clock;
    int64_t offset_us;          /* of the server's clock to ours */
    const char *keeper, *staff; /* ids */
    const char *others;         /* "keep", "lost" or "revoked" */
    struct card_token token;
};

enum card_call_result {
    CARD_CALL_ISSUED,
    CARD_CALL_REFUSED,   /* word says why; nothing was changed */
    CARD_CALL_NO_ANSWER, /* or none that can be understood: to be asked again without harm */
};

struct card_call_answer {
    enum card_call_result result;
    int taken_back;                     /* of the person's other cards */
    char word[32];                      /* of a refusal: "taken", "permission", … */
    char text[128];                     /* for people, of a refusal or a failure */
    char holder[TAP_RECORD_ID_MAX + 1]; /* of a card that is taken */
    char state[16];                     /* of such a card: "active", "lost" or "revoked" */
};

void card_call_run(const struct card_call *call, struct card_call_answer *ret_answer);
