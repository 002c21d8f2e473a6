#pragma once
/* A person's own record of a month: each session with its taps, each meeting, the figures that
 * follow, and the code that proves them. One thread. */

#include "paper.h"

bool staff_record_make(struct paper_desk *desk, const struct paper_order *order,
                       struct paper *paper, struct error *err) MUST_USE;
