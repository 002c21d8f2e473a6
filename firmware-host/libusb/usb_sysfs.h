#pragma once
/* What Linux keeps of a USB device in /sys/bus/usb/devices: descriptors and names; and what stands
 * in the way of opening its node. Any thread. */

#include "usb_port.h"

/* Fills in descriptors and name of the device at device->path; an error if it has left already. */
bool usb_sysfs_read(struct usb_device *device, struct error *err) MUST_USE;

/* Why the node cannot be opened, for people: the node, who owns it, which group and which udev rule
 * are missing. Returns false with ERROR_DENIED. */
bool usb_sysfs_explain_denied(const struct usb_device *device, struct error *err);
