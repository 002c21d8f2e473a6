#pragma once
/* What the affairs of a month's end are done with: figures from the report, things and people from
 * the office, papers to freeze. A plain value that main fills; what it names outlives it. Any
 * thread. */

#include "audit.h"
#include "clock.h"
#include "month_source.h"
#include "office.h"
#include "paper.h"
#include "storage.h"

struct month_desk {
    const struct month_source *months;
    struct paper_source papers;
    struct office *office;
    struct storage *storage;
    struct audit *audit;
    const struct clock *clock;
    const char *timezone;
};
