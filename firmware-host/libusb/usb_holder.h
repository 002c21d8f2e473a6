#pragma once
/* Which other program has a device node open, for people who are to end it. What it sees depends on
 * who asks: of other users' programs only root sees the open files, so that for anybody else a
 * service that is known to take card readers, and runs, is the likely one. Any thread. */

#include <stddef.h>

enum usb_holder {
    USB_HOLDER_UNKNOWN, /* no program is seen that could be the one */
    USB_HOLDER_LIKELY,  /* it takes readers, and its open files are hidden from us */
    USB_HOLDER_SEEN,    /* it has the node open */
};

/* The name and the process id of a program other than this one that has node open, or is likely to:
 * "pcscd (process 812)". proc_folder: "/proc". */
enum usb_holder usb_holder_find(const char *proc_folder, const char *node, char *ret_text,
                                size_t size);
