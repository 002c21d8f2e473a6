#pragma once
/* A usb_port in front of another, for tests: counts how often and for how long the host waits, and
 * puts the machine to sleep as Linux does it (what is in flight ends as if the device were gone,
 * nothing can be submitted, opened or claimed until it wakes up, and no device leaves). One thread.
 */

#include "usb_port.h"

struct port_probe;

/* inner is taken over. */
struct port_probe *port_probe_create(struct usb_port *inner);

/* The port as the host sees it; usb_port_destroy() ends the probe with it. */
struct usb_port *port_probe_port(struct port_probe *probe);

/* How often the host has waited. */
unsigned port_probe_runs(const struct port_probe *probe);

/* How long it wanted to wait the last time. */
int64_t port_probe_last_wait_us(const struct port_probe *probe);

/* The next so many waits fail, as when the kernel refuses to give notice of anything. */
void port_probe_break(struct port_probe *probe, unsigned count);

void port_probe_suspend(struct port_probe *probe);
void port_probe_resume(struct port_probe *probe);
