#pragma once
/* What happens at an emulated bus, written down beforehand: the commands of emulator_control.h, one
 * a line, each run when the one before is done. Lives on the bus as its companion. The thread that
 * runs the bus. */

#include "emulated_bus.h"

/* Besides the commands, and "# …" to the end of the line:
 *
 *     wait MS      nothing for that long
 *     at MS        nothing until that long after the script began
 *     repeat N     what follows, up to its "end", N times
 *     end
 *     try COMMAND  the command, which may fail
 *     quit         the end of the script, and of the program that runs it */

#define EMULATOR_SCRIPT_BYTES_MAX   (256 * 1024)
#define EMULATOR_SCRIPT_STEPS_MAX   4096
#define EMULATOR_SCRIPT_DEPTH_MAX   8
#define EMULATOR_SCRIPT_REPEAT_MAX  1000000
#define EMULATOR_SCRIPT_WAIT_MAX_MS 86400000

struct emulator_script;

/* Reads text of len bytes; name is how errors call it. Every line is looked at: an unknown word or
 * an open repeat is an error with its line. Whether a command fits the readers shows when it runs.
 */
bool emulator_script_parse(const char *text, size_t len, const char *name,
                           struct emulator_script **ret_script, struct error *err) MUST_USE;
bool emulator_script_read(const char *path, struct emulator_script **ret_script, struct error *err)
    MUST_USE;
void emulator_script_destroy(struct emulator_script *script);
DEFINE_AUTO(emulator_script);

/* Becomes the bus's companion, which then owns it, and begins. */
void emulator_script_attach(struct emulator_script *script, struct emulated_bus *bus);

enum emulator_script_state {
    EMULATOR_SCRIPT_RUNNING,
    EMULATOR_SCRIPT_DONE,   /* its last line; the bus goes on */
    EMULATOR_SCRIPT_QUIT,   /* "quit" */
    EMULATOR_SCRIPT_FAILED, /* emulator_script_error() says where and why */
};
enum emulator_script_state emulator_script_state(const struct emulator_script *script);
const struct error *emulator_script_error(const struct emulator_script *script);
