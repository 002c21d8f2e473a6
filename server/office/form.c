#include "form.h"

#include "civil.h"
#include "tap_record.h"
#include <stdio.h>
#include <string.h>

#define PATH_MAX_BYTES 200

bool form_fail(const char *path, const char *what, struct error *err)
{
    return error_set(err, ERROR_INVALID, "%s: %s", path, what);
}

const struct form_field *form_find(const struct form_field *form, const char *name)
{
    for (const struct form_field *field = form; field->name; field++) {
        if (strcmp(field->name, name) == 0) {
            return field;
        }
    }
    return NULL;
}

static bool is_id(const char *text)
{
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++) {
        if (text[i] <= ' ' || text[i] >= 0x7f || text[i] == '"' || text[i] == '\\') {
            return false;
        }
    }
    return len >= 1 && len <= TAP_RECORD_ID_MAX;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\n")] == '\0';
}

static bool check_text(const struct form_field *field, const char *text, const char *path,
                       struct error *err)
{
    if (strlen(text) > (size_t)field->max) {
        return error_set(err, ERROR_INVALID, "%s: longer than %lld bytes", path,
                         (long long)field->max);
    }
    for (const char *at = text; *at; at++) {
        bool line = (field->flags & FORM_LINES) && (*at == '\n' || *at == '\t');
        if (((unsigned char)*at < ' ' && !line) || *at == 0x7f) {
            return form_fail(path, "holds a control character", err);
        }
    }
    return !is_blank(text) || form_fail(path, "is blank", err);
}

static bool is_word(const struct form_field *field, const char *text)
{
    for (size_t i = 0; field->words[i]; i++) {
        if (strcmp(field->words[i], text) == 0) {
            return true;
        }
    }
    return false;
}

static bool check_string(const struct form_field *field, const json_t *value, const char *path,
                         struct error *err)
{
    int32_t number;
    int64_t time_ms;
    const char *text = json_string_value(value);
    if (!text) {
        return form_fail(path, "expected text", err);
    }
    switch (field->type) {
    case FORM_ID:
        return is_id(text) || form_fail(path, "not an id", err);
    case FORM_DATE:
        return civil_date_parse(text, &number) || form_fail(path, "not a date", err);
    case FORM_CLOCK:
        return civil_clock_parse(text, &number) || form_fail(path, "not a time of day", err);
    case FORM_MINUTE:
    case FORM_TIME:
        if (!civil_time_parse(text, &time_ms)) {
            return form_fail(path, "not a date-time", err);
        }
        return field->type == FORM_TIME || time_ms % CIVIL_MINUTE_MS == 0 ||
               form_fail(path, "not a whole minute", err);
    case FORM_WORD:
        return is_word(field, text) || form_fail(path, "unknown word", err);
    default:
        return check_text(field, text, path, err);
    }
}

static bool check_int(const struct form_field *field, const json_t *value, const char *path,
                      struct error *err)
{
    if (!json_is_integer(value)) {
        return form_fail(path, "expected a whole number", err);
    }
    int64_t number = json_integer_value(value);
    return (number >= field->min && number <= field->max) ||
           error_set(err, ERROR_INVALID, "%s: %lld is not between %lld and %lld", path,
                     (long long)number, (long long)field->min, (long long)field->max);
}

static bool check_object(const struct form_field *form, enum form_use use, const json_t *object,
                         const char *path, struct error *err);

static bool check_entry(const struct form_field *field, const json_t *entry, const char *path,
                        struct error *err)
{
    if (field->type == FORM_ROWS) {
        return check_object(field->rows, FORM_NEW, entry, path, err);
    }
    if (field->type == FORM_INTS) {
        const struct form_field number = {.type = FORM_INT, .min = 1, .max = field->min};
        return check_int(&number, entry, path, err);
    }
    const struct form_field id = {.type = FORM_ID};
    return check_string(&id, entry, path, err);
}

static bool check_list(const struct form_field *field, const json_t *list, const char *path,
                       struct error *err)
{
    if (!json_is_array(list)) {
        return form_fail(path, "expected a list", err);
    }
    size_t count = json_array_size(list);
    if (count > (size_t)field->max) {
        return error_set(err, ERROR_INVALID, "%s: more than %lld entries", path,
                         (long long)field->max);
    }
    json_t *seen = json_object(); /* of ids: a list of attendees may have thousands */
    bool good = seen != NULL;
    for (size_t i = 0; good && i < count; i++) {
        char entry[PATH_MAX_BYTES];
        const json_t *value = json_array_get(list, i);
        (void)snprintf(entry, sizeof entry, "%.150s[%zu]", path, i);
        good = check_entry(field, value, entry, err);
        if (good && field->type == FORM_IDS) {
            const char *id = json_string_value(value);
            good = !json_object_get(seen, id) || form_fail(entry, "there twice", err);
            good = good && json_object_set_new(seen, id, json_true()) == 0;
        }
    }
    json_decref(seen);
    return good;
}

static bool check_value(const struct form_field *field, const json_t *value, const char *path,
                        struct error *err)
{
    switch (field->type) {
    case FORM_INT:
        return check_int(field, value, path, err);
    case FORM_BOOL:
        return json_is_boolean(value) || form_fail(path, "expected true or false", err);
    case FORM_IDS:
    case FORM_INTS:
    case FORM_ROWS:
        return check_list(field, value, path, err);
    case FORM_PART:
        return check_object(field->rows, FORM_NEW, value, path, err);
    default:
        return check_string(field, value, path, err);
    }
}

static void join(const char *path, const char *name, char ret_path[static PATH_MAX_BYTES])
{
    (void)snprintf(ret_path, PATH_MAX_BYTES, "%s%s%.100s", path, *path ? "." : "", name);
}

static bool check_member(const struct form_field *field, enum form_use use, const json_t *value,
                         const char *path, struct error *err)
{
    bool missing = !value || json_is_null(value);
    if (missing) {
        bool may = use == FORM_CHANGE ? !value || !(field->flags & FORM_REQUIRED)
                                      : !(field->flags & FORM_REQUIRED) ||
                                            (field->flags & (FORM_LATE | FORM_MADE));
        return may || form_fail(path, "missing", err);
    }
    if (field->flags & FORM_MADE) {
        return form_fail(path, "is the server's own", err);
    }
    if (use == FORM_CHANGE && (field->flags & FORM_FIXED)) {
        return form_fail(path, "cannot change", err);
    }
    return check_value(field, value, path, err);
}

static bool check_object(const struct form_field *form, enum form_use use, const json_t *object,
                         const char *path, struct error *err)
{
    if (!json_is_object(object)) {
        return form_fail(*path ? path : "body", "expected an object", err);
    }
    char member[PATH_MAX_BYTES];
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        if (!form_find(form, key)) {
            join(path, key, member);
            return form_fail(member, "unknown key", err);
        }
    }
    for (const struct form_field *field = form; field->name; field++) {
        join(path, field->name, member);
        if (!check_member(field, use, json_object_get(object, field->name), member, err)) {
            return false;
        }
    }
    return true;
}

bool form_check(const struct form_field *form, enum form_use use, const json_t *object,
                struct error *err)
{
    return check_object(form, use, object, "", err);
}

/* Links */

static bool visit_object(const struct form_field *form, const json_t *object, const char *path,
                         form_link_visit *on_link, void *user, struct error *err);

static bool visit_list(const struct form_field *field, const json_t *list, const char *path,
                       form_link_visit *on_link, void *user, struct error *err)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        char entry[PATH_MAX_BYTES];
        const json_t *value = json_array_get(list, i);
        (void)snprintf(entry, sizeof entry, "%.150s[%zu]", path, i);
        bool good =
            field->type == FORM_ROWS
                ? visit_object(field->rows, value, entry, on_link, user, err)
                : !field->link || on_link(field->link, json_string_value(value), entry, user, err);
        if (!good) {
            return false;
        }
    }
    return true;
}

static bool visit_object(const struct form_field *form, const json_t *object, const char *path,
                         form_link_visit *on_link, void *user, struct error *err)
{
    for (const struct form_field *field = form; field->name; field++) {
        const json_t *value = json_object_get(object, field->name);
        char member[PATH_MAX_BYTES];
        join(path, field->name, member);
        bool good = true;
        if (json_is_array(value) && (field->rows || field->link)) {
            good = visit_list(field, value, member, on_link, user, err);
        } else if (json_is_object(value) && field->rows) {
            good = visit_object(field->rows, value, member, on_link, user, err);
        } else if (json_is_string(value) && field->link) {
            good = on_link(field->link, json_string_value(value), member, user, err);
        }
        if (!good) {
            return false;
        }
    }
    return true;
}

bool form_each_link(const struct form_field *form, const json_t *object, form_link_visit *on_link,
                    void *user, struct error *err)
{
    return visit_object(form, object, "", on_link, user, err);
}
