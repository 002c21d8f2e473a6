#include "wedge_learn.h"

#include "cmocka_tests.h"
#include <string.h>

static struct card_number number_of(const char *hex)
{
    struct card_number number;
    assert_true(card_number_parse(hex, strlen(hex), &number));
    return number;
}

static void add(struct wedge_learn *learn, const char *text, const char *uid)
{
    struct reader_config base = reader_config_default();
    struct card_number number = number_of(uid);
    wedge_learn_add(learn, &base, text, strlen(text), &number);
}

static void assert_learned(const char *text, const char *uid, const char *line)
{
    struct wedge_learn learn = {0};
    char found[WEDGE_LEARN_LINE_SIZE];
    add(&learn, text, uid);
    if (learn.count != 1) {
        fail_msg("%s: %zu fits", text, learn.count);
    }
    wedge_learn_format(&learn.fits[0], found);
    assert_string_equal(found, line);
}

static void test_wedge_learn__one_card_is_enough(void **state)
{
    (void)state;
    assert_learned("0016909060", "01020304",
                   "reader: { format = \"decimal10\"; byte_order = \"high_first\"; };");
    assert_learned("0067305985", "01020304",
                   "reader: { format = \"decimal10\"; byte_order = \"low_first\"; };");
    assert_learned("04a1b2c3d4e5f6", "04A1B2C3D4E5F6",
                   "reader: { format = \"hex14\"; byte_order = \"high_first\"; };");
    assert_learned(";01020304?", "01020304",
                   "reader: { format = \"hex8\"; byte_order = \"high_first\"; prefix = \";\"; "
                   "suffix = \"?\"; };");
    assert_learned("\"01020304\\", "01020304",
                   "reader: { format = \"hex8\"; byte_order = \"high_first\"; prefix = \"\\\"\"; "
                   "suffix = \"\\\\\"; };");
}

static void test_wedge_learn__a_wedge_that_tells_less_than_the_uid(void **state)
{
    (void)state;
    assert_learned(
        "C3B2A104", "04A1B2C3D4E5F6",
        "reader: { format = \"hex8\"; byte_order = \"low_first\"; uid_part = \"first4\"; };");
    assert_learned(
        "D4E5F607", "04C3B2D4E5F607",
        "reader: { format = \"hex8\"; byte_order = \"high_first\"; uid_part = \"last4\"; };");
    assert_learned("00100515", "04010203",
                   "reader: { format = \"decimal3+5\"; byte_order = \"high_first\"; uid_part = "
                   "\"last3\"; };");
}

static void test_wedge_learn__zeros_that_the_reader_leaves_out(void **state)
{
    (void)state;
    assert_learned("16909060", "01020304",
                   "reader: { format = \"decimal10\"; byte_order = \"high_first\"; leading_zeros = "
                   "\"cut\"; };");
    assert_learned("#1020304", "01020304",
                   "reader: { format = \"hex8\"; byte_order = \"high_first\"; leading_zeros = "
                   "\"cut\"; prefix = \"#\"; };");
}

static void test_wedge_learn__every_format_is_found(void **state)
{
    (void)state;
    static const struct {
        const char *text, *uid, *line;
    } cases[] = {
        {"188,24910", "04BC614E",
         "reader: { format = \"decimal3,5\"; byte_order = \"high_first\"; uid_part = \"last3\"; "
         "};"},
        {"0025800772", "01020304",
         "reader: { format = \"decimal5+5\"; byte_order = \"high_first\"; };"},
        {"12345678", "04BC614E",
         "reader: { format = \"decimal8\"; byte_order = \"high_first\"; uid_part = \"last3\"; };"},
        {"01303689068602870", "04A1B2C3D4E5F6",
         "reader: { format = \"decimal17\"; byte_order = \"high_first\"; };"},
        {"78563412500104E0", "E004015012345678",
         "reader: { format = \"hex16\"; byte_order = \"low_first\"; };"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_learned(cases[i].text, cases[i].uid, cases[i].line);
    }
}

static void test_wedge_learn__a_second_card_decides(void **state)
{
    (void)state;
    struct wedge_learn learn = {0};
    add(&learn, "01010101", "01010101"); /* the same from either end */
    assert_true(learn.count > 1);
    add(&learn, "04030201", "01020304");
    assert_int_equal(learn.count, 1);
    assert_int_equal(learn.fits[0].wedge_byte_order, WEDGE_FIRST_BYTE_LOW);
    add(&learn, "00000000", "01020304"); /* another card */
    assert_int_equal(learn.count, 0);
}

/* The line is pasted as it stands: what the reader could not be read without is part of it. */
static void test_wedge_learn__the_line_holds_what_was_needed(void **state)
{
    (void)state;
    struct wedge_learn learn = {0};
    struct reader_config base = reader_config_default();
    struct card_number uid = number_of("01020304");
    char line[WEDGE_LEARN_LINE_SIZE];
    (void)strcpy(base.wedge_ids, "1209:0002, 1209:0003");
    base.wedge_inter_key_ms = 900;
    base.wedge_again_ms = 1500;
    base.wedge_layout = WEDGE_LAYOUT_FR;
    wedge_learn_add(&learn, &base, "0016909060", 10, &uid);
    wedge_learn_format(&learn.fits[0], line);
    assert_string_equal(line, "reader: { format = \"decimal10\"; byte_order = \"high_first\"; "
                              "layout = \"fr\"; inter_key_ms = 900; wedge_again_ms = 1500; "
                              "ids = \"1209:0002, 1209:0003\"; };");
    memset(base.wedge_ids, 'a', sizeof base.wedge_ids - 1); /* no ids, but as long as can be */
    learn.fits[0] = base;
    memset(learn.fits[0].wedge_prefix, '"', READER_AFFIX_SIZE - 1);
    memset(learn.fits[0].wedge_suffix, '\\', READER_AFFIX_SIZE - 1);
    wedge_learn_format(&learn.fits[0], line);
    assert_string_equal(line + strlen(line) - 6, "a\"; };");
}

static void test_wedge_learn__what_fits_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "1", "hello", "0000000005",
                                        "123456789012345678901234567890"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct wedge_learn learn = {0};
        add(&learn, texts[i], "01020304");
        assert_int_equal(learn.count, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wedge_learn__one_card_is_enough),
        cmocka_unit_test(test_wedge_learn__a_wedge_that_tells_less_than_the_uid),
        cmocka_unit_test(test_wedge_learn__zeros_that_the_reader_leaves_out),
        cmocka_unit_test(test_wedge_learn__every_format_is_found),
        cmocka_unit_test(test_wedge_learn__a_second_card_decides),
        cmocka_unit_test(test_wedge_learn__the_line_holds_what_was_needed),
        cmocka_unit_test(test_wedge_learn__what_fits_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
