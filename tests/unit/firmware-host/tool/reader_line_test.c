#include "reader_line.h"

#include "cmocka_tests.h"
#include <string.h>

static struct reader_event event_of(enum reader_event_kind kind)
{
    struct reader_event event = {
        .card_type = "",
        .kind = kind,
        .vid = 0x08e6,
        .pid = 0x4433,
        .mono_us = 12345678,
        .driver = "wedge",
        .port = "1-2.3",
    };
    return event;
}

static void assert_json(const struct reader_event *event, const char *expected)
{
    char line[READER_LINE_SIZE];
    assert_true(reader_line_format_json(event, line));
    assert_string_equal(line, expected);
}

static void assert_line(const struct reader_event *event, const char *expected)
{
    char line[READER_LINE_SIZE];
    reader_line_format(event, line);
    assert_string_equal(line, expected);
}

static void test_reader_line__card(void **state)
{
    (void)state;
    struct reader_event event = event_of(READER_EVENT_CARD);
    event.number = (struct card_number){.len = 4, .bytes = {0x00, 0xbc, 0x61, 0x4e}};
    event.format = READER_CARD_DECIMAL;
    assert_json(&event, "{\"event\":\"card\",\"reader\":\"1-2.3\",\"driver\":\"wedge\","
                        "\"vid\":\"08e6\",\"pid\":\"4433\",\"number\":\"00BC614E\","
                        "\"format\":\"decimal\",\"mono_us\":12345678}\n");
    assert_line(&event, "[   12.345678] 1-2.3 wedge 08e6:4433 card 00BC614E (decimal)\n");
}

static void test_reader_line__added_and_removed(void **state)
{
    (void)state;
    struct reader_event event = event_of(READER_EVENT_ADDED);
    assert_json(&event, "{\"event\":\"reader_added\",\"reader\":\"1-2.3\",\"driver\":\"wedge\","
                        "\"vid\":\"08e6\",\"pid\":\"4433\",\"mono_us\":12345678}\n");
    assert_line(&event, "[   12.345678] 1-2.3 wedge 08e6:4433 added\n");
    event.kind = READER_EVENT_REMOVED;
    assert_json(&event, "{\"event\":\"reader_removed\",\"reader\":\"1-2.3\",\"driver\":\"wedge\","
                        "\"vid\":\"08e6\",\"pid\":\"4433\",\"mono_us\":12345678}\n");
    assert_line(&event, "[   12.345678] 1-2.3 wedge 08e6:4433 removed\n");
}

static void test_reader_line__faults(void **state)
{
    (void)state;
    struct reader_event event = event_of(READER_EVENT_STATE);
    event.state = READER_FAULT;
    (void)strcpy(event.reason, "no \"permission\"");
    assert_json(&event, "{\"event\":\"reader_fault\",\"reader\":\"1-2.3\",\"driver\":\"wedge\","
                        "\"vid\":\"08e6\",\"pid\":\"4433\",\"mono_us\":12345678,"
                        "\"reason\":\"no \\\"permission\\\"\"}\n");
    assert_line(&event, "[   12.345678] 1-2.3 wedge 08e6:4433 fault: no \"permission\"\n");
    event.kind = READER_EVENT_MALFORMED;
    (void)strcpy(event.reason, "9 characters");
    assert_json(&event, "{\"event\":\"reader_fault\",\"reader\":\"1-2.3\",\"driver\":\"wedge\","
                        "\"vid\":\"08e6\",\"pid\":\"4433\",\"mono_us\":12345678,"
                        "\"reason\":\"9 characters\"}\n");
    assert_line(&event, "[   12.345678] 1-2.3 wedge 08e6:4433 unreadable: 9 characters\n");
}

static void test_reader_line__what_json_has_no_word_for(void **state)
{
    (void)state;
    char line[READER_LINE_SIZE] = "untouched";
    struct reader_event event = event_of(READER_EVENT_STATE);
    event.state = READER_READY;
    assert_false(reader_line_format_json(&event, line));
    assert_line(&event, "[   12.345678] 1-2.3 wedge 08e6:4433 ready\n");
    event = (struct reader_event){
        .kind = READER_EVENT_STATE, .state = READER_ABSENT, .driver = "", .reason = "none"};
    assert_false(reader_line_format_json(&event, line));
    assert_string_equal(line, "untouched");
    assert_line(&event, "[    0.000000] absent: none\n");
}

static void test_reader_line__lost_events_name_no_reader(void **state)
{
    (void)state;
    struct reader_event event = {
        .kind = READER_EVENT_LOST, .lost_count = 3, .driver = "", .reason = "full"};
    assert_json(&event, "{\"event\":\"reader_fault\",\"mono_us\":0,\"reason\":\"3 events lost: "
                        "full\"}\n");
}

static void test_reader_line__the_longest_of_everything_fits(void **state)
{
    (void)state;
    struct reader_event event = event_of(READER_EVENT_MALFORMED);
    memset(event.port, '9', sizeof event.port - 1);
    memset(event.reason, '\x01', sizeof event.reason - 1); /* six characters each in JSON */
    event.mono_us = INT64_MAX;
    char line[4 * READER_LINE_SIZE];
    assert_true(reader_line_format_json(&event, line));
    reader_line_format(&event, line);
}

static void test_reader_line__a_card_that_was_taken_away(void **state)
{
    (void)state;
    struct reader_event event = event_of(READER_EVENT_CARD_LEFT);
    event.driver = "ccid";
    event.card_type = "MIFARE Classic 1K";
    event.number = (struct card_number){4, {1, 2, 3, 4}};
    event.format = READER_CARD_UID;
    assert_json(&event,
                "{\"event\":\"card_removed\",\"reader\":\"1-2.3\",\"driver\":\"ccid\","
                "\"vid\":\"08e6\",\"pid\":\"4433\",\"number\":\"01020304\",\"format\":\"uid\","
                "\"mono_us\":12345678}\n");
    assert_line(&event, "[   12.345678] 1-2.3 ccid 08e6:4433 card 01020304 (uid, MIFARE Classic 1K)"
                        " removed\n");
}

static void test_reader_line__what_was_typed_is_for_people_alone(void **state)
{
    (void)state;
    struct reader_event event = event_of(READER_EVENT_TYPED);
    char line[READER_LINE_SIZE];
    (void)strcpy(event.typed, ";0012345678?");
    assert_line(&event, "[   12.345678] 1-2.3 wedge 08e6:4433 typed ;0012345678?\n");
    assert_false(reader_line_format_json(&event, line));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reader_line__a_card_that_was_taken_away),
        cmocka_unit_test(test_reader_line__what_was_typed_is_for_people_alone),
        cmocka_unit_test(test_reader_line__card),
        cmocka_unit_test(test_reader_line__added_and_removed),
        cmocka_unit_test(test_reader_line__faults),
        cmocka_unit_test(test_reader_line__what_json_has_no_word_for),
        cmocka_unit_test(test_reader_line__lost_events_name_no_reader),
        cmocka_unit_test(test_reader_line__the_longest_of_everything_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
