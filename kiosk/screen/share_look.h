#pragma once
/* The colour, shape and word of what attendees, days and whereabouts come to: the same for the same
 * thing on every screen. Pure, any thread. */

#include "icon.h"
#include "meeting_board.h"
#include "own_month.h"
#include "phrase.h"
#include "theme.h"
#include "whereabouts.h"

struct share_look {
    enum colour_role colour;
    enum icon icon;
    enum phrase word;
};

struct share_look share_look_of(enum meeting_share share);
struct share_look share_look_of_day(enum own_mark mark);
struct share_look share_look_of_place(enum whereabouts place);
