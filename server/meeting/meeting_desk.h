#pragma once
/* What a meeting's affairs are done with: verdicts from the report, things and people from the
 * office. A plain value that main fills; what it names outlives it. Any thread. */

#include "month_source.h"
#include "office.h"
#include "staff_sieve.h"
#include "storage.h"

struct meeting_desk {
    const struct month_source *months;
    struct office *office;
    struct storage *storage;
};
