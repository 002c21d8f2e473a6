#include "ccid_readers.h"

#include "check.h"

/* The kernel's pn533_usb takes 072f:2200 for itself before anybody asks; claiming it takes it back.
 */
static const struct ccid_reader known[] = {
    {{0x072f, 0x2200}, "ACS ACR122U", CCID_EXTRA_ACR122},
};

const struct ccid_reader *ccid_readers(size_t *ret_count)
{
    *ret_count = ARRAY_LEN(known);
    return known;
}

unsigned ccid_readers_extras(struct usb_id id)
{
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (usb_id_equal(known[i].id, id)) {
            return known[i].extras;
        }
    }
    return 0;
}
