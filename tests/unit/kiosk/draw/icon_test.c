#include "icon.h"

#include "cmocka_tests.h"
#include <stdlib.h>
#include <string.h>

#define SIDE 64

static void test_icon__every_shape_is_there_and_leaves_room(void **state)
{
    (void)state;
    uint8_t coverage[SIDE * SIDE];
    for (int icon = 0; icon < ICONS; icon++) {
        icon_render((enum icon)icon, SIDE, coverage);
        int covered = 0;
        for (size_t i = 0; i < sizeof coverage; i++) {
            covered += coverage[i] > 127;
        }
        assert_in_range(covered, SIDE * SIDE / 20, SIDE * SIDE * 9 / 10);
    }
}

/* Meaning is never colour alone: the outlines of the verdicts' icons differ from each other by more
 * than a few pixels of their edge. */
static void test_icon__verdicts_are_told_apart_by_shape(void **state)
{
    (void)state;
    uint8_t one[SIDE * SIDE];
    uint8_t other[SIDE * SIDE];
    for (int a = ICON_TICK; a <= ICON_TRIANGLE; a++) {
        icon_render((enum icon)a, SIDE, one);
        for (int b = a + 1; b <= ICON_TRIANGLE; b++) {
            icon_render((enum icon)b, SIDE, other);
            int differing = 0;
            for (size_t i = 0; i < sizeof one; i++) {
                differing += abs(one[i] - other[i]) > 127;
            }
            assert_true(differing > SIDE * SIDE / 10);
        }
    }
}

static void test_icon__edges_are_smooth(void **state)
{
    (void)state;
    uint8_t coverage[SIDE * SIDE];
    icon_render(ICON_DISC, SIDE, coverage);
    int between = 0;
    for (size_t i = 0; i < sizeof coverage; i++) {
        between += coverage[i] > 16 && coverage[i] < 240;
    }
    assert_true(between > SIDE);
    assert_int_equal(coverage[SIDE / 2 * SIDE + SIDE / 2], 255);
    assert_int_equal(coverage[0], 0);
}

static void test_icon__one_pixel_is_no_trouble(void **state)
{
    (void)state;
    uint8_t coverage[1];
    for (int icon = 0; icon < ICONS; icon++) {
        icon_render((enum icon)icon, 1, coverage);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_icon__every_shape_is_there_and_leaves_room),
        cmocka_unit_test(test_icon__verdicts_are_told_apart_by_shape),
        cmocka_unit_test(test_icon__edges_are_smooth),
        cmocka_unit_test(test_icon__one_pixel_is_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
