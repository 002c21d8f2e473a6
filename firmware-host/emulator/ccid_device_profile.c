#include "ccid_device_profile.h"

#include "ccid_device_message.h"
#include "check.h"
#include <assert.h>
#include <string.h>

static const struct {
    const char *name;
    struct ccid_device_profile profile;
} personalities[] = {
    {"ccid",
     {.id = {0x04e6, 0x5790},
      .level = CCID_DEVICE_EXTENDED_APDU,
      .collision = CCID_DEVICE_FINDS_NONE,
      .interface_count = 1,
      .slot_count = 1,
      .has_interrupt = true}},
    {"acr122",
     {.id = {0x072f, 0x2200},
      .is_acr122 = true,
      .level = CCID_DEVICE_SHORT_APDU,
      .collision = CCID_DEVICE_TAKES_FIRST,
      .interface_count = 1,
      .slot_count = 1,
      .has_interrupt = true}},
};

bool ccid_device_profile_find(const char *name, struct ccid_device_profile *ret_profile)
{
    for (size_t i = 0; i < ARRAY_LEN(personalities); i++) {
        if (strcmp(personalities[i].name, name) == 0) {
            *ret_profile = personalities[i].profile;
            return true;
        }
    }
    return false;
}

static bool find_word(const char *const *words, size_t count, const char *value, size_t *ret_index)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[i], value) == 0) {
            *ret_index = i;
            return true;
        }
    }
    return false;
}

static bool apply_id(struct ccid_device_profile *profile, const char *value)
{
    return usb_id_parse(value, strlen(value), &profile->id);
}

static bool apply_level(struct ccid_device_profile *profile, const char *value)
{
    static const char *const words[] = {
        [CCID_DEVICE_CHARACTER] = "character",
        [CCID_DEVICE_TPDU] = "tpdu",
        [CCID_DEVICE_SHORT_APDU] = "short",
        [CCID_DEVICE_EXTENDED_APDU] = "extended",
    };
    size_t index;
    if (!find_word(words, ARRAY_LEN(words), value, &index)) {
        return false;
    }
    profile->level = (enum ccid_device_level)index;
    return true;
}

static bool apply_collision(struct ccid_device_profile *profile, const char *value)
{
    static const char *const words[] = {
        [CCID_DEVICE_TAKES_FIRST] = "first",
        [CCID_DEVICE_FINDS_NONE] = "mute",
        [CCID_DEVICE_HEARS_NOISE] = "parity",
    };
    size_t index;
    if (!find_word(words, ARRAY_LEN(words), value, &index)) {
        return false;
    }
    profile->collision = (enum ccid_device_collision)index;
    return true;
}

/* One digit from 1 to max. */
static bool parse_count(const char *value, uint8_t max, uint8_t *ret_count)
{
    if (value[0] < '1' || value[0] > '0' + max || value[1]) {
        return false;
    }
    *ret_count = (uint8_t)(value[0] - '0');
    return true;
}

static bool apply_slots(struct ccid_device_profile *profile, const char *value)
{
    return parse_count(value, CCID_DEVICE_SLOTS_MAX, &profile->slot_count);
}

static bool apply_interfaces(struct ccid_device_profile *profile, const char *value)
{
    return parse_count(value, CCID_DEVICE_INTERFACES_MAX, &profile->interface_count);
}

static bool apply_interrupt(struct ccid_device_profile *profile, const char *value)
{
    profile->has_interrupt = strcmp(value, "yes") == 0;
    return profile->has_interrupt || strcmp(value, "no") == 0;
}

static bool apply_class(struct ccid_device_profile *profile, const char *value)
{
    profile->is_vendor_class = strcmp(value, "vendor") == 0;
    return profile->is_vendor_class || strcmp(value, "ccid") == 0;
}

static bool apply_descriptor(struct ccid_device_profile *profile, const char *value)
{
    profile->is_descriptor_behind = strcmp(value, "behind") == 0;
    return profile->is_descriptor_behind || strcmp(value, "first") == 0;
}

static bool apply_parameters(struct ccid_device_profile *profile, const char *value)
{
    profile->needs_parameters = strcmp(value, "host") == 0;
    return profile->needs_parameters || strcmp(value, "reader") == 0;
}

static bool apply_abort(struct ccid_device_profile *profile, const char *value)
{
    profile->knows_no_abort = strcmp(value, "no") == 0;
    return profile->knows_no_abort || strcmp(value, "yes") == 0;
}

static const struct {
    const char *name;
    bool (*apply)(struct ccid_device_profile *profile, const char *value);
} options[] = {
    {"id", apply_id},
    {"level", apply_level},
    {"slots", apply_slots},
    {"interfaces", apply_interfaces},
    {"interrupt", apply_interrupt},
    {"class", apply_class},
    {"descriptor", apply_descriptor},
    {"collision", apply_collision},
    {"parameters", apply_parameters},
    {"abort", apply_abort},
};

bool ccid_device_profile_apply(struct ccid_device_profile *profile, const char *word,
                               struct error *err)
{
    size_t name_len = strcspn(word, "=");
    for (size_t i = 0; i < ARRAY_LEN(options); i++) {
        if (word[name_len] != '=' || strlen(options[i].name) != name_len ||
            strncmp(options[i].name, word, name_len) != 0) {
            continue;
        }
        struct ccid_device_profile changed = *profile;
        if (!options[i].apply(&changed, word + name_len + 1)) {
            return error_set(err, ERROR_INVALID, "%s: there is no such \"%.40s\"", options[i].name,
                             word + name_len + 1);
        }
        *profile = changed;
        return true;
    }
    return error_set(err, ERROR_INVALID, "a CCID reader has no \"%.40s\"", word);
}

uint32_t ccid_device_profile_message_max(const struct ccid_device_profile *profile)
{
    /* 261 bytes of a short APDU, 271 with the header; the usual one of all smaller readers. */
    enum { SHORT_MAX = 271, EXTENDED_MAX = 2048 };
    static_assert(EXTENDED_MAX <= CCID_DEVICE_MESSAGE_MAX, "a message has its room");
    return profile->level == CCID_DEVICE_EXTENDED_APDU ? EXTENDED_MAX : SHORT_MAX;
}
