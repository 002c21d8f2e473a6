#pragma once
/* Pictures onto pixels: cut to the box's proportions, scaled to its size, with round corners.
 * The last ones are kept as they were scaled. Main thread. */

#include "cleanup.h"
#include "error.h"
#include "mask.h"
#include "pixmap.h"
#include "scene.h"

struct pixmap_paint;

bool pixmap_paint_create(struct pixmap_paint **ret_paint, struct error *err) MUST_USE;
void pixmap_paint_destroy(struct pixmap_paint *paint);
DEFINE_AUTO(pixmap_paint);

/* The item is a SCENE_PICTURE; only what lies within the target is painted. Without memory nothing
 * is: the words beside it still say who it is. */
void pixmap_paint_item(struct pixmap_paint *paint, const struct scene_item *item,
                       const struct mask_target *target);
