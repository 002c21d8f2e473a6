#pragma once
/* The thread that reads photographs from the roster's file and decodes them, while main waits for
 * the disk to take a tap. It knows bytes and pictures, and nothing of who is on them. It is asked
 * and waited for by main. */

#include "cleanup.h"
#include "error.h"
#include "hash.h"
#include "identity_file.h"

#define DARKROOM_ORDERS_MAX 4 /* that are not taken yet */

struct pixmap;
struct darkroom;

/* What came of an order. */
struct darkroom_print {
    struct hash sha256;
    struct pixmap *picture; /* the taker's; NULL: it has not come down yet, or */
    bool damaged;           /* cannot be shown, with a line in the log */
};

/* roster.db is there: the sync service has opened it. */
bool darkroom_create(const char *folder, const struct identity *identity,
                     struct darkroom **ret_room, struct error *err) MUST_USE;

/* Waits for what is being decoded; what was not taken goes with it. */
void darkroom_destroy(struct darkroom *room);
DEFINE_AUTO(darkroom);

/* Orders a photograph by the hash of its bytes; never waits. At most DARKROOM_ORDERS_MAX. */
void darkroom_order(struct darkroom *room, const struct hash *sha256);

/* Whether the oldest order that was not taken is ready. */
bool darkroom_is_ready(struct darkroom *room);

/* Waits for the oldest order that was not taken. There is one. */
struct darkroom_print darkroom_take(struct darkroom *room);
