#pragma once
/* The month report as a workbook for Excel, WPS and LibreOffice: units in ranking order, people,
 * and how to read it. Text cells are text whatever they hold: a name "=1+1" is no formula. One
 * thread. */

#include "month_report.h"

/* Writes the workbook to path, replacing what is there. ERROR_IO or ERROR_FULL with the writer's
 * own words. */
bool month_report_write_xlsx(const struct month_report *report, const char *path, struct error *err)
    MUST_USE;
