#include "draft.h"

const struct draft_field draft_fields[] = {
    {"site", "单位或地区的名称"},
    {"month", "2026年10月"},
    {"year", "2026"},
    {"unit_count", "单位数"},
    {"headcount", "人数"},
    {"rate", "守时率"},
    {"rate_change", "与上月守时率相比"},
    {"violations", "违规合计"},
    {"late", "上班迟到次数"},
    {"early", "早退次数"},
    {"missing", "缺卡次数"},
    {"absent", "旷工班段"},
    {"leave_min", "请假分钟"},
    {"trip_min", "公出分钟"},
    {"meetings", "会议次数"},
    {"meetings_due", "应参会人次"},
    {"meetings_on_time", "准时参会人次"},
    {"meetings_late", "会议迟到人次"},
    {"meetings_absent", "会议缺席人次"},
    {"meetings_substituted", "经批准代会人次"},
    {"meetings_unapproved_substitute", "擅自代会人次"},
    {"review", "待核实项数"},
    {"provisional", "暂定项数"},
    {"as_of", "数据截至的时间"},
    {0},
};

static const struct draft_field unit_fields[] = {
    {"unit", "单位名称"}, {"rate", "守时率"},         {"rank", "名次"},       {"headcount", "人数"},
    {"late", "迟到次数"}, {"violations", "违规合计"}, {"change", "名次升降"}, {0},
};

static const struct draft_field person_fields[] = {
    {"unit", "单位名称"}, {"name", "姓名"},          {"violations", "违规次数"},
    {"late", "迟到次数"}, {"steps", "应采取的措施"}, {0},
};

static const struct draft_field meeting_fields[] = {
    {"title", "会议名称"},  {"date", "日期"},    {"late", "迟到人数"},
    {"absent", "缺席人数"}, {"due", "应到人数"}, {0},
};

static const struct draft_field name_fields[] = {{"unit", "单位名称"}, {0}};

const struct draft_list draft_lists[] = {
    {"best_units", "守时率位居前列的单位", unit_fields},
    {"clean_units", "全月没有违规的单位", unit_fields},
    {"risen_units", "名次上升最多的单位", unit_fields},
    {"worst_units", "守时率靠后的单位", unit_fields},
    {"people", "多次违规的人员（只通报到单位时为空）", person_fields},
    {"bad_meetings", "有人迟到或缺席的会议", meeting_fields},
    {"late_units", "逾期报送的单位", name_fields},
    {0},
};

const char draft_template[] =
    "为进一步改进作风、严肃工作纪律，现将{month}作风守时情况通报如下。\n"
    "# 总体情况\n"
    "{month}，{site}{unit_count}个单位、{headcount}人纳入考勤，守时率{rate}{rate_change}。"
    "全月上班迟到{late}次、早退{early}次、缺卡{missing}次、旷工{absent}个班段。\n"
    "?meetings 全月召开会议{meetings}次，应参会{meetings_due}人次，准时参会{meetings_on_time}人次，"
    "迟到{meetings_late}人次，缺席{meetings_absent}人次，"
    "擅自代会{meetings_unapproved_substitute}人次。\n"
    "?provisional 截至{as_of}，尚有{provisional}项因签到机记录未到齐而暂定，以补充通报为准。\n"
    "#+ 正面推介\n"
    "[best_units]{unit}（{rate}）[、]守时率位居前列，予以通报表扬。\n"
    "[clean_units]{unit}[、]全月无违规。\n"
    "[risen_units]{unit}（上升{change}位）[、]名次上升明显。\n"
    "#- 存在问题\n"
    "?worst_units ## 守时率靠后的单位\n"
    "[worst_units]{unit}（{rate}，违规{violations}次）[、]守时率靠后，予以通报批评。\n"
    "?people ## 多次违规的人员\n"
    "[people]{unit}{name}（{violations}次）[、]，请所在单位按规定处理。\n"
    "?bad_meetings ## 会议纪律\n"
    "[bad_meetings]{date}{title}：迟到{late}人、缺席{absent}人[；]。\n"
    "?late_units ## 报送不及时的单位\n"
    "[late_units]{unit}[、]未按时报送当月情况，予以通报。\n"
    "# 工作要求\n"
    "各单位要对照通报查找不足，立行立改，有关整改情况按期书面报送。"
    "要坚持作息守时、会议守时，严格执行请假和代会审批制度。\n";
