#pragma once
/* The pictures of a kiosk that is being set up, and of a card that is issued at one. Pure values,
 * any thread. */

#include "gallery_sample.h"

size_t gallery_setup_count(void);

/* Fills in name and set-up; the rest of the display is an ordinary morning's. */
void gallery_setup_make(size_t index, struct gallery_sample *sample);
