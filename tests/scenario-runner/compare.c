#include "compare.h"

#include <stdio.h>
#include <string.h>

#define NOT_FOUND (-1)

/* One list under comparison. */
struct comparison {
    const char *file;
    const struct report *report;
    enum expect_list_id list;
    size_t differences;
};

static bool print_difference(struct comparison *comparison, const char *path,
                             const json_t *expected, const json_t *got, struct error *err)
{
    const size_t flags = JSON_COMPACT | JSON_ENCODE_ANY;
    AUTO(memory) char *expected_text = expected ? json_dumps(expected, flags) : strdup("nothing");
    AUTO(memory) char *got_text = got ? json_dumps(got, flags) : strdup("nothing");
    if (!expected_text || !got_text) {
        return error_set(err, ERROR_NO_MEMORY, "out of memory");
    }
    (void)printf("%s: %s: expected %s, got %s\n", comparison->file, path, expected_text, got_text);
    comparison->differences++;
    return true;
}

static void row_path(enum expect_list_id list, const char *key, const char *field, char *ret_path,
                     size_t size)
{
    (void)snprintf(ret_path, size, "expect.%s[%s]%s%s", expect_lists[list].name, key,
                   *field ? "." : "", field);
}

/* The key of an expected row, in the form of report_row_key. */
static void expected_key(const struct expect_list *list, const json_t *row,
                         char ret_key[static REPORT_KEY_SIZE])
{
    size_t len = 0;
    for (size_t i = 0; i < list->key_count && len < REPORT_KEY_SIZE; i++) {
        const json_t *value = json_object_get(row, list->fields[i].name);
        char number[32];
        (void)snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
        len += (size_t)snprintf(ret_key + len, REPORT_KEY_SIZE - len, "%s%s=%s", i ? "," : "",
                                list->fields[i].name,
                                json_is_string(value) ? json_string_value(value) : number);
    }
}

static bool print_extra(struct comparison *comparison, size_t index, const char *key,
                        struct error *err)
{
    AUTO(json) json_t *row = NULL;
    char path[REPORT_KEY_SIZE + 64];
    if (!report_row_json(comparison->report, comparison->list, index, &row, err)) {
        return false;
    }
    row_path(comparison->list, key, "", path, sizeof path);
    return print_difference(comparison, path, NULL, row, err);
}

/* Enters the place of every reported row that is expected; with exact, the others are
 * differences. */
static bool find_rows(struct comparison *comparison, json_t *places, const char *exact,
                      struct error *err)
{
    char key[REPORT_KEY_SIZE];
    for (size_t i = 0; i < comparison->report->counts[comparison->list]; i++) {
        report_row_key(comparison->report, comparison->list, i, key);
        if (json_object_get(places, key)) {
            if (json_object_set_new(places, key, json_integer((json_int_t)i)) != 0) {
                return error_set(err, ERROR_NO_MEMORY, "out of memory");
            }
        } else if (exact && !print_extra(comparison, i, key, err)) {
            return false;
        }
    }
    return true;
}

static bool compare_row(struct comparison *comparison, const json_t *expected, const char *key,
                        json_int_t place, struct error *err)
{
    AUTO(json) json_t *got = NULL;
    char path[REPORT_KEY_SIZE + 64];
    const char *field;
    json_t *value;
    if (place == NOT_FOUND) {
        row_path(comparison->list, key, "", path, sizeof path);
        return print_difference(comparison, path, expected, NULL, err);
    }
    if (!report_row_json(comparison->report, comparison->list, (size_t)place, &got, err)) {
        return false;
    }
    json_object_foreach((json_t *)expected, field, value)
    {
        const json_t *found = json_object_get(got, field);
        row_path(comparison->list, key, field, path, sizeof path);
        if (!json_equal(found, value) && !print_difference(comparison, path, value, found, err)) {
            return false;
        }
    }
    return true;
}

static bool compare_list(struct comparison *comparison, const json_t *rows, const char *exact,
                         struct error *err)
{
    const struct expect_list *list = &expect_lists[comparison->list];
    AUTO(json) json_t *places = json_object();
    char key[REPORT_KEY_SIZE];
    for (size_t i = 0; i < json_array_size(rows); i++) {
        expected_key(list, json_array_get(rows, i), key);
        if (json_object_set_new(places, key, json_integer(NOT_FOUND)) != 0) {
            return error_set(err, ERROR_NO_MEMORY, "out of memory");
        }
    }
    if (!find_rows(comparison, places, exact, err)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        expected_key(list, row, key);
        json_int_t place = json_integer_value(json_object_get(places, key));
        if (!compare_row(comparison, row, key, place, err)) {
            return false;
        }
    }
    return true;
}

/* The list's name where `exact` names it, else NULL. */
static const char *find_exact(const json_t *expect, const char *name)
{
    const json_t *exact = json_object_get(expect, "exact");
    for (size_t i = 0; i < json_array_size(exact); i++) {
        if (strcmp(json_string_value(json_array_get(exact, i)), name) == 0) {
            return name;
        }
    }
    return NULL;
}

bool compare_report(const char *file, const struct scenario *scenario, const struct report *report,
                    size_t *ret_differences, struct error *err)
{
    *ret_differences = 0;
    for (int i = 0; i < EXPECT_LIST_COUNT; i++) {
        const char *name = expect_lists[i].name;
        const json_t *rows = json_object_get(scenario->expect, name);
        const char *exact = find_exact(scenario->expect, name);
        struct comparison comparison = {file, report, (enum expect_list_id)i, 0};
        if ((rows || exact) && !compare_list(&comparison, rows, exact, err)) {
            return false;
        }
        *ret_differences += comparison.differences;
    }
    return true;
}
