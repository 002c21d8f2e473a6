#pragma once
/* Which other program has a device node open, for people who are to end it. What it sees depends on
 * who asks: of other users' programs only root sees the open files. Any thread. */

#include <stdbool.h>
#include <stddef.h>

/* The name and the process id of a program other than this one that has node open: "pcscd (process
 * 812)"; false if none is seen. proc_folder: "/proc". */
bool usb_holder_find(const char *proc_folder, const char *node, char *ret_text, size_t size);
