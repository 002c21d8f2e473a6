#include "card_reading.h"

#include "cmocka_tests.h"
#include <string.h>

#define SECOND INT64_C(1000000)

static struct card_reading asked(void)
{
    struct card_reading reading = {0};
    card_reading_ask(&reading, "s1", "欧阳建国", 0);
    return reading;
}

static void expect(const struct card_reading *reading, int64_t now_us, enum card_reading_step step)
{
    assert_int_equal(card_reading_step_at(reading, now_us), step);
}

static void test_card_reading__is_asked_for_and_taken_back(void **state)
{
    (void)state;
    struct card_reading reading = asked();
    expect(&reading, 600 * SECOND, CARD_READING_WAITED); /* as long as the server asks */
    assert_string_equal(reading.name, "欧阳建国");
    card_reading_ask(&reading, "s2", "李敏", 0);
    assert_string_equal(reading.staff, "s2");
    card_reading_ask(&reading, "", "", 0);
    expect(&reading, 0, CARD_READING_NONE);
    assert_false(card_reading_take(&reading, 0));
}

static void test_card_reading__goes_from_the_card_to_its_being_issued(void **state)
{
    (void)state;
    struct card_reading reading = asked();
    assert_true(card_reading_take(&reading, 10 * SECOND));
    assert_false(card_reading_take(&reading, 11 * SECOND));    /* one card only */
    card_reading_ask(&reading, "s1", "欧阳建国", 12 * SECOND); /* told again, meanwhile */
    expect(&reading, 12 * SECOND, CARD_READING_SEEN);
    card_reading_note_issued(&reading, "s1", "欧阳建国", 13 * SECOND);
    card_reading_ask(&reading, "", "", 14 * SECOND); /* the server asks no more */
    expect(&reading, 13 * SECOND + CARD_READING_ISSUED_US - 1, CARD_READING_ISSUED);
    expect(&reading, 13 * SECOND + CARD_READING_ISSUED_US, CARD_READING_NONE);
}

static void test_card_reading__an_answer_that_does_not_come_is_not_waited_for_for_ever(void **state)
{
    (void)state;
    struct card_reading reading = asked();
    assert_true(card_reading_take(&reading, 10 * SECOND));
    expect(&reading, 10 * SECOND + CARD_READING_SEEN_US, CARD_READING_NONE);
    card_reading_ask(&reading, "s2", "李敏", 31 * SECOND); /* and another one can be asked for */
    expect(&reading, 40 * SECOND, CARD_READING_WAITED);
}

/* The same person's second card, and one that was asked for since before the last was held up. */
static void test_card_reading__the_same_person_is_asked_for_again(void **state)
{
    (void)state;
    struct card_reading reading = asked();
    assert_true(card_reading_take(&reading, 10 * SECOND));
    int64_t over_us = 10 * SECOND + CARD_READING_SEEN_US;
    card_reading_ask(&reading, "s1", "欧阳建国", over_us);
    expect(&reading, over_us, CARD_READING_WAITED);
    card_reading_note_issued(&reading, "s1", "欧阳建国", over_us);
    card_reading_ask(&reading, "", "", over_us + 1);
    card_reading_ask(&reading, "s1", "欧阳建国", over_us + CARD_READING_ISSUED_US);
    expect(&reading, over_us + CARD_READING_ISSUED_US, CARD_READING_WAITED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_card_reading__the_same_person_is_asked_for_again),
        cmocka_unit_test(test_card_reading__is_asked_for_and_taken_back),
        cmocka_unit_test(test_card_reading__goes_from_the_card_to_its_being_issued),
        cmocka_unit_test(
            test_card_reading__an_answer_that_does_not_come_is_not_waited_for_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
