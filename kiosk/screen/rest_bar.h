#pragma once
/* The lower edge of the screens at rest: what may be touched before a card, and the time where it
 * does not stand elsewhere. Main thread. */

#include "display.h"
#include "look.h"
#include "scene.h"

/* Draws the buttons along the lower edge of area and returns what is left above. */
struct box rest_bar_draw(struct scene *scene, struct box area, const struct look *look,
                         const struct display *display);

/* One row with the time, and a hint of what to do; or with what a person should know instead. */
void rest_bar_draw_hint(struct scene *scene, struct box row, const struct look *look,
                        const struct display *display, enum phrase hint);
