#include "draft.h"

#include "cmocka_tests.h"
#include <stdio.h>
#include <string.h>

/* Figures and lists of a test's own: two good units, no bad one. */
static void value(const char *field, char *ret_value, void *user)
{
    (void)user;
    (void)snprintf(ret_value, DRAFT_VALUE_SIZE, "%s", strcmp(field, "meetings") == 0 ? "0" : "7");
}

static size_t count(const char *list, void *user)
{
    (void)user;
    return strcmp(list, "best_units") == 0 ? 2 : 0;
}

static void item(const char *list, size_t index, const char *field, char *ret_value, void *user)
{
    (void)list;
    (void)user;
    (void)snprintf(ret_value, DRAFT_VALUE_SIZE, "%s%zu", field, index + 1);
}

static const struct draft_source source = {value, count, item, NULL};

static void expect(const char *text, enum draft_order order, const char *wanted)
{
    struct draft draft = {0};
    struct error err = {0};
    char all[2000] = "";
    if (!draft_make(text, &source, order, &draft, &err)) {
        fail_msg("%s", err.text);
    }
    for (size_t i = 0; i < draft.count; i++) {
        (void)snprintf(all + strlen(all), sizeof all - strlen(all), "%s\n",
                       draft.paragraphs[i].text);
    }
    draft_finish(&draft);
    assert_string_equal(all, wanted);
}

static void expect_fault(const char *text, const char *wanted)
{
    struct error err = {0};
    assert_false(draft_check(text, &err));
    assert_string_equal(err.text, wanted);
}

static void test_draft__fields_and_lists_are_filled(void **state)
{
    (void)state;
    expect("迟到{late}次\n[best_units]{unit}（{rate}）[、]受表扬\n", DRAFT_GOOD_FIRST,
           "迟到7次\nunit1（rate1）、unit2（rate2）受表扬\n");
}

static void test_draft__what_is_not_there_falls_out_with_its_heading(void **state)
{
    (void)state;
    expect("# 总体\n一\n# 问题\n## 靠后\n[worst_units]{unit}[、]靠后\n?meetings 会{meetings}次\n# "
           "要求\n二\n",
           DRAFT_GOOD_FIRST, "一、总体\n一\n二、要求\n二\n");
}

static void test_draft__the_office_says_what_comes_first(void **state)
{
    static const char text[] = "# 总体\n一\n#+ 好\n甲\n#- 差\n## 会\n乙\n# 要求\n二\n";
    (void)state;
    expect(text, DRAFT_GOOD_FIRST,
           "一、总体\n一\n二、好\n甲\n三、差\n（一）会\n乙\n四、要求\n二\n");
    expect(text, DRAFT_BAD_FIRST, "一、总体\n一\n二、差\n（一）会\n乙\n三、好\n甲\n四、要求\n二\n");
}

static void test_draft__headings_count_beyond_ten(void **state)
{
    char text[400] = "", wanted[800] = "";
    static const char *const numbers[] = {"一",   "二",   "三",   "四",   "五",   "六",   "七",
                                          "八",   "九",   "十",   "十一", "十二", "十三", "十四",
                                          "十五", "十六", "十七", "十八", "十九", "二十", "二十一"};
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        (void)strcat(text, "# a\nb\n");
        (void)snprintf(wanted + strlen(wanted), sizeof wanted - strlen(wanted), "%s、a\nb\n",
                       numbers[i]);
    }
    expect(text, DRAFT_GOOD_FIRST, wanted);
}

static void test_draft__what_is_wrong_is_said_with_its_line(void **state)
{
    (void)state;
    expect_fault("好\n\n{mnth}", "line 3: there is no field {mnth}");
    expect_fault("[units]{unit}[、]", "line 1: there is no list units");
    expect_fault("[best_units]{name}[、]", "line 1: there is no field {name}");
    expect_fault("[best_units]{unit}",
                 "line 1: what stands between the items is missing: [、] after best_units");
    expect_fault("一\n{late", "line 2: there is no end to a {");
    expect_fault("?nothing 好", "line 1: there is no field or list nothing");
    expect_fault("?late", "line 1: '?' needs a name and a space");
}

static void test_draft__the_usual_template_is_good(void **state)
{
    struct error err = {0};
    (void)state;
    assert_true(draft_check(draft_template, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_draft__fields_and_lists_are_filled),
        cmocka_unit_test(test_draft__what_is_not_there_falls_out_with_its_heading),
        cmocka_unit_test(test_draft__the_office_says_what_comes_first),
        cmocka_unit_test(test_draft__headings_count_beyond_ten),
        cmocka_unit_test(test_draft__what_is_wrong_is_said_with_its_line),
        cmocka_unit_test(test_draft__the_usual_template_is_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
