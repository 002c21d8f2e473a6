#pragma once
/* Ready-made emulated buses for whoever wants readers without hardware. The thread that runs a bus
 * may be another than the one that made it. */

#include "clock.h"
#include "usb_port.h"

/* An empty bus that is driven through a control socket (emulator_control.h). clock is borrowed. */
bool emulator_create(const char *socket_path, const struct clock *clock, struct usb_port **ret_port,
                     struct error *err) MUST_USE;

/* A bus with one recorded reader in port 1-1 (replay_device.h). clock is borrowed. */
bool emulator_create_replay(const char *folder, const struct clock *clock,
                            struct usb_port **ret_port, struct error *err) MUST_USE;
