#pragma once
/* A recorded reader, plugged in again: it has the recording's descriptors, answers control requests
 * as they were answered then, and sends and takes the packets of its other endpoints in the
 * recorded order, with the recorded pauses between them. The first is ready as soon as the host
 * asks for it. The thread that runs the bus. */

#include "emulated_device.h"
#include "recording.h"

struct replay_device;

/* Takes recording over if true. */
bool replay_device_create(struct recording *recording, struct replay_device **ret_device,
                          struct error *err) MUST_USE;

/* For emulated_bus_plug(), which then owns it. */
struct emulated_device *replay_device_base(struct replay_device *device);

/* NULL if it is a device of another kind. */
struct replay_device *replay_device_of(struct emulated_device *base);

/* How many recorded transfers are still to come, control requests between them included. */
size_t replay_device_count_left(const struct replay_device *device);
