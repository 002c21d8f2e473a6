#include "usb_id.h"

#include "hash.h"
#include <stdio.h>
#include <string.h>

static bool parse_number(const char *text, uint16_t *ret_number)
{
    uint8_t bytes[2];
    if (!hash_hex_decode(text, 4, bytes, sizeof bytes)) {
        return false;
    }
    *ret_number = (uint16_t)(bytes[0] << 8 | bytes[1]);
    return true;
}

bool usb_id_parse(const char *text, size_t len, struct usb_id *ret_id)
{
    struct usb_id id;
    if (len != USB_ID_SIZE - 1 || text[4] != ':' || !parse_number(text, &id.vid) ||
        !parse_number(text + 5, &id.pid)) {
        return false;
    }
    *ret_id = id;
    return true;
}

void usb_id_format(const struct usb_id *id, char ret_text[static USB_ID_SIZE])
{
    (void)snprintf(ret_text, USB_ID_SIZE, "%04x:%04x", id->vid, id->pid); /* always fits */
}

bool usb_id_parse_list(const char *text, size_t room, struct usb_id *ret_ids, size_t *ret_count,
                       struct error *err)
{
    size_t count = 0;
    const char *at = text + strspn(text, " ");
    while (*at) {
        size_t len = strcspn(at, " ,");
        if (count == room) {
            return error_set(err, ERROR_INVALID, "more than %zu ids", room);
        }
        if (!usb_id_parse(at, len, &ret_ids[count])) {
            return error_set(err, ERROR_INVALID, "\"%.*s\" is no id such as ffff:0035", (int)len,
                             at);
        }
        count++;
        at += len;
        at += strspn(at, " ");
        if (*at && *at != ',') {
            return error_set(err, ERROR_INVALID, "ids are divided by commas");
        }
        at += *at == ',';
        at += strspn(at, " ");
    }
    *ret_count = count;
    return true;
}
