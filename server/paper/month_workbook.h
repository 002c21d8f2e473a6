#pragma once
/* The month report as a workbook for Excel, WPS and LibreOffice: a cover with charts, every table
 * as a sheet, and how to read it. Text cells are text whatever they hold: a name "=1+1" is no
 * formula. Rows go to the disk as they are made. One thread. */

#include "table.h"

/* Writes the workbook to path, replacing what is there. ERROR_IO or ERROR_FULL with the writer's
 * own words. */
bool month_workbook_write(struct paper_desk *desk, const char *path, struct error *err) MUST_USE;
