#pragma once
/* A card that the office wants to be issued here: it asked on the server for the next unknown card
 * at this kiosk to become a certain person's. Pure values, one thread. */

#include "facts.h"
#include <stdbool.h>
#include <stdint.h>

#define CARD_READING_SEEN_US   20000000 /* the server has so long to answer */
#define CARD_READING_ISSUED_US 5000000

enum card_reading_step {
    CARD_READING_NONE,
    CARD_READING_WAITED, /* for the card */
    CARD_READING_SEEN,   /* it was held up; the server is issuing it */
    CARD_READING_ISSUED,
};

struct card_reading {
    enum card_reading_step step;
    char staff[FACTS_ID_MAX + 1];
    char name[FACTS_NAME_MAX + 1]; /* "" while the roster does not know the person */
    int64_t until_us;              /* of what passes by itself; 0: as long as it is asked for */
};

/* "none", "waited", "seen", "issued": for the control channel. */
const char *card_reading_step_name(enum card_reading_step step);

/* What the office asks for now; staff "": nothing. */
void card_reading_ask(struct card_reading *reading, const char *staff, const char *name,
                      int64_t now_us);

/* An unknown card was held up; true if it was waited for. */
bool card_reading_take(struct card_reading *reading, int64_t now_us);

/* The roster knows the card that was held up, and whose it is. */
void card_reading_note_issued(struct card_reading *reading, const char *staff, const char *name,
                              int64_t now_us);

/* What stands on the screen at this moment. */
enum card_reading_step card_reading_step_at(const struct card_reading *reading, int64_t now_us);
