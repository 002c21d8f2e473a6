#include "gallery_sample.h"

#include "check.h"
#include "civil.h"
#include "gallery_office.h"
#include "gallery_service.h"
#include "gallery_setup.h"
#include <stdio.h>
#include <string.h>

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
    {"photo-late", DISPLAY_RESULT, JUDGE_LATE, AT(8, 47), PERSON, WELL, 0, false, false},
    {"photo-on-time", DISPLAY_RESULT, JUDGE_ON_TIME, AT(8, 26), PERSON, WELL, 0, false, false},
    {"left", DISPLAY_RESULT, JUDGE_LEFT, AT(17, 35), PERSON, WELL, 0, false, false},
    {"early", DISPLAY_RESULT, JUDGE_EARLY, AT(17, 12), PERSON, WELL, 0, false, false},
    {"recorded", DISPLAY_RESULT, JUDGE_RECORDED, AT(12, 5), PERSON, WELL, 0, false, false},
    {"checked-in", DISPLAY_RESULT, JUDGE_CHECKED_IN, AT(8, 29), PERSON, WELL, 0, false, false},
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
     "买买提江·吐尔逊·阿不都热合曼·艾克拜尔·依米提·努尔麦麦提·玉素甫江·库尔班·赛买提·阿卜杜拉·"
     "吐拉克·买合木提·艾尼",
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

/* What a picture of a meeting, an errand or a board differs in. */
struct office_row {
    const char *name;
    enum display_kind kind;
    int64_t at_ms; /* from midnight */
    enum gallery_scene scene;
    enum errand_kind errand;
    enum errand_step step;
    enum judge_answer answer, work; /* of a result, or of what would be one */
    enum substitute_standing standing;
    enum judge_hint hint;
    bool strip, long_names;
};

#define RESULT(label, minute, verdict_answer, work_answer)                                         \
    {                                                                                              \
        .name = (label), .kind = DISPLAY_RESULT, .at_ms = (minute), .answer = (verdict_answer),    \
        .work = (work_answer)                                                                      \
    }
#define SUBSTITUTE(label, display, errand_step, what)                                              \
    {                                                                                              \
        .name = (label), .kind = (display), .at_ms = AT(8, 52), .scene = (what),                   \
        .errand = ERRAND_SUBSTITUTE, .step = (errand_step)                                         \
    }
#define CONFIRM(label, verdict_answer, why)                                                        \
    {                                                                                              \
        .name = (label), .kind = DISPLAY_CONFIRM, .at_ms = AT(8, 52), .answer = (verdict_answer),  \
        .standing = (why), .errand = ERRAND_SUBSTITUTE, .step = ERRAND_STEP_CONFIRM                \
    }

static const struct office_row office[] = {
    {.name = "idle-meeting",
     .kind = DISPLAY_IDLE,
     .at_ms = AT(8, 26),
     .scene = GALLERY_MEETING_SOON},
    {.name = "idle-meeting-samples",
     .kind = DISPLAY_IDLE,
     .at_ms = AT(8, 26),
     .scene = GALLERY_MEETING_SOON,
     .strip = true},
    {.name = "meeting-before",
     .kind = DISPLAY_MEETING,
     .at_ms = AT(8, 48),
     .scene = GALLERY_MEETING_BEFORE},
    {.name = "meeting", .kind = DISPLAY_MEETING, .at_ms = AT(9, 5), .scene = GALLERY_MEETING},
    {.name = "meeting-huge",
     .kind = DISPLAY_MEETING,
     .at_ms = AT(9, 5),
     .scene = GALLERY_MEETING_HUGE},
    {.name = "meetings-two",
     .kind = DISPLAY_MEETING,
     .at_ms = AT(8, 52),
     .scene = GALLERY_MEETINGS_TWO},
    {.name = "meetings-four",
     .kind = DISPLAY_MEETING,
     .at_ms = AT(9, 5),
     .scene = GALLERY_MEETINGS_FOUR},
    {.name = "board", .kind = DISPLAY_BOARD, .at_ms = AT(9, 5), .scene = GALLERY_MEETING},
    {.name = "board-huge", .kind = DISPLAY_BOARD, .at_ms = AT(9, 5), .scene = GALLERY_MEETING_HUGE},
    {.name = "whereabouts",
     .kind = DISPLAY_WHEREABOUTS,
     .at_ms = AT(9, 30),
     .scene = GALLERY_WHEREABOUTS},
    RESULT("signed-in", AT(8, 52), JUDGE_SIGNED_IN, JUDGE_LATE),
    RESULT("signed-in-late", AT(9, 5), JUDGE_SIGNED_IN_LATE, JUDGE_SAME_TAP),
    RESULT("on-time-and-signed-in", AT(8, 26), JUDGE_ON_TIME, JUDGE_ON_TIME),
    RESULT("signed-already", AT(8, 56), JUDGE_SIGNED_ALREADY, JUDGE_RECORDED),
    RESULT("signed-out", AT(10, 2), JUDGE_SIGNED_OUT, JUDGE_RECORDED),
    RESULT("signed-out-early", AT(9, 41), JUDGE_SIGNED_OUT_EARLY, JUDGE_RECORDED),
    RESULT("walk-in", AT(8, 52), JUDGE_WALK_IN, JUDGE_ON_TIME),
    RESULT("substituted", AT(8, 52), JUDGE_SUBSTITUTED, JUDGE_ON_TIME),
    RESULT("substituted-late", AT(9, 5), JUDGE_SUBSTITUTED_LATE, JUDGE_RECORDED),
    RESULT("substitute-waiting", AT(8, 52), JUDGE_SUBSTITUTE_WAITING, JUDGE_ON_TIME),
    RESULT("substitute-unapproved", AT(8, 52), JUDGE_SUBSTITUTE_UNAPPROVED, JUDGE_ON_TIME),
    RESULT("back", AT(9, 2), JUDGE_BACK, JUDGE_LEAVE),
    {.name = "not-away",
     .kind = DISPLAY_RESULT,
     .at_ms = AT(8, 26),
     .answer = JUDGE_ON_TIME,
     .work = JUDGE_ON_TIME,
     .hint = JUDGE_HINT_NOT_AWAY},
    {.name = "ask-substitute",
     .kind = DISPLAY_ASK_CARD,
     .at_ms = AT(8, 52),
     .errand = ERRAND_SUBSTITUTE},
    {.name = "ask-month", .kind = DISPLAY_ASK_CARD, .at_ms = AT(8, 52), .errand = ERRAND_MONTH},
    {.name = "ask-sign-in", .kind = DISPLAY_ASK_CARD, .at_ms = AT(8, 52), .errand = ERRAND_SIGN_IN},
    SUBSTITUTE("pick-requested", DISPLAY_CHOICE, ERRAND_STEP_REQUESTED, GALLERY_REQUESTED),
    SUBSTITUTE("pick-no-request", DISPLAY_CHOICE, ERRAND_STEP_REQUESTED, GALLERY_NO_REQUEST),
    SUBSTITUTE("pick-unit", DISPLAY_CHOICE, ERRAND_STEP_UNIT, GALLERY_UNITS),
    SUBSTITUTE("pick-people", DISPLAY_CHOICE, ERRAND_STEP_PEOPLE, GALLERY_PEOPLE),
    SUBSTITUTE("pick-letters", DISPLAY_LETTERS, ERRAND_STEP_LETTERS, GALLERY_LETTERS),
    SUBSTITUTE("pick-letters-none", DISPLAY_LETTERS, ERRAND_STEP_LETTERS, GALLERY_LETTERS_NONE),
    CONFIRM("confirm-approved", JUDGE_SUBSTITUTED, SUBSTITUTE_APPROVED),
    CONFIRM("confirm-waiting", JUDGE_SUBSTITUTE_WAITING, SUBSTITUTE_NOT_APPROVED),
    CONFIRM("confirm-unapproved", JUDGE_SUBSTITUTE_UNAPPROVED, SUBSTITUTE_NOT_REQUESTED),
    {.name = "confirm-long",
     .kind = DISPLAY_CONFIRM,
     .at_ms = AT(8, 52),
     .answer = JUDGE_SUBSTITUTE_UNAPPROVED,
     .standing = SUBSTITUTE_NOT_REQUESTED,
     .errand = ERRAND_SUBSTITUTE,
     .step = ERRAND_STEP_CONFIRM,
     .long_names = true},
    {.name = "month",
     .kind = DISPLAY_MONTH,
     .at_ms = AT(8, 26),
     .scene = GALLERY_MONTH,
     .errand = ERRAND_MONTH,
     .step = ERRAND_STEP_MONTH},
    {.name = "month-well",
     .kind = DISPLAY_MONTH,
     .at_ms = AT(8, 26),
     .scene = GALLERY_MONTH_WELL,
     .errand = ERRAND_MONTH,
     .step = ERRAND_STEP_MONTH},
};

size_t gallery_sample_count(void)
{
    return ARRAY_LEN(cases) + ARRAY_LEN(office) + gallery_setup_count() + gallery_service_count();
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

static bool is_substitute(enum judge_answer answer)
{
    return answer >= JUDGE_SUBSTITUTED && answer <= JUDGE_SUBSTITUTE_UNAPPROVED;
}

/* The verdict of a meeting, with that of work beside it. */
static void make_meeting_verdict(const struct office_row *row, int64_t midnight_ms,
                                 struct judge_verdict *verdict)
{
    bool meeting = !judge_answer_is_work(row->answer) && row->answer != JUDGE_BACK;
    const struct case_row person = {.answer = row->answer, .person = "李敏", .unit = "财政局"};
    make_verdict(&person, midnight_ms, verdict);
    verdict->work = row->work;
    verdict->hint = row->hint;
    if (!meeting && row->answer != JUDGE_ON_TIME) {
        return;
    }
    struct judge_meeting *about = &verdict->meeting;
    *about = (struct judge_meeting){.id = "m1",
                                    .title = "全县作风建设推进会",
                                    .start_ms = midnight_ms + AT(9, 0),
                                    .end_ms = midnight_ms + AT(10, 0),
                                    .answer = meeting ? row->answer : JUDGE_SIGNED_IN,
                                    .late_min = 5,
                                    .early_min = 19,
                                    .earlier_ms = midnight_ms + AT(8, 52),
                                    .standing = row->standing};
    if (row->answer == JUDGE_SIGNED_IN || row->answer == JUDGE_SUBSTITUTED) {
        (void)snprintf(about->seat, sizeof about->seat, "3 排 5 座");
    }
    if (is_substitute(row->answer)) {
        (void)snprintf(about->principal, sizeof about->principal, "欧阳建国");
        about->standing =
            row->answer == JUDGE_SUBSTITUTE_UNAPPROVED ? SUBSTITUTE_NOT_REQUESTED : row->standing;
    }
}

/* As long as names and titles of meetings often are in an office of many peoples. */
static void lengthen_names(struct display *display)
{
    struct judge_meeting *about = &display->verdict.meeting;
    (void)snprintf(display->errand.name, sizeof display->errand.name, "阿卜杜热西提·买买提伊明江");
    (void)snprintf(about->principal, sizeof about->principal, "努尔麦麦提·玉素甫江·库尔班");
    (void)snprintf(
        about->title, sizeof about->title,
        "全县深入学习贯彻中央八项规定精神暨作风建设、安全生产、乡村振兴重点工作推进大会");
}

static void make_office_sample(const struct office_row *row, int64_t midnight_ms,
                               struct gallery_sample *sample)
{
    struct display *display = &sample->display;
    display->kind = row->kind;
    display->errand.kind = row->errand;
    display->errand.step = row->step;
    (void)snprintf(display->errand.name, sizeof display->errand.name, "李敏");
    if (row->errand == ERRAND_SIGN_IN) {
        (void)snprintf(display->errand.title, sizeof display->errand.title, "安全生产月度调度会");
    }
    if (row->scene == GALLERY_LETTERS || row->scene == GALLERY_LETTERS_NONE) {
        (void)snprintf(display->errand.letters, sizeof display->errand.letters, "%s",
                       row->scene == GALLERY_LETTERS ? "LM" : "XQZ");
    }
    gallery_office_make(row->scene, midnight_ms, sample);
    make_meeting_verdict(row, midnight_ms, &display->verdict);
    if (row->long_names) {
        lengthen_names(display);
    }
    if (row->kind == DISPLAY_CONFIRM) {
        sample->would_be = display->verdict;
        display->views.would_be = &sample->would_be;
    }
    if (row->strip) {
        make_strip(&sample->strip);
    }
}

static void make_case_sample(const struct case_row *row, int64_t midnight_ms,
                             struct gallery_sample *sample)
{
    struct display *display = &sample->display;
    int64_t since_ms = midnight_ms + AT(8, 12);
    display->kind = row->kind;
    display->fault_code = row->fault_code;
    display->clock_uncertain = row->clock_uncertain;
    display->clock_since_ms = since_ms;
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
    if (display->fault.condition == CONDITION_READER_FAULT) {
        (void)snprintf(display->fault_why, sizeof display->fault_why,
                       "cannot claim interface 0 of the reader: another program uses it");
    }
    make_verdict(row, midnight_ms, &display->verdict);
    if (row->strip) {
        make_strip(&sample->strip);
    }
}

static void begin_sample(enum language language, int64_t at_ms, struct gallery_sample *sample)
{
    struct display *display = &sample->display;
    memset(sample, 0, sizeof *sample);
    display->language = language;
    display->now_ms = at_ms + 41 * CIVIL_SECOND_MS;
    display->at_ms = display->now_ms;
    display->left_permille = 700;
    (void)snprintf(display->place, sizeof display->place, "县政府大楼 东门");
    (void)snprintf(display->contact, sizeof display->contact, "信息中心 8622-0137");
}

void gallery_sample_make(size_t index, enum language language, struct gallery_sample *ret_sample)
{
    CHECK(index < gallery_sample_count());
    int64_t midnight_ms = DATE(23); /* a Monday */
    if (index < ARRAY_LEN(cases)) {
        const struct case_row *row = &cases[index];
        begin_sample(language, midnight_ms + row->at_ms, ret_sample);
        ret_sample->name = row->name;
        make_case_sample(row, midnight_ms, ret_sample);
        if (strncmp(row->name, "photo-", 6) == 0) {
            gallery_service_add_portrait(ret_sample);
        }
        return;
    }
    index -= ARRAY_LEN(cases);
    if (index < ARRAY_LEN(office)) {
        const struct office_row *row = &office[index];
        begin_sample(language, midnight_ms + row->at_ms, ret_sample);
        ret_sample->name = row->name;
        make_office_sample(row, midnight_ms, ret_sample);
        return;
    }
    index -= ARRAY_LEN(office);
    begin_sample(language, midnight_ms + AT(8, 26), ret_sample);
    if (index < gallery_setup_count()) {
        gallery_setup_make(index, ret_sample);
        return;
    }
    gallery_service_make(index - gallery_setup_count(), midnight_ms, ret_sample);
}
