#pragma once
/* The driver of CCID readers, contactless and contact: every interface of the device that takes
 * whole APDUs is a unit with its slots. It takes them from the kernel's driver, if one has them,
 * and powers the cards off when it lets go. Reader thread. */

#include "reader_driver.h"

/* The row for the table of drivers. */
const struct reader_driver *ccid_driver(void);
