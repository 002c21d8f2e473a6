#include "theme.h"

#include "cmocka_tests.h"
#include "temporary_folder.h"
#include <stdio.h>
#include <string.h>

#define AA_TEXT 4500 /* WCAG 2.1, 1.4.3 */

static void write_theme(struct temporary_folder *folder, const char *text, char path[static 512])
{
    FILE *file = fopen(temporary_folder_path(folder, "theme.conf", path), "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void test_theme__every_text_colour_meets_aa_where_it_stands(void **state)
{
    (void)state;
    const struct {
        enum colour_role text, ground;
    } pairs[] = {
        {COLOUR_TEXT, COLOUR_BACKGROUND},    {COLOUR_MUTED, COLOUR_BACKGROUND},
        {COLOUR_TEXT, COLOUR_PANEL},         {COLOUR_MUTED, COLOUR_PANEL},
        {COLOUR_WELL, COLOUR_BACKGROUND},    {COLOUR_WARNING, COLOUR_BACKGROUND},
        {COLOUR_NOTE, COLOUR_BACKGROUND},    {COLOUR_WAITING, COLOUR_BACKGROUND},
        {COLOUR_REFUSED, COLOUR_BACKGROUND}, {COLOUR_ON_FILL, COLOUR_WELL},
        {COLOUR_ON_FILL, COLOUR_WARNING},    {COLOUR_ON_FILL, COLOUR_NOTE},
        {COLOUR_ON_FILL, COLOUR_WAITING},    {COLOUR_ON_FILL, COLOUR_REFUSED},
        {COLOUR_ON_ALARM, COLOUR_ALARM},
    };
    struct theme theme = theme_default();
    for (int appearance = 0; appearance < APPEARANCES; appearance++) {
        const struct colour *colours = theme.palettes[appearance].colours;
        for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
            int contrast =
                colour_contrast_permille(colours[pairs[i].text], colours[pairs[i].ground]);
            if (contrast < AA_TEXT) {
                fail_msg("%s: text role %d on role %d has only %d", appearance_names[appearance],
                         (int)pairs[i].text, (int)pairs[i].ground, contrast);
            }
        }
    }
}

static void test_theme__no_two_verdicts_share_a_colour(void **state)
{
    (void)state;
    struct theme theme = theme_default();
    for (int appearance = 0; appearance < APPEARANCES; appearance++) {
        const struct colour *colours = theme.palettes[appearance].colours;
        for (int a = COLOUR_WELL; a <= COLOUR_REFUSED; a++) {
            for (int b = a + 1; b <= COLOUR_REFUSED; b++) {
                assert_false(colour_equal(colours[a], colours[b]));
            }
        }
    }
}

static void test_theme__file_stands_in_key_by_key(void **state)
{
    (void)state;
    struct temporary_folder folder;
    temporary_folder_init(&folder);
    char path[512];
    write_theme(&folder, "dark: { well = \"#010203\"; };\nsize: { name = 200; };\n", path);
    struct theme theme;
    struct error err;
    assert_true(theme_read(path, &theme, &err));
    struct theme expected = theme_default();
    expected.palettes[APPEARANCE_DARK].colours[COLOUR_WELL] = (struct colour){1, 2, 3};
    expected.sizes[SIZE_NAME] = 200;
    assert_memory_equal(theme.palettes, expected.palettes, sizeof theme.palettes);
    assert_memory_equal(theme.sizes, expected.sizes, sizeof theme.sizes);
    temporary_folder_finish(&folder);
}

static void test_theme__faults_name_file_line_and_key(void **state)
{
    (void)state;
    const struct {
        const char *text, *expected;
    } cases[] = {
        {"\nlight: { well = \"green\"; };\n",
         ":2: light.well: expected a colour such as \"#1B7F5C\""},
        {"light: { well = \"\"; };\n", ":1: light.well: expected a colour such as \"#1B7F5C\""},
        {"light: {\n  wel = \"#010203\";\n};\n", ":2: light.wel: unknown key"},
        {"size: { name = 0; };\n", ":1: size.name: 0 is not between 1 and 540"},
        {"size: { name = \"160\"; };\n", ":1: size.name: expected a whole number"},
    };
    struct temporary_folder folder;
    temporary_folder_init(&folder);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char path[512];
        write_theme(&folder, cases[i].text, path);
        struct theme theme = theme_default();
        struct theme before = theme;
        struct error err;
        assert_false(theme_read(path, &theme, &err));
        assert_non_null(strstr(err.text, path));
        assert_string_equal(err.text + strlen(path), cases[i].expected);
        assert_memory_equal(theme.palettes, before.palettes, sizeof theme.palettes);
    }
    temporary_folder_finish(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_theme__every_text_colour_meets_aa_where_it_stands),
        cmocka_unit_test(test_theme__no_two_verdicts_share_a_colour),
        cmocka_unit_test(test_theme__file_stands_in_key_by_key),
        cmocka_unit_test(test_theme__faults_name_file_line_and_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
