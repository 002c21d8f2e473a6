#include "facts_field.h"

#include "civil.h"
#include "json.h"
#include <stdio.h>
#include <string.h>

bool facts_field_fail(const char *path, const char *key, const char *what, struct error *err)
{
    return error_set(err, ERROR_INVALID, "%s%s%s: %s", path, *key ? "." : "", key, what);
}

bool facts_field_refuse(const json_t *value, const char *path, const char *key, const char *what,
                        struct error *err)
{
    AUTO(memory) char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    return error_set(err, ERROR_INVALID, "%s%s%s: %.80s %s", path, *key ? "." : "", key,
                     text ? text : "", what);
}

static bool is_id(const char *text)
{
    if (*text == '\0') {
        return false;
    }
    for (; *text; text++) {
        if (*text <= ' ' || *text >= 0x7f || *text == '"' || *text == '\\') {
            return false;
        }
    }
    return true;
}

bool facts_field_id(const json_t *object, const char *path, const char *key, const char **ret_id,
                    struct error *err)
{
    const char *id;
    if (!json_get_text(object, path, key, FACTS_ID_MAX, &id, err)) {
        return false;
    }
    if (!is_id(id)) {
        return facts_field_refuse(json_object_get(object, key), path, key, "is not an id", err);
    }
    *ret_id = id;
    return true;
}

bool facts_field_date(const json_t *object, const char *path, const char *key, int32_t *ret_date,
                      struct error *err)
{
    const char *text;
    if (!json_get_text(object, path, key, FACTS_NAME_MAX, &text, err)) {
        return false;
    }
    if (!civil_date_parse(text, ret_date)) {
        return error_set(err, ERROR_INVALID, "%s.%s: '%.40s' is not a date", path, key, text);
    }
    return true;
}

bool facts_field_date_or(const json_t *object, const char *path, const char *key, int32_t otherwise,
                         int32_t *ret_date, struct error *err)
{
    if (json_has(object, key)) {
        return facts_field_date(object, path, key, ret_date, err);
    }
    *ret_date = otherwise;
    return true;
}

bool facts_field_time(const json_t *object, const char *path, const char *key, int64_t *ret_ms,
                      struct error *err)
{
    const char *text;
    if (!json_get_text(object, path, key, FACTS_NAME_MAX, &text, err)) {
        return false;
    }
    if (!civil_time_parse(text, ret_ms)) {
        return error_set(err, ERROR_INVALID, "%s.%s: '%.40s' is not a date and time", path, key,
                         text);
    }
    return true;
}

bool facts_field_minute(const json_t *object, const char *path, const char *key, int64_t *ret_ms,
                        struct error *err)
{
    int64_t at_ms;
    if (!facts_field_time(object, path, key, &at_ms, err)) {
        return false;
    }
    if (at_ms != civil_minute_ms(at_ms)) {
        return facts_field_refuse(json_object_get(object, key), path, key, "is not a whole minute",
                                  err);
    }
    *ret_ms = at_ms;
    return true;
}

bool facts_field_clock(const json_t *object, const char *path, const char *key, int32_t *ret_min,
                       struct error *err)
{
    const char *text;
    if (!json_get_text(object, path, key, FACTS_NAME_MAX, &text, err)) {
        return false;
    }
    if (!civil_clock_parse(text, ret_min)) {
        return error_set(err, ERROR_INVALID, "%s.%s: '%.40s' is not a time up to 36:00", path, key,
                         text);
    }
    return true;
}

bool facts_field_word(const json_t *object, const char *path, const char *key,
                      const char *const words[], int *ret_index, struct error *err)
{
    const char *text;
    if (!json_get_text(object, path, key, FACTS_NAME_MAX, &text, err)) {
        return false;
    }
    char known[160] = "";
    for (int i = 0; words[i]; i++) {
        if (strcmp(words[i], text) == 0) {
            *ret_index = i;
            return true;
        }
        size_t len = strlen(known);
        (void)snprintf(known + len, sizeof known - len, " '%s'", words[i]);
    }
    return error_set(err, ERROR_INVALID, "%s.%s: '%.40s' is none of%s", path, key, text, known);
}

bool facts_field_array_or(const json_t *object, const char *path, const char *key, size_t max_items,
                          const json_t **ret_array, struct error *err)
{
    if (json_has(object, key)) {
        return json_get_array(object, path, key, max_items, ret_array, err);
    }
    *ret_array = NULL;
    return true;
}
