#pragma once
/* Keeps what the screens show beside the tap of the moment: meetings, whereabouts, the choices of
 * an errand. Made anew when a tap, the roster or the minute changed it, and never between a card
 * and its answer. Main thread. */

#include "cleanup.h"
#include "display_state.h"
#include "error.h"
#include "tap_desk.h"

struct board_keeper;

/* desk is borrowed and must outlive the keeper. */
bool board_keeper_create(struct tap_desk *desk, struct board_keeper **ret_keeper, struct error *err)
    MUST_USE;
void board_keeper_destroy(struct board_keeper *keeper);
DEFINE_AUTO(board_keeper);

/* A tap was recorded, or the roster is another. */
void board_keeper_note_change(struct board_keeper *keeper);

/* The month of a person is to be shown. False: it cannot be told. */
bool board_keeper_read_month(struct board_keeper *keeper, const char *staff, struct error *err)
    MUST_USE;

/* What the errand's card would be told if it were signed as chosen. */
void board_keeper_set_would_be(struct board_keeper *keeper, const struct judge_verdict *verdict);

/* Makes anew what the state is going to show and hands it to the state. */
void board_keeper_refresh(struct board_keeper *keeper, struct display_state *state);
