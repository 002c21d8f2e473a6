#include "theme.h"

#include "check.h"
#include "config_file.h"
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define COLOUR_TEXT_SIZE 8
#define SIZE_MAX_1080THS 540
#define KEYS_MAX         (APPEARANCES * COLOUR_ROLES + SIZE_ROLES)
#define KEY_PATH_SIZE    32

const char *const appearance_names[] = {"light", "dark", NULL};

static const char *const role_names[COLOUR_ROLES] = {
    [COLOUR_BACKGROUND] = "background",
    [COLOUR_PANEL] = "panel",
    [COLOUR_LINE] = "line",
    [COLOUR_TEXT] = "text",
    [COLOUR_MUTED] = "muted",
    [COLOUR_ON_FILL] = "on_fill",
    [COLOUR_WELL] = "well",
    [COLOUR_WARNING] = "warning",
    [COLOUR_NOTE] = "note",
    [COLOUR_WAITING] = "waiting",
    [COLOUR_REFUSED] = "refused",
    [COLOUR_ALARM] = "alarm",
    [COLOUR_ON_ALARM] = "on_alarm",
};

static const char *const size_names[SIZE_ROLES] = {
    [SIZE_NAME] = "name",   [SIZE_VERDICT] = "verdict", [SIZE_TIME] = "time",
    [SIZE_BODY] = "body",   [SIZE_CLOCK] = "clock",     [SIZE_HINT] = "hint",
    [SIZE_LABEL] = "label",
};

/* The verdict colours are chosen for WCAG AA on the backgrounds beside them. */
static const struct theme
    built_in =
        {
            .palettes =
                {
                    [APPEARANCE_LIGHT] =
                        {
                            {
                                [COLOUR_BACKGROUND] = {0xff, 0xff, 0xff},
                                [COLOUR_PANEL] = {0xf3, 0xf5, 0xf8},
                                [COLOUR_LINE] = {0xd5, 0xda, 0xe1},
                                [COLOUR_TEXT] = {0x14, 0x1a, 0x22},
                                [COLOUR_MUTED] = {0x52, 0x5c, 0x6a},
                                [COLOUR_ON_FILL] = {0xff, 0xff, 0xff},
                                [COLOUR_WELL] = {0x1b, 0x7f, 0x5c},
                                [COLOUR_WARNING] = {0xb4, 0x53, 0x09},
                                [COLOUR_NOTE] = {0x1d, 0x5f, 0xa8},
                                [COLOUR_WAITING] = {0x6e, 0x56, 0xcf},
                                [COLOUR_REFUSED] = {0xb4, 0x23, 0x18},
                                [COLOUR_ALARM] = {0xb4, 0x23, 0x18},
                                [COLOUR_ON_ALARM] = {0xff, 0xff, 0xff},
                            }},
                    [APPEARANCE_DARK] = {{
                        [COLOUR_BACKGROUND] = {0x10, 0x14, 0x1a},
                        [COLOUR_PANEL] = {0x1b, 0x21, 0x2a},
                        [COLOUR_LINE] = {0x35, 0x3e, 0x4a},
                        [COLOUR_TEXT] = {0xf3, 0xf5, 0xf8},
                        [COLOUR_MUTED] = {0xa9, 0xb3, 0xc0},
                        [COLOUR_ON_FILL] = {0x10, 0x14, 0x1a},
                        [COLOUR_WELL] = {0x4c, 0xc3, 0x8a},
                        [COLOUR_WARNING] = {0xff, 0xb2, 0x24},
                        [COLOUR_NOTE] = {0x70, 0xb8, 0xff},
                        [COLOUR_WAITING] = {0xba, 0xa7, 0xff},
                        [COLOUR_REFUSED] = {0xff, 0x95, 0x92},
                        [COLOUR_ALARM] = {0xb4, 0x23, 0x18},
                        [COLOUR_ON_ALARM] = {0xff, 0xff, 0xff},
                    }},
                },
            .sizes =
                {
                    [SIZE_NAME] = 160,
                    [SIZE_VERDICT] = 120,
                    [SIZE_TIME] = 96,
                    [SIZE_BODY] = 40,
                    [SIZE_CLOCK] = 250,
                    [SIZE_HINT] = 104,
                    [SIZE_LABEL] = 56,
                },
};

/* What the file says, before the texts become colours. */
struct theme_file {
    char colours[APPEARANCES][COLOUR_ROLES][COLOUR_TEXT_SIZE];
    int64_t sizes[SIZE_ROLES];
};

struct theme_keys {
    size_t count;
    char paths[KEYS_MAX][KEY_PATH_SIZE];
    struct config_key keys[KEYS_MAX];
};

struct theme theme_default(void)
{
    return built_in;
}

static const char *find_colour_fault(const char *text)
{
    struct colour colour;
    return colour_parse(text, &colour) ? NULL : "expected a colour such as \"#1B7F5C\"";
}

static struct config_key *add_key(struct theme_keys *keys, const char *group, const char *name)
{
    CHECK(keys->count < KEYS_MAX);
    char *path = keys->paths[keys->count];
    int len = snprintf(path, KEY_PATH_SIZE, "%s.%s", group, name);
    CHECK(len > 0 && len < KEY_PATH_SIZE);
    struct config_key *key = &keys->keys[keys->count++];
    *key = (struct config_key){.path = path};
    return key;
}

static void list_keys(struct theme_keys *keys)
{
    keys->count = 0;
    for (size_t i = 0; i < APPEARANCES; i++) {
        for (size_t role = 0; role < COLOUR_ROLES; role++) {
            struct config_key *key = add_key(keys, appearance_names[i], role_names[role]);
            key->type = CONFIG_TEXT;
            key->offset =
                offsetof(struct theme_file, colours) + (i * COLOUR_ROLES + role) * COLOUR_TEXT_SIZE;
            key->text_size = COLOUR_TEXT_SIZE;
            key->find_fault = find_colour_fault;
        }
    }
    for (size_t role = 0; role < SIZE_ROLES; role++) {
        struct config_key *key = add_key(keys, "size", size_names[role]);
        key->type = CONFIG_INT;
        key->offset = offsetof(struct theme_file, sizes) + role * sizeof(int64_t);
        key->min = 1;
        key->max = SIZE_MAX_1080THS;
    }
}

bool theme_read(const char *path, struct theme *ret_theme, struct error *err)
{
    struct theme theme = built_in;
    struct theme_file file = {0};
    memcpy(file.sizes, theme.sizes, sizeof file.sizes);
    struct theme_keys keys;
    list_keys(&keys);
    if (!config_file_read(path, keys.keys, keys.count, &file, sizeof file, err)) {
        return false;
    }
    memcpy(theme.sizes, file.sizes, sizeof theme.sizes);
    for (size_t i = 0; i < APPEARANCES; i++) {
        for (size_t role = 0; role < COLOUR_ROLES; role++) {
            const char *text = file.colours[i][role];
            if (*text) {
                CHECK(colour_parse(text, &theme.palettes[i].colours[role]));
            }
        }
    }
    *ret_theme = theme;
    return true;
}
