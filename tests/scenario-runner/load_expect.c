#include "expect_form.h"
#include "scenario.h"

#include "civil.h"
#include <string.h>

static bool check_name(const struct scenario *scenario, const struct row *row, const char *key,
                       enum expect_kind kind, struct error *err)
{
    size_t place;
    switch (kind) {
    case EXPECT_STAFF:
        return row_name(row, key, &scenario->staff_names, &place, err);
    case EXPECT_MEETING:
        return row_name(row, key, &scenario->meeting_names, &place, err);
    default:
        return row_name(row, key, &scenario->unit_names, &place, err);
    }
}

static bool is_word(const char *text, const char *const *words)
{
    for (size_t i = 0; text && words && words[i]; i++) {
        if (strcmp(text, words[i]) == 0) {
            return true;
        }
    }
    return text && !words;
}

static bool check_list(const struct row *row, const char *key, const char *const *words,
                       struct error *err)
{
    const json_t *list;
    size_t count;
    if (!row_list(row, key, &list, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!is_word(json_string_value(json_array_get(list, i)), words)) {
            return row_fail(row, key, err, "entry %zu is not known here", i);
        }
    }
    return true;
}

static bool check_field(struct scenario *scenario, const struct row *row, const char *key,
                        const struct expect_field *field, struct error *err)
{
    int32_t day;
    int64_t number;
    int word;
    switch (field->kind) {
    case EXPECT_STAFF:
    case EXPECT_MEETING:
    case EXPECT_UNIT:
        return check_name(scenario, row, key, field->kind, err);
    case EXPECT_DATE:
        if (!row_date(row, key, &day, err)) {
            return false;
        }
        scenario_ask(scenario, day, day);
        return true;
    case EXPECT_MONTH:
        if (!row_month(row, key, &day, err)) {
            return false;
        }
        scenario_ask(scenario, civil_month_first(day), civil_month_first(day + 1) - 1);
        return true;
    case EXPECT_NUMBER_OR_NULL:
        if (json_is_null(json_object_get(row->object, key))) {
            return true;
        }
        return row_int(row, key, INT64_MIN, INT64_MAX, &number, err);
    case EXPECT_NUMBER:
        return row_int(row, key, INT64_MIN, INT64_MAX, &number, err);
    case EXPECT_WORD:
        return row_word(row, key, field->words, &word, err);
    case EXPECT_WORDS:
    case EXPECT_TEXTS:
        return check_list(row, key, field->words, err);
    }
    return false;
}

static bool check_row(struct scenario *scenario, const struct expect_list *list,
                      const struct row *row, struct error *err)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)row->object, key, value)
    {
        const struct expect_field *field = expect_field_find(list, key);
        if (!field) {
            return row_fail(row, key, err, "unknown key");
        }
        if (!check_field(scenario, row, key, field, err)) {
            return false;
        }
    }
    for (size_t i = 0; i < list->key_count; i++) {
        if (!row_has(row, list->fields[i].name)) {
            return row_fail(row, list->fields[i].name, err, "missing");
        }
    }
    return true;
}

static bool check_rows(struct scenario *scenario, const struct expect_list *list,
                       const struct row *expect, struct error *err)
{
    const json_t *rows;
    size_t count;
    char path[ROW_PATH_SIZE];
    if (!row_has(expect, list->name)) {
        return true;
    }
    if (!row_list(expect, list->name, &rows, &count, err)) {
        return false;
    }
    (void)snprintf(path, sizeof path, "expect.%s", list->name);
    for (size_t i = 0; i < count; i++) {
        struct row row = {json_array_get(rows, i), ""};
        (void)snprintf(row.path, sizeof row.path, "%.100s[%zu]", path, i);
        if (!json_is_object(row.object)) {
            return error_set(err, ERROR_INVALID, "%s: expected an object", row.path);
        }
        if (!check_row(scenario, list, &row, err)) {
            return false;
        }
    }
    return true;
}

bool scenario_load_expect(struct scenario *scenario, const json_t *value, struct error *err)
{
    const char *known[EXPECT_LIST_COUNT + 2] = {"exact"};
    const char *names[EXPECT_LIST_COUNT + 1] = {0};
    struct row row = {value, "expect"};
    scenario->expect = value;
    if (!value) {
        return true;
    }
    if (!json_is_object(value)) {
        return error_set(err, ERROR_INVALID, "expect: expected an object");
    }
    for (size_t i = 0; i < EXPECT_LIST_COUNT; i++) {
        names[i] = expect_lists[i].name;
        known[i + 1] = expect_lists[i].name;
    }
    if (!json_only_keys(value, "expect", known, err) ||
        (row_has(&row, "exact") && !check_list(&row, "exact", names, err))) {
        return false;
    }
    for (size_t i = 0; i < EXPECT_LIST_COUNT; i++) {
        if (!check_rows(scenario, &expect_lists[i], &row, err)) {
            return false;
        }
    }
    return true;
}
