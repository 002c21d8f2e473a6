#include "reader_options.h"

#include "cmocka_tests.h"
#include <string.h>

#define WORDS_MAX 8

/* Splits a command line at its spaces. */
static bool parse(const char *line, struct reader_options *ret_options, struct error *err)
{
    char copy[256];
    char *words[WORDS_MAX + 1] = {NULL};
    int count = 0;
    char *rest = NULL;
    (void)strcpy(copy, line);
    for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        assert_true(count < WORDS_MAX);
        words[count++] = word;
    }
    return reader_options_parse(count, words, ret_options, err);
}

static void assert_refused(const char *line, const char *why)
{
    struct reader_options options;
    struct error err = {0};
    assert_false(parse(line, &options, &err));
    if (!strstr(err.text, why)) {
        fail_msg("%s: %s", line, err.text);
    }
}

static void test_reader_options__defaults(void **state)
{
    (void)state;
    struct reader_options options;
    struct error err;
    assert_true(parse("shoushi-reader list", &options, &err));
    assert_int_equal(options.command, READER_COMMAND_LIST);
    assert_string_equal(options.source, "usb");
    assert_true(parse("shoushi-reader monitor", &options, &err));
    assert_int_equal(options.command, READER_COMMAND_MONITOR);
    assert_int_equal(options.output, READER_OUTPUT_LINES);
    assert_true(options.for_ms == READER_FOR_WITHOUT_END);
}

static void test_reader_options__all(void **state)
{
    (void)state;
    struct reader_options options;
    struct error err;
    assert_true(
        parse("shoushi-reader monitor --json --for 2.5 --source emulator:/tmp/s", &options, &err));
    assert_int_equal(options.output, READER_OUTPUT_JSON);
    assert_int_equal(options.for_ms, 2500);
    assert_string_equal(options.source, "emulator:/tmp/s");
    assert_true(parse("shoushi-reader --format=hex14 --byte-order=low_first --inter-key=55 "
                      "--prefix=; --suffix=? --ids=0627:0001 monitor",
                      &options, &err));
    assert_int_equal(options.config.wedge_format, WEDGE_HEX_14);
    assert_int_equal(options.config.wedge_byte_order, WEDGE_FIRST_BYTE_LOW);
    assert_int_equal(options.config.wedge_inter_key_ms, 55);
    assert_string_equal(options.config.wedge_prefix, ";");
    assert_string_equal(options.config.wedge_suffix, "?");
    assert_string_equal(options.config.wedge_ids, "0627:0001");
}

static void test_reader_options__words_behind_a_command(void **state)
{
    (void)state;
    struct reader_options options;
    struct error err;
    assert_true(parse("shoushi-reader record /tmp/r --for 3", &options, &err));
    assert_int_equal(options.command, READER_COMMAND_RECORD);
    assert_string_equal(options.argument, "/tmp/r");
    assert_true(parse("shoushi-reader replay r", &options, &err));
    assert_int_equal(options.command, READER_COMMAND_REPLAY);
    assert_true(parse("shoushi-reader beep", &options, &err));
    assert_string_equal(options.argument, "");
    assert_true(parse("shoushi-reader beep 1-2.3", &options, &err));
    assert_string_equal(options.argument, "1-2.3");
    assert_true(parse("shoushi-reader learn --layout=fr --again=700 --wedge-again=900 "
                      "--uid-part=last4 --feedback=both",
                      &options, &err));
    assert_int_equal(options.command, READER_COMMAND_LEARN);
    assert_int_equal(options.config.wedge_layout, WEDGE_LAYOUT_FR);
    assert_int_equal(options.config.again_ms, 700);
    assert_int_equal(options.config.wedge_again_ms, 900);
    assert_int_equal(options.config.uid_part, CARD_NUMBER_LAST_4);
    assert_int_equal(options.config.feedback, READER_FEEDBACK_BOTH);
    assert_refused("shoushi-reader record", "FOLDER is missing");
    assert_refused("shoushi-reader record a b", "one word too many");
    assert_refused("shoushi-reader beep 1 2", "one word too many");
    assert_refused("shoushi-reader learn --uid-part middle", "middle");
    assert_refused("shoushi-reader learn --again 60001", "60001");
}

static void test_reader_options__help_needs_no_command(void **state)
{
    (void)state;
    struct reader_options options;
    struct error err;
    assert_true(parse("shoushi-reader --help", &options, &err));
    assert_int_equal(options.command, READER_COMMAND_HELP);
    assert_true(parse("shoushi-reader --version", &options, &err));
    assert_int_equal(options.command, READER_COMMAND_VERSION);
}

static void test_reader_options__faults_name_the_word(void **state)
{
    (void)state;
    assert_refused("shoushi-reader", "which command");
    assert_refused("shoushi-reader dance", "dance");
    assert_refused("shoushi-reader list list", "one word too many");
    assert_refused("shoushi-reader list --bogus", "--bogus");
    assert_refused("shoushi-reader monitor --for", "--for");
    assert_refused("shoushi-reader monitor --for ten", "ten");
    assert_refused("shoushi-reader monitor --for -1", "-1");
    assert_refused("shoushi-reader monitor --for nan", "nan");
    assert_refused("shoushi-reader monitor --format octal", "octal");
    assert_refused("shoushi-reader monitor --byte-order up", "up");
    assert_refused("shoushi-reader monitor --inter-key 3", "wedge_inter_key_ms");
    assert_refused("shoushi-reader monitor --ids 1:2", "1:2");
    assert_refused("shoushi-reader monitor --prefix 123456789", "--prefix");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reader_options__defaults),
        cmocka_unit_test(test_reader_options__all),
        cmocka_unit_test(test_reader_options__words_behind_a_command),
        cmocka_unit_test(test_reader_options__help_needs_no_command),
        cmocka_unit_test(test_reader_options__faults_name_the_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
