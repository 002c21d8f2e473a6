#include "sample_cards.h"

#include "cmocka_tests.h"
#include "temporary_folder.h"
#include <stdio.h>
#include <string.h>

static bool read_text(const char *text, struct sample_cards *ret_cards, struct error *err)
{
    struct temporary_folder folder;
    temporary_folder_init(&folder);
    char path[512];
    FILE *file = fopen(temporary_folder_path(&folder, "cards", path), "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    bool good = sample_cards_read(path, ret_cards, err);
    temporary_folder_finish(&folder);
    return good;
}

static void test_sample_cards__lines_give_numbers_and_names(void **state)
{
    (void)state;
    struct sample_cards cards;
    struct error err;
    assert_true(
        read_text("# who\n\n0012345678 欧阳建国\r\n04A1b2C3\t李 敏\t县政府办公室\n", &cards, &err));
    assert_int_equal(cards.strip.count, 2);
    assert_string_equal(cards.numbers[0], "0012345678");
    assert_string_equal(cards.strip.labels[0], "欧阳建国");
    assert_string_equal(cards.numbers[1], "04A1b2C3");
    assert_string_equal(cards.strip.labels[1], "李 敏");
}

static void test_sample_cards__only_as_many_as_there_are_keys(void **state)
{
    (void)state;
    char text[1024] = "";
    for (int i = 0; i < 3 * SAMPLE_STRIP_MAX; i++) {
        (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%010d n%d\n", i, i);
    }
    struct sample_cards cards;
    struct error err;
    assert_true(read_text(text, &cards, &err));
    assert_int_equal(cards.strip.count, SAMPLE_STRIP_MAX);
    assert_string_equal(cards.strip.labels[SAMPLE_STRIP_MAX - 1], "n9");
}

static void test_sample_cards__faults_name_the_line(void **state)
{
    (void)state;
    const struct {
        const char *text, *fault;
    } cases[] = {
        {"\nname 1\n", ":2: expected a card number"},
        {"12345\n", ":1: expected a card number"},
        {"12345 \n", ":1: expected a card number"},
        {"123456789012345678901234567890123 a\n", ":1: expected a card number"},
        {"1 0123456789012345678901234567890123456789012345678901234567890123\n",
         ":1: the name is too long"},
        {"# nothing\n", "no card in it"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sample_cards cards;
        struct error err;
        assert_false(read_text(cases[i].text, &cards, &err));
        assert_non_null(strstr(err.text, cases[i].fault));
    }
}

static void test_sample_cards__a_missing_file_is_named(void **state)
{
    (void)state;
    struct sample_cards cards;
    struct error err;
    assert_false(sample_cards_read("/nowhere/cards", &cards, &err));
    assert_non_null(strstr(err.text, "/nowhere/cards"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sample_cards__lines_give_numbers_and_names),
        cmocka_unit_test(test_sample_cards__only_as_many_as_there_are_keys),
        cmocka_unit_test(test_sample_cards__faults_name_the_line),
        cmocka_unit_test(test_sample_cards__a_missing_file_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
