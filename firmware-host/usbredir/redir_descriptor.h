#pragma once
/* A device's descriptors in the words of the usbredir protocol: what it is, its interfaces and its
 * endpoints. Pure; any thread. */

#include "usb_port.h"
#include <usbredirproto.h>

/* device_connect: full speed, the class and the release of the device descriptor. */
struct usb_redir_device_connect_header redir_descriptor_connect(const struct usb_device *device);

/* interface_info and ep_info of alternate setting 0; at most 32 interfaces. */
void redir_descriptor_list(const struct usb_device *device,
                           struct usb_redir_interface_info_header *ret_interfaces,
                           struct usb_redir_ep_info_header *ret_endpoints);

/* Packet length of an interrupt IN endpoint; 0 if there is none with that address. */
uint16_t redir_descriptor_interrupt_len(const struct usb_device *device, uint8_t endpoint);
