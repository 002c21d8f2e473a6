#pragma once
/* The affairs of the sample county's last month and this: spot checks, a ledger with entries in
 * every state, units that handed in (one late), the month closed, notices. Done as people would,
 * one after another, on a clock of its own. Main thread, before the server listens. */

#include "error.h"
#include "month_desk.h"
#include "sample_county.h"

/* desk is the server's own; its clock tells the present. */
bool sample_month_run(const struct month_desk *desk, struct fact_writer *facts,
                      const struct sample_county *county, struct error *err) MUST_USE;
