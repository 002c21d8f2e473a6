#include "meeting_result_sheet.h"

#include "cmocka_tests.h"
#include "json.h"
#include <string.h>

#define NAMES                                                                                      \
    "\"names\": {\"staff\": {\"s1\": \"甲\", \"s2\": \"=1+1\"}, \"unit\": {\"u1\": \"财政局\"}}"

static struct sheet *make(const char *rows)
{
    char text[2000];
    AUTO(json) json_t *result = NULL;
    struct sheet *sheet = NULL;
    struct error err = {0};
    (void)snprintf(text, sizeof text, "{\"results\": [%s], " NAMES "}", rows);
    if (!json_parse(text, strlen(text), "result", &result, &err) ||
        !meeting_result_sheet_make(result, &sheet, &err)) {
        fail_msg("%s", err.text);
    }
    return sheet;
}

static void assert_cells(const struct sheet *sheet, size_t row,
                         const char *const cells[MEETING_RESULT_COLUMNS])
{
    for (size_t i = 0; i < MEETING_RESULT_COLUMNS; i++) {
        assert_string_equal(sheet_cell(sheet, row, i), cells[i]);
    }
}

static void test_result_sheet__a_row_is_in_the_offices_words(void **state)
{
    (void)state;
    AUTO(sheet)
    struct sheet *sheet =
        make("{\"staff\": \"s1\", \"unit\": \"u1\", \"result\": \"late\", \"late_min\": 7}, "
             "{\"staff\": \"s2\", \"result\": \"substituted\", \"late_min\": 3, \"substitute\": "
             "\"s1\"}");
    static const char *const head[] = {"工号", "姓名", "单位", "结果", "代会人员", "公布后变更为"};
    static const char *const late[] = {"s1", "甲", "财政局", "迟到7分钟", "", ""};
    static const char *const instead[] = {"s2", "=1+1", "", "代会、迟到3分钟", "甲", ""};
    assert_cells(sheet, 0, head);
    assert_cells(sheet, 1, late);
    assert_cells(sheet, 2, instead);
    assert_int_equal(sheet_row_count(sheet), 3);
}

/* As it was published, and beside it as it is by now. */
static void test_result_sheet__shows_what_has_changed_since(void **state)
{
    (void)state;
    AUTO(sheet)
    struct sheet *sheet =
        make("{\"staff\": \"s1\", \"result\": \"absent\", \"now\": {\"staff\": \"s1\", \"result\": "
             "\"on_time\", \"flags\": [\"marked\"]}}, "
             "{\"staff\": \"s2\", \"result\": \"on_time\", \"now\": null}, "
             "{\"staff\": \"s3\", \"now\": {\"staff\": \"s3\", \"result\": \"leave\"}}");
    static const char *const marked[] = {"s1", "甲", "", "缺席", "", "准时（组织者补签）"};
    static const char *const gone[] = {"s2", "=1+1", "", "准时", "", "不在参会名单"};
    static const char *const come[] = {"s3", "", "", "", "", "请假"};
    assert_cells(sheet, 1, marked);
    assert_cells(sheet, 2, gone);
    assert_cells(sheet, 3, come);
}

static void test_result_sheet__every_flag_has_its_words(void **state)
{
    (void)state;
    AUTO(sheet)
    struct sheet *sheet =
        make("{\"staff\": \"s1\", \"result\": \"on_time\", \"flags\": [\"missing_signout\"]}, "
             "{\"staff\": \"s1\", \"result\": \"late\", \"late_min\": 2, \"early_min\": 9, "
             "\"flags\": [\"left_early\"]}, "
             "{\"staff\": \"s1\", \"result\": \"none\", \"flags\": [\"invited_late\"]}, "
             "{\"staff\": \"s1\", \"result\": \"none\"}");
    assert_string_equal(sheet_cell(sheet, 1, 3), "准时、未签退");
    assert_string_equal(sheet_cell(sheet, 2, 3), "迟到2分钟、提前9分钟离会");
    assert_string_equal(sheet_cell(sheet, 3, 3), "不作评定（开始后才列入名单）");
    assert_string_equal(sheet_cell(sheet, 4, 3), "可不参加");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_result_sheet__a_row_is_in_the_offices_words),
        cmocka_unit_test(test_result_sheet__shows_what_has_changed_since),
        cmocka_unit_test(test_result_sheet__every_flag_has_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
