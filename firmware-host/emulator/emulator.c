#include "emulator.h"

#include "emulated_bus.h"
#include "emulator_control.h"
#include "replay_device.h"

bool emulator_create(const char *socket_path, const struct clock *clock, struct usb_port **ret_port,
                     struct error *err)
{
    struct emulated_bus *bus = NULL;
    if (!emulated_bus_create(clock, &bus, err)) {
        return false;
    }
    AUTO(usb_port) struct usb_port *port = emulated_bus_port(bus);
    if (!emulator_control_attach(bus, socket_path, err)) {
        return error_prefix(err, "emulator");
    }
    *ret_port = TAKE(port);
    return true;
}

bool emulator_create_replay(const char *folder, const struct clock *clock,
                            struct usb_port **ret_port, struct error *err)
{
    AUTO(recording) struct recording *recording = NULL;
    struct emulated_bus *bus = NULL;
    if (!recording_read(folder, &recording, err) || !emulated_bus_create(clock, &bus, err)) {
        return false;
    }
    AUTO(usb_port) struct usb_port *port = emulated_bus_port(bus);
    struct replay_device *device = NULL;
    if (!replay_device_create(recording, &device, err)) {
        return false;
    }
    (void)TAKE(recording); /* the device has it */
    AUTO(emulated_device) struct emulated_device *base = replay_device_base(device);
    uint64_t device_id;
    if (!emulated_bus_plug(bus, EMULATOR_PORT_DEFAULT, base, &device_id, err)) {
        return false;
    }
    (void)TAKE(base); /* the bus has it */
    *ret_port = TAKE(port);
    return true;
}
