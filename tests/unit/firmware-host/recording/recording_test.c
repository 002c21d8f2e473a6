#include "recording.h"

#include "cmocka_tests.h"
#include <string.h>

#define HEAD                                                                                       \
    "shoushi-recording 1\nid ffff:0035\nname Reader 读卡器\ndescriptors 12 01\ndescriptors 09 " \
    "02\n"

static struct recording *parse_good(const char *text)
{
    struct recording *recording = NULL;
    struct error err = {0};
    if (!recording_parse(text, strlen(text), "r", &recording, &err)) {
        fail_msg("%s", err.text);
    }
    return recording;
}

static void assert_refused(const char *text, const char *why)
{
    struct recording *recording = NULL;
    struct error err = {0};
    assert_false(recording_parse(text, strlen(text), "r", &recording, &err));
    assert_null(recording);
    if (!strstr(err.text, why)) {
        fail_msg("\"%s\" does not say \"%s\"", err.text, why);
    }
}

static void test_recording__what_the_reader_says_of_itself(void **state)
{
    (void)state;
    AUTO(recording) struct recording *recording = parse_good(HEAD "# a comment\n\n");
    assert_int_equal(recording->vid, 0xffff);
    assert_int_equal(recording->pid, 0x0035);
    assert_string_equal(recording->name, "Reader 读卡器");
    assert_int_equal(recording->descriptors_len, 4);
    assert_memory_equal(recording->descriptors, "\x12\x01\x09\x02", 4);
    assert_int_equal(recording->transfer_count, 0);
}

static void test_recording__each_field_of_a_transfer(void **state)
{
    (void)state;
    AUTO(recording)
    struct recording *recording =
        parse_good(HEAD "0.000000 control 21 0a 0000 0000 0 -> stalled\n"
                        "0.002113 control 81 06 2200 0001 65 -> done 05 01 09\n"
                        "3.100417 interrupt 81 8 -> done 00 00 27 00 00 00 00 00\n"
                        "3.100417 interrupt 81 8 -> overflow\n"
                        "12.250000 bulk 02 3 62 00 fF -> done");
    assert_int_equal(recording->transfer_count, 5);
    const struct recorded_transfer *transfers = recording->transfers;
    assert_int_equal(transfers[0].kind, USB_CONTROL);
    assert_int_equal(transfers[0].setup.request_type, 0x21);
    assert_int_equal(transfers[0].setup.request, 0x0a);
    assert_int_equal(transfers[0].status, USB_STALLED);
    assert_false(recorded_transfer_is_in(&transfers[0]));
    assert_int_equal(transfers[1].at_us, 2113);
    assert_int_equal(transfers[1].setup.value, 0x2200);
    assert_int_equal(transfers[1].setup.index, 1);
    assert_int_equal(transfers[1].len, 65);
    assert_int_equal(transfers[1].data_len, 3);
    assert_memory_equal(transfers[1].data, "\x05\x01\x09", 3);
    assert_true(recorded_transfer_is_in(&transfers[1]));
    assert_int_equal(transfers[2].at_us, 3100417);
    assert_int_equal(transfers[2].endpoint, 0x81);
    assert_int_equal(transfers[2].data[2], 0x27);
    assert_int_equal(transfers[3].status, USB_OVERFLOW);
    assert_int_equal(transfers[3].data_len, 0);
    assert_int_equal(transfers[4].kind, USB_BULK);
    assert_int_equal(transfers[4].at_us, 12250000);
    assert_int_equal(transfers[4].data_len, 3);
    assert_memory_equal(transfers[4].data, "\x62\x00\xff", 3);
}

static void test_recording__faults_are_told_with_their_line(void **state)
{
    (void)state;
    assert_refused("", "empty");
    assert_refused("shoushi-recording 2\n", "r:1: the first line");
    assert_refused("shoushi-recording 1\n", "no descriptors");
    assert_refused(HEAD "hello\n", "r:6: \"hello\" is no known word");
    assert_refused("shoushi-recording 1\nid ffff-0035\n", "r:2: expected an id");
    assert_refused("shoushi-recording 1\nid ffff:0035 x\n", "r:2: expected an id");
    assert_refused("shoushi-recording 1\ndescriptors 1\n", "r:2: expected bytes");
    assert_refused("shoushi-recording 1\ndescriptors 12 -> 01\n", "r:2: expected bytes");
    assert_refused(HEAD "0.00 bulk 02 0 -> done\n", "no time");
    assert_refused(HEAD ".000000 bulk 02 0 -> done\n", "no time");
    assert_refused(HEAD "-1.000000 bulk 02 0 -> done\n", "no time");
    assert_refused(HEAD "0.000000 isochronous 02 0 -> done\n", "expected control");
    assert_refused(HEAD "0.000000 bulk 2 0 -> done\n", "an endpoint in hex");
    assert_refused(HEAD "0.000000 control 21 0a 0000 0 -> done\n", "request type");
    assert_refused(HEAD "0.000000 bulk 82 4097 -> done\n", "a length of at most 4096");
    assert_refused(HEAD "0.000000 bulk 82 x -> done\n", "a length");
    assert_refused(HEAD "0.000000 bulk 02 2 11 -> done\n", "expected 2 bytes and ->");
    assert_refused(HEAD "0.000000 bulk 02 1 11 22 -> done\n", "expected 1 bytes and ->");
    assert_refused(HEAD "0.000000 bulk 82 1 11 -> done\n", "expected 0 bytes and ->");
    assert_refused(HEAD "0.000000 bulk 82 1 done\n", "and ->");
    assert_refused(HEAD "0.000000 bulk 82 1 -> fine\n", "an outcome");
    assert_refused(HEAD "0.000000 bulk 82 1 ->\n", "an outcome");
    assert_refused(HEAD "0.000000 bulk 82 1 -> done 11 22\n", "at most 1 bytes");
    assert_refused(HEAD "0.000000 bulk 02 0 -> done 11\n", "at most 0 bytes");
    assert_refused(HEAD "0.000000 bulk 82 1 -> done gg\n", "at most 1 bytes");
    assert_refused(HEAD "1.000000 bulk 82 1 -> done\n0.999999 bulk 82 1 -> done\n",
                   "r:7: the time goes back");
}

static void test_recording__a_name_that_is_too_long(void **state)
{
    (void)state;
    char text[256] = "shoushi-recording 1\nname ";
    size_t len = strlen(text);
    memset(text + len, 'x', USB_NAME_SIZE);
    assert_refused(text, "r:2: a name is at most 63 bytes");
    text[len + USB_NAME_SIZE - 1] = '\0';
    assert_refused(text, "no descriptors"); /* the name alone was good */
}

static void test_recording__more_descriptors_than_a_device_can_have(void **state)
{
    (void)state;
    static char text[3 * USB_DESCRIPTORS_MAX + 200];
    (void)strcpy(text, "shoushi-recording 1\ndescriptors");
    for (size_t i = 0; i < USB_DESCRIPTORS_MAX; i++) {
        (void)strcat(text + 3 * i, " 00");
    }
    AUTO(recording) struct recording *recording = parse_good(text);
    assert_int_equal(recording->descriptors_len, USB_DESCRIPTORS_MAX);
    (void)strcat(text, " 00");
    assert_refused(text, "r:2: expected bytes in hex, at most 4096");
}

static void test_recording__a_folder_that_is_not_there(void **state)
{
    (void)state;
    struct recording *recording = NULL;
    struct error err;
    assert_false(recording_read("/nowhere/at/all", &recording, &err));
    assert_non_null(strstr(err.text, "/nowhere/at/all/recording.txt"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recording__what_the_reader_says_of_itself),
        cmocka_unit_test(test_recording__each_field_of_a_transfer),
        cmocka_unit_test(test_recording__faults_are_told_with_their_line),
        cmocka_unit_test(test_recording__a_name_that_is_too_long),
        cmocka_unit_test(test_recording__more_descriptors_than_a_device_can_have),
        cmocka_unit_test(test_recording__a_folder_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
