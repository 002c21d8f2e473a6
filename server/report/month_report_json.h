#pragma once
/* The month report as server/api/openapi.yaml describes it (MonthReport). Pure, any thread. */

#include "month_report.h"
#include <jansson.h>

/* A new reference; NULL when out of memory. */
json_t *month_report_to_json(const struct month_report *report);
