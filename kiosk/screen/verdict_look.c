#include "verdict_look.h"

#include "check.h"

static const struct {
    enum colour_role colour;
    enum icon icon;
} looks[MEANINGS] = {
    [MEANING_WELL] = {COLOUR_WELL, ICON_TICK},
    [MEANING_WARNING] = {COLOUR_WARNING, ICON_CLOCK},
    [MEANING_NOTE] = {COLOUR_NOTE, ICON_INFO},
    [MEANING_WAITING] = {COLOUR_WAITING, ICON_HOURGLASS},
    [MEANING_REFUSED] = {COLOUR_REFUSED, ICON_CROSS},
    [MEANING_ALARM] = {COLOUR_ALARM, ICON_TRIANGLE},
};

enum colour_role verdict_look_colour(enum meaning meaning)
{
    CHECK(meaning < MEANINGS);
    return looks[meaning].colour;
}

enum icon verdict_look_icon(enum meaning meaning)
{
    CHECK(meaning < MEANINGS);
    return looks[meaning].icon;
}
