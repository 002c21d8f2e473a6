#include "redir_descriptor.h"

#include "usb_descriptor.h"
#include <string.h>

#define INTERFACES_MAX 32
#define NO_ENDPOINT    255

struct usb_redir_device_connect_header redir_descriptor_connect(const struct usb_device *device)
{
    enum { CLASS_AT = 4, RELEASE_AT = 12, DEVICE_LEN = 18 };
    struct usb_redir_device_connect_header connect = {
        .speed = usb_redir_speed_full, .vendor_id = device->vid, .product_id = device->pid};
    if (device->descriptors_len >= DEVICE_LEN) {
        const uint8_t *bytes = device->descriptors;
        connect.device_class = bytes[CLASS_AT];
        connect.device_subclass = bytes[CLASS_AT + 1];
        connect.device_protocol = bytes[CLASS_AT + 2];
        connect.device_version_bcd =
            (uint16_t)(bytes[RELEASE_AT] | (unsigned)bytes[RELEASE_AT + 1] << 8);
    }
    return connect;
}

/* The protocol's number of an endpoint: OUT 0 to 15, IN 16 to 31. */
static size_t index_of(uint8_t address)
{
    return (address & USB_DIRECTION_IN ? 16U : 0U) + (address & 0x0fU);
}

static void clear_endpoints(struct usb_redir_ep_info_header *endpoints)
{
    memset(endpoints, 0, sizeof *endpoints);
    memset(endpoints->type, NO_ENDPOINT, sizeof endpoints->type);
    endpoints->type[0] = usb_redir_type_control;
    endpoints->type[16] = usb_redir_type_control;
}

void redir_descriptor_list(const struct usb_device *device,
                           struct usb_redir_interface_info_header *ret_interfaces,
                           struct usb_redir_ep_info_header *ret_endpoints)
{
    struct usb_descriptor_walk walk =
        usb_descriptor_walk_start(device->descriptors, device->descriptors_len);
    struct usb_interface interface;
    struct usb_endpoint endpoint;
    memset(ret_interfaces, 0, sizeof *ret_interfaces);
    clear_endpoints(ret_endpoints);
    while (usb_descriptor_next_interface(&walk, &interface)) {
        if (interface.alternate != 0 || ret_interfaces->interface_count == INTERFACES_MAX) {
            continue;
        }
        uint32_t at = ret_interfaces->interface_count++;
        ret_interfaces->interface[at] = interface.number;
        ret_interfaces->interface_class[at] = interface.class_code;
        ret_interfaces->interface_subclass[at] = interface.subclass;
        ret_interfaces->interface_protocol[at] = interface.protocol;
        while (usb_descriptor_next_endpoint(&walk, &endpoint)) {
            size_t index = index_of(endpoint.address);
            ret_endpoints->type[index] = endpoint.type;
            ret_endpoints->interval[index] = endpoint.interval;
            ret_endpoints->interface[index] = interface.number;
            ret_endpoints->max_packet_size[index] = endpoint.packet_len;
        }
    }
}

uint16_t redir_descriptor_interrupt_len(const struct usb_device *device, uint8_t endpoint)
{
    struct usb_redir_interface_info_header interfaces;
    struct usb_redir_ep_info_header endpoints;
    redir_descriptor_list(device, &interfaces, &endpoints);
    size_t index = index_of(endpoint);
    bool is_interrupt_in =
        (endpoint & USB_DIRECTION_IN) && endpoints.type[index] == usb_redir_type_interrupt;
    return is_interrupt_in ? endpoints.max_packet_size[index] : 0;
}
