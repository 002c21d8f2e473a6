/* What a device says of itself: the walk ends, stays inside, and finds nothing that is not there.
 */

#include "check.h"
#include "usb_descriptor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct usb_descriptor_walk walk = usb_descriptor_walk_start(data, size);
    struct usb_interface interface;
    struct usb_endpoint endpoint;
    size_t found = 0;
    while (usb_descriptor_next_interface(&walk, &interface)) {
        found++;
        while (usb_descriptor_next_endpoint(&walk, &endpoint)) {
            found++;
        }
    }
    CHECK(found <= size / 7);
    if (usb_descriptor_find_interrupt_in(data, size, USB_CLASS_HID, HID_SUBCLASS_BOOT,
                                         HID_PROTOCOL_KEYBOARD, &interface, &endpoint)) {
        CHECK(endpoint.packet_len > 0 && endpoint.packet_len < 2048 && (endpoint.address & 0x80));
    }
    return 0;
}
