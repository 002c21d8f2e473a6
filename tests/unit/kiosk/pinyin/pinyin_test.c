#include "pinyin.h"

#include "cmocka_tests.h"

static void test_pinyin__characters_have_the_initial_of_their_reading(void **state)
{
    (void)state;
    assert_int_equal(pinyin_initial(0x6b27), 'O');  /* 欧 */
    assert_int_equal(pinyin_initial(0x9633), 'Y');  /* 阳 */
    assert_int_equal(pinyin_initial(0x2cb4e), 'H'); /* 𬭎, beyond the first plane */
    assert_int_equal(pinyin_initial(0x36c3), 'J');  /* 㛃, of extension A */
    assert_int_equal(pinyin_initial('q'), 'Q');
    assert_int_equal(pinyin_initial(0x1f600), 0);
    assert_int_equal(pinyin_initial(0x3400 - 1), 0);
}

static void test_pinyin__letters_are_initials_in_a_row(void **state)
{
    (void)state;
    assert_true(pinyin_matches("欧阳建国", "OYJG"));
    assert_true(pinyin_matches("欧阳建国", "JG"));
    assert_true(pinyin_matches("欧阳建国", "O"));
    assert_true(pinyin_matches("欧阳建国", ""));
    assert_false(pinyin_matches("欧阳建国", "OJ"));
    assert_false(pinyin_matches("欧阳建国", "OYJGX"));
    assert_true(pinyin_matches("王𬭎㛃", "WHJ"));
}

static void test_pinyin__a_surname_has_both_readings(void **state)
{
    (void)state;
    assert_true(pinyin_matches("曾雪梅", "ZXM"));
    assert_true(pinyin_matches("曾雪梅", "CXM"));
    assert_true(pinyin_matches("单晓燕", "SXY"));
    assert_true(pinyin_matches("解放", "XF"));
    assert_false(pinyin_matches("王雪梅", "ZXM"));
}

static void test_pinyin__names_of_other_scripts_are_found_as_well(void **state)
{
    (void)state;
    assert_true(pinyin_matches("Ali Khan", "AK"));
    assert_false(pinyin_matches("Ali Khan", "AL"));
    assert_true(pinyin_matches("买买提·吐尔逊", "MMTTEX"));
    assert_true(pinyin_matches("李😀", "LX")); /* what has no reading may be any letter */
    assert_false(pinyin_matches("\xff\xfe", "ABC"));
    assert_true(pinyin_matches("", ""));
    assert_false(pinyin_matches("", "A"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pinyin__characters_have_the_initial_of_their_reading),
        cmocka_unit_test(test_pinyin__letters_are_initials_in_a_row),
        cmocka_unit_test(test_pinyin__a_surname_has_both_readings),
        cmocka_unit_test(test_pinyin__names_of_other_scripts_are_found_as_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
