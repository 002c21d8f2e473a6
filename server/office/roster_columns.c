#include "roster_columns.h"

#include "kind_list.h"
#include <string.h>

static const struct shown_word ranks[] = {
    {"正职", "head"}, {"副职", "deputy"}, {"股长", "section_head"}, {"科员", "staff"}, {0}};
static const struct shown_word roles[] = {{"必须", "required"}, {"列席", "optional"}, {0}};
static const struct shown_word formats[] = {{"十六进制", "hex"}, {"十位卡号", "decimal10"}, {0}};
static const struct shown_word card_states[] = {
    {"在用", "active"}, {"挂失", "lost"}, {"注销", "revoked"}, {0}};

static const struct column unit_columns[] = {
    {"单位编码", "code", NULL, COLUMN_KEY},     {"单位名称", "name", NULL, COLUMN_PLAIN},
    {"上级编码", "parent", NULL, COLUMN_PLAIN}, {"简称", "short_name", NULL, COLUMN_PLAIN},
    {"备注", "note", NULL, COLUMN_PLAIN},       {0}};

static const struct column staff_columns[] = {{"工号", "id", NULL, COLUMN_KEY},
                                              {"姓名", "name", NULL, COLUMN_PLAIN},
                                              {"单位编码", "unit", NULL, COLUMN_PLAIN},
                                              {"职级", "rank", ranks, COLUMN_PLAIN},
                                              {"职务", "position", NULL, COLUMN_PLAIN},
                                              {"电话", "phone", NULL, COLUMN_PLAIN},
                                              {"启用日期", "active_from", NULL, COLUMN_PLAIN},
                                              {"停用日期", "active_to", NULL, COLUMN_PLAIN},
                                              {"调动", "moves", NULL, COLUMN_MOVES},
                                              {"备注", "note", NULL, COLUMN_PLAIN},
                                              {0}};

static const struct column card_columns[] = {{"卡标识", "id", NULL, COLUMN_KEY},
                                             {"工号", "staff", NULL, COLUMN_PLAIN},
                                             {"卡号", "number", NULL, COLUMN_PLAIN},
                                             {"卡号格式", "format", formats, COLUMN_PLAIN},
                                             {"标签", "label", NULL, COLUMN_PLAIN},
                                             {"生效日期", "from", NULL, COLUMN_PLAIN},
                                             {"失效日期", "to", NULL, COLUMN_PLAIN},
                                             {"状态", "state", card_states, COLUMN_SHOWN_ONLY},
                                             {0}};

static const struct column attendee_columns[] = {{"工号", "staff", NULL, COLUMN_KEY},
                                                 {"姓名", "name", NULL, COLUMN_SHOWN_ONLY},
                                                 {"参会", "role", roles, COLUMN_PLAIN},
                                                 {"座位", "seat", NULL, COLUMN_PLAIN},
                                                 {0}};

static const struct shown_word sources[] = {
    {"数据", "figures"}, {"人工", "hand"}, {"抽查", "spot_check"}, {0}};
static const struct shown_word breach_states[] = {
    {"待处理", "found"},       {"已通知", "notified"},
    {"逾期", "overdue"},       {"已整改", "rectified"},
    {"已核实", "verified"},    {"已销号", "closed"},
    {"不予立案", "dismissed"}, {0}};
static const struct shown_word submission_states[] = {
    {"已报送", "submitted"}, {"已撤回", "withdrawn"}, {"已退回", "returned"}, {0}};
static const struct shown_word yes_no[] = {{"是", "true"}, {"否", "false"}, {0}};

static const struct column breach_columns[] = {
    {"编号", "id", NULL, COLUMN_SHOWN_ONLY},
    {"发现日期", "found_on", NULL, COLUMN_SHOWN_ONLY},
    {"单位", "unit", NULL, COLUMN_UNIT_NAME},
    {"工号", "staff", NULL, COLUMN_SHOWN_ONLY},
    {"姓名", "staff", NULL, COLUMN_STAFF_NAME},
    {"来源", "source", sources, COLUMN_SHOWN_ONLY},
    {"问题", "title", NULL, COLUMN_SHOWN_ONLY},
    {"情况", "detail", NULL, COLUMN_SHOWN_ONLY},
    {"状态", "state", breach_states, COLUMN_SHOWN_ONLY},
    {"通知文号", "notice.number", NULL, COLUMN_SHOWN_ONLY},
    {"整改要求", "notice.text", NULL, COLUMN_SHOWN_ONLY},
    {"整改期限", "due", NULL, COLUMN_SHOWN_ONLY},
    {"整改情况", "rectification.text", NULL, COLUMN_SHOWN_ONLY},
    {"整改时间", "rectification.at", NULL, COLUMN_SHOWN_ONLY},
    {"逾期整改", "rectification.late", yes_no, COLUMN_SHOWN_ONLY},
    {0}};

static const struct column submission_columns[] = {
    {"月份", "month", NULL, COLUMN_SHOWN_ONLY},
    {"单位", "unit", NULL, COLUMN_UNIT_NAME},
    {"状态", "state", submission_states, COLUMN_SHOWN_ONLY},
    {"报送时间", "submitted_at", NULL, COLUMN_SHOWN_ONLY},
    {"报送人", "submitted_by", NULL, COLUMN_SHOWN_ONLY},
    {"期限", "due", NULL, COLUMN_SHOWN_ONLY},
    {"逾期", "late", yes_no, COLUMN_SHOWN_ONLY},
    {"说明", "comment", NULL, COLUMN_SHOWN_ONLY},
    {0}};

static const struct roster_sheet lists[] = {
    {"units", "单位", &unit_kind, unit_columns, ROSTER_BOTH_WAYS},
    {"staff", "人员", &staff_kind, staff_columns, ROSTER_BOTH_WAYS},
    {"cards", "卡片", &card_kind, card_columns, ROSTER_BOTH_WAYS},
    {"attendees", "参会人员", &meeting_kind, attendee_columns, ROSTER_BOTH_WAYS},
    {"ledger", "督查台账", &breach_kind, breach_columns, ROSTER_EXPORT},
    {"submissions", "月报报送", &submission_kind, submission_columns, ROSTER_EXPORT},
};

const struct roster_sheet *roster_sheet_find(const char *name)
{
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (strcmp(lists[i].name, name) == 0) {
            return &lists[i];
        }
    }
    return NULL;
}

const char *roster_sheet_title(const struct roster_sheet *list)
{
    return list->title;
}

size_t roster_sheet_columns(const struct roster_sheet *list)
{
    size_t count = 0;
    while (list->columns[count].heading) {
        count++;
    }
    return count;
}

bool roster_sheet_is_read(const struct roster_sheet *list)
{
    return list->way == ROSTER_BOTH_WAYS;
}
