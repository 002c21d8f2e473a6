/* What a device says of itself, looked at as a CCID reader: whatever can be used has endpoints that
 * can be, and slots within bounds. */

#include "ccid_descriptor.h"
#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ccid_layout layout;
    struct error err = {0};
    if (!ccid_descriptor_read(data, size, &layout, &err)) {
        CHECK(err.code == ERROR_UNSUPPORTED && err.text[0]);
        return 0;
    }
    CHECK(ccid_descriptor_is_reader(data, size));
    CHECK(layout.count >= 1 && layout.count <= CCID_INTERFACES_MAX);
    for (size_t i = 0; i < layout.count; i++) {
        const struct ccid_interface *interface = &layout.interfaces[i];
        CHECK(interface->slot_count >= 1 && interface->slot_count <= CCID_SLOTS_MAX);
        CHECK((interface->bulk_in & 0x80) && (interface->bulk_in & 0x0f));
        CHECK(!(interface->bulk_out & 0x80) && (interface->bulk_out & 0x0f));
        CHECK(!interface->interrupt_in || interface->interrupt_len > 0);
        CHECK(interface->power_select <= 3 && interface->message_max >= CCID_MESSAGE_MIN);
    }
    return 0;
}
