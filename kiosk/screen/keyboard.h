#pragma once
/* An on-screen keyboard: four rows of keys, each touched as TOUCH_KEY + its place in SETUP_KEYS,
 * and a last one that erases. Main thread. */

#include "look.h"
#include "scene.h"

#define KEYBOARD_GAP  6 /* between two keys, in 1080ths */
#define KEYBOARD_ROWS 4

/* Fills the box. */
void keyboard_draw(struct scene *scene, struct box box, const struct look *look);
