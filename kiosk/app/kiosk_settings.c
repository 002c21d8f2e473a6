#include "kiosk_settings.h"

#include "file.h"
#include "json.h"
#include "log.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAME      "settings.json"
#define BYTES_MAX 4096
#define PATH_SIZE 600

static bool find_language(const char *name, enum language *ret_language)
{
    for (int i = 0; i < LANGUAGES; i++) {
        if (strcmp(language_names[i], name) == 0) {
            *ret_language = (enum language)i;
            return true;
        }
    }
    return false;
}

static bool read_members(const json_t *root, struct kiosk_settings *settings, struct error *err)
{
    static const char *const keys[] = {"volume_percent", "brightness_percent", "language",
                                       "wrong_pins", NULL};
    int64_t volume, brightness, wrong;
    const char *language;
    struct kiosk_settings read;
    if (!json_only_keys(root, "", keys, err) ||
        !json_get_int(root, "", "volume_percent", 0, 100, &volume, err) ||
        !json_get_int(root, "", "brightness_percent", SERVICE_BRIGHTNESS_MIN, 100, &brightness,
                      err) ||
        !json_get_int(root, "", "wrong_pins", 0, UINT32_MAX, &wrong, err) ||
        !json_get_text(root, "", "language", 8, &language, err)) {
        return false;
    }
    if (!find_language(language, &read.service.language)) {
        return error_set(err, ERROR_INVALID, "language: '%s' is none", language);
    }
    read.service.volume_percent = (int)volume;
    read.service.brightness_percent = (int)brightness;
    read.wrong_pins = (uint32_t)wrong;
    *settings = read;
    return true;
}

void kiosk_settings_read(const char *folder, struct kiosk_settings *settings)
{
    char path[PATH_SIZE];
    AUTO(memory) char *text = NULL;
    AUTO(json) json_t *root = NULL;
    size_t len;
    struct error fault;
    (void)snprintf(path, sizeof path, "%s/" NAME, folder); /* the configuration bounds it */
    if (access(path, F_OK) != 0) {
        return;
    }
    if (!file_read(path, BYTES_MAX, &text, &len, &fault) ||
        !json_parse(text, len, NAME, &root, &fault) || !read_members(root, settings, &fault)) {
        log_event(LOG_WARNING, "settings_passed_over", "reason=%s", LOG_TEXT(fault.text));
    }
}

bool kiosk_settings_write(const char *folder, const struct kiosk_settings *settings,
                          struct error *err)
{
    char path[PATH_SIZE];
    const struct service_settings *service = &settings->service;
    AUTO(json)
    json_t *root = json_pack("{s:i, s:i, s:s, s:I}", "volume_percent", service->volume_percent,
                             "brightness_percent", service->brightness_percent, "language",
                             language_names[service->language], "wrong_pins",
                             (json_int_t)settings->wrong_pins);
    AUTO(memory) char *text = root ? json_dumps(root, JSON_INDENT(1)) : NULL;
    if (!text) {
        return error_set(err, ERROR_NO_MEMORY, "settings: out of memory");
    }
    (void)snprintf(path, sizeof path, "%s/" NAME, folder);
    return file_replace(path, text, strlen(text), 0600, err);
}
