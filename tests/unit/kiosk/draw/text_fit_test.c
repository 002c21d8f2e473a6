#include "text_fit.h"

#include "check.h"
#include "cmocka_tests.h"
#include "font_set.h"
#include <string.h>

static const char sixty[] =
    "买买提江吐尔逊阿不都热合曼艾克拜尔依米提努尔麦麦提玉素甫江库尔班赛买提阿卜杜拉"
    "买买提江吐尔逊阿不都热合曼艾克拜尔依米提";

static int open_fonts(void **state)
{
    const struct font_files files = {0};
    struct error err;
    struct font_set *fonts = NULL;
    if (!font_set_create(&files, &fonts, &err)) {
        print_error("%s\n", err.text);
        return -1;
    }
    *state = fonts;
    return 0;
}

static int close_fonts(void **state)
{
    font_set_destroy(*state);
    return 0;
}

static void test_text_fit__what_fits_stays_as_it_is(void **state)
{
    struct font_style font = {FONT_BOLD, 100};
    char text[FONT_TEXT_SIZE];
    assert_int_equal(text_fit_line(*state, &font, 30, 400, "欧阳建国", text), 400);
    assert_int_equal(font.size_px, 100);
    assert_string_equal(text, "欧阳建国");
}

static void test_text_fit__a_wide_text_gets_smaller_before_it_is_cut(void **state)
{
    struct font_style font = {FONT_BOLD, 100};
    char text[FONT_TEXT_SIZE];
    int width = text_fit_line(*state, &font, 30, 300, "欧阳建国", text);
    assert_in_range(font.size_px, 70, 75);
    assert_in_range(width, 280, 300);
    assert_string_equal(text, "欧阳建国");
}

static void test_text_fit__sixty_characters_end_with_an_ellipsis(void **state)
{
    struct font_style font = {FONT_BOLD, 100};
    char text[FONT_TEXT_SIZE];
    int width = text_fit_line(*state, &font, 30, 600, sixty, text);
    assert_int_equal(font.size_px, 30);
    assert_in_range(width, 500, 600);
    assert_int_equal(width, font_set_width(*state, font, text));
    assert_string_equal(text + strlen(text) - 3, "…");
    assert_memory_equal(text, sixty, strlen(text) - 3);
}

static void test_text_fit__a_place_for_nothing_gets_nothing(void **state)
{
    struct font_style font = {FONT_BOLD, 100};
    char text[FONT_TEXT_SIZE];
    assert_int_equal(text_fit_line(*state, &font, 30, 3, "欧阳建国", text), 0);
    assert_string_equal(text, "");
}

/* Width of n Chinese characters at 40 px. */
static int wide(int n)
{
    return 40 * n;
}

static void test_text_fit__lines_break_at_spaces_and_between_characters(void **state)
{
    struct font_style font = {FONT_REGULAR, 40};
    assert_int_equal(text_fit_break(*state, font, wide(3), "一二三四五"), strlen("一二三"));
    assert_int_equal(text_fit_break(*state, font, wide(9), "一二三四五"), strlen("一二三四五"));
    int word = font_set_width(*state, font, "Hold it");
    assert_int_equal(text_fit_break(*state, font, word, "Hold it there"), strlen("Hold it "));
}

static void test_text_fit__no_line_begins_with_a_comma(void **state)
{
    struct font_style font = {FONT_REGULAR, 40};
    assert_int_equal(text_fit_break(*state, font, wide(3), "一二三，四五"), strlen("一二"));
    assert_int_equal(text_fit_break(*state, font, wide(3), "一二三·四五"), strlen("一二"));
}

static void test_text_fit__a_line_rather_ends_where_a_reader_pauses(void **state)
{
    struct font_style font = {FONT_REGULAR, 40};
    assert_int_equal(text_fit_break(*state, font, wide(6), "一二三，四五六七"), strlen("一二三，"));
    /* not where that would leave most of the line empty */
    assert_int_equal(text_fit_break(*state, font, wide(6), "一，二三四五六七"),
                     strlen("一，二三四五"));
}

/* Words are wider beside each other than the sum of them alone. */
static void test_text_fit__no_line_is_wider_than_its_place(void **state)
{
    const char *const texts[] = {
        "Your tap is recorded all the same. An administrator can name you in the console",
        "AV AVAVA To. We. T. Yo. Wo. AVA, fi ffi. “Tr”, wA vA, f. 7. 4. 11. 17. 74. 47.",
        "刷卡已照常记录。可请管理员在网页“人员”中设置，AV 7. T. Yo. Wo. 11. 17. 74. 47.",
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        for (int width = 300; width < 900; width++) {
            struct font_style font = {i % 2 ? FONT_BOLD : FONT_REGULAR, 31};
            char line[FONT_TEXT_SIZE];
            size_t taken = text_fit_break(*state, font, width, texts[i]);
            taken -= texts[i][taken - 1] == ' ' ? 1 : 0;
            memcpy(line, texts[i], taken);
            line[taken] = '\0';
            assert_in_range(font_set_width(*state, font, line), 0, width);
        }
    }
}

static void test_text_fit__a_word_that_fits_nowhere_still_gets_on(void **state)
{
    struct font_style font = {FONT_REGULAR, 40};
    assert_int_equal(text_fit_break(*state, font, 50, "Attendance machine"), strlen("Attendance "));
    struct font_style shrinking = font;
    (void)text_fit_lines(*state, &shrinking, 30, 190, 3, "Attendance");
    assert_true(shrinking.size_px < 40);
}

static void test_text_fit__lines_are_counted_at_the_size_that_fits(void **state)
{
    struct font_style font = {FONT_REGULAR, 40};
    assert_int_equal(text_fit_lines(*state, &font, 30, wide(5), 2, "一二三四五"), 1);
    assert_int_equal(text_fit_lines(*state, &font, 30, wide(3), 2, "一二三四五"), 2);
    assert_int_equal(font.size_px, 40);
    assert_int_equal(text_fit_lines(*state, &font, 30, wide(4), 2, "一二三四五六七八九"), 2);
    assert_in_range(font.size_px, 30, 36);
    assert_int_equal(text_fit_lines(*state, &font, 30, wide(3), 2, sixty), 2);
    assert_int_equal(font.size_px, 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_fit__what_fits_stays_as_it_is),
        cmocka_unit_test(test_text_fit__a_wide_text_gets_smaller_before_it_is_cut),
        cmocka_unit_test(test_text_fit__sixty_characters_end_with_an_ellipsis),
        cmocka_unit_test(test_text_fit__a_place_for_nothing_gets_nothing),
        cmocka_unit_test(test_text_fit__lines_break_at_spaces_and_between_characters),
        cmocka_unit_test(test_text_fit__no_line_begins_with_a_comma),
        cmocka_unit_test(test_text_fit__a_line_rather_ends_where_a_reader_pauses),
        cmocka_unit_test(test_text_fit__no_line_is_wider_than_its_place),
        cmocka_unit_test(test_text_fit__a_word_that_fits_nowhere_still_gets_on),
        cmocka_unit_test(test_text_fit__lines_are_counted_at_the_size_that_fits),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
