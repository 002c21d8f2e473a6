#include "phrase.h"

#include "cmocka_tests.h"
#include <string.h>

static void test_phrase__every_one_is_there_in_every_language(void **state)
{
    (void)state;
    for (int phrase = PHRASE_NOTHING + 1; phrase < PHRASES; phrase++) {
        for (int language = 0; language < LANGUAGES; language++) {
            const char *text = phrase_text((enum language)language, (enum phrase)phrase);
            if (!text || !*text) {
                fail_msg("phrase %d is missing in %s", phrase, language_names[language]);
            }
        }
    }
}

static void test_phrase__languages_name_the_same_values(void **state)
{
    (void)state;
    const char *const places[] = {"{0}", "{1}"};
    for (int phrase = PHRASE_NOTHING + 1; phrase < PHRASES; phrase++) {
        const char *chinese = phrase_text(LANGUAGE_CHINESE, (enum phrase)phrase);
        const char *english = phrase_text(LANGUAGE_ENGLISH, (enum phrase)phrase);
        for (size_t i = 0; i < 2; i++) {
            if (!strstr(chinese, places[i]) != !strstr(english, places[i])) {
                fail_msg("\"%s\" and \"%s\" differ in %s", chinese, english, places[i]);
            }
        }
    }
}

static void test_phrase__verdicts_are_told_apart_by_their_words(void **state)
{
    (void)state;
    for (int language = 0; language < LANGUAGES; language++) {
        for (int a = PHRASE_ON_TIME; a <= PHRASE_NOT_RECORDED; a++) {
            for (int b = a + 1; b <= PHRASE_NOT_RECORDED; b++) {
                assert_string_not_equal(phrase_text((enum language)language, (enum phrase)a),
                                        phrase_text((enum language)language, (enum phrase)b));
            }
        }
    }
}

static void test_phrase__values_stand_where_the_language_wants_them(void **state)
{
    (void)state;
    char text[PHRASE_SIZE];
    assert_string_equal(phrase_fill(LANGUAGE_CHINESE, PHRASE_LATE, "17", NULL, text),
                        "迟到 17 分钟");
    assert_string_equal(phrase_fill(LANGUAGE_ENGLISH, PHRASE_LATE, "17", NULL, text),
                        "17 min late");
    assert_string_equal(phrase_fill(LANGUAGE_ENGLISH, PHRASE_DATE, "March", "2", text), "2 March");
    assert_string_equal(phrase_fill(LANGUAGE_CHINESE, PHRASE_LATE, NULL, NULL, text), "迟到  分钟");
}

static void test_phrase__a_long_value_is_cut_at_a_character_s_end(void **state)
{
    (void)state;
    char value[3 * 200 + 1] = "";
    for (int i = 0; i < 200; i++) {
        strcat(value, "长");
    }
    char text[PHRASE_SIZE];
    (void)phrase_fill(LANGUAGE_CHINESE, PHRASE_AWAY_UNTIL, value, NULL, text);
    size_t len = strlen(text);
    assert_in_range(len, PHRASE_SIZE - 4, PHRASE_SIZE - 1);
    assert_memory_equal(text + len - 3, "长", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phrase__every_one_is_there_in_every_language),
        cmocka_unit_test(test_phrase__languages_name_the_same_values),
        cmocka_unit_test(test_phrase__verdicts_are_told_apart_by_their_words),
        cmocka_unit_test(test_phrase__values_stand_where_the_language_wants_them),
        cmocka_unit_test(test_phrase__a_long_value_is_cut_at_a_character_s_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
