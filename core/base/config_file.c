#include "config_file.h"

#include "cleanup.h"
#include "file.h"
#include <errno.h>
#include <libconfig.h>
#include <stdio.h>
#include <string.h>

#define PATH_MAX_BYTES 128
#define FILE_MAX_BYTES (1 << 20)

/* Names, numbers and directives are runs of these. */
#define WORD_BYTES "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-*.@+"

struct reading {
    const char *file;
    const struct config_key *keys;
    size_t key_count;
    char *config;
    struct error *err;
};

static bool fail(const struct reading *reading, const config_setting_t *setting, const char *key,
                 const char *what)
{
    return error_set(reading->err, ERROR_INVALID, "%s:%u: %s: %s", reading->file,
                     config_setting_source_line(setting), key, what);
}

static const struct config_key *find_key(const struct reading *reading, const char *path)
{
    for (size_t i = 0; i < reading->key_count; i++) {
        if (strcmp(reading->keys[i].path, path) == 0) {
            return &reading->keys[i];
        }
    }
    return NULL;
}

static bool is_group(const struct reading *reading, const char *path)
{
    size_t len = strlen(path);
    for (size_t i = 0; i < reading->key_count; i++) {
        const char *key = reading->keys[i].path;
        if (strncmp(key, path, len) == 0 && key[len] == '.') {
            return true;
        }
    }
    return false;
}

static bool read_text(const struct reading *reading, const config_setting_t *setting,
                      const struct config_key *key)
{
    const char *text = config_setting_get_string(setting);
    if (!text) {
        return fail(reading, setting, key->path, "expected text in double quotes");
    }
    if (strlen(text) >= key->text_size) {
        char what[64];
        (void)snprintf(what, sizeof what, "longer than %zu bytes", key->text_size - 1);
        return fail(reading, setting, key->path, what);
    }
    const char *fault = key->find_fault ? key->find_fault(text) : NULL;
    if (fault) {
        return fail(reading, setting, key->path, fault);
    }
    memcpy(reading->config + key->offset, text, strlen(text) + 1);
    return true;
}

static bool read_int(const struct reading *reading, const config_setting_t *setting,
                     const struct config_key *key)
{
    int type = config_setting_type(setting);
    if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64) {
        return fail(reading, setting, key->path, "expected a whole number");
    }
    int64_t number = config_setting_get_int64(setting);
    if (number < key->min || number > key->max) {
        char what[96];
        (void)snprintf(what, sizeof what, "%lld is not between %lld and %lld", (long long)number,
                       (long long)key->min, (long long)key->max);
        return fail(reading, setting, key->path, what);
    }
    memcpy(reading->config + key->offset, &number, sizeof number);
    return true;
}

static bool read_bool(const struct reading *reading, const config_setting_t *setting,
                      const struct config_key *key)
{
    if (config_setting_type(setting) != CONFIG_TYPE_BOOL) {
        return fail(reading, setting, key->path, "expected true or false");
    }
    bool value = config_setting_get_bool(setting) != 0;
    memcpy(reading->config + key->offset, &value, sizeof value);
    return true;
}

static bool read_choice(const struct reading *reading, const config_setting_t *setting,
                        const struct config_key *key)
{
    const char *text = config_setting_get_string(setting);
    char what[256] = "expected one of";
    for (int i = 0; key->choices[i]; i++) {
        if (text && strcmp(text, key->choices[i]) == 0) {
            memcpy(reading->config + key->offset, &i, sizeof i);
            return true;
        }
        size_t len = strlen(what);
        (void)snprintf(what + len, sizeof what - len, " \"%s\"", key->choices[i]);
    }
    return fail(reading, setting, key->path, what);
}

static bool read_value(const struct reading *reading, const config_setting_t *setting,
                       const char *path)
{
    const struct config_key *key = find_key(reading, path);
    if (!key) {
        return fail(reading, setting, path,
                    is_group(reading, path) ? "expected a group of keys" : "unknown key");
    }
    switch (key->type) {
    case CONFIG_TEXT:
        return read_text(reading, setting, key);
    case CONFIG_INT:
        return read_int(reading, setting, key);
    case CONFIG_BOOL:
        return read_bool(reading, setting, key);
    case CONFIG_CHOICE:
        return read_choice(reading, setting, key);
    }
    return fail(reading, setting, path, "unknown type");
}

static bool check_group(const struct reading *reading, const config_setting_t *setting,
                        const char *path)
{
    if (find_key(reading, path)) {
        return fail(reading, setting, path, "expected a value, not a group");
    }
    return is_group(reading, path) || fail(reading, setting, path, "unknown key");
}

/* Groups nest at most as deep as libconfig's own parser let them. */
static bool read_group(const struct reading *reading, const config_setting_t *group,
                       const char *prefix)
{
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
        char path[PATH_MAX_BYTES];
        int len = snprintf(path, sizeof path, "%s%s%s", prefix, *prefix ? "." : "",
                           config_setting_name(setting));
        if (len >= (int)sizeof path) {
            return fail(reading, setting, path, "key too long");
        }
        bool good = config_setting_is_group(setting)
                        ? check_group(reading, setting, path) && read_group(reading, setting, path)
                        : read_value(reading, setting, path);
        if (!good) {
            return false;
        }
    }
    return true;
}

static bool read_tree(const config_t *tree, const struct config_key *keys, size_t key_count,
                      const char *path, void *config, size_t config_size, struct error *err)
{
    AUTO(memory) char *copy = malloc(config_size);
    if (!copy) {
        return error_set(err, ERROR_NO_MEMORY, "%s: out of memory", path);
    }
    memcpy(copy, config, config_size);
    struct reading reading = {path, keys, key_count, copy, err};
    if (!read_group(&reading, config_root_setting(tree), "")) {
        return false;
    }
    memcpy(config, copy, config_size);
    return true;
}

/* Behind a text in double quotes, in which a backslash takes the next byte along. */
static const char *skip_text(const char *at)
{
    for (at++; *at && *at != '"'; at++) {
        if (*at == '\\' && at[1]) {
            at++;
        }
    }
    return *at ? at + 1 : at;
}

/* Behind the text or comment that begins at at; at itself if none does. */
static const char *skip_text_or_comment(const char *at)
{
    if (*at == '"') {
        return skip_text(at);
    }
    if (*at == '#' || strncmp(at, "//", 2) == 0) {
        return at + strcspn(at, "\n");
    }
    if (strncmp(at, "/*", 2) == 0) {
        const char *end = strstr(at + 2, "*/");
        return end ? end + 2 : at + strlen(at);
    }
    return at;
}

/* libconfig 1.5 cuts a number without an L down to 32 bits and says nothing. */
static bool is_cut_by_libconfig(const char *word, size_t len)
{
    const char *after = word + len;
    word += *word == '-' || *word == '+';
    if (*word < '0' || *word > '9') {
        return false;
    }
    errno = 0;
    char *end;
    unsigned long long value = strtoull(word, &end, strncmp(word, "0x", 2) == 0 ? 16 : 10);
    bool is_wide = end < after && *end == 'L';
    bool is_whole = end == after || is_wide;
    return is_whole && (errno == ERANGE || value > (is_wide ? INT64_MAX : INT32_MAX));
}

/* What libconfig would take without a word, or would end the program for: other files, and numbers
 * that do not fit. */
static bool check_source(const char *path, const char *text, struct error *err)
{
    unsigned line = 1;
    for (const char *at = text; *at;) {
        const char *next = skip_text_or_comment(at);
        size_t len = next == at ? strspn(at, WORD_BYTES) : 0;
        if (len >= 8 && strncmp(at, "@include", 8) == 0) {
            return error_set(err, ERROR_INVALID, "%s:%u: @include is not supported", path, line);
        }
        if (len > 0 && is_cut_by_libconfig(at, len)) {
            return error_set(err, ERROR_INVALID,
                             "%s:%u: %.*s: too large, or an L behind it missing", path, line,
                             (int)len, at);
        }
        if (next == at) {
            next = at + (len > 0 ? len : 1);
        }
        for (; at < next; at++) {
            line += *at == '\n';
        }
    }
    return true;
}

static bool read_checked(const char *text, const struct config_key *keys, size_t key_count,
                         const char *path, void *config, size_t config_size, struct error *err)
{
    config_t tree;
    config_init(&tree);
    bool good;
    if (config_read_string(&tree, text) != CONFIG_TRUE) {
        good = error_set(err, ERROR_INVALID, "%s:%d: %s", path, config_error_line(&tree),
                         config_error_text(&tree));
    } else {
        good = read_tree(&tree, keys, key_count, path, config, config_size, err);
    }
    config_destroy(&tree);
    return good;
}

/* The file is read here rather than by libconfig, which ends the program where reading fails. */
bool config_file_read(const char *path, const struct config_key *keys, size_t key_count,
                      void *config, size_t config_size, struct error *err)
{
    AUTO(memory) char *text = NULL;
    size_t len = 0;
    if (!file_read(path, FILE_MAX_BYTES, &text, &len, err)) {
        return false;
    }
    if (strlen(text) != len) {
        return error_set(err, ERROR_INVALID, "%s: a NUL byte in a text file", path);
    }
    return check_source(path, text, err) &&
           read_checked(text, keys, key_count, path, config, config_size, err);
}
