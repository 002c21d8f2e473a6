#pragma once
/* All card readers of one usb_port, and the loop that serves them: arrivals are shown to the table
 * of drivers, every match gets a struct reader. Without a thread of its own, so that tests can turn
 * it by hand; reader_service.h is the thread around it. Reader thread. */

#include "reader.h"

#define READERS_MAX 32 /* plugged in at once; what comes beyond is not read */

struct reader_host;

/* config has passed reader_config_check() and is copied. port and clock are borrowed; the port must
 * have no other listener. */
bool reader_host_create(const struct reader_config *config, struct usb_port *port,
                        const struct clock *clock, const struct reader_observer *observer,
                        struct reader_host **ret_host, struct error *err) MUST_USE;

/* Only when reader_host_is_stopped(); otherwise what is still open is left to the kernel. */
void reader_host_destroy(struct reader_host *host);
DEFINE_AUTO(reader_host);

/* Waits at most wait_us (USB_WAIT_WITHOUT_END_US: until there is something to do, or usb_port_wake)
 * and does what is due. An error means that the port is broken as a whole. */
bool reader_host_run(struct reader_host *host, int64_t wait_us, struct error *err) MUST_USE;

/* Lets the reader at port (NULL: every one that can) beep and light up; an error if none does. */
bool reader_host_signal(struct reader_host *host, const char *port, struct error *err) MUST_USE;

/* Lets every reader go; further runs until reader_host_is_stopped(). */
void reader_host_stop(struct reader_host *host);
bool reader_host_is_stopped(const struct reader_host *host);
