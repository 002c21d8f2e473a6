#pragma once
/* Which way a card goes: straight to the records, or first through what its owner is choosing on
 * the screen. A card that an errand holds is recorded whatever comes of the errand, with the time
 * at which it was seen; nobody is greeted before. Main thread. */

#include "board_keeper.h"
#include "cleanup.h"
#include "display_state.h"
#include "error.h"
#include "meaning.h"
#include "tap_desk.h"

struct errand_desk;

/* What came of a card, a touch or the time. */
struct errand_outcome {
    enum service_wish wish; /* of the service page: its desk's affair */
    bool sounds;            /* meaning is to be heard, and the screen has changed */
    enum meaning meaning;
    bool recorded; /* a line was written */
};

/* All are borrowed and must outlive it. */
bool errand_desk_create(struct tap_desk *desk, struct board_keeper *keeper,
                        struct display_state *state, struct errand_desk **ret_errands,
                        struct error *err) MUST_USE;
void errand_desk_destroy(struct errand_desk *errands);
DEFINE_AUTO(errand_desk);

/* A card was seen (tap_desk_read). */
struct errand_outcome errand_desk_take_card(struct errand_desk *errands,
                                            const struct tap_desk_card *card, struct moment now);

/* Something was touched; see display_state_handle_touch. */
struct errand_outcome errand_desk_take_touch(struct errand_desk *errands, int id,
                                             struct moment now);

/* Every turn: whether somebody has walked away from an errand. */
struct errand_outcome errand_desk_take_time(struct errand_desk *errands, struct moment now);

/* There is a new roster: an approval that somebody waits for may be in it. */
struct errand_outcome errand_desk_take_facts(struct errand_desk *errands, struct moment now);

/* The kiosk ends: records the card that is held. */
void errand_desk_close(struct errand_desk *errands, struct moment now);
