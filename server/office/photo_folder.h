#pragma once
/* A folder of people's photographs, as the personnel office has them: NUMBER.jpg, .jpeg or .png by
 * the staff number. Each is decoded and encoded anew (portrait.h) before anything is written; then
 * all of them are put in one transaction, or none. Any thread but the writer's. */

#include "office.h"

#define PHOTO_FOLDER_MAX        20000 /* files */
#define PHOTO_FOLDER_ERRORS_MAX 1000  /* that are listed */

struct photo_import {
    const char *folder;
    const struct office_caller *caller;
    int dry_run; /* 1: nothing is kept */
};

/* {"files", "made", "changed", "unchanged", "errors": [{"file", "detail"}], "kept"}; names that
 * begin with a dot are not looked at. Yours. False is a fault of the world. */
bool photo_folder_import(struct office *office, const struct photo_import *import,
                         json_t **ret_report, struct error *err) MUST_USE;
