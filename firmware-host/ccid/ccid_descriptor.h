#pragma once
/* What a CCID reader says of itself: its interfaces with their endpoints and class descriptors
 * (CCID 1.1 chapter 5), looked at as bytes of a stranger. Pure; any thread. */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CCID_INTERFACES_MAX 4 /* of one device */
#define CCID_SLOTS_MAX      8 /* of one interface */

/* One interface whose commands take whole APDUs. */
struct ccid_interface {
    uint8_t number;
    uint8_t bulk_in, bulk_out; /* endpoints with their direction bits */
    uint8_t interrupt_in;      /* 0 if there is none: then slots are asked in turn */
    uint16_t interrupt_len;    /* bytes of its packets */
    uint8_t slot_count;
    uint8_t power_select;  /* bPowerSelect of IccPowerOn: 0 where the reader finds the voltage */
    bool wants_parameters; /* it does not take them from the ATR by itself */
    bool speaks_t1;        /* dwProtocols has it */
    uint32_t message_max;  /* dwMaxCCIDMessageLength, at least CCID_MESSAGE_MIN */
};

/* The longest message that is of use here: an ATR behind a header. */
#define CCID_MESSAGE_MIN 43

struct ccid_layout {
    size_t count; /* at least 1 */
    struct ccid_interface interfaces[CCID_INTERFACES_MAX];
};

/* Whether a device with these descriptors is a CCID at all, of whatever level: an interface of
 * class 0B, or a vendor's with a class descriptor of the CCID form. */
bool ccid_descriptor_is_reader(const uint8_t *bytes, size_t len);

/* The interfaces that can be used; those that cannot are left out. ERROR_UNSUPPORTED if there is
 * none, with what is wrong with the first. */
bool ccid_descriptor_read(const uint8_t *bytes, size_t len, struct ccid_layout *ret_layout,
                          struct error *err) MUST_USE;
