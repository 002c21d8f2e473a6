/* What a device says of itself: the walk ends, stays inside, and finds nothing that is not there.
 */

#include "check.h"
#include "usb_descriptor.h"
#include "wedge_interface.h"
#include <string.h>

#define USB_DESCRIPTORS_FUZZED 4096

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
    struct wedge_interface keyboards[WEDGE_INTERFACES_MAX];
    size_t count = wedge_interface_find(data, size, keyboards);
    CHECK(count <= WEDGE_INTERFACES_MAX && count <= found);
    for (size_t i = 0; i < count; i++) {
        CHECK(keyboards[i].packet_len > 0 && keyboards[i].packet_len < 2048);
        CHECK(keyboards[i].endpoint & 0x80);
    }
    static uint8_t bytes[USB_DESCRIPTORS_FUZZED];
    if (size <= sizeof bytes && size > 0) {
        memcpy(bytes, data, size);
        size_t kept = usb_descriptor_keep_configuration(bytes, size, data[size - 1]);
        CHECK(kept <= size);
        CHECK(wedge_interface_find(bytes, kept, keyboards) <= WEDGE_INTERFACES_MAX);
    }
    return 0;
}
