#pragma once
/* CCID readers that need more than their class asks for, or say less than it does. Any other reader
 * of class 0B is taken by its class alone. udev/70-shoushi-readers.rules has a line for each
 * (checked by a test). Any thread. */

#include "usb_id.h"
#include <stddef.h>

/* What a reader has besides the class; bits of struct ccid_reader's extras. */
enum {
    /* Light and buzzer by pseudo-APDU, and InListPassiveTarget of the PN532 in it, which tells how
     * many cards lie there (ACR122U API 2.04, chapters 6 and 7). */
    CCID_EXTRA_ACR122 = 1,
};

struct ccid_reader {
    struct usb_id id;
    const char *name;
    unsigned extras;
};

/* The table; ret_count rows. */
const struct ccid_reader *ccid_readers(size_t *ret_count);

/* The extras of the reader with this id; 0 for one that is not in the table. */
unsigned ccid_readers_extras(struct usb_id id);
