#include "reader_emulate.h"

#include "clock.h"
#include "emulator_control.h"
#include "emulator_script.h"
#include "signal_fd.h"

/* The bus's companion that waits for the end. */
struct ending {
    int signals;
    bool is_asked;
};

static size_t list_fds(struct pollfd ret_fds[static EMULATED_COMPANION_FDS], void *user)
{
    const struct ending *ending = user;
    ret_fds[0] = (struct pollfd){.fd = ending->signals, .events = POLLIN};
    return 1;
}

static void run(int64_t now_us, void *user)
{
    struct ending *ending = user;
    (void)now_us; /* it comes when it comes */
    ending->is_asked = ending->is_asked || signal_fd_has_come(ending->signals);
}

static int64_t deadline_us(const void *user)
{
    (void)user; /* a signal is readable */
    return INT64_MAX;
}

static void destroy(void *user)
{
    (void)user; /* the caller's */
}

static bool make_bus(const struct emulate_options *options, struct ending *ending,
                     struct emulated_bus **ret_bus, struct emulator_script **ret_script,
                     struct error *err)
{
    struct emulated_bus *bus = NULL;
    AUTO(emulator_script) struct emulator_script *script = NULL;
    if ((options->script_path && !emulator_script_read(options->script_path, &script, err)) ||
        !emulated_bus_create(clock_system(), &bus, err)) {
        return false;
    }
    AUTO(usb_port) struct usb_port *port = emulated_bus_port(bus);
    const struct emulated_companion companion = {.list_fds = list_fds,
                                                 .run = run,
                                                 .deadline_us = deadline_us,
                                                 .destroy = destroy,
                                                 .user = ending};
    emulated_bus_add_companion(bus, &companion);
    if (!redir_export_attach(bus, options->sockets, options->socket_count, err) ||
        (options->control_path && !emulator_control_attach(bus, options->control_path, err))) {
        return false;
    }
    (void)TAKE(port); /* it is the bus, which is handed over */
    if (script) {
        emulator_script_attach(script, bus);
    }
    *ret_bus = bus;
    *ret_script = TAKE(script); /* borrowed from the bus */
    return true;
}

/* Until the script has ended, or a signal has come. */
static bool run_bus(struct emulated_bus *bus, const struct ending *ending,
                    const struct emulator_script *script, struct error *err)
{
    struct usb_port *port = emulated_bus_port(bus);
    while (!ending->is_asked) {
        if (!usb_port_run(port, USB_WAIT_WITHOUT_END_US, err)) {
            return false;
        }
        enum emulator_script_state state =
            script ? emulator_script_state(script) : EMULATOR_SCRIPT_RUNNING;
        if (state == EMULATOR_SCRIPT_FAILED) {
            *err = *emulator_script_error(script);
            return false;
        }
        if (state == EMULATOR_SCRIPT_QUIT) {
            return true;
        }
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
    struct emulated_bus *bus = NULL;
    struct emulator_script *script = NULL;
    if (!make_bus(options, &ending, &bus, &script, err)) {
        return false;
    }
    bool done = run_bus(bus, &ending, script, err);
    stop_bus(bus);
    return done;
}
