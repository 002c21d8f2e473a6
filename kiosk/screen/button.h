#pragma once
/* What thumbs press: filled boxes with a word, one alone or several in a row. Main thread. */

#include "look.h"
#include "scene.h"
#include <stddef.h>

enum button_weight {
    BUTTON_QUIET, /* one of several ways */
    BUTTON_MAIN,  /* what most people are here for */
};

struct button {
    const char *label;
    int id; /* of scene_touch; TOUCH_NOTHING: it cannot be pressed now, and is pale */
    enum button_weight weight;
};

/* As high as a thumb needs. */
int button_height(const struct look *look);

void button_draw(struct scene *scene, struct box box, const struct look *look,
                 const struct button *button);

/* Side by side, each as wide as the others. */
void button_row_draw(struct scene *scene, struct box row, const struct look *look,
                     const struct button *buttons, size_t count);
