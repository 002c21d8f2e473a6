#pragma once
/* A usb_port in front of another that writes down what goes through it: the conversation with the
 * first device that is opened. Threads as in usb_port.h. */

#include "clock.h"
#include "recording_writer.h"

/* inner is taken over if true is returned; clock and writer are borrowed. only_path: the port whose
 * device is recorded; NULL for the first that is opened. */
bool recording_port_create(struct usb_port *inner, const struct clock *clock,
                           struct recording_writer *writer, const char *only_path,
                           struct usb_port **ret_port, struct error *err) MUST_USE;
