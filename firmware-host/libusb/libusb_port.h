#pragma once
/* The real usb_port: the machine's USB through libusb, with hot-plug by udev. Debian's libusb hears
 * of plugs from udevd alone: without a running udevd the first look is right and nothing changes
 * afterwards. What a device says of itself is read from sysfs, so that looking at a device neither
 * needs rights nor sends it anything. Threads as in usb_port.h. */

#include "usb_port.h"

/* A program that dies keeps the kernel's keyboard driver away from its readers until they are
 * plugged in anew, or it is started again and ends well: what a card reader types belongs on no
 * console. */
bool libusb_port_create(struct usb_port **ret_port, struct error *err) MUST_USE;
