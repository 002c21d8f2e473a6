#include "display_json.h"

#include "civil.h"
#include "cmocka_tests.h"
#include "json.h"
#include <stdio.h>
#include <string.h>

static char text[4096];

static json_t *write_display(const struct display *display, uint64_t taps)
{
    struct error err;
    json_t *root = NULL;
    const struct display_counts counts = {.taps = taps, .roster_revision = 17};
    assert_true(display_json_write(display, &counts, text, sizeof text));
    if (!json_parse(text, strlen(text), "display", &root, &err)) {
        fail_msg("%s", err.text);
    }
    assert_null(strchr(text, '\n'));
    return root;
}

static const char *word(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    return value ? value : "(none)";
}

static struct display late(void)
{
    int64_t midnight_ms = civil_midnight_ms(civil_date_make(2026, 11, 23));
    struct display display = {
        .kind = DISPLAY_RESULT, .now_ms = midnight_ms + 31621500, .at_ms = midnight_ms + 31620000};
    display.verdict = (struct judge_verdict){.answer = JUDGE_LATE,
                                             .late_min = 17,
                                             .start_ms = midnight_ms + 30600000,
                                             .name = "欧阳\"建国\"",
                                             .unit = "县政府办公室"};
    return display;
}

static void test_display_json__a_result_has_words_for_people_and_programs(void **state)
{
    (void)state;
    struct display display = late();
    AUTO(json) json_t *root = write_display(&display, 3);
    assert_string_equal(word(root, "screen"), "result");
    assert_int_equal(json_integer_value(json_object_get(root, "taps")), 3);
    assert_int_equal(json_integer_value(json_object_get(root, "roster_revision")), 17);
    assert_true(json_is_null(json_object_get(root, "fault")));
    const json_t *result = json_object_get(root, "result");
    assert_string_equal(word(result, "answer"), "late");
    assert_string_equal(word(result, "meaning"), "warning");
    assert_string_equal(word(result, "name"), "欧阳\"建国\"");
    assert_string_equal(word(result, "unit"), "县政府办公室");
    assert_string_equal(word(result, "at"), "2026-11-23T08:47:00");
    assert_string_equal(word(result, "headline"), "迟到 17 分钟");
    assert_string_equal(word(result, "reason"), "上班时间 08:30");
}

static void test_display_json__not_recorded_names_nobody(void **state)
{
    (void)state;
    struct display display = late();
    display.kind = DISPLAY_NOT_RECORDED;
    display.fault_code = ERROR_FULL;
    AUTO(json) json_t *root = write_display(&display, 1);
    const json_t *result = json_object_get(root, "result");
    assert_string_equal(word(root, "screen"), "not_recorded");
    assert_string_equal(word(result, "answer"), "not_recorded");
    assert_string_equal(word(result, "meaning"), "alarm");
    assert_string_equal(word(result, "name"), "");
    assert_null(strstr(text, "欧阳"));
}

static void test_display_json__idle_and_fault_tell_the_lights(void **state)
{
    (void)state;
    struct display display = {.kind = DISPLAY_FAULT, .clock_uncertain = true};
    display.lights[LIGHT_READER].condition = CONDITION_READER_ABSENT;
    display.lights[LIGHT_NETWORK].condition = CONDITION_NETWORK_DOWN;
    display.fault = display.lights[LIGHT_READER];
    AUTO(json) json_t *root = write_display(&display, 0);
    assert_string_equal(word(root, "screen"), "fault");
    assert_string_equal(word(root, "reader"), "reader_absent");
    assert_string_equal(word(root, "records"), "well");
    assert_string_equal(word(root, "network"), "network_down");
    assert_string_equal(word(root, "clock"), "uncertain");
    assert_true(json_is_null(json_object_get(root, "result")));
    assert_string_equal(word(json_object_get(root, "fault"), "condition"), "reader_absent");
    assert_string_equal(word(json_object_get(root, "fault"), "headline"), "没有读卡器");
}

static void test_display_json__a_place_that_is_too_small_is_said(void **state)
{
    (void)state;
    struct display display = late();
    char small[64];
    assert_false(display_json_write(&display, NULL, small, sizeof small));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_display_json__a_result_has_words_for_people_and_programs),
        cmocka_unit_test(test_display_json__not_recorded_names_nobody),
        cmocka_unit_test(test_display_json__idle_and_fault_tell_the_lights),
        cmocka_unit_test(test_display_json__a_place_that_is_too_small_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
