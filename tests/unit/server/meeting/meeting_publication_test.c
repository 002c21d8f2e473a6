#include "meeting_publication.h"

#include "cmocka_tests.h"
#include "json.h"
#include <string.h>

static json_t *parse(const char *text)
{
    json_t *value = NULL;
    struct error err = {0};
    if (!json_parse(text, strlen(text), "verdict", &value, &err)) {
        fail_msg("%s", err.text);
    }
    return value;
}

static void assert_row(const char *verdict_text, const char *row_text)
{
    AUTO(json) json_t *verdict = parse(verdict_text);
    AUTO(json) json_t *wanted = parse(row_text);
    AUTO(json) json_t *row = meeting_publication_row(verdict);
    assert_true(json_equal(row, wanted));
}

/* A publication is read beside the verdict of today: what is nothing stands in neither. */
static void test_publication_row__what_is_nothing_is_left_out(void **state)
{
    (void)state;
    assert_row("{\"staff\": \"s1\", \"unit\": null, \"result\": \"on_time\", \"late_min\": 0, "
               "\"early_min\": 0, \"flags\": [], \"provisional\": true, \"reason\": {}}",
               "{\"staff\": \"s1\", \"result\": \"on_time\"}");
}

static void test_publication_row__keeps_minutes_flags_and_unit(void **state)
{
    (void)state;
    assert_row("{\"staff\": \"s1\", \"unit\": \"u1\", \"result\": \"late\", \"late_min\": 7, "
               "\"early_min\": 3, \"flags\": [\"left_early\"], \"gravity\": 4}",
               "{\"staff\": \"s1\", \"unit\": \"u1\", \"result\": \"late\", \"late_min\": 7, "
               "\"early_min\": 3, \"flags\": [\"left_early\"]}");
    assert_row("{\"staff\": \"s1\", \"result\": \"none\", \"flags\": [\"invited_late\"]}",
               "{\"staff\": \"s1\", \"result\": \"none\", \"flags\": [\"invited_late\"]}");
}

static void test_publication_row__names_who_came_instead(void **state)
{
    (void)state;
    assert_row("{\"staff\": \"s1\", \"result\": \"substituted\", \"reason\": {\"substitute\": "
               "{\"staff\": \"s2\", \"standing\": \"approved\"}}}",
               "{\"staff\": \"s1\", \"result\": \"substituted\", \"substitute\": \"s2\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_publication_row__what_is_nothing_is_left_out),
        cmocka_unit_test(test_publication_row__keeps_minutes_flags_and_unit),
        cmocka_unit_test(test_publication_row__names_who_came_instead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
