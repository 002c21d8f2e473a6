#pragma once
/* The cover of the workbook: the month in a few figures, with charts over the sheets behind it. One
 * thread. */

#include "workbook.h"

void workbook_cover_write(struct workbook *book, struct paper_desk *desk);
