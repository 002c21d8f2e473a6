#pragma once
/* The members of struct facts, shared by the files that build it and the one that reads it. One
 * thread an object. */

#include "facts.h"
#include "facts_layer.h"
#include "facts_list.h"

/* Cards by open addressing on the token's first bytes: a token is a keyed hash, so they are as good
 * as random. The size is a power of two, at least twice the number of cards; an empty slot is
 * NULL. */
struct facts_card_table {
    const struct facts_card **slots;
    size_t size;
    size_t count;
};

/* The lists and the table of cards are each version's own; what they point to, and all the rest,
 * is in the layer or in those below it. */
struct facts {
    struct facts_layer *layer;
    struct facts_site site;
    struct policy policy;
    struct calendar calendar;
    struct facts_list units, schedules, staff, meetings;
    struct facts_card_table cards;
    size_t passed_over;
};

/* The slot of a token: the card's own, or the empty one where it belongs. */
const struct facts_card **facts_card_slot(const struct facts_card_table *table,
                                          const struct card_token *token);
