#include "paper.h"

#include "bulletin.h"
#include "check.h"
#include "civil.h"
#include "file.h"
#include "month_csv.h"
#include "month_print.h"
#include "month_workbook.h"
#include "paper_inside.h"
#include "sign_in_sheet.h"
#include "spot_check_form.h"
#include "staff_record.h"
#include "year_review.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAPER_BYTES_MAX (512u * 1024 * 1024)

const char *const paper_kind_words[] = {"month",      "bulletin", "sign-in", "record",
                                        "spot-check", "year",     NULL};
const char *const paper_format_words[] = {"pdf", "xlsx", "csv", "docx", NULL};

static const char *const media_types[] = {
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/csv; charset=utf-8",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
};

void paper_finish(struct paper *paper)
{
    free(paper->bytes);
    *paper = (struct paper){0};
}

/* libxlsxwriter knows files alone: one that is gone once it is read back. */
static bool make_workbook(struct paper_desk *desk, struct paper *paper, struct error *err)
{
    char path[] = "/tmp/shoushi-paper-XXXXXX";
    AUTO(fd) int made = mkstemp(path);
    if (made < 0) {
        return error_set_errno(err, errno, "cannot make a file for the workbook in /tmp");
    }
    bool good = month_workbook_write(desk, path, err) &&
                file_read(path, PAPER_BYTES_MAX, &paper->bytes, &paper->len, err);
    (void)unlink(path); /* it is read */
    return good;
}

static bool make_csv(struct paper_desk *desk, const struct paper_order *order, struct paper *paper,
                     struct error *err)
{
    const struct month_table *table = month_table_find(order->table ? order->table : "people");
    if (!table) {
        return error_set(err, ERROR_INVALID, "a month report has no table '%s'", order->table);
    }
    char month[CIVIL_MONTH_SIZE];
    (void)snprintf(paper->name, sizeof paper->name, "作风守时月报-%s-%s.csv",
                   civil_month_format(desk->question.month, month), table->title);
    return month_csv_write(desk, table, &paper->bytes, &paper->len, err);
}

static bool make_month(struct paper_desk *desk, const struct paper_order *order,
                       struct paper *paper, struct error *err)
{
    char month[CIVIL_MONTH_SIZE];
    if (!desk->view.report) {
        return error_set(err, ERROR_INVALID, "a month report needs a month");
    }
    (void)snprintf(paper->name, sizeof paper->name, "作风守时月报-%s.%s",
                   civil_month_format(desk->question.month, month),
                   paper_format_words[order->format]);
    if (order->format == PAPER_PDF) {
        return month_print(desk, &paper->bytes, &paper->len, err);
    }
    return order->format == PAPER_XLSX ? make_workbook(desk, paper, err)
                                       : make_csv(desk, order, paper, err);
}

/* By enum paper_kind. */
static const struct {
    unsigned formats; /* bits of enum paper_format */
    bool (*make)(struct paper_desk *desk, const struct paper_order *order, struct paper *paper,
                 struct error *err);
} makers[] = {
    [PAPER_MONTH] = {1U << PAPER_PDF | 1U << PAPER_XLSX | 1U << PAPER_CSV, make_month},
    [PAPER_BULLETIN] = {1U << PAPER_PDF | 1U << PAPER_DOCX, bulletin_make},
    [PAPER_SIGN_IN] = {1U << PAPER_PDF, sign_in_sheet_make},
    [PAPER_RECORD] = {1U << PAPER_PDF, staff_record_make},
    [PAPER_SPOT_CHECK] = {1U << PAPER_PDF, spot_check_form_make},
    [PAPER_YEAR] = {1U << PAPER_PDF | 1U << PAPER_CSV, year_review_make},
};

bool paper_has_format(enum paper_kind kind, enum paper_format format)
{
    return (makers[kind].formats & 1U << format) != 0;
}

bool paper_make(struct paper_desk *desk, const struct paper_order *order, struct paper *ret_paper,
                struct error *err)
{
    AUTO_PAPER struct paper paper = {.media_type = media_types[order->format]};
    if (!paper_has_format(order->kind, order->format)) {
        return error_set(err, ERROR_UNSUPPORTED, "there is no %s as %s",
                         paper_kind_words[order->kind], paper_format_words[order->format]);
    }
    if (!makers[order->kind].make(desk, order, &paper, err)) {
        return false;
    }
    *ret_paper = paper;
    paper = (struct paper){0};
    return true;
}
