#include "sheet_answer.h"

#include "csv.h"
#include "xlsx.h"
#include <stdio.h>

static const struct {
    const char *type, *ending;
} kinds[] = {
    [SHEET_CSV] = {"text/csv; charset=utf-8", "csv"},
    [SHEET_XLSX] = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
};

bool sheet_answer_send(struct http_response *response, const struct sheet *sheet,
                       const struct sheet_answer *answer, struct error *err)
{
    char *data = NULL;
    size_t len = 0;
    char file[120];
    bool good = answer->kind == SHEET_CSV
                    ? csv_write(sheet, answer->columns, &data, &len, err)
                    : xlsx_write(sheet, answer->columns, answer->title, &data, &len, err);
    if (!good) {
        return false;
    }
    (void)snprintf(file, sizeof file, "%s.%s", answer->title, kinds[answer->kind].ending);
    http_response_take(response, 200, kinds[answer->kind].type, data, len);
    http_response_attachment(response, file);
    return true;
}
