#include "row.h"

#include "civil.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool row_init(struct row *ret_row, const json_t *list, const char *path, size_t index,
              const char *const known[], struct error *err)
{
    ret_row->object = json_array_get(list, index);
    (void)snprintf(ret_row->path, sizeof ret_row->path, "%s[%zu]", path, index);
    if (!json_is_object(ret_row->object)) {
        return error_set(err, ERROR_INVALID, "%s: expected an object", ret_row->path);
    }
    return json_only_keys(ret_row->object, ret_row->path, known, err);
}

bool row_has(const struct row *row, const char *key)
{
    return json_object_get(row->object, key);
}

bool row_fail(const struct row *row, const char *key, struct error *err, const char *format, ...)
{
    char what[256];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return error_set(err, ERROR_INVALID, "%s%s%s: %s", row->path, *row->path ? "." : "", key, what);
}

bool row_text(const struct row *row, const char *key, const char **ret_text, struct error *err)
{
    return json_get_text(row->object, row->path, key, ROW_TEXT_MAX, ret_text, err);
}

bool row_int(const struct row *row, const char *key, int64_t min, int64_t max, int64_t *ret_number,
             struct error *err)
{
    return json_get_int(row->object, row->path, key, min, max, ret_number, err);
}

bool row_list(const struct row *row, const char *key, const json_t **ret_list, size_t *ret_count,
              struct error *err)
{
    if (!json_get_array(row->object, row->path, key, ROW_ITEMS_MAX, ret_list, err)) {
        return false;
    }
    *ret_count = json_array_size(*ret_list);
    return true;
}

bool row_date(const struct row *row, const char *key, int32_t *ret_date, struct error *err)
{
    const char *text;
    if (!row_text(row, key, &text, err)) {
        return false;
    }
    return civil_date_parse(text, ret_date) ||
           row_fail(row, key, err, "'%.40s' is not a date such as 2026-03-02", text);
}

bool row_optional_date(const struct row *row, const char *key, int32_t *date, struct error *err)
{
    return !row_has(row, key) || row_date(row, key, date, err);
}

bool row_month(const struct row *row, const char *key, int32_t *ret_month, struct error *err)
{
    const char *text;
    if (!row_text(row, key, &text, err)) {
        return false;
    }
    return civil_month_parse(text, ret_month) ||
           row_fail(row, key, err, "'%.40s' is not a month such as 2026-03", text);
}

bool row_time(const struct row *row, const char *key, int64_t *ret_ms, struct error *err)
{
    const char *text;
    if (!row_text(row, key, &text, err)) {
        return false;
    }
    return civil_time_parse(text, ret_ms) ||
           row_fail(row, key, err, "'%.40s' is not a date-time such as 2026-03-02T08:31:00", text);
}

static bool whole_minute(const struct row *row, const char *key, int64_t *ret_ms, struct error *err)
{
    if (!row_time(row, key, ret_ms, err)) {
        return false;
    }
    return civil_minute_ms(*ret_ms) == *ret_ms || row_fail(row, key, err, "not a whole minute");
}

bool row_stretch(const struct row *row, const char *from_key, const char *to_key,
                 int64_t *ret_from_ms, int64_t *ret_to_ms, struct error *err)
{
    if (!whole_minute(row, from_key, ret_from_ms, err) ||
        !whole_minute(row, to_key, ret_to_ms, err)) {
        return false;
    }
    return *ret_from_ms < *ret_to_ms ||
           row_fail(row, to_key, err, "does not come after %s", from_key);
}

bool row_word(const struct row *row, const char *key, const char *const words[], int *ret_index,
              struct error *err)
{
    const char *text;
    if (!row_text(row, key, &text, err)) {
        return false;
    }
    for (int i = 0; words[i]; i++) {
        if (strcmp(text, words[i]) == 0) {
            *ret_index = i;
            return true;
        }
    }
    return row_fail(row, key, err, "'%.40s' is not known here", text);
}

bool row_name(const struct row *row, const char *key, const struct row_names *names,
              size_t *ret_place, struct error *err)
{
    const char *text;
    if (!row_text(row, key, &text, err)) {
        return false;
    }
    return row_names_find(names, text, ret_place) ||
           row_fail(row, key, err, "there is no %s '%.60s'", names->kind, text);
}

bool row_names_init(struct row_names *ret_names, const char *kind, struct error *err)
{
    ret_names->kind = kind;
    ret_names->places = json_object();
    return ret_names->places || error_set(err, ERROR_NO_MEMORY, "out of memory");
}

void row_names_finish(struct row_names *names)
{
    json_decref(names->places);
    names->places = NULL;
}

bool row_names_add(struct row_names *names, const struct row *row, const char *key, size_t place,
                   struct error *err)
{
    const char *name;
    if (!row_text(row, key, &name, err)) {
        return false;
    }
    if (json_object_get(names->places, name)) {
        return row_fail(row, key, err, "a second %s '%.60s'", names->kind, name);
    }
    return json_object_set_new(names->places, name, json_integer((json_int_t)place)) == 0 ||
           error_set(err, ERROR_NO_MEMORY, "out of memory");
}

bool row_names_find(const struct row_names *names, const char *name, size_t *ret_place)
{
    const json_t *place = json_object_get(names->places, name);
    if (!place) {
        return false;
    }
    *ret_place = (size_t)json_integer_value(place);
    return true;
}
