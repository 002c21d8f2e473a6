#pragma once
/* The wedge readers that are known as such. A wedge says of itself that it is a keyboard, so that
 * only its ids tell it from one that people type on: what is neither here nor in the configuration
 * is left alone. udev/70-shoushi-readers.rules has a line for each (checked by a test). Any thread.
 */

#include "reader_config.h"
#include "usb_id.h"
#include <stdbool.h>
#include <stddef.h>

struct wedge_reader {
    struct usb_id id;
    const char *name;
};

/* The table; ret_count rows. */
const struct wedge_reader *wedge_readers(size_t *ret_count);

/* True for the table's and for the configuration's; config has passed reader_config_check(). */
bool wedge_readers_have(const struct reader_config *config, struct usb_id id);
