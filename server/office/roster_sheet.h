#pragma once
/* Lists of an office as sheets: units, people, cards, and who is invited to a meeting, in one form
 * for import and export; the ledger and what units hand in, for export alone. An import is one
 * transaction, all or nothing; a dry run does everything but keep it. Any thread but the writer's.
 */

#include "office.h"
#include "sheet.h"

#define ROSTER_ERRORS_MAX 1000

struct roster_sheet; /* which list */

/* "units", "staff", "cards", "attendees", "ledger", "submissions"; NULL for another word. */
const struct roster_sheet *roster_sheet_find(const char *name);
const char *roster_sheet_title(const struct roster_sheet *list);
size_t roster_sheet_columns(const struct roster_sheet *list);
bool roster_sheet_is_read(const struct roster_sheet *list); /* can it be imported too? */

struct roster_import {
    const struct roster_sheet *list;
    const struct office_caller *caller;
    const struct sheet *sheet; /* the first row has the headings */
    const char *meeting;       /* of attendees; otherwise NULL */
    int dry_run;               /* 1: nothing is kept */
};

/* {"rows", "made", "changed", "unchanged", "errors": [{"row", "column", "detail"}], "kept"}; rows
 * as a spreadsheet counts them. Yours. */
bool roster_sheet_import(struct office *office, const struct roster_import *import,
                         json_t **ret_report, struct error *err) MUST_USE;

/* What the caller of the question may see of the list, filtered as it says; kind, cursor and limit
 * are the list's. Attendees are those of its meeting. Yours. OFFICE_NOT_FOUND: no such meeting. */
bool roster_sheet_export(struct office *office, const struct roster_sheet *list,
                         const struct office_question *wanted, enum office_result *ret_result,
                         struct sheet **ret_sheet, struct error *err) MUST_USE;
