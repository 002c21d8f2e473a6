#pragma once
/* A report as a workbook for Excel, WPS and LibreOffice: its tables each as a sheet, perhaps behind
 * a cover, and how to read them. Text cells are text whatever they hold: a name "=1+1" is no
 * formula. Rows go to the disk as they are made. Private to server/paper. One thread. */

#include "paper_inside.h"
#include "table.h"
#include "workbook.h"

struct workbook_content {
    const char *name, *when; /* 作风守时月报, 2026年10月 */
    void (*write_cover)(struct workbook *book, struct paper_desk *desk); /* NULL: none */
    const struct month_table *(*table_at)(size_t i);                     /* NULL beyond the last */
    const char *const *notes;                                            /* ends with NULL */
};

/* Fills the paper's bytes. ERROR_IO or ERROR_FULL with the writer's own words. */
bool report_workbook_make(struct paper_desk *desk, const struct workbook_content *content,
                          struct paper *paper, struct error *err) MUST_USE;
