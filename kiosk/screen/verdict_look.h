#pragma once
/* The colour and the shape of each meaning. Pure, any thread. */

#include "icon.h"
#include "meaning.h"
#include "theme.h"

enum colour_role verdict_look_colour(enum meaning meaning);
enum icon verdict_look_icon(enum meaning meaning);
