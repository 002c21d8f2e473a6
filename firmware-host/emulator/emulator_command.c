#include "emulator_command.h"

#include "ccid_command.h"
#include "check.h"
#include "emulator_control.h"
#include "emulator_words.h"
#include "replay_device.h"
#include "wedge_command.h"
#include <stdio.h>
#include <string.h>

static bool make_device(const struct emulator_words *words, struct emulated_device **ret_device,
                        struct error *err)
{
    struct ccid_device_profile profile;
    return words->count > 0 && ccid_device_profile_find(words->items[0], &profile)
               ? ccid_command_plug(&profile, words, ret_device, err)
               : wedge_command_plug(words, ret_device, err);
}

static bool run_plug(const struct emulator_words *words, struct emulator_reply *reply,
                     struct error *err)
{
    const char *port = words->port ? words->port : EMULATOR_PORT_DEFAULT;
    AUTO(emulated_device) struct emulated_device *device = NULL;
    if (!make_device(words, &device, err) ||
        !emulated_bus_plug(words->bus, port, device, &reply->device_id, err)) {
        return false;
    }
    (void)TAKE(device); /* the bus has it */
    return true;
}

static bool run_unplug(const struct emulator_words *words, struct emulator_reply *reply,
                       struct error *err)
{
    const char *port = words->port ? words->port : emulated_bus_find_path(words->bus);
    (void)reply; /* "ok" is all there is to say */
    return port ? emulated_bus_unplug(words->bus, port, err)
                : error_set(err, ERROR_INVALID, "name a port: there is not exactly one reader");
}

/* The reader that a command is for: one of the two is not NULL. */
struct reader_in_software {
    struct wedge_device *wedge;
    struct ccid_device *ccid;
};

static bool find_reader(const struct emulator_words *words, struct emulator_reply *reply,
                        struct reader_in_software *ret_reader, struct error *err)
{
    struct emulated_device *device;
    if (!emulator_words_find_device(words, &device, &reply->device_id, err)) {
        return false;
    }
    *ret_reader = (struct reader_in_software){.wedge = wedge_device_of(device),
                                              .ccid = ccid_device_of(device)};
    return ret_reader->wedge || ret_reader->ccid ||
           error_set(err, ERROR_UNSUPPORTED, "a recorded reader cannot be told what to do");
}

static bool find_wedge(const struct emulator_words *words, struct emulator_reply *reply,
                       struct wedge_device **ret_device, struct error *err)
{
    struct reader_in_software reader;
    if (!find_reader(words, reply, &reader, err)) {
        return false;
    }
    *ret_device = reader.wedge;
    return *ret_device || error_set(err, ERROR_UNSUPPORTED, "a CCID reader does not type");
}

static bool find_ccid(const struct emulator_words *words, struct emulator_reply *reply,
                      struct ccid_device **ret_device, struct error *err)
{
    struct reader_in_software reader;
    if (!find_reader(words, reply, &reader, err)) {
        return false;
    }
    *ret_device = reader.ccid;
    return *ret_device ||
           error_set(err, ERROR_UNSUPPORTED, "a wedge reader types cards: card, type");
}

static bool run_card(const struct emulator_words *words, struct emulator_reply *reply,
                     struct error *err)
{
    struct reader_in_software reader;
    if (!find_reader(words, reply, &reader, err)) {
        return false;
    }
    return reader.wedge ? wedge_command_card(reader.wedge, words, reply, err)
                        : ccid_command_card(reader.ccid, words, reply, err);
}

static bool run_type(const struct emulator_words *words, struct emulator_reply *reply,
                     struct error *err)
{
    struct wedge_device *device;
    return find_wedge(words, reply, &device, err) && wedge_command_type(device, words, reply, err);
}

static bool run_put(const struct emulator_words *words, struct emulator_reply *reply,
                    struct error *err)
{
    struct ccid_device *device;
    return find_ccid(words, reply, &device, err) && ccid_command_put(device, words, err);
}

static bool run_take(const struct emulator_words *words, struct emulator_reply *reply,
                     struct error *err)
{
    struct ccid_device *device;
    return find_ccid(words, reply, &device, err) && ccid_command_take(device, words, err);
}

static bool run_show(const struct emulator_words *words, struct emulator_reply *reply,
                     struct error *err)
{
    struct ccid_device *device;
    if (!find_ccid(words, reply, &device, err)) {
        return false;
    }
    ccid_device_describe(device, reply->text, sizeof reply->text);
    return true;
}

static bool run_pace(const struct emulator_words *words, struct emulator_reply *reply,
                     struct error *err)
{
    struct reader_in_software reader;
    if (!find_reader(words, reply, &reader, err)) {
        return false;
    }
    return reader.wedge ? wedge_command_pace(reader.wedge, words, err)
                        : ccid_command_pace(reader.ccid, words, err);
}

static bool run_fault(const struct emulator_words *words, struct emulator_reply *reply,
                      struct error *err)
{
    struct reader_in_software reader;
    if (!find_reader(words, reply, &reader, err)) {
        return false;
    }
    return reader.wedge ? wedge_command_fault(reader.wedge, words, reply, err)
                        : ccid_command_fault(reader.ccid, words, err);
}

static bool run_play(const struct emulator_words *words, struct emulator_reply *reply,
                     struct error *err)
{
    const char *port = words->port ? words->port : EMULATOR_PORT_DEFAULT;
    AUTO(recording) struct recording *recording = NULL;
    struct replay_device *device = NULL;
    if (!recording_read(words->items[0], &recording, err) ||
        !replay_device_create(recording, &device, err)) {
        return false;
    }
    (void)TAKE(recording); /* the device has it */
    AUTO(emulated_device) struct emulated_device *base = replay_device_base(device);
    uint64_t old_id;
    if (emulated_bus_find(words->bus, port, &old_id) &&
        !emulated_bus_unplug(words->bus, port, err)) {
        return false;
    }
    if (!emulated_bus_plug(words->bus, port, base, &reply->device_id, err)) {
        return false;
    }
    (void)TAKE(base); /* the bus has it */
    reply->outcome = EMULATOR_WAITING;
    return true;
}

static bool run_list(const struct emulator_words *words, struct emulator_reply *reply,
                     struct error *err)
{
    (void)err; /* there is always something to say */
    emulated_bus_list(words->bus, reply->text, sizeof reply->text);
    return true;
}

static const struct {
    const char *name;
    size_t words_min, words_max; /* besides the port */
    emulator_handler *run;
} commands[] = {
    {"plug", 0, EMULATOR_WORDS_MAX, run_plug},
    {"unplug", 0, 0, run_unplug},
    {"card", 1, 3, run_card},
    {"type", 1, 1, run_type},
    {"put", 1, 3, run_put},
    {"take", 0, 3, run_take},
    {"show", 0, 0, run_show},
    {"pace", 2, 2, run_pace},
    {"fault", 1, 3, run_fault},
    {"play", 1, 1, run_play},
    {"list", 0, 0, run_list},
};

bool emulator_command_run(struct emulated_bus *bus, char *line, struct emulator_reply *ret_reply,
                          struct error *err)
{
    struct emulator_words words;
    struct emulator_reply reply = {.outcome = EMULATOR_DONE};
    const char *name;
    if (!emulator_words_cut(bus, line, &name, &words, err)) {
        return false;
    }
    if (!*name) {
        return error_set(err, ERROR_INVALID, "an empty line");
    }
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (strcmp(commands[i].name, name) != 0) {
            continue;
        }
        if (words.count < commands[i].words_min || words.count > commands[i].words_max) {
            return error_set(err, ERROR_INVALID, "%s: wrong number of words", name);
        }
        if (!commands[i].run(&words, &reply, err)) {
            return false;
        }
        *ret_reply = reply;
        return true;
    }
    return error_set(err, ERROR_INVALID, "no such command: %.40s", name);
}

bool emulator_command_is_known(const char *line)
{
    size_t len = strcspn(line, " \t\r");
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (strlen(commands[i].name) == len && strncmp(commands[i].name, line, len) == 0) {
            return true;
        }
    }
    return false;
}

bool emulator_command_count_left(struct emulated_bus *bus, uint64_t device_id, size_t *ret_left,
                                 struct error *err)
{
    struct emulated_device *device = emulated_bus_find_by_id(bus, device_id);
    if (!device) {
        return error_set(err, ERROR_GONE, "the reader was pulled out");
    }
    const struct wedge_device *wedge = wedge_device_of(device);
    const struct ccid_device *ccid = ccid_device_of(device);
    const struct replay_device *replay = replay_device_of(device);
    *ret_left = wedge    ? wedge_device_count_left(wedge)
                : ccid   ? ccid_device_count_left(ccid)
                : replay ? replay_device_count_left(replay)
                         : 0;
    return true;
}

void emulator_command_give_up(struct emulated_bus *bus, uint64_t device_id)
{
    struct emulated_device *device = emulated_bus_find_by_id(bus, device_id);
    struct wedge_device *wedge = wedge_device_of(device);
    struct ccid_device *ccid = ccid_device_of(device);
    if (wedge) {
        wedge_device_drop(wedge);
    }
    if (ccid) {
        ccid_device_drop(ccid);
    }
}
