#include "reader_emulate.h"

#include "clock.h"
#include "emulator_control.h"
#include "emulator_script.h"
#include "signal_fd.h"

/* The bus's companion that waits for the end: a signal's, or the script's. */
struct ending {
    int signals;
    struct emulated_bus *bus;
    const struct emulator_script *script; /* NULL: none; the bus's */
    bool is_over;
};

static size_t list_fds(struct pollfd ret_fds[static EMULATED_COMPANION_FDS], void *user)
{
    const struct ending *ending = user;
    ret_fds[0] = (struct pollfd){.fd = ending->signals, .events = POLLIN};
    return 1;
}

static bool script_is_over(const struct ending *ending)
{
    enum emulator_script_state state =
        ending->script ? emulator_script_state(ending->script) : EMULATOR_SCRIPT_RUNNING;
    return state == EMULATOR_SCRIPT_QUIT || state == EMULATOR_SCRIPT_FAILED;
}

static void run(int64_t now_us, void *user)
{
    struct ending *ending = user;
    (void)now_us; /* it comes when it comes */
    ending->is_over = script_is_over(ending) || signal_fd_has_come(ending->signals);
    if (ending->is_over) {
        usb_port_wake(emulated_bus_port(ending->bus));
    }
}

static int64_t deadline_us(const void *user)
{
    /* A signal is readable. A script that has just ended is looked at once more. */
    return script_is_over(user) ? 0 : INT64_MAX;
}

static void destroy(void *user)
{
    (void)user; /* the caller's */
}

static bool make_bus(const struct emulate_options *options, struct ending *ending,
                     struct error *err)
{
    AUTO(emulator_script) struct emulator_script *script = NULL;
    if ((options->script_path && !emulator_script_read(options->script_path, &script, err)) ||
        !emulated_bus_create(clock_system(), &ending->bus, err)) {
        return false;
    }
    AUTO(usb_port) struct usb_port *port = emulated_bus_port(ending->bus);
    const struct emulated_companion companion = {.list_fds = list_fds,
                                                 .run = run,
                                                 .deadline_us = deadline_us,
                                                 .destroy = destroy,
                                                 .user = ending};
    if (!redir_export_attach(ending->bus, options->sockets, options->socket_count, err) ||
        (options->control_path &&
         !emulator_control_attach(ending->bus, options->control_path, err))) {
        return false;
    }
    if (script) {
        ending->script = script;
        emulator_script_attach(TAKE(script), ending->bus);
    }
    emulated_bus_add_companion(ending->bus, &companion);
    (void)TAKE(port); /* it is the bus, which is handed over */
    return true;
}

static bool run_bus(const struct ending *ending, struct error *err)
{
    struct usb_port *port = emulated_bus_port(ending->bus);
    while (!ending->is_over) {
        if (!usb_port_run(port, USB_WAIT_WITHOUT_END_US, err)) {
            return false;
        }
    }
    if (ending->script && emulator_script_state(ending->script) == EMULATOR_SCRIPT_FAILED) {
        *err = *emulator_script_error(ending->script);
        return false;
    }
    return true;
}

/* What is in flight ends at the next turns of the bus. */
static void stop_bus(struct emulated_bus *bus)
{
    enum { TURNS_MAX = 1000, TURN_US = 1000 };
    struct usb_port *port = emulated_bus_port(bus);
    emulated_bus_stop(bus);
    for (int i = 0; i < TURNS_MAX && !emulated_bus_is_stopped(bus); i++) {
        if (!usb_port_run(port, TURN_US, NULL)) {
            break;
        }
    }
    usb_port_destroy(port);
}

bool reader_emulate_run(const struct emulate_options *options, struct error *err)
{
    AUTO(fd) int signals = -1;
    if (!signal_fd_take(&signals, err)) {
        return false;
    }
    struct ending ending = {.signals = signals};
    if (!make_bus(options, &ending, err)) {
        return false;
    }
    bool is_done = run_bus(&ending, err);
    stop_bus(ending.bus);
    return is_done;
}
