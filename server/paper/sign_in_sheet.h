#pragma once
/* The sign-in sheet of a meeting (签到表): before it to be signed by hand, after it with what the
 * taps say. One thread. */

#include "paper.h"

bool sign_in_sheet_make(struct paper_desk *desk, const struct paper_order *order,
                        struct paper *paper, struct error *err) MUST_USE;
