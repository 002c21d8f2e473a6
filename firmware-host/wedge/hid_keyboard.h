#pragma once
/* Where the keys stand in the reports of a keyboard that does not speak the boot protocol: its
 * report descriptor (HID 1.11 section 6.2.2) taken apart, and its reports turned into boot reports
 * (appendix B.1), which the decoder understands. Pure; any thread. */

#include "boot_keyboard.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HID_DESCRIPTOR_MAX 1024 /* bytes of a report descriptor that are looked at */
#define HID_REPORT_MAX     64   /* the longest report of keys */
#define HID_FIELDS_MAX     4    /* of keys, in one report */

/* A run of keys: a bit a key, or places that each name a key that is held. */
struct hid_field {
    bool is_array;
    uint16_t bit;   /* where it begins in the report, its id included */
    uint16_t count; /* keys or places */
    uint8_t size;   /* bits of a place */
    int first;      /* usage of the first bit, or of value 0 */
};

struct hid_keyboard {
    uint8_t report_id; /* the first byte of its reports; 0: they have none */
    uint8_t report_len;
    size_t field_count;
    struct hid_field fields[HID_FIELDS_MAX];
};

/* The first report with keys in it; false if there is none, or none that can be read. */
bool hid_keyboard_find(const uint8_t *descriptor, size_t len, struct hid_keyboard *ret_keyboard);

enum hid_report {
    HID_REPORT_KEYS,  /* ret_boot says which are held */
    HID_REPORT_OTHER, /* with another id: volume keys and the like */
    HID_REPORT_SHORT, /* less than the descriptor promises */
};

/* More keys than a boot report holds are a roll-over. */
enum hid_report hid_keyboard_to_boot(const struct hid_keyboard *keyboard, const uint8_t *report,
                                     size_t len, uint8_t ret_boot[static BOOT_REPORT_LEN]);
