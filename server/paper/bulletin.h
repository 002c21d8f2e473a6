#pragma once
/* The month's bulletin (通报): drafted from the figures by the office's template, set as an
 * official document, with names or units only as the office's policy says. One thread. */

#include "paper.h"

bool bulletin_make(struct paper_desk *desk, const struct paper_order *order, struct paper *paper,
                   struct error *err) MUST_USE;
