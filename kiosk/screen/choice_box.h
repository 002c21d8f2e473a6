#pragma once
/* One thing that can be picked, and several of them in a grid. Main thread. */

#include "choice.h"
#include "look.h"
#include "scene.h"

/* As many columns as said; each box is touched as TOUCH_CHOICE + its place. */
void choice_box_draw_all(struct scene *scene, struct box area, const struct look *look,
                         const struct choice_page *page, int columns);

/* Its icon, colour and word; PHRASE_NOTHING where there is nothing to say. */
struct choice_look {
    enum colour_role colour;
    enum icon icon;
    enum phrase word;
};
struct choice_look choice_box_look(enum choice_standing standing);
