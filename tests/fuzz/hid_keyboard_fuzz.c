/* A report descriptor of a stranger, and its own bytes as reports: what is found lies inside, and
 * no report makes more of itself than a boot report holds. */

#include "check.h"
#include "hid_keyboard.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at(const struct hid_keyboard *keyboard)
{
    CHECK(keyboard->report_len > 0 && keyboard->report_len <= HID_REPORT_MAX);
    CHECK(keyboard->field_count > 0 && keyboard->field_count <= HID_FIELDS_MAX);
    for (size_t i = 0; i < keyboard->field_count; i++) {
        const struct hid_field *field = &keyboard->fields[i];
        CHECK(field->bit + field->count * field->size <= 8 * keyboard->report_len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hid_keyboard keyboard;
    if (!hid_keyboard_find(data, size, &keyboard)) {
        return 0;
    }
    look_at(&keyboard);
    for (size_t at = 0; at + keyboard.report_len <= size; at++) {
        uint8_t report[HID_REPORT_MAX];
        uint8_t boot[BOOT_REPORT_LEN];
        memcpy(report, data + at, keyboard.report_len);
        report[0] = keyboard.report_id ? keyboard.report_id : report[0];
        CHECK(hid_keyboard_to_boot(&keyboard, report, keyboard.report_len, boot) ==
              HID_REPORT_KEYS);
        CHECK(boot[1] == 0);
    }
    return 0;
}
