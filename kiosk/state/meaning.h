#pragma once
/* What a verdict means to the person at the door: each meaning has one colour, one icon and one
 * sound, so that the next row of judge_answer needs no new ones. Pure, any thread. */

#include "tap_judge.h"

enum meaning {
    MEANING_WELL,    /* on time */
    MEANING_WARNING, /* late, early */
    MEANING_NOTE,    /* on leave, on a trip, already recorded, nothing to judge */
    MEANING_WAITING, /* waits for an approval */
    MEANING_REFUSED, /* not recognised, not allowed */
    MEANING_ALARM,   /* not recorded */
    MEANINGS,
};

enum meaning meaning_of_answer(enum judge_answer answer);

/* "well", "warning", …: for logs and whoever watches the kiosk. */
const char *meaning_name(enum meaning meaning);
