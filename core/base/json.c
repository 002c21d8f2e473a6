#include "json.h"

#include <string.h>

#define DEPTH_MAX 32

static bool deeper_than(const json_t *value, int levels)
{
    if (levels == 0) {
        return json_is_object(value) || json_is_array(value);
    }
    if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++) {
            if (deeper_than(json_array_get(value, i), levels - 1)) {
                return true;
            }
        }
    }
    if (json_is_object(value)) {
        const char *key;
        json_t *member;
        json_object_foreach((json_t *)value, key, member)
        {
            if (deeper_than(member, levels - 1)) {
                return true;
            }
        }
    }
    return false;
}

bool json_parse(const char *text, size_t len, const char *source, json_t **ret_root,
                struct error *err)
{
    json_error_t fault;
    AUTO(json) json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &fault);
    if (!root) {
        return error_set(err, ERROR_INVALID, "%s: line %d: %s", source, fault.line, fault.text);
    }
    if (deeper_than(root, DEPTH_MAX)) {
        return error_set(err, ERROR_INVALID, "%s: nested deeper than %d levels", source, DEPTH_MAX);
    }
    *ret_root = TAKE(root);
    return true;
}

static bool fail(struct error *err, const char *path, const char *key, const char *what)
{
    return error_set(err, ERROR_INVALID, "%s%s%s: %s", path, *path ? "." : "", key, what);
}

static bool fail_no_object(struct error *err, const char *path)
{
    return error_set(err, ERROR_INVALID, "%s: expected an object", *path ? path : "document");
}

static bool find(const json_t *object, const char *path, const char *key, const json_t **ret_member,
                 struct error *err)
{
    if (!json_is_object(object)) {
        return fail_no_object(err, path);
    }
    const json_t *member = json_object_get(object, key);
    if (!member || json_is_null(member)) {
        return fail(err, path, key, "missing");
    }
    *ret_member = member;
    return true;
}

bool json_get_text(const json_t *object, const char *path, const char *key, size_t max_bytes,
                   const char **ret_text, struct error *err)
{
    const json_t *member = NULL;
    if (!find(object, path, key, &member, err)) {
        return false;
    }
    if (!json_is_string(member)) {
        return fail(err, path, key, "expected text");
    }
    if (json_string_length(member) > max_bytes) {
        return error_set(err, ERROR_INVALID, "%s%s%s: longer than %zu bytes", path,
                         *path ? "." : "", key, max_bytes);
    }
    *ret_text = json_string_value(member);
    return true;
}

bool json_get_int(const json_t *object, const char *path, const char *key, int64_t min, int64_t max,
                  int64_t *ret_number, struct error *err)
{
    const json_t *member = NULL;
    if (!find(object, path, key, &member, err)) {
        return false;
    }
    if (!json_is_integer(member)) {
        return fail(err, path, key, "expected a whole number");
    }
    int64_t number = json_integer_value(member);
    if (number < min || number > max) {
        return error_set(err, ERROR_INVALID, "%s%s%s: %lld is not between %lld and %lld", path,
                         *path ? "." : "", key, (long long)number, (long long)min, (long long)max);
    }
    *ret_number = number;
    return true;
}

bool json_get_bool(const json_t *object, const char *path, const char *key, bool *ret_value,
                   struct error *err)
{
    const json_t *member = NULL;
    if (!find(object, path, key, &member, err)) {
        return false;
    }
    if (!json_is_boolean(member)) {
        return fail(err, path, key, "expected true or false");
    }
    *ret_value = json_is_true(member);
    return true;
}

bool json_get_array(const json_t *object, const char *path, const char *key, size_t max_items,
                    const json_t **ret_array, struct error *err)
{
    const json_t *member = NULL;
    if (!find(object, path, key, &member, err)) {
        return false;
    }
    if (!json_is_array(member)) {
        return fail(err, path, key, "expected a list");
    }
    if (json_array_size(member) > max_items) {
        return error_set(err, ERROR_INVALID, "%s%s%s: more than %zu entries", path,
                         *path ? "." : "", key, max_items);
    }
    *ret_array = member;
    return true;
}

bool json_get_object(const json_t *object, const char *path, const char *key,
                     const json_t **ret_object, struct error *err)
{
    const json_t *member = NULL;
    if (!find(object, path, key, &member, err)) {
        return false;
    }
    if (!json_is_object(member)) {
        return fail(err, path, key, "expected an object");
    }
    *ret_object = member;
    return true;
}

bool json_has(const json_t *object, const char *key)
{
    const json_t *member = json_object_get(object, key);
    return member && !json_is_null(member);
}

static bool is_known(const char *key, const char *const known[])
{
    for (size_t i = 0; known[i]; i++) {
        if (strcmp(key, known[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool json_only_keys(const json_t *object, const char *path, const char *const known[],
                    struct error *err)
{
    if (!json_is_object(object)) {
        return fail_no_object(err, path);
    }
    const char *key;
    json_t *member;
    json_object_foreach((json_t *)object, key, member)
    {
        if (!is_known(key, known)) {
            return fail(err, path, key, "unknown key");
        }
    }
    return true;
}
