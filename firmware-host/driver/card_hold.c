#include "card_hold.h"

static struct held_card *find_card(struct card_hold *hold, const struct card_number *number)
{
    for (size_t i = 0; i < hold->count; i++) {
        if (card_number_equal(&hold->cards[i].number, number)) {
            return &hold->cards[i];
        }
    }
    return NULL;
}

/* A free place, or that of the card which was seen longest ago. */
static struct held_card *find_room(struct card_hold *hold)
{
    if (hold->count < CARD_HOLD_MAX) {
        return &hold->cards[hold->count++];
    }
    struct held_card *oldest = &hold->cards[0];
    for (size_t i = 1; i < hold->count; i++) {
        if (hold->cards[i].seen_us < oldest->seen_us) {
            oldest = &hold->cards[i];
        }
    }
    return oldest;
}

static bool holds_another(const struct card_hold *hold, const struct card_number *number)
{
    for (size_t i = 0; i < hold->count; i++) {
        const struct held_card *card = &hold->cards[i];
        if (card->presence == CARD_PRESENT && !card_number_equal(&card->number, number)) {
            return true;
        }
    }
    return false;
}

enum card_hold_verdict card_hold_see(struct card_hold *hold, const struct card_number *number,
                                     enum card_presence presence, int64_t again_us, int64_t now_us)
{
    struct held_card *card = find_card(hold, number);
    bool same = card && (card->presence != CARD_GONE ||
                         (again_us > 0 && now_us - card->seen_us < again_us));
    if (!same && holds_another(hold, number)) {
        return CARD_HOLD_SECOND;
    }
    if (!card) {
        card = find_room(hold);
    }
    bool leave_told = same && card->leave_told;
    *card = (struct held_card){
        .number = *number, .presence = presence, .leave_told = leave_told, .seen_us = now_us};
    return same ? CARD_HOLD_SAME : CARD_HOLD_TAP;
}

bool card_hold_leave(struct card_hold *hold, const struct card_number *number, int64_t now_us)
{
    struct held_card *card = find_card(hold, number);
    if (!card || card->presence == CARD_GONE) {
        return false;
    }
    bool first = !card->leave_told;
    card->presence = CARD_GONE;
    card->leave_told = true;
    card->seen_us = now_us;
    return first;
}

void card_hold_interrupt(struct card_hold *hold)
{
    for (size_t i = 0; i < hold->count; i++) {
        if (hold->cards[i].presence == CARD_PRESENT) {
            hold->cards[i].presence = CARD_UNCERTAIN;
        }
    }
}

void card_hold_settle(struct card_hold *hold, int64_t now_us)
{
    for (size_t i = 0; i < hold->count; i++) {
        if (hold->cards[i].presence == CARD_UNCERTAIN) {
            hold->cards[i].presence = CARD_GONE;
            hold->cards[i].seen_us = now_us;
        }
    }
}
