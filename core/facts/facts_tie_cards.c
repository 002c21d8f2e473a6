#include "facts_tie.h"

#include "facts_table.h"
#include <stdlib.h>
#include <string.h>

static bool make_table(struct facts_tying *tying, size_t size)
{
    struct facts_card_table *table = &tying->facts->cards;
    table->size = size;
    table->slots = calloc(table->size, sizeof(const struct facts_card *));
    return table->slots || error_set(tying->err, ERROR_NO_MEMORY, "facts: out of memory");
}

static bool is_changed(const struct facts_tying *tying, const struct facts_card *card)
{
    for (const struct draft_card *before = tying->before->cards; before; before = before->next) {
        if (memcmp(&before->card.token, &card->token, sizeof card->token) == 0) {
            return true;
        }
    }
    return false;
}

static void keep_cards(struct facts_tying *tying)
{
    const struct facts_card_table *base = &tying->base->cards;
    struct facts_card_table *table = &tying->facts->cards;
    for (size_t i = 0; i < base->size; i++) {
        const struct facts_card *card = base->slots[i];
        if (card && !is_changed(tying, card)) {
            *facts_card_slot(table, &card->token) = card;
            table->count++;
        }
    }
}

static bool tie_card(struct facts_tying *tying, const struct draft_card *draft)
{
    struct facts_card_table *table = &tying->facts->cards;
    if (!facts_find_staff(tying->facts, draft->card.staff)) {
        return facts_tie_pass_over(tying, "card", draft->id, "no such staff", draft->card.staff);
    }
    const struct facts_card **slot = facts_card_slot(table, &draft->card.token);
    if (*slot) {
        return error_set(tying->err, ERROR_INVALID, "card/%s: there twice", draft->id);
    }
    struct facts_card *card = facts_tie_alloc(tying, 1, sizeof *card);
    if (!card) {
        return false;
    }
    *card = draft->card;
    *slot = card;
    table->count++;
    return true;
}

static bool copy_cards(struct facts_tying *tying)
{
    const struct facts_card_table *base = &tying->base->cards;
    if (!make_table(tying, base->size)) {
        return false;
    }
    memcpy(tying->facts->cards.slots, base->slots, base->size * sizeof(const struct facts_card *));
    tying->facts->cards.count = base->count;
    return true;
}

bool facts_tie_cards(struct facts_tying *tying)
{
    size_t count = tying->base->cards.count;
    const struct draft_card *draft;
    if (count > 0 && !tying->draft->cards && !tying->before->cards) {
        return copy_cards(tying);
    }
    for (draft = tying->draft->cards; draft; draft = draft->next) {
        count++;
    }
    size_t size = 2;
    while (size < 2 * count) {
        size *= 2;
    }
    if (!make_table(tying, size)) {
        return false;
    }
    keep_cards(tying);
    for (draft = tying->draft->cards; draft; draft = draft->next) {
        if (!tie_card(tying, draft)) {
            return false;
        }
    }
    return true;
}
