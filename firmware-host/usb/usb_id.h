#pragma once
/* A device's vendor and product numbers as text: "ffff:0035". Any thread. */

#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct usb_id {
    uint16_t vid, pid;
};

#define USB_ID_SIZE 10 /* "ffff:0035" with its NUL */

/* Exactly four hex digits of either case, a colon, four hex digits; len bytes in all. */
bool usb_id_parse(const char *text, size_t len, struct usb_id *ret_id) MUST_USE;

/* Lower case, as udev and lsusb write it. */
void usb_id_format(const struct usb_id *id, char ret_text[static USB_ID_SIZE]);

/* A list divided by commas, with any spaces around each; "" is an empty list. The error names what
 * is no id, or the room. */
bool usb_id_parse_list(const char *text, size_t room, struct usb_id *ret_ids, size_t *ret_count,
                       struct error *err) MUST_USE;

static inline bool usb_id_equal(struct usb_id a, struct usb_id b)
{
    return a.vid == b.vid && a.pid == b.pid;
}
