#pragma once
/* Which cards lie on a reader, and when the same card is a new tap: held on it, or put back after
 * less than a pause, it is the same one. A value without a clock; the reader thread. */

#include "card_number.h"
#include <stdbool.h>
#include <stddef.h>

#define CARD_HOLD_MAX 8 /* cards remembered; the one seen longest ago is forgotten first */

enum card_presence {
    CARD_GONE,      /* since seen_us, or never held: a wedge tells no more */
    CARD_PRESENT,   /* lies there */
    CARD_UNCERTAIN, /* lay there when the reader failed */
};

struct held_card {
    struct card_number number;
    enum card_presence presence;
    bool leave_told; /* since its last tap */
    int64_t seen_us;
};

/* All zero is a reader that has seen no card. */
struct card_hold {
    size_t count;
    struct held_card cards[CARD_HOLD_MAX];
};

enum card_hold_verdict {
    CARD_HOLD_TAP,   /* a tap */
    CARD_HOLD_SAME,  /* still the tap that was told */
    CARD_HOLD_SECOND /* another card lies there already: whose tap it is cannot be told */
};

/* A card is seen at now_us; presence says whether the reader will tell when it leaves. */
enum card_hold_verdict card_hold_see(struct card_hold *hold, const struct card_number *number,
                                     enum card_presence presence, int64_t again_us, int64_t now_us);

/* It was taken away; false if it was no tap, or put there and taken away again within a pause. */
bool card_hold_leave(struct card_hold *hold, const struct card_number *number, int64_t now_us);

/* The reader failed: nobody knows what happens to the cards on it until it reads again. */
void card_hold_interrupt(struct card_hold *hold);

/* The reader has told all that lies on it: what it did not tell was taken away. */
void card_hold_settle(struct card_hold *hold, int64_t now_us);
