#pragma once
/* A fake Linux under an unmodified libusb: umockdev shows it sysfs, udev events and device nodes,
 * and the ioctls of a node end here, where each URB is shown to a wedge reader in software. The
 * process must run under umockdev-wrapper. umockdev calls from a thread of its own; the functions
 * here may be called from any. */

#include "cleanup.h"
#include "wedge_device.h"

struct fake_usbfs;

struct fake_usbfs *fake_usbfs_create(void);
void fake_usbfs_destroy(struct fake_usbfs *usbfs);
DEFINE_AUTO(fake_usbfs);

/* A reader of id appears in port 1-1 of bus 1, with the kernel's driver bound. One at a time. */
void fake_usbfs_plug(struct fake_usbfs *usbfs, struct usb_id id);

/* The same, with a vendor's configuration before the one with the keyboard, which the kernel set.
 */
void fake_usbfs_plug_second_configuration(struct fake_usbfs *usbfs, struct usb_id id);

/* It is pulled out: URBs end with ESHUTDOWN, further ioctls with ENODEV, and udev tells of it. */
void fake_usbfs_unplug(struct fake_usbfs *usbfs);

/* Text as in wedge_device_type. */
void fake_usbfs_type(struct fake_usbfs *usbfs, const char *text);

/* As wedge_device_fail. */
void fake_usbfs_fail(struct fake_usbfs *usbfs, enum wedge_fault fault, unsigned count);

/* The next count claims end with errnum. */
void fake_usbfs_fail_claims(struct fake_usbfs *usbfs, unsigned count, int errnum);

/* Whether the kernel's driver has the keyboard, and how often USBDEVFS_CLEAR_HALT came. */
bool fake_usbfs_kernel_has(struct fake_usbfs *usbfs);
unsigned fake_usbfs_clear_halt_count(struct fake_usbfs *usbfs);
