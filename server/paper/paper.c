#include "paper.h"

#include "bulletin.h"
#include "check.h"
#include "civil.h"
#include "month_csv.h"
#include "month_print.h"
#include "paper_inside.h"
#include "report_workbook.h"
#include "sign_in_sheet.h"
#include "spot_check_form.h"
#include "staff_record.h"
#include "workbook_cover.h"
#include "year_review.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static bool make_workbook(struct paper_desk *desk, struct paper *paper, struct error *err)
{
    static const char *const notes[] = {
        "守时率 =（正常打卡 + 会议准时）÷（应打卡 + 应参会）。",
        "守时率空白：当月没有应打卡、应参会。",
        "名次：守时率高者在前；相同者，人均违规少者在前；再相同者并列，其后名次顺延。",
        "升降：与上月名次相比，↑ 为上升。",
        "旷工班段的各次打卡只计入旷工，不再计入缺卡；请假、公出不计入应打卡。",
        "待核实：签到机时钟当时不可信，须由人核实；核实前不计入任何其他数字。",
        "未到时的打卡不计入任何数字。",
        "暂定：签到机的记录尚未到齐，之后到达的刷卡可能消除这一条。",
        "核验码：shoushi-server verify --code 核验码，由刷卡记录重新判定并列出每次刷卡。",
        "刷卡编号：签到机:启用次数:序号，与签到机上的记录一一对应。",
        NULL,
    };
    char month[PAPER_MONTH_SIZE];
    const struct workbook_content content = {.name = "作风守时月报 ",
                                             .when = paper_desk_month(desk, month),
                                             .write_cover = workbook_cover_write,
                                             .table_at = month_table_at,
                                             .notes = notes};
    return report_workbook_make(desk, &content, paper, err);
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
    [PAPER_YEAR] = {1U << PAPER_PDF | 1U << PAPER_XLSX | 1U << PAPER_CSV, year_review_make},
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
