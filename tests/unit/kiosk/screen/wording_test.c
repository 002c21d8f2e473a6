#include "wording.h"

#include "civil.h"
#include "cmocka_tests.h"
#include <stdio.h>
#include <string.h>

static int64_t at(int32_t day, int hour, int minute)
{
    return civil_midnight_ms(civil_date_make(2026, 11, day)) +
           (hour * 60 + minute) * CIVIL_MINUTE_MS;
}

static struct display result(enum judge_answer answer)
{
    struct display display = {.kind = DISPLAY_RESULT, .at_ms = at(23, 8, 47)};
    display.verdict = (struct judge_verdict){
        .answer = answer, .start_ms = at(23, 8, 30), .end_ms = at(23, 17, 30), .name = "李敏"};
    return display;
}

static void assert_words(const struct display *display, const char *headline, const char *reason)
{
    char text[PHRASE_SIZE];
    assert_string_equal(wording_headline(display, text), headline);
    assert_string_equal(wording_reason(display, text), reason);
}

static void test_wording__on_time_and_late_name_the_start(void **state)
{
    (void)state;
    struct display display = result(JUDGE_ON_TIME);
    assert_words(&display, "正常", "上班时间 08:30");
    display = result(JUDGE_LATE);
    display.verdict.late_min = 17;
    assert_words(&display, "迟到 17 分钟", "上班时间 08:30");
    display.verdict.grace_min = 5;
    assert_words(&display, "迟到 17 分钟", "上班时间 08:30，宽限 5 分钟");
    display.verdict.so_late_is_absent = true;
    assert_words(&display, "迟到 17 分钟", "上班时间 08:30，已按缺勤计");
}

static void test_wording__leaving_names_the_end(void **state)
{
    (void)state;
    struct display display = result(JUDGE_LEFT);
    assert_words(&display, "正常", "下班时间 17:30");
    display = result(JUDGE_EARLY);
    display.verdict.early_min = 12;
    assert_words(&display, "早退 12 分钟", "下班时间 17:30，届时再刷即为正常");
}

static void test_wording__hours_that_leave_has_moved_say_so(void **state)
{
    (void)state;
    struct display display = result(JUDGE_ON_TIME);
    display.verdict.start_ms = at(23, 12, 0);
    display.verdict.away_from_ms = at(23, 8, 30);
    display.verdict.away_to_ms = at(23, 12, 0);
    assert_words(&display, "正常", "请假或公出后应于 12:00 到岗");
    display = result(JUDGE_LEFT);
    display.verdict.end_ms = at(23, 15, 0);
    display.verdict.away_from_ms = at(23, 15, 0);
    display.verdict.away_to_ms = at(23, 18, 0);
    assert_words(&display, "正常", "15:00 起请假或公出");
}

static void test_wording__leave_says_until_when(void **state)
{
    (void)state;
    struct display display = result(JUDGE_LEAVE);
    display.verdict.away_to_ms = at(23, 12, 0);
    assert_words(&display, "请假中", "至 12:00");
    display.verdict.answer = JUDGE_TRIP;
    display.verdict.away_to_ms = at(25, 18, 0);
    assert_words(&display, "公出中", "至 11月25日 18:00");
    display.language = LANGUAGE_ENGLISH;
    assert_words(&display, "On a trip", "Until 25 November, 18:00");
}

static void test_wording__the_same_tap_names_the_first(void **state)
{
    (void)state;
    struct display display = result(JUDGE_SAME_TAP);
    display.verdict.earlier_ms = at(23, 8, 46);
    assert_words(&display, "已记录，无需再刷", "08:46 已刷过");
}

static void test_wording__who_has_just_come_is_told_when(void **state)
{
    (void)state;
    struct display display = result(JUDGE_CHECKED_IN);
    display.now_ms = at(23, 8, 29);
    display.verdict.earlier_ms = at(23, 8, 20);
    display.verdict.end_ms = at(23, 17, 30);
    assert_words(&display, "已记录，无需再刷", "08:20 已刷上班卡，17:30 下班");
}

static void test_wording__every_answer_has_words_in_every_language(void **state)
{
    (void)state;
    for (int answer = 0; answer < JUDGE_ANSWER_COUNT; answer++) {
        for (int language = 0; language < LANGUAGES; language++) {
            struct display display = result((enum judge_answer)answer);
            display.language = (enum language)language;
            char text[PHRASE_SIZE];
            assert_true(*wording_headline(&display, text));
            assert_null(strchr(text, '{'));
            (void)snprintf(display.verdict.meeting.id, sizeof display.verdict.meeting.id, "m1");
            display.verdict.meeting.answer = (enum judge_answer)answer;
            bool told = *wording_reason(&display, text) != '\0';
            assert_null(strchr(text, '{'));
            assert_true(*wording_meeting(&display, text) || told);
            assert_null(strchr(text, '{'));
        }
    }
}

static void test_wording__a_meeting_s_verdict_names_the_meeting(void **state)
{
    (void)state;
    char text[PHRASE_SIZE];
    struct display display = result(JUDGE_SIGNED_IN_LATE);
    display.verdict.work = JUDGE_LATE;
    display.verdict.late_min = 17;
    display.verdict.meeting = (struct judge_meeting){.id = "m1",
                                                     .title = "推进会",
                                                     .answer = JUDGE_SIGNED_IN_LATE,
                                                     .late_min = 5,
                                                     .start_ms = at(23, 9, 0)};
    assert_words(&display, "签到，迟到 5 分钟", "");
    assert_string_equal(wording_meeting(&display, text), "09:00 推进会");
    assert_string_equal(wording_also(&display, text), "上下班：迟到 17 分钟");
    display.verdict.answer = JUDGE_LATE;
    assert_string_equal(wording_meeting(&display, text), "");
    assert_string_equal(wording_also(&display, text), "会议：签到，迟到 5 分钟（推进会）");
    display.verdict.hint = JUDGE_HINT_NOT_AWAY;
    assert_string_equal(wording_also(&display, text), "您现在没有在假或公出");
}

static void test_wording__a_substitute_hears_why_and_for_whom(void **state)
{
    (void)state;
    char text[PHRASE_SIZE];
    struct display display = result(JUDGE_SUBSTITUTE_UNAPPROVED);
    display.verdict.work = JUDGE_RECORDED;
    display.verdict.meeting = (struct judge_meeting){.id = "m1",
                                                     .title = "推进会",
                                                     .answer = JUDGE_SUBSTITUTE_UNAPPROVED,
                                                     .principal = "欧阳建国",
                                                     .standing = SUBSTITUTE_TOO_LATE};
    assert_words(&display, "代会未获批准", "已记录，但申请晚于截止时间");
    assert_string_equal(wording_meeting(&display, text), "代 欧阳建国 参加 推进会");
    assert_string_equal(wording_also(&display, text), "");
    for (int standing = SUBSTITUTE_NOT_REQUESTED; standing <= SUBSTITUTE_OVER_LIMIT; standing++) {
        display.verdict.meeting.standing = (enum substitute_standing)standing;
        assert_true(*wording_reason(&display, text));
        assert_string_not_equal(wording_before(LANGUAGE_CHINESE, &display.verdict), text);
    }
}

static void test_wording__a_revoked_card_tells_no_name(void **state)
{
    (void)state;
    struct display display = result(JUDGE_REVOKED_CARD);
    assert_false(wording_names_person(&display));
    display = result(JUDGE_EXPIRED_CARD);
    assert_true(wording_names_person(&display));
    display = result(JUDGE_UNKNOWN_CARD);
    display.verdict.name[0] = '\0';
    assert_false(wording_names_person(&display));
}

static void test_wording__not_recorded_says_why_and_whom_to_call(void **state)
{
    (void)state;
    struct display display = {.kind = DISPLAY_NOT_RECORDED, .fault_code = ERROR_FULL};
    assert_words(&display, "未记录", "本机存储空间已满");
    display.fault_code = ERROR_IO;
    assert_words(&display, "未记录", "本机无法写入记录");
    char text[PHRASE_SIZE];
    assert_string_equal(wording_lost_tap_advice(&display, text),
                        "请到其他考勤机刷卡，并告知管理员");
    (void)snprintf(display.contact, sizeof display.contact, "信息中心 8622-0137");
    assert_string_equal(wording_lost_tap_advice(&display, text),
                        "请到其他考勤机刷卡，并告知信息中心 8622-0137");
}

static void test_wording__every_condition_has_a_word_and_every_fault_advice(void **state)
{
    (void)state;
    const struct display display = {.kind = DISPLAY_IDLE, .now_ms = at(23, 9, 0)};
    char text[PHRASE_SIZE];
    for (int condition = 0; condition < CONDITIONS; condition++) {
        struct display_light light = {(enum condition)condition, at(23, 8, 12)};
        bool has_word = *wording_condition(&display, light, text) != '\0';
        assert_true(has_word == (condition != CONDITION_WELL));
    }
    const enum condition faults[] = {CONDITION_READER_ABSENT,   CONDITION_READER_RECOVERING,
                                     CONDITION_READER_FAULT,    CONDITION_RECORDS_FAILED,
                                     CONDITION_NETWORK_REFUSED, CONDITION_KIOSK_REVOKED,
                                     CONDITION_ROSTER_MISSING};
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        assert_non_null(strstr(wording_advice(&display, faults[i], text), "管理员"));
    }
}

static void test_wording__a_notice_says_since_when_and_whom_to_call(void **state)
{
    (void)state;
    char text[PHRASE_SIZE];
    struct display display = {.kind = DISPLAY_IDLE, .now_ms = at(23, 8, 20)};
    (void)snprintf(display.contact, sizeof display.contact, "信息中心");
    assert_string_equal(wording_notice(&display, text), "");
    display.lights[LIGHT_NETWORK] = (struct display_light){CONDITION_NETWORK_DOWN, at(23, 8, 16)};
    assert_string_equal(wording_notice(&display, text), ""); /* it may be back in a moment */
    display.lights[LIGHT_NETWORK].since_ms = at(23, 8, 15);
    assert_string_equal(wording_notice(&display, text),
                        "刷卡照常记录，通网后自动上传；持续不通请联系信息中心");
    display.clock_uncertain = true;
    display.clock_since_ms = at(23, 8, 12);
    assert_string_equal(wording_notice(&display, text),
                        "本机时间未核对（自 08:12），刷卡时间将由人工核实；请告知信息中心");
    display.lights[LIGHT_NETWORK].condition = CONDITION_NETWORK_REFUSED;
    assert_string_equal(wording_notice(&display, text), "刷卡照常记录在本机；请告知信息中心");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wording__on_time_and_late_name_the_start),
        cmocka_unit_test(test_wording__leaving_names_the_end),
        cmocka_unit_test(test_wording__hours_that_leave_has_moved_say_so),
        cmocka_unit_test(test_wording__leave_says_until_when),
        cmocka_unit_test(test_wording__the_same_tap_names_the_first),
        cmocka_unit_test(test_wording__who_has_just_come_is_told_when),
        cmocka_unit_test(test_wording__every_answer_has_words_in_every_language),
        cmocka_unit_test(test_wording__a_meeting_s_verdict_names_the_meeting),
        cmocka_unit_test(test_wording__a_substitute_hears_why_and_for_whom),
        cmocka_unit_test(test_wording__a_revoked_card_tells_no_name),
        cmocka_unit_test(test_wording__not_recorded_says_why_and_whom_to_call),
        cmocka_unit_test(test_wording__every_condition_has_a_word_and_every_fault_advice),
        cmocka_unit_test(test_wording__a_notice_says_since_when_and_whom_to_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
