#include "card_hold.h"

#include "cmocka_tests.h"

#define AGAIN_US 1000000

static const struct card_number anna = {4, {1, 2, 3, 4}};
static const struct card_number berta = {4, {5, 6, 7, 8}};

static enum card_hold_verdict see(struct card_hold *hold, const struct card_number *number,
                                  int64_t now_us)
{
    return card_hold_see(hold, number, CARD_PRESENT, AGAIN_US, now_us);
}

static void test_card_hold__held_is_one_tap(void **state)
{
    (void)state;
    struct card_hold hold = {0};
    assert_int_equal(see(&hold, &anna, 0), CARD_HOLD_TAP);
    assert_int_equal(see(&hold, &anna, 60 * AGAIN_US), CARD_HOLD_SAME);
    assert_true(card_hold_leave(&hold, &anna, 61 * AGAIN_US));
    assert_int_equal(see(&hold, &anna, 62 * AGAIN_US), CARD_HOLD_TAP);
}

static void test_card_hold__put_back_within_the_pause_is_the_same_tap(void **state)
{
    (void)state;
    struct card_hold hold = {0};
    assert_int_equal(see(&hold, &anna, 0), CARD_HOLD_TAP);
    assert_true(card_hold_leave(&hold, &anna, 5 * AGAIN_US));
    assert_int_equal(see(&hold, &anna, 6 * AGAIN_US - 1), CARD_HOLD_SAME);
    assert_false(card_hold_leave(&hold, &anna, 7 * AGAIN_US)); /* was told already */
    assert_int_equal(see(&hold, &anna, 8 * AGAIN_US), CARD_HOLD_TAP);
    assert_true(card_hold_leave(&hold, &anna, 9 * AGAIN_US));
}

static void test_card_hold__another_card_within_the_pause_is_a_tap(void **state)
{
    (void)state;
    struct card_hold hold = {0};
    assert_int_equal(see(&hold, &anna, 0), CARD_HOLD_TAP);
    (void)card_hold_leave(&hold, &anna, 10);
    assert_int_equal(see(&hold, &berta, 20), CARD_HOLD_TAP);
    (void)card_hold_leave(&hold, &berta, 30);
    assert_int_equal(see(&hold, &anna, 40), CARD_HOLD_SAME); /* as if nobody had been between */
}

static void test_card_hold__a_second_card_is_not_guessed(void **state)
{
    (void)state;
    struct card_hold hold = {0};
    assert_int_equal(see(&hold, &anna, 0), CARD_HOLD_TAP);
    assert_int_equal(see(&hold, &berta, 10), CARD_HOLD_SECOND);
    assert_false(card_hold_leave(&hold, &berta, 20));
    assert_true(card_hold_leave(&hold, &anna, 30));
    assert_int_equal(see(&hold, &berta, 40), CARD_HOLD_TAP);
}

static void test_card_hold__typed_cards_are_never_in_the_way(void **state)
{
    (void)state;
    struct card_hold hold = {0};
    assert_int_equal(card_hold_see(&hold, &anna, CARD_GONE, AGAIN_US, 0), CARD_HOLD_TAP);
    assert_int_equal(card_hold_see(&hold, &berta, CARD_GONE, AGAIN_US, 10), CARD_HOLD_TAP);
    assert_int_equal(card_hold_see(&hold, &anna, CARD_GONE, AGAIN_US, AGAIN_US - 1),
                     CARD_HOLD_SAME);
    /* A wedge that types while a card is held goes on telling the same tap. */
    assert_int_equal(card_hold_see(&hold, &anna, CARD_GONE, AGAIN_US, 2 * AGAIN_US - 2),
                     CARD_HOLD_SAME);
    assert_int_equal(card_hold_see(&hold, &anna, CARD_GONE, 0, 2 * AGAIN_US - 1), CARD_HOLD_TAP);
}

static void test_card_hold__a_failure_while_a_card_lies_there_makes_no_second_tap(void **state)
{
    (void)state;
    struct card_hold hold = {0};
    assert_int_equal(see(&hold, &anna, 0), CARD_HOLD_TAP);
    card_hold_interrupt(&hold);
    assert_int_equal(see(&hold, &anna, 100 * AGAIN_US), CARD_HOLD_SAME);
    card_hold_settle(&hold, 100 * AGAIN_US);
    assert_true(card_hold_leave(&hold, &anna, 101 * AGAIN_US));
}

static void test_card_hold__what_left_during_a_failure_may_come_again(void **state)
{
    (void)state;
    struct card_hold hold = {0};
    assert_int_equal(see(&hold, &anna, 0), CARD_HOLD_TAP);
    card_hold_interrupt(&hold);
    assert_int_equal(see(&hold, &berta, 10), CARD_HOLD_TAP); /* anna's is not in the way */
    card_hold_settle(&hold, 20);
    (void)card_hold_leave(&hold, &berta, 30);
    assert_int_equal(see(&hold, &anna, 20 + AGAIN_US), CARD_HOLD_TAP);
}

static void test_card_hold__the_oldest_is_forgotten(void **state)
{
    (void)state;
    struct card_hold hold = {0};
    for (uint8_t i = 0; i <= CARD_HOLD_MAX; i++) {
        struct card_number number = {1, {i}};
        assert_int_equal(card_hold_see(&hold, &number, CARD_GONE, AGAIN_US, i), CARD_HOLD_TAP);
    }
    struct card_number first = {1, {0}};
    struct card_number second = {1, {2}};
    assert_int_equal(card_hold_see(&hold, &second, CARD_GONE, AGAIN_US, 100), CARD_HOLD_SAME);
    assert_int_equal(card_hold_see(&hold, &first, CARD_GONE, AGAIN_US, 100), CARD_HOLD_TAP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_card_hold__held_is_one_tap),
        cmocka_unit_test(test_card_hold__put_back_within_the_pause_is_the_same_tap),
        cmocka_unit_test(test_card_hold__another_card_within_the_pause_is_a_tap),
        cmocka_unit_test(test_card_hold__a_second_card_is_not_guessed),
        cmocka_unit_test(test_card_hold__typed_cards_are_never_in_the_way),
        cmocka_unit_test(test_card_hold__a_failure_while_a_card_lies_there_makes_no_second_tap),
        cmocka_unit_test(test_card_hold__what_left_during_a_failure_may_come_again),
        cmocka_unit_test(test_card_hold__the_oldest_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
