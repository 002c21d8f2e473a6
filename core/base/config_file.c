#include "config_file.h"

#include "cleanup.h"
#include <libconfig.h>
#include <stdio.h>
#include <string.h>

#define PATH_MAX_BYTES 128

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
        return fail(reading, setting, path, "unknown key");
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
        bool good = config_setting_is_group(setting) ? read_group(reading, setting, path)
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

bool config_file_read(const char *path, const struct config_key *keys, size_t key_count,
                      void *config, size_t config_size, struct error *err)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        return error_set(err, ERROR_IO, "cannot open %s: %m", path);
    }
    config_t tree;
    config_init(&tree);
    bool good;
    if (config_read(&tree, file) != CONFIG_TRUE) {
        good = error_set(err, ERROR_INVALID, "%s:%d: %s", path, config_error_line(&tree),
                         config_error_text(&tree));
    } else {
        good = read_tree(&tree, keys, key_count, path, config, config_size, err);
    }
    config_destroy(&tree);
    (void)fclose(file); /* read only: nothing can be lost */
    return good;
}
