#pragma once
/* From boot keyboard reports to keys as they go down (HID 1.11 appendix B and C; usages from the
 * HID Usage Tables, chapter 10). A report lists the keys held; a key counts when it was not held in
 * the report before. Pure; one thread an object. */

#include "key_layout.h"
#include <stddef.h>
#include <stdint.h>

#define BOOT_REPORT_LEN 8 /* modifiers, reserved, six keys */
#define BOOT_KEYS_MAX   6

struct boot_keyboard {
    enum wedge_layout layout;
    uint8_t modifiers;           /* of the last good report */
    uint8_t held[BOOT_KEYS_MAX]; /* usages in it, 0 for none */
};

struct boot_keys {
    size_t count;
    char keys[BOOT_KEYS_MAX]; /* printable ASCII, KEY_ENTER or KEY_UNKNOWN */
};

enum boot_report {
    BOOT_REPORT_CHANGED,   /* a key went down or up */
    BOOT_REPORT_SAME,      /* what the last one said: readers that ignore SET_IDLE repeat it */
    BOOT_REPORT_EMPTY,     /* no bytes at all, which the kernel hands on as success: no news */
    BOOT_REPORT_TOO_SHORT, /* not a boot report */
    BOOT_REPORT_ROLL_OVER, /* more keys than the reader can tell apart; some may be lost */
};

/* Takes a report of len bytes; those behind the first eight are ignored, as appendix B asks. Only a
 * changed one changes keyboard and gives keys. */
enum boot_report boot_keyboard_read(struct boot_keyboard *keyboard, const uint8_t *report,
                                    size_t len, struct boot_keys *ret_keys);
