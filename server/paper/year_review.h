#pragma once
/* The year so far for the annual assessment: units ranked by January to the desk's month, honours
 * and how each of them is counted, as PDF; every person's and
 * unit's totals as XLSX and CSV. Private to
 * server/paper. One thread. */

#include "paper_inside.h"

bool year_review_make(struct paper_desk *desk, const struct paper_order *order, struct paper *paper,
                      struct error *err) MUST_USE;
