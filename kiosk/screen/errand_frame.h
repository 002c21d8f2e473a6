#pragma once
/* What the screens of an errand have in common: its name above, a bar of the time that is left, and
 * the ways out below. Main thread. */

#include "button.h"
#include "display.h"
#include "look.h"
#include "scene.h"

/* Draws them and returns what is left between. */
struct box errand_frame_draw(struct scene *scene, struct box area, const struct look *look,
                             const struct display *display, const struct button *buttons,
                             size_t count);

/* "代会签到", "销假": what somebody is about. */
const char *errand_frame_title(const struct look *look, const struct errand *errand,
                               char ret_text[static PHRASE_SIZE]);
