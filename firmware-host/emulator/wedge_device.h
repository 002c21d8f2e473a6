#pragma once
/* A keyboard-wedge card reader in software, the device's side of HID 1.11: descriptors, the
 * standard and class requests, idle rate, boot and report protocol, interrupt IN reports. It is
 * shaped after a Sycreader EM/IC reader (ffff:0035): a boot keyboard on endpoint 0x81 and a vendor
 * interface without endpoints. The thread that runs the bus. */

#include "emulated_device.h"
#include "usb_id.h"
#include "wedge_descriptors.h"

#define WEDGE_DEVICE_QUEUE_MAX 256 /* reports waiting to be taken: two a key */

/* Which answer the next interrupt IN token gets instead of the right one. */
enum wedge_fault {
    WEDGE_FAULT_NONE,
    WEDGE_FAULT_STALL,     /* and until the halt is cleared */
    WEDGE_FAULT_ZERO,      /* a packet without data */
    WEDGE_FAULT_SHORT,     /* the first three bytes of a report */
    WEDGE_FAULT_LONG,      /* a report with eight further bytes, or babble if there is no room */
    WEDGE_FAULT_BABBLE,    /* more than a packet */
    WEDGE_FAULT_ROLL_OVER, /* six times ErrorRollOver */
    WEDGE_FAULT_BROKEN,    /* the transfer fails */
};

/* How long a key is held, and the pause before the next one. */
struct wedge_pace {
    unsigned hold_ms, gap_ms;
};

struct wedge_device;

bool wedge_device_create(struct usb_id id, struct wedge_device **ret_device, struct error *err)
    MUST_USE;

/* For emulated_bus_plug(), which then owns it. */
struct emulated_device *wedge_device_base(struct wedge_device *device);

/* NULL if it is a device of another kind. */
struct wedge_device *wedge_device_of(struct emulated_device *base);

/* Before it is plugged in; WEDGE_FORM_BOOT otherwise. */
void wedge_device_set_form(struct wedge_device *device, enum wedge_form form);

void wedge_device_set_pace(struct wedge_device *device, struct wedge_pace pace);

/* Queues the keys of text: digits, letters, space, and ;-=.,/ ; '\n' is Enter. ERROR_INVALID for
 * anything else, ERROR_FULL if the queue has no room; then nothing is typed. */
bool wedge_device_type(struct wedge_device *device, const char *text, struct error *err) MUST_USE;

/* Queues one raw report of at most 16 bytes, ready delay_ms after the one before was taken. */
bool wedge_device_queue_report(struct wedge_device *device, const uint8_t *report, size_t len,
                               unsigned delay_ms, struct error *err) MUST_USE;

/* The next count interrupt IN tokens meet the fault. */
void wedge_device_fail(struct wedge_device *device, enum wedge_fault fault, unsigned count);

/* What has not been taken yet is not typed any more. */
void wedge_device_drop(struct wedge_device *device);

/* Reports and faults that the host has not taken yet. */
size_t wedge_device_count_left(const struct wedge_device *device);

/* GET_PROTOCOL: 0 boot, 1 report. */
uint8_t wedge_device_protocol(const struct wedge_device *device);

/* GET_IDLE, in units of 4 ms; 0: reports only when something changes. */
uint8_t wedge_device_idle_rate(const struct wedge_device *device);
