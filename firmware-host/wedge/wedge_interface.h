#pragma once
/* The interfaces of a wedge reader that may be its keyboard, by its descriptors. Pure; any thread.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WEDGE_INTERFACES_MAX 4

struct wedge_interface {
    uint8_t number;
    uint8_t endpoint; /* interrupt IN */
    uint16_t packet_len;
    bool is_boot;            /* it says that it is a keyboard and speaks the boot protocol */
    uint16_t descriptor_len; /* of its report descriptor; 0 if it does not say */
};

/* How many there are: boot keyboards first, then what may be a keyboard without a boot protocol, as
 * only its report descriptor tells. */
size_t wedge_interface_find(const uint8_t *descriptors, size_t len,
                            struct wedge_interface ret_found[static WEDGE_INTERFACES_MAX]);
