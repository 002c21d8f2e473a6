#pragma once
/* The members of struct facts, shared by the files that build it and the one that reads it. One
 * thread an object. */

#include "facts.h"
#include "facts_arena.h"

/* Cards by open addressing on the token's first bytes: a token is a keyed hash, so they are as good
 * as random. The size is a power of two, at least twice the number of cards; an empty slot has no
 * staff. */
struct facts_card_table {
    struct facts_card *slots;
    size_t size;
    size_t count;
};

struct facts {
    struct facts_arena arena;
    struct facts_site site;
    struct policy policy;
    struct calendar calendar;
    struct facts_unit *units;
    size_t unit_count;
    struct schedule *schedules;
    size_t schedule_count;
    struct facts_staff *staff;
    size_t staff_count;
    struct facts_meeting *meetings;
    size_t meeting_count;
    struct facts_card_table cards;
    size_t passed_over;
};

/* The slot of a token: the card's own, or the empty one where it belongs. */
struct facts_card *facts_card_slot(const struct facts_card_table *table,
                                   const struct card_token *token);
