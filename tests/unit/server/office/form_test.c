#include "form.h"

#include "cmocka_tests.h"
#include "json.h"
#include <string.h>

static const char *const words[] = {"a", "b", NULL};

static const struct form_field row[] = {
    {.name = "staff", .type = FORM_ID, .flags = FORM_REQUIRED, .link = "staff"},
    {0},
};

static const struct form_field form[] = {
    {.name = "name", .type = FORM_TEXT, .flags = FORM_REQUIRED, .max = 10},
    {.name = "note", .type = FORM_TEXT, .flags = FORM_LINES, .max = 100},
    {.name = "day", .type = FORM_DATE},
    {.name = "from", .type = FORM_MINUTE},
    {.name = "word", .type = FORM_WORD, .words = words},
    {.name = "count", .type = FORM_INT, .min = 1, .max = 9},
    {.name = "ids", .type = FORM_IDS, .max = 2, .link = "unit"},
    {.name = "rows", .type = FORM_ROWS, .max = 2, .rows = row},
    {.name = "unit", .type = FORM_ID, .flags = FORM_FIXED, .link = "unit"},
    {.name = "state", .type = FORM_TEXT, .flags = FORM_MADE},
    {0},
};

static void expect(enum form_use use, const char *text, const char *fault)
{
    struct error err = {0};
    AUTO(json) json_t *value = NULL;
    assert_true(json_parse(text, strlen(text), "test", &value, NULL));
    bool good = form_check(form, use, value, &err);
    if (good != (fault == NULL) || (fault && strcmp(err.text, fault) != 0)) {
        fail_msg("%s: '%s' instead of '%s'", text, good ? "good" : err.text,
                 fault ? fault : "good");
    }
}

static void test_form__what_is_good_passes(void **state)
{
    (void)state;
    expect(FORM_NEW, "{\"name\":\"甲\"}", NULL);
    expect(FORM_NEW,
           "{\"name\":\"x\",\"note\":\"a\\nb\",\"day\":\"2026-02-28\",\"from\":"
           "\"2026-02-28T08:30:00\",\"word\":\"b\",\"count\":9,\"ids\":[\"u1\",\"u2\"],"
           "\"rows\":[{\"staff\":\"s1\"}],\"unit\":\"u1\"}",
           NULL);
    expect(FORM_CHANGE, "{}", NULL);
    expect(FORM_CHANGE, "{\"note\":null}", NULL);
}

static void test_form__each_fault_has_its_path(void **state)
{
    (void)state;
    expect(FORM_NEW, "{}", "name: missing");
    expect(FORM_NEW, "{\"name\":null}", "name: missing");
    expect(FORM_CHANGE, "{\"name\":null}", "name: missing");
    expect(FORM_NEW, "{\"name\":\"  \"}", "name: is blank");
    expect(FORM_NEW, "{\"name\":\"12345678901\"}", "name: longer than 10 bytes");
    expect(FORM_NEW, "{\"name\":\"a\\nb\"}", "name: holds a control character");
    expect(FORM_NEW, "{\"name\":\"a\\u007f\"}", "name: holds a control character");
    expect(FORM_NEW, "{\"name\":1}", "name: expected text");
    expect(FORM_NEW, "{\"name\":\"x\",\"colour\":1}", "colour: unknown key");
    expect(FORM_NEW, "{\"name\":\"x\",\"day\":\"2026-02-29\"}", "day: not a date");
    expect(FORM_NEW, "{\"name\":\"x\",\"from\":\"2026-02-28T08:30:01\"}",
           "from: not a whole minute");
    expect(FORM_NEW, "{\"name\":\"x\",\"word\":\"c\"}", "word: unknown word");
    expect(FORM_NEW, "{\"name\":\"x\",\"count\":10}", "count: 10 is not between 1 and 9");
    expect(FORM_NEW, "{\"name\":\"x\",\"count\":1.5}", "count: expected a whole number");
    expect(FORM_NEW, "{\"name\":\"x\",\"ids\":[\"u1\",\"u1\"]}", "ids[1]: there twice");
    expect(FORM_NEW, "{\"name\":\"x\",\"ids\":[\"a b\"]}", "ids[0]: not an id");
    expect(FORM_NEW, "{\"name\":\"x\",\"ids\":[\"1\",\"2\",\"3\"]}", "ids: more than 2 entries");
    expect(FORM_NEW, "{\"name\":\"x\",\"rows\":[{\"staff\":\"s1\"},{}]}", "rows[1].staff: missing");
    expect(FORM_NEW, "{\"name\":\"x\",\"rows\":{}}", "rows: expected a list");
    expect(FORM_NEW, "{\"name\":\"x\",\"state\":\"approved\"}", "state: is the server's own");
    expect(FORM_CHANGE, "{\"unit\":\"u1\"}", "unit: cannot change");
}

static bool note(const char *kind, const char *id, const char *path, void *user, struct error *err)
{
    (void)err;
    char *seen = user;
    strcat(strcat(strcat(seen, kind), "/"), id);
    strcat(strcat(strcat(seen, " at "), path), ";");
    return true;
}

static void test_form__links_are_found_wherever_they_stand(void **state)
{
    (void)state;
    char seen[200] = "";
    const char *text = "{\"ids\":[\"u1\"],\"rows\":[{\"staff\":\"s1\"}],\"unit\":\"u2\"}";
    AUTO(json) json_t *value = NULL;
    assert_true(json_parse(text, strlen(text), "test", &value, NULL));
    assert_true(form_each_link(form, value, note, seen, NULL));
    assert_string_equal(seen, "unit/u1 at ids[0];staff/s1 at rows[0].staff;unit/u2 at unit;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_form__what_is_good_passes),
        cmocka_unit_test(test_form__each_fault_has_its_path),
        cmocka_unit_test(test_form__links_are_found_wherever_they_stand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
