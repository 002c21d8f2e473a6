#pragma once
/* The upper edge of the quiet screens: place, the three lights, and the language. Main thread. */

#include "display.h"
#include "look.h"
#include "scene.h"

/* Draws it along the upper edge of area and returns what is left below. */
struct box top_bar_draw(struct scene *scene, struct box area, const struct look *look,
                        const struct display *display);
