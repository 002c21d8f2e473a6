#pragma once
/* The demonstration's cards along the lower edge of the screen, to be touched, each with the key
 * that taps it as well. Main thread. */

#include "look.h"
#include "scene.h"
#include <stddef.h>

#define SAMPLE_STRIP_MAX  10 /* keys 1 to 9 and 0 */
#define SAMPLE_LABEL_SIZE 64

struct sample_strip {
    size_t count;
    char labels[SAMPLE_STRIP_MAX][SAMPLE_LABEL_SIZE];
};

/* Draws it and returns what is left of area above; all of it where there are no cards. Card i is
 * touched as TOUCH_SAMPLE + i. */
struct box sample_strip_draw(struct scene *scene, struct box area, const struct look *look,
                             const struct sample_strip *strip);
