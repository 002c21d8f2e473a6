#pragma once
/* A card that a keeper issues at the service page: what is to become of the person's other cards,
 * the card that was held up, and what the server said. The steps around it are an errand's
 * (errand.h). Pure values, one thread. */

#include "card_token.h"
#include "facts.h"
#include <stdbool.h>

/* What becomes of the person's other cards. */
enum card_issuing_others {
    CARD_ISSUING_KEEP,
    CARD_ISSUING_LOST,
    CARD_ISSUING_REVOKED,
    CARD_ISSUING_OTHERS_COUNT,
};

enum card_issuing_answer {
    CARD_ISSUING_OPEN, /* nobody has answered yet */
    CARD_ISSUING_DONE,
    CARD_ISSUING_TAKEN,      /* the card is somebody's already */
    CARD_ISSUING_TAKEN_BACK, /* it was somebody's, and was taken back */
    CARD_ISSUING_NO_KEEPER,
    CARD_ISSUING_NO_ACCOUNT,
    CARD_ISSUING_DENIED,
    CARD_ISSUING_NO_STAFF,
    CARD_ISSUING_WAITED,  /* the office waits for another card here */
    CARD_ISSUING_NO_CALL, /* the server could not be asked, or has not answered */
    CARD_ISSUING_REFUSED, /* in another way: detail */
    CARD_ISSUING_ANSWERS,
};

/* What goes on from an answer. */
enum card_issuing_way {
    CARD_ISSUING_NEXT,  /* the next person */
    CARD_ISSUING_AGAIN, /* the same question once more */
    CARD_ISSUING_OTHER, /* another card */
    CARD_ISSUING_STOP,  /* nothing of the kind helps */
};

struct card_issuing {
    enum card_issuing_others others;
    struct card_token token;
    bool known; /* a card was held up that is somebody's: it cannot be issued */
    enum card_issuing_answer answer;
    int taken_back;                  /* of the other cards */
    char holder[FACTS_NAME_MAX + 1]; /* of a card that is taken */
    char detail[128];                /* in the server's or the network's words; "" */
};

/* "keep", "lost", "revoked": words of the protocol. */
const char *card_issuing_others_name(enum card_issuing_others others);

/* "", "done", "taken", …: for the control channel. */
const char *card_issuing_answer_name(enum card_issuing_answer answer);

/* The answer to a refusal's word ("taken", "permission", …), or CARD_ISSUING_REFUSED. */
enum card_issuing_answer card_issuing_answer_of_word(const char *word);

enum card_issuing_way card_issuing_way_on(enum card_issuing_answer answer);
