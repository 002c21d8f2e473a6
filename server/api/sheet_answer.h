#pragma once
/* A sheet as a file that is downloaded, CSV or XLSX. Worker threads. */

#include "error.h"
#include "http_response.h"
#include "sheet.h"

enum sheet_kind { SHEET_CSV, SHEET_XLSX };

struct sheet_answer {
    const char *title; /* of the worksheet, and of the file */
    size_t columns;
    enum sheet_kind kind;
};

/* Fills the response. */
bool sheet_answer_send(struct http_response *response, const struct sheet *sheet,
                       const struct sheet_answer *answer, struct error *err) MUST_USE;
