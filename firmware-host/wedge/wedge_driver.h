#pragma once
/* The driver of keyboard-wedge readers: readers that type card numbers as a USB keyboard. It takes
 * the keyboard interface from the kernel, so that nothing of a card reaches the console, puts it
 * into boot protocol if it knows that, and gives it back as it was. Reader thread. */

#include "reader_driver.h"

/* The row for the table of drivers. */
const struct reader_driver *wedge_driver(void);
