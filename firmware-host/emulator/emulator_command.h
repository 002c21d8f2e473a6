#pragma once
/* The commands of emulator_control.h, without the socket: a line in, an answer or something to wait
 * for out. The thread that runs the bus. */

#include "emulated_bus.h"

enum emulator_outcome {
    EMULATOR_DONE,    /* answer is complete */
    EMULATOR_WAITING, /* until emulator_command_count_left() is 0 */
};

#define EMULATOR_ANSWER_MAX 512

struct emulator_reply {
    enum emulator_outcome outcome;
    uint64_t device_id;             /* of EMULATOR_WAITING */
    char text[EMULATOR_ANSWER_MAX]; /* "ok" and what follows it */
};

/* Runs one command; line is cut into words in place. */
bool emulator_command_run(struct emulated_bus *bus, char *line, struct emulator_reply *ret_reply,
                          struct error *err) MUST_USE;

/* How many reports of the device the host has not taken yet; an error if it was pulled out. */
bool emulator_command_count_left(struct emulated_bus *bus, uint64_t device_id, size_t *ret_left,
                                 struct error *err) MUST_USE;

/* Gives up what the host has not taken. */
void emulator_command_give_up(struct emulated_bus *bus, uint64_t device_id);

/* Whether the first word of line is a command. */
bool emulator_command_is_known(const char *line);
