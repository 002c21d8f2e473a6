#include "json.h"

#include "cmocka_tests.h"
#include <string.h>

static json_t *parse(const char *text)
{
    json_t *root = NULL;
    struct error err = {0};
    if (!json_parse(text, strlen(text), "test", &root, &err)) {
        fail_msg("%s", err.text);
    }
    return root;
}

static void assert_refused(const char *text, size_t len, const char *expected_part)
{
    json_t *root = NULL;
    struct error err = {0};
    assert_false(json_parse(text, len, "roster.json", &root, &err));
    assert_null(root);
    assert_int_equal(err.code, ERROR_INVALID);
    if (!strstr(err.text, expected_part)) {
        fail_msg("'%s' does not say '%s'", err.text, expected_part);
    }
}

static void test_json__documents_that_break_the_grammar_are_refused(void **state)
{
    (void)state;
    const char *const bad[] = {
        "",           "{",
        "{}{}",       "{} x",
        "{'a':1}",    "{\"a\":01}",
        "{\"a\":}",   "[1,]",
        "{\"a\" 1}",  "nul",
        "7",          "{\"a\":NaN}",
        "[1e999]",    "[\"\x01\"]",
        "[\"\xff\"]", "[\"\\ud800\"]",
        "// c\n{}",   "[9223372036854775808]",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_refused(bad[i], strlen(bad[i]), "roster.json: line ");
    }
}

static void test_json__the_fault_names_its_line(void **state)
{
    (void)state;
    const char *text = "{\n \"a\": 1,\n \"b\": oops\n}";
    assert_refused(text, strlen(text), "roster.json: line 3: ");
}

static void test_json__a_key_may_stand_once(void **state)
{
    (void)state;
    const char *text = "{\"a\": 1, \"a\": 2}";
    assert_refused(text, strlen(text), "duplicate");
}

static void test_json__nul_bytes_are_refused_in_every_form(void **state)
{
    (void)state;
    const char *escaped = "[\"a\\u0000b\"]";
    assert_refused(escaped, strlen(escaped), "\\u0000");
    assert_refused("[\"a\0b\"]", 7, "line 1");
    assert_refused("{}\0", 3, "line 1");
}

static void test_json__len_ends_the_document(void **state)
{
    (void)state;
    AUTO(json) json_t *root = NULL;
    assert_true(json_parse("[1] and more", 3, "test", &root, NULL));
    assert_int_equal(json_array_size(root), 1);
}

static void test_json__nests_to_32_levels(void **state)
{
    (void)state;
    char text[80];
    memset(text, '[', 33);
    memset(text + 33, ']', 33);
    assert_refused(text, 66, "deeper than 32");
    AUTO(json) json_t *root = NULL;
    assert_true(json_parse(text + 1, 64, "test", &root, NULL));
    const char *objects = "{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":["
                          "{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":[{\"a\":["
                          "{}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}";
    assert_refused(objects, strlen(objects), "deeper than 32");
}

static void test_json__getters_hand_out_what_is_there(void **state)
{
    (void)state;
    AUTO(json)
    json_t *root =
        parse("{\"name\":\"王芳\",\"min\":-5,\"open\":true,\"list\":[1,2],\"in\":{\"x\":1}}");
    const char *text = NULL;
    int64_t number = 0;
    bool open = false;
    const json_t *list = NULL;
    const json_t *inner = NULL;
    assert_true(json_get_text(root, "", "name", 6, &text, NULL));
    assert_string_equal(text, "王芳");
    assert_true(json_get_int(root, "", "min", -5, -5, &number, NULL));
    assert_int_equal(number, -5);
    assert_true(json_get_bool(root, "", "open", &open, NULL));
    assert_true(open);
    assert_true(json_get_array(root, "", "list", 2, &list, NULL));
    assert_int_equal(json_array_size(list), 2);
    assert_true(json_get_object(root, "", "in", &inner, NULL));
    assert_true(json_has(inner, "x"));
}

static void test_json__numbers_keep_all_64_bits(void **state)
{
    (void)state;
    AUTO(json) json_t *root = parse("{\"a\":9223372036854775807,\"b\":-9223372036854775808}");
    int64_t number = 0;
    assert_true(json_get_int(root, "", "a", INT64_MIN, INT64_MAX, &number, NULL));
    assert_true(number == INT64_MAX);
    assert_true(json_get_int(root, "", "b", INT64_MIN, INT64_MAX, &number, NULL));
    assert_true(number == INT64_MIN);
}

enum getter { GET_TEXT, GET_INT, GET_BOOL, GET_ARRAY, GET_OBJECT };

/* Calls the getter with tight limits; outputs start with a mark that a failure must leave alone. */
static void assert_getter_fails(const char *text, enum getter getter, const char *expected)
{
    AUTO(json) json_t *root = parse(text);
    struct error err = {0};
    const char *ret_text = "mark";
    int64_t ret_number = 77;
    bool ret_bool = true;
    const json_t *ret_json = root;
    bool good = true;
    switch (getter) {
    case GET_TEXT:
        good = json_get_text(root, "staff[3]", "k", 4, &ret_text, &err);
        break;
    case GET_INT:
        good = json_get_int(root, "staff[3]", "k", 1, 9, &ret_number, &err);
        break;
    case GET_BOOL:
        good = json_get_bool(root, "staff[3]", "k", &ret_bool, &err);
        break;
    case GET_ARRAY:
        good = json_get_array(root, "staff[3]", "k", 2, &ret_json, &err);
        break;
    case GET_OBJECT:
        good = json_get_object(root, "staff[3]", "k", &ret_json, &err);
        break;
    }
    assert_false(good);
    assert_int_equal(err.code, ERROR_INVALID);
    assert_string_equal(err.text, expected);
    assert_string_equal(ret_text, "mark");
    assert_int_equal(ret_number, 77);
    assert_true(ret_bool);
    assert_ptr_equal(ret_json, root);
}

static void test_json__getters_are_strict_and_name_the_path(void **state)
{
    (void)state;
    assert_getter_fails("{}", GET_TEXT, "staff[3].k: missing");
    assert_getter_fails("{\"k\":null}", GET_INT, "staff[3].k: missing");
    assert_getter_fails("{\"K\":1}", GET_INT, "staff[3].k: missing");
    assert_getter_fails("{\"k\":1}", GET_TEXT, "staff[3].k: expected text");
    assert_getter_fails("{\"k\":\"abcde\"}", GET_TEXT, "staff[3].k: longer than 4 bytes");
    assert_getter_fails("{\"k\":\"1\"}", GET_INT, "staff[3].k: expected a whole number");
    assert_getter_fails("{\"k\":1.0}", GET_INT, "staff[3].k: expected a whole number");
    assert_getter_fails("{\"k\":true}", GET_INT, "staff[3].k: expected a whole number");
    assert_getter_fails("{\"k\":0}", GET_INT, "staff[3].k: 0 is not between 1 and 9");
    assert_getter_fails("{\"k\":10}", GET_INT, "staff[3].k: 10 is not between 1 and 9");
    assert_getter_fails("{\"k\":1}", GET_BOOL, "staff[3].k: expected true or false");
    assert_getter_fails("{\"k\":{}}", GET_ARRAY, "staff[3].k: expected a list");
    assert_getter_fails("{\"k\":[1,2,3]}", GET_ARRAY, "staff[3].k: more than 2 entries");
    assert_getter_fails("{\"k\":[]}", GET_OBJECT, "staff[3].k: expected an object");
    assert_getter_fails("[1]", GET_INT, "staff[3]: expected an object");
}

static void test_json__a_fault_at_the_top_has_no_leading_dot(void **state)
{
    (void)state;
    AUTO(json) json_t *root = parse("{}");
    AUTO(json) json_t *list = parse("[]");
    struct error err = {0};
    int64_t number;
    assert_false(json_get_int(root, "", "since", 0, 1, &number, &err));
    assert_string_equal(err.text, "since: missing");
    assert_false(json_get_int(list, "", "since", 0, 1, &number, &err));
    assert_string_equal(err.text, "document: expected an object");
}

static void test_json__null_counts_as_not_there(void **state)
{
    (void)state;
    AUTO(json) json_t *root = parse("{\"a\":null,\"b\":false}");
    assert_false(json_has(root, "a"));
    assert_true(json_has(root, "b"));
    assert_false(json_has(root, "c"));
}

static void test_json__a_stranger_among_the_keys_is_named(void **state)
{
    (void)state;
    const char *const known[] = {"a", "b", NULL};
    AUTO(json) json_t *good = parse("{\"b\":1}");
    AUTO(json) json_t *bad = parse("{\"a\":1,\"late_graec_min\":2}");
    AUTO(json) json_t *list = parse("[{\"x\":1}]");
    struct error err = {0};
    assert_true(json_only_keys(good, "policy", known, &err));
    assert_false(json_only_keys(bad, "policy", known, &err));
    assert_string_equal(err.text, "policy.late_graec_min: unknown key");
    assert_false(json_only_keys(list, "policy", known, &err));
    assert_string_equal(err.text, "policy: expected an object");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json__documents_that_break_the_grammar_are_refused),
        cmocka_unit_test(test_json__the_fault_names_its_line),
        cmocka_unit_test(test_json__a_key_may_stand_once),
        cmocka_unit_test(test_json__nul_bytes_are_refused_in_every_form),
        cmocka_unit_test(test_json__len_ends_the_document),
        cmocka_unit_test(test_json__nests_to_32_levels),
        cmocka_unit_test(test_json__getters_hand_out_what_is_there),
        cmocka_unit_test(test_json__numbers_keep_all_64_bits),
        cmocka_unit_test(test_json__getters_are_strict_and_name_the_path),
        cmocka_unit_test(test_json__a_fault_at_the_top_has_no_leading_dot),
        cmocka_unit_test(test_json__null_counts_as_not_there),
        cmocka_unit_test(test_json__a_stranger_among_the_keys_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
