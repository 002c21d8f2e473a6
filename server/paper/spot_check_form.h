#pragma once
/* The form of a spot check (在岗抽查表): who of the unit should be there, who is away with leave or
 * on a trip, and boxes for what the inspector finds. One thread. */

#include "paper.h"

bool spot_check_form_make(struct paper_desk *desk, const struct paper_order *order,
                          struct paper *paper, struct error *err) MUST_USE;
