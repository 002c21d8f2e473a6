#pragma once
/* Where readers come from, by the words of a configuration file (key reader.source):
 *   "usb"              the machine's USB ports, through libusb
 *   "emulator:SOCKET"  a USB bus in this process with readers in software, which are plugged,
 * tapped and pulled out by commands on the Unix socket SOCKET (see emulator_control.h)
 *   "recording:FOLDER" a USB bus with one reader that replays FOLDER/recording.txt
 * Called by the thread that then creates the reader_service. */

#include "clock.h"
#include "usb_port.h"

#define READER_SOURCE_SIZE 256 /* a source text with its NUL */

/* clock must outlive the port; it gives the emulator its time. */
bool reader_source_open(const char *source, const struct clock *clock, struct usb_port **ret_port,
                        struct error *err) MUST_USE;
