#include "emulator_command.h"

#include "check.h"
#include "emulator_control.h"
#include "replay_device.h"
#include "usb_id.h"
#include "wedge_device.h"
#include <stdio.h>
#include <string.h>

#define WORDS_MAX 5

struct command {
    struct emulated_bus *bus;
    size_t argument_count;
    const char *arguments[WORDS_MAX - 1];
};

typedef bool command_handler(const struct command *command, struct emulator_reply *reply,
                             struct error *err);

/* The argument, or NULL if it was left out. */
static const char *argument(const struct command *command, size_t index)
{
    return index < command->argument_count ? command->arguments[index] : NULL;
}

static bool find_wedge(const struct command *command, const char *path, struct wedge_device **ret,
                       uint64_t *ret_id, struct error *err)
{
    struct emulated_device *device = emulated_bus_find(command->bus, path, ret_id);
    if (!device && path) {
        return error_set(err, ERROR_GONE, "nothing is plugged into %s", path);
    }
    if (!device) {
        return error_set(err, ERROR_INVALID, "name a port: there is not exactly one reader");
    }
    *ret = wedge_device_of(device);
    return *ret || error_set(err, ERROR_UNSUPPORTED, "a recorded reader cannot be told what to do");
}

static bool run_plug(const struct command *command, struct emulator_reply *reply, struct error *err)
{
    const char *path = argument(command, 0) ? argument(command, 0) : EMULATOR_PORT_DEFAULT;
    const char *id_text = argument(command, 1) ? argument(command, 1) : "ffff:0035";
    struct usb_id id;
    if (!usb_id_parse(id_text, strlen(id_text), &id)) {
        return error_set(err, ERROR_INVALID, "\"%.20s\" is no id such as ffff:0035", id_text);
    }
    struct wedge_device *device = NULL;
    if (!wedge_device_create(id, &device, err)) {
        return false;
    }
    AUTO(emulated_device) struct emulated_device *base = wedge_device_base(device);
    if (!emulated_bus_plug(command->bus, path, base, &reply->device_id, err)) {
        return false;
    }
    (void)TAKE(base); /* the bus has it */
    return true;
}

static bool run_unplug(const struct command *command, struct emulator_reply *reply,
                       struct error *err)
{
    const char *path = argument(command, 0);
    if (!path) {
        path = emulated_bus_find_path(command->bus);
    }
    (void)reply; /* "ok" is all there is to say */
    return path ? emulated_bus_unplug(command->bus, path, err)
                : error_set(err, ERROR_INVALID, "name a port: there is not exactly one reader");
}

static bool type_text(const struct command *command, const char *end, struct emulator_reply *reply,
                      struct error *err)
{
    struct wedge_device *device;
    char text[EMULATOR_LINE_MAX + 2];
    (void)snprintf(text, sizeof text, "%s%s", command->arguments[0], end); /* a line is shorter */
    reply->outcome = EMULATOR_WAITING;
    return find_wedge(command, argument(command, 1), &device, &reply->device_id, err) &&
           wedge_device_type(device, text, err);
}

static bool run_card(const struct command *command, struct emulator_reply *reply, struct error *err)
{
    return type_text(command, "\n", reply, err);
}

static bool run_type(const struct command *command, struct emulator_reply *reply, struct error *err)
{
    return type_text(command, "", reply, err);
}

static bool parse_ms(const char *text, unsigned *ret_ms, struct error *err)
{
    size_t len = strlen(text);
    if (len == 0 || len > 4 || strspn(text, "0123456789") != len) {
        return error_set(err, ERROR_INVALID, "\"%.20s\" is no number of milliseconds", text);
    }
    *ret_ms = (unsigned)strtoul(text, NULL, 10);
    return true;
}

static bool run_pace(const struct command *command, struct emulator_reply *reply, struct error *err)
{
    struct wedge_device *device;
    struct wedge_pace pace;
    if (!parse_ms(command->arguments[0], &pace.hold_ms, err) ||
        !parse_ms(command->arguments[1], &pace.gap_ms, err) ||
        !find_wedge(command, argument(command, 2), &device, &reply->device_id, err)) {
        return false;
    }
    wedge_device_set_pace(device, pace);
    return true;
}

static bool run_fault(const struct command *command, struct emulator_reply *reply,
                      struct error *err)
{
    static const char *const kinds[] = {
        [WEDGE_FAULT_STALL] = "stall",   [WEDGE_FAULT_ZERO] = "zero",
        [WEDGE_FAULT_SHORT] = "short",   [WEDGE_FAULT_LONG] = "long",
        [WEDGE_FAULT_BABBLE] = "babble", [WEDGE_FAULT_ROLL_OVER] = "rollover",
        [WEDGE_FAULT_BROKEN] = "broken",
    };
    struct wedge_device *device;
    if (!find_wedge(command, argument(command, 1), &device, &reply->device_id, err)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (kinds[i] && strcmp(kinds[i], command->arguments[0]) == 0) {
            wedge_device_fail(device, (enum wedge_fault)i, 1);
            reply->outcome = EMULATOR_WAITING;
            return true;
        }
    }
    return error_set(err, ERROR_INVALID, "no such fault: %.40s", command->arguments[0]);
}

static bool run_play(const struct command *command, struct emulator_reply *reply, struct error *err)
{
    const char *path = argument(command, 1) ? argument(command, 1) : EMULATOR_PORT_DEFAULT;
    AUTO(recording) struct recording *recording = NULL;
    struct replay_device *device = NULL;
    if (!recording_read(command->arguments[0], &recording, err) ||
        !replay_device_create(recording, &device, err)) {
        return false;
    }
    (void)TAKE(recording); /* the device has it */
    AUTO(emulated_device) struct emulated_device *base = replay_device_base(device);
    uint64_t old_id;
    if (emulated_bus_find(command->bus, path, &old_id) &&
        !emulated_bus_unplug(command->bus, path, err)) {
        return false;
    }
    if (!emulated_bus_plug(command->bus, path, base, &reply->device_id, err)) {
        return false;
    }
    (void)TAKE(base); /* the bus has it */
    reply->outcome = EMULATOR_WAITING;
    return true;
}

static bool run_list(const struct command *command, struct emulator_reply *reply, struct error *err)
{
    (void)err; /* there is always something to say */
    emulated_bus_list(command->bus, reply->text, sizeof reply->text);
    return true;
}

static const struct {
    const char *name;
    size_t arguments_min, arguments_max;
    command_handler *run;
} commands[] = {
    {"plug", 0, 2, run_plug}, {"unplug", 0, 1, run_unplug}, {"card", 1, 2, run_card},
    {"type", 1, 2, run_type}, {"pace", 2, 3, run_pace},     {"fault", 1, 2, run_fault},
    {"play", 1, 2, run_play}, {"list", 0, 0, run_list},
};

bool emulator_command_run(struct emulated_bus *bus, char *line, struct emulator_reply *ret_reply,
                          struct error *err)
{
    struct command command = {.bus = bus};
    struct emulator_reply reply = {.outcome = EMULATOR_DONE};
    char *rest = NULL;
    const char *name = strtok_r(line, " \t\r", &rest);
    if (!name) {
        return error_set(err, ERROR_INVALID, "an empty line");
    }
    for (const char *word; (word = strtok_r(NULL, " \t\r", &rest));) {
        if (command.argument_count == ARRAY_LEN(command.arguments)) {
            return error_set(err, ERROR_INVALID, "too many words");
        }
        command.arguments[command.argument_count++] = word;
    }
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (strcmp(commands[i].name, name) != 0) {
            continue;
        }
        if (command.argument_count < commands[i].arguments_min ||
            command.argument_count > commands[i].arguments_max) {
            return error_set(err, ERROR_INVALID, "%s: wrong number of words", name);
        }
        if (!commands[i].run(&command, &reply, err)) {
            return false;
        }
        *ret_reply = reply;
        return true;
    }
    return error_set(err, ERROR_INVALID, "no such command: %.40s", name);
}

bool emulator_command_count_left(struct emulated_bus *bus, uint64_t device_id, size_t *ret_left,
                                 struct error *err)
{
    struct emulated_device *device = emulated_bus_find_by_id(bus, device_id);
    if (!device) {
        return error_set(err, ERROR_GONE, "the reader was pulled out");
    }
    const struct wedge_device *wedge = wedge_device_of(device);
    const struct replay_device *replay = replay_device_of(device);
    if (wedge) {
        *ret_left = wedge_device_count_left(wedge);
    } else if (replay) {
        *ret_left = replay_device_count_left(replay);
    } else {
        *ret_left = 0;
    }
    return true;
}

void emulator_command_give_up(struct emulated_bus *bus, uint64_t device_id)
{
    struct wedge_device *wedge = wedge_device_of(emulated_bus_find_by_id(bus, device_id));
    if (wedge) {
        wedge_device_drop(wedge);
    }
}
