#pragma once
/* What the pages of the service page have in common: whose it is above, the pages and the way out
 * below that, and a bar of the time that is left; rows of a word and what stands behind it. Main
 * thread. */

#include "display.h"
#include "look.h"
#include "scene.h"

/* Draws it and returns what is left for the page. */
struct box service_frame_draw(struct scene *scene, struct box area, const struct look *look,
                              const struct display *display);

struct service_row {
    enum phrase label;
    char value[PHRASE_SIZE];
};

/* One below the other, as high as there is room, but no higher than is good to read. */
void service_frame_draw_rows(struct scene *scene, struct box area, const struct look *look,
                             const struct service_row *rows, size_t count);
