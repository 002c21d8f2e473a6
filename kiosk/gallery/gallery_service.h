#pragma once
/* The pictures of the service page, and of a result with a photograph. Pure values, any thread. */

#include "gallery_sample.h"

size_t gallery_service_count(void);

/* Fills in name and service; the rest of the display is an ordinary morning's. */
void gallery_service_make(size_t index, int64_t midnight_ms, struct gallery_sample *sample);

/* A portrait beside the name. */
void gallery_service_add_portrait(struct gallery_sample *sample);
