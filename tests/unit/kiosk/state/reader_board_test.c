#include "reader_board.h"

#include "cmocka_tests.h"
#include <stdio.h>

static struct reader_event event(enum reader_event_kind kind, enum reader_state reader,
                                 const char *port)
{
    struct reader_event made = {.kind = kind, .state = reader, .driver = "wedge"};
    (void)snprintf(made.port, sizeof made.port, "%s", port);
    return made;
}

static void note(struct reader_board *board, enum reader_event_kind kind, enum reader_state reader,
                 const char *port)
{
    struct reader_event made = event(kind, reader, port);
    reader_board_note(board, &made);
}

static void test_reader_board__nothing_heard_is_unknown_not_absent(void **state)
{
    (void)state;
    struct reader_board board = {0};
    assert_int_equal(reader_board_door(&board), DOOR_READER_UNKNOWN);
    note(&board, READER_EVENT_STATE, READER_ABSENT, "");
    assert_int_equal(reader_board_door(&board), DOOR_READER_ABSENT);
}

static void test_reader_board__one_good_reader_is_enough(void **state)
{
    (void)state;
    struct reader_board board = {0};
    note(&board, READER_EVENT_STATE, READER_FAULT, "1-1");
    assert_int_equal(reader_board_door(&board), DOOR_READER_FAULT);
    note(&board, READER_EVENT_STATE, READER_RECOVERING, "1-2");
    assert_int_equal(reader_board_door(&board), DOOR_READER_RECOVERING);
    note(&board, READER_EVENT_STATE, READER_READY, "1-3");
    assert_int_equal(reader_board_door(&board), DOOR_READER_READY);
    note(&board, READER_EVENT_STATE, READER_FAULT, "1-4"); /* wherever it stands among them */
    assert_int_equal(reader_board_door(&board), DOOR_READER_READY);
    note(&board, READER_EVENT_REMOVED, READER_ABSENT, "1-3");
    assert_int_equal(reader_board_door(&board), DOOR_READER_RECOVERING);
}

static void test_reader_board__the_last_one_pulled_out_is_absent(void **state)
{
    (void)state;
    struct reader_board board = {0};
    note(&board, READER_EVENT_ADDED, READER_READY, "1-1");
    note(&board, READER_EVENT_STATE, READER_READY, "1-1");
    note(&board, READER_EVENT_REMOVED, READER_ABSENT, "1-1");
    assert_int_equal(reader_board_door(&board), DOOR_READER_ABSENT);
}

static void test_reader_board__plugging_in_says_nothing_before_the_first_state(void **state)
{
    (void)state;
    struct reader_board board = {0};
    note(&board, READER_EVENT_ADDED, READER_READY, "1-1");
    assert_int_equal(reader_board_door(&board), DOOR_READER_UNKNOWN);
}

static void test_reader_board__a_card_proves_that_the_reader_reads(void **state)
{
    (void)state;
    struct reader_board board = {0};
    note(&board, READER_EVENT_STATE, READER_RECOVERING, "1-1");
    note(&board, READER_EVENT_CARD, READER_ABSENT, "1-1");
    assert_int_equal(reader_board_door(&board), DOOR_READER_READY);
}

static void test_reader_board__lost_and_malformed_change_nothing(void **state)
{
    (void)state;
    struct reader_board board = {0};
    note(&board, READER_EVENT_STATE, READER_RECOVERING, "1-1");
    note(&board, READER_EVENT_MALFORMED, READER_ABSENT, "1-1");
    note(&board, READER_EVENT_LOST, READER_ABSENT, "");
    assert_int_equal(reader_board_door(&board), DOOR_READER_RECOVERING);
}

static void test_reader_board__more_readers_than_places_are_no_trouble(void **state)
{
    (void)state;
    struct reader_board board = {0};
    for (int i = 0; i < 3 * READER_BOARD_MAX; i++) {
        char port[READER_PORT_SIZE];
        (void)snprintf(port, sizeof port, "1-%d", i);
        note(&board, READER_EVENT_STATE, READER_READY, port);
    }
    for (int i = 0; i < 3 * READER_BOARD_MAX; i++) {
        char port[READER_PORT_SIZE];
        (void)snprintf(port, sizeof port, "1-%d", i);
        note(&board, READER_EVENT_REMOVED, READER_READY, port);
    }
    assert_int_equal(board.count, 0);
    assert_int_equal(reader_board_door(&board), DOOR_READER_ABSENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reader_board__nothing_heard_is_unknown_not_absent),
        cmocka_unit_test(test_reader_board__one_good_reader_is_enough),
        cmocka_unit_test(test_reader_board__the_last_one_pulled_out_is_absent),
        cmocka_unit_test(test_reader_board__plugging_in_says_nothing_before_the_first_state),
        cmocka_unit_test(test_reader_board__a_card_proves_that_the_reader_reads),
        cmocka_unit_test(test_reader_board__lost_and_malformed_change_nothing),
        cmocka_unit_test(test_reader_board__more_readers_than_places_are_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
