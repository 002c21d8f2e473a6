#include "gallery_sample.h"

#include "check.h"
#include "civil.h"
#include <stdio.h>

#define DATE(day)        civil_midnight_ms(civil_date_make(2026, 11, (day)))
#define AT(hour, minute) (((hour)*60 + (minute)) * CIVIL_MINUTE_MS)

/* What a sample differs in from an ordinary morning. */
struct case_row {
    const char *name;
    enum display_kind kind;
    enum judge_answer answer;
    int64_t at_ms; /* from midnight */
    const char *person, *unit;
    enum condition reader, records, network;
    enum error_code fault_code;
    bool clock_uncertain, strip;
};

#define PERSON "欧阳建国", "县政府办公室"
#define NOBODY "", ""
#define WELL   CONDITION_WELL, CONDITION_WELL, CONDITION_WELL

static const struct case_row cases[] = {
    {"idle", DISPLAY_IDLE, 0, AT(8, 26), NOBODY, WELL, 0, false, false},
    {"idle-starting", DISPLAY_IDLE, 0, AT(8, 26), NOBODY, CONDITION_READER_UNKNOWN, CONDITION_WELL,
     CONDITION_NETWORK_UNKNOWN, 0, false, false},
    {"idle-offline", DISPLAY_IDLE, 0, AT(8, 26), NOBODY, CONDITION_WELL, CONDITION_WELL,
     CONDITION_NETWORK_DOWN, 0, false, false},
    {"idle-refused", DISPLAY_IDLE, 0, AT(8, 26), NOBODY, CONDITION_WELL, CONDITION_WELL,
     CONDITION_NETWORK_REFUSED, 0, false, false},
    {"idle-clock-uncertain", DISPLAY_IDLE, 0, AT(8, 26), NOBODY, CONDITION_WELL, CONDITION_WELL,
     CONDITION_NETWORK_DOWN, 0, true, false},
    {"idle-samples", DISPLAY_IDLE, 0, AT(8, 26), NOBODY, WELL, 0, false, true},
    {"on-time", DISPLAY_RESULT, JUDGE_ON_TIME, AT(8, 26), PERSON, WELL, 0, false, false},
    {"late", DISPLAY_RESULT, JUDGE_LATE, AT(8, 47), PERSON, WELL, 0, false, false},
    {"left", DISPLAY_RESULT, JUDGE_LEFT, AT(17, 35), PERSON, WELL, 0, false, false},
    {"early", DISPLAY_RESULT, JUDGE_EARLY, AT(17, 12), PERSON, WELL, 0, false, false},
    {"recorded", DISPLAY_RESULT, JUDGE_RECORDED, AT(12, 5), PERSON, WELL, 0, false, false},
    {"same-tap", DISPLAY_RESULT, JUDGE_SAME_TAP, AT(8, 27), PERSON, WELL, 0, false, false},
    {"leave", DISPLAY_RESULT, JUDGE_LEAVE, AT(9, 2), PERSON, WELL, 0, false, false},
    {"trip", DISPLAY_RESULT, JUDGE_TRIP, AT(9, 2), PERSON, WELL, 0, false, false},
    {"no-session", DISPLAY_RESULT, JUDGE_NO_SESSION, AT(22, 40), PERSON, WELL, 0, false, false},
    {"uncertain", DISPLAY_RESULT, JUDGE_UNCERTAIN, AT(8, 47), PERSON, CONDITION_WELL,
     CONDITION_WELL, CONDITION_NETWORK_DOWN, 0, true, false},
    {"unknown-card", DISPLAY_RESULT, JUDGE_UNKNOWN_CARD, AT(8, 26), NOBODY, WELL, 0, false, false},
    {"revoked-card", DISPLAY_RESULT, JUDGE_REVOKED_CARD, AT(8, 26), PERSON, WELL, 0, false, false},
    {"expired-card", DISPLAY_RESULT, JUDGE_EXPIRED_CARD, AT(8, 26), PERSON, WELL, 0, false, false},
    {"unreadable", DISPLAY_RESULT, JUDGE_UNREADABLE, AT(8, 26), NOBODY, WELL, 0, false, false},
    {"long-name", DISPLAY_RESULT, JUDGE_LATE, AT(8, 47),
     "买买提江·吐尔逊·阿不都热合曼·艾克拜尔·依米提·努尔麦麦提·玉素甫江·库尔班·赛买提·阿卜杜拉",
     "省人民政府驻县乡村振兴和民族地区转移支付资金使用管理督查办公室第三联络组", WELL, 0, false,
     false},
    {"rare-characters", DISPLAY_RESULT, JUDGE_ON_TIME, AT(8, 26), "王𬭎㛃", "文物局", WELL, 0,
     false, true},
    {"foreign-name", DISPLAY_RESULT, JUDGE_ON_TIME, AT(8, 26), "محمد Ali 李😀", "外事办公室", WELL,
     0, false, false},
    {"not-recorded-disk-full", DISPLAY_NOT_RECORDED, 0, AT(8, 26), NOBODY, CONDITION_WELL,
     CONDITION_RECORDS_FAILED, CONDITION_WELL, ERROR_FULL, false, false},
    {"not-recorded", DISPLAY_NOT_RECORDED, 0, AT(8, 26), NOBODY, CONDITION_WELL,
     CONDITION_RECORDS_FAILED, CONDITION_WELL, ERROR_IO, false, true},
    {"reader-absent", DISPLAY_FAULT, 0, AT(8, 26), NOBODY, CONDITION_READER_ABSENT, CONDITION_WELL,
     CONDITION_WELL, 0, false, false},
    {"reader-recovering", DISPLAY_FAULT, 0, AT(8, 26), NOBODY, CONDITION_READER_RECOVERING,
     CONDITION_WELL, CONDITION_WELL, 0, false, true},
    {"reader-fault", DISPLAY_FAULT, 0, AT(8, 26), NOBODY, CONDITION_READER_FAULT, CONDITION_WELL,
     CONDITION_NETWORK_DOWN, 0, false, false},
    {"records-failed", DISPLAY_FAULT, 0, AT(8, 26), NOBODY, CONDITION_WELL,
     CONDITION_RECORDS_FAILED, CONDITION_WELL, 0, false, false},
    {"kiosk-revoked", DISPLAY_FAULT, 0, AT(8, 26), NOBODY, CONDITION_WELL, CONDITION_WELL,
     CONDITION_KIOSK_REVOKED, 0, false, false},
    {"roster-missing", DISPLAY_FAULT, 0, AT(8, 26), NOBODY, CONDITION_WELL, CONDITION_WELL,
     CONDITION_NETWORK_DOWN, 0, false, false},
};

size_t gallery_sample_count(void)
{
    return ARRAY_LEN(cases);
}

static void make_verdict(const struct case_row *row, int64_t midnight_ms,
                         struct judge_verdict *ret_verdict)
{
    *ret_verdict = (struct judge_verdict){
        .answer = row->answer,
        .late_min = 17,
        .early_min = 18,
        .grace_min = row->answer == JUDGE_LATE ? 5 : 0,
        .start_ms = midnight_ms + AT(8, 30),
        .end_ms = midnight_ms + AT(17, 30),
        .earlier_ms = midnight_ms + AT(8, 26),
        .away_from_ms = midnight_ms,
        .away_to_ms = midnight_ms + CIVIL_DAY_MS + AT(12, 0),
    };
    (void)snprintf(ret_verdict->name, sizeof ret_verdict->name, "%s", row->person);
    (void)snprintf(ret_verdict->unit, sizeof ret_verdict->unit, "%s", row->unit);
}

static void make_strip(struct sample_strip *ret_strip)
{
    static const char *const labels[] = {"欧阳建国", "李敏",   "陈静怡",  "王𬭎㛃",
                                         "赵一鸣",   "挂失卡", "未登记卡"};
    ret_strip->count = ARRAY_LEN(labels);
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        (void)snprintf(ret_strip->labels[i], SAMPLE_LABEL_SIZE, "%s", labels[i]);
    }
}

void gallery_sample_make(size_t index, enum language language, struct gallery_sample *ret_sample)
{
    CHECK(index < ARRAY_LEN(cases));
    const struct case_row *row = &cases[index];
    int64_t midnight_ms = DATE(23); /* a Monday */
    int64_t since_ms = midnight_ms + AT(8, 12);
    *ret_sample = (struct gallery_sample){.name = row->name};
    struct display *display = &ret_sample->display;
    display->kind = row->kind;
    display->language = language;
    display->now_ms = midnight_ms + row->at_ms + 41 * CIVIL_SECOND_MS;
    display->at_ms = display->now_ms;
    display->left_permille = 700;
    display->fault_code = row->fault_code;
    display->clock_uncertain = row->clock_uncertain;
    (void)snprintf(display->place, sizeof display->place, "县政府大楼 东门");
    (void)snprintf(display->contact, sizeof display->contact, "信息中心 8622-0137");
    const enum condition conditions[LIGHTS] = {row->reader, row->records, row->network};
    for (size_t light = 0; light < LIGHTS; light++) {
        display->lights[light] = (struct display_light){conditions[light], since_ms};
        if (row->kind == DISPLAY_FAULT && display->fault.condition == CONDITION_WELL) {
            display->fault = display->lights[light];
        }
    }
    if (display->fault.condition == CONDITION_NETWORK_DOWN) { /* which alone is no fault */
        display->fault.condition = CONDITION_ROSTER_MISSING;
    }
    make_verdict(row, midnight_ms, &display->verdict);
    if (row->strip) {
        make_strip(&ret_sample->strip);
    }
}
