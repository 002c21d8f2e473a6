#include "wedge_readers.h"

#include "check.h"

/* Not here, though readers carry them too, since other devices do as well: 413d:2107 (also a
 * thermometer), 13ba:0018 (also real keyboards), 16c0:27db (anybody's home-made keyboard). A site
 * that has such a reader names it in its configuration and its udev rules. */
static const struct wedge_reader known[] = {
    {{0xffff, 0x0035}, "Sycreader EM/IC reader (R10, R20, JT308 and many relabelled)"},
    {{0x08ff, 0x0009}, "Sycreader RFID reader, older (under AuthenTec's vendor number)"},
    {{0x0c27, 0x3bfa}, "rf IDEAS pcProx / WAVE ID in keystroke mode"},
};

static bool is_configured(const struct reader_config *config, struct usb_id id)
{
    struct usb_id ids[READER_IDS_MAX];
    size_t count;
    CHECK(usb_id_parse_list(config->wedge_ids, ARRAY_LEN(ids), ids, &count, NULL));
    for (size_t i = 0; i < count; i++) {
        if (usb_id_equal(ids[i], id)) {
            return true;
        }
    }
    return false;
}

const struct wedge_reader *wedge_readers(size_t *ret_count)
{
    *ret_count = ARRAY_LEN(known);
    return known;
}

bool wedge_readers_have(const struct reader_config *config, struct usb_id id)
{
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (usb_id_equal(known[i].id, id)) {
            return true;
        }
    }
    return is_configured(config, id);
}
