#pragma once
/* The month report as PDF, on A4 across: a page with the figures and charts, every table under
 * heads that repeat, and an appendix with the codes that prove the figures. One thread. */

#include "paper.h"

/* malloc's, yours. */
bool month_print(struct paper_desk *desk, char **ret_bytes, size_t *ret_len, struct error *err)
    MUST_USE;
