#pragma once
/* The steps of the way to the server, each with how it went: of a set-up, and of the service page's
 * network test. Main thread. */

#include "look.h"
#include "scene.h"
#include "setup.h"

/* The first count of enum setup_check, in columns. */
void check_list_draw(struct scene *scene, struct box area, const struct look *look,
                     const struct setup *setup, int count, int columns);

/* What is wrong and what helps; PHRASE_NOTHING of no fault. {0} is the setup's detail. */
enum phrase check_list_fault(enum setup_fault fault);
