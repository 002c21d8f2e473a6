#include "boot_keyboard.h"

#include <stdbool.h>
#include <string.h>

/* Usages 0x01 to 0x03 are no keys but reports of an error: roll-over, failed self-test, undefined.
 */
#define LAST_ERROR_USAGE 0x03

/* Caps Lock, Scroll Lock, Num Lock: readers press them before they type, to be understood by a
 * computer whatever state its keyboard is in. They stand for nothing. */
static bool is_lock(uint8_t usage)
{
    return usage == 0x39 || usage == 0x47 || usage == 0x53;
}

static bool holds(const uint8_t *held, uint8_t usage)
{
    return memchr(held, usage, BOOT_KEYS_MAX) != NULL;
}

enum boot_report boot_keyboard_read(struct boot_keyboard *keyboard, const uint8_t *report,
                                    size_t len, struct boot_keys *ret_keys)
{
    if (len == 0) {
        return BOOT_REPORT_EMPTY;
    }
    if (len < BOOT_REPORT_LEN) {
        return BOOT_REPORT_TOO_SHORT;
    }
    const uint8_t *now_held = report + 2;
    for (size_t i = 0; i < BOOT_KEYS_MAX; i++) {
        if (now_held[i] != 0 && now_held[i] <= LAST_ERROR_USAGE) {
            return BOOT_REPORT_ROLL_OVER;
        }
    }
    if (report[0] == keyboard->modifiers && memcmp(now_held, keyboard->held, BOOT_KEYS_MAX) == 0) {
        return BOOT_REPORT_SAME;
    }
    struct boot_keys keys = {0};
    for (size_t i = 0; i < BOOT_KEYS_MAX; i++) {
        bool listed_before = i > 0 && memchr(now_held, now_held[i], i) != NULL;
        bool is_key = now_held[i] != 0 && !is_lock(now_held[i]);
        if (is_key && !listed_before && !holds(keyboard->held, now_held[i])) {
            keys.keys[keys.count++] = key_layout_find(keyboard->layout, now_held[i], report[0]);
        }
    }
    keyboard->modifiers = report[0];
    memcpy(keyboard->held, now_held, BOOT_KEYS_MAX);
    *ret_keys = keys;
    return BOOT_REPORT_CHANGED;
}
