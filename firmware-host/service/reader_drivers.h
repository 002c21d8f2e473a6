#pragma once
/* The table of drivers: one line for each kind of reader. Any thread. */

#include "reader_driver.h"

/* The driver that takes this device, or NULL: then it is nobody's card reader and left alone. */
const struct reader_driver *reader_drivers_find(const struct reader_config *config,
                                                const struct usb_device *device);
