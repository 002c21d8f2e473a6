#include "wedge_command.h"

#include "check.h"
#include "emulator_control.h"
#include <stdio.h>
#include <string.h>

#define PACE_MAX_MS 9999

bool wedge_command_plug(const struct emulator_words *words, struct emulated_device **ret_device,
                        struct error *err)
{
    struct usb_id id = {0xffff, 0x0035};
    enum wedge_form form = WEDGE_FORM_BOOT;
    for (size_t i = 0; i < words->count; i++) {
        const char *word = words->items[i];
        bool is_form = strncmp(word, "form=", strlen("form=")) == 0;
        if (is_form && !wedge_form_find(word + strlen("form="), &form)) {
            return error_set(err, ERROR_INVALID, "no such form: %.40s", word);
        }
        if (!is_form && i > 0) {
            return error_set(err, ERROR_INVALID, "a wedge reader has no \"%.40s\"", word);
        }
        if (!is_form && !usb_id_parse(word, strlen(word), &id)) {
            return error_set(err, ERROR_INVALID,
                             "\"%.20s\" is no id such as ffff:0035, nor ccid or acr122", word);
        }
    }
    struct wedge_device *device = NULL;
    if (!wedge_device_create(id, &device, err)) {
        return false;
    }
    wedge_device_set_form(device, form);
    *ret_device = wedge_device_base(device);
    return true;
}

static bool type_text(struct wedge_device *device, const struct emulator_words *words,
                      const char *end, struct emulator_reply *reply, struct error *err)
{
    char text[EMULATOR_LINE_MAX + 2];
    if (words->count != 1) {
        return error_set(err, ERROR_INVALID, "which text? one word");
    }
    (void)snprintf(text, sizeof text, "%s%s", words->items[0], end); /* a line is shorter */
    reply->outcome = EMULATOR_WAITING;
    return wedge_device_type(device, text, err);
}

bool wedge_command_card(struct wedge_device *device, const struct emulator_words *words,
                        struct emulator_reply *reply, struct error *err)
{
    return type_text(device, words, "\n", reply, err);
}

bool wedge_command_type(struct wedge_device *device, const struct emulator_words *words,
                        struct emulator_reply *reply, struct error *err)
{
    return type_text(device, words, "", reply, err);
}

bool wedge_command_pace(struct wedge_device *device, const struct emulator_words *words,
                        struct error *err)
{
    struct wedge_pace pace;
    if (words->count != 2) {
        return error_set(err, ERROR_INVALID, "pace HOLD GAP: two numbers of milliseconds");
    }
    if (!emulator_words_parse_number(words->items[0], PACE_MAX_MS, &pace.hold_ms, err) ||
        !emulator_words_parse_number(words->items[1], PACE_MAX_MS, &pace.gap_ms, err)) {
        return false;
    }
    wedge_device_set_pace(device, pace);
    return true;
}

bool wedge_command_fault(struct wedge_device *device, const struct emulator_words *words,
                         struct emulator_reply *reply, struct error *err)
{
    static const char *const kinds[] = {
        [WEDGE_FAULT_STALL] = "stall",   [WEDGE_FAULT_ZERO] = "zero",
        [WEDGE_FAULT_SHORT] = "short",   [WEDGE_FAULT_LONG] = "long",
        [WEDGE_FAULT_BABBLE] = "babble", [WEDGE_FAULT_ROLL_OVER] = "rollover",
        [WEDGE_FAULT_BROKEN] = "broken",
    };
    if (words->count != 1) {
        return error_set(err, ERROR_INVALID, "which fault? one word");
    }
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (kinds[i] && strcmp(kinds[i], words->items[0]) == 0) {
            wedge_device_fail(device, (enum wedge_fault)i, 1);
            reply->outcome = EMULATOR_WAITING;
            return true;
        }
    }
    return error_set(err, ERROR_INVALID, "no such fault: %.40s", words->items[0]);
}
