#pragma once
/* A device in software as the bus sees it: what it answers to the packets that a host sends, by USB
 * 2.0 chapters 8 and 9. Written from the device's side; it knows nothing of any driver. The thread
 * that runs the bus. */

#include "usb_port.h"

enum emulated_answer {
    EMULATED_NAK,    /* nothing to say yet: the host asks again */
    EMULATED_ACK,    /* packet.len bytes were sent or taken */
    EMULATED_STALL,  /* not supported, or the endpoint is halted */
    EMULATED_BABBLE, /* went on sending past what the host had room for */
    EMULATED_BROKEN, /* neither: bits got lost on the way */
    EMULATED_GONE,   /* was pulled out just now */
};

/* IN: the device fills data, which has room, and sets len. OUT: len bytes of data came. */
struct emulated_packet {
    uint8_t *data;
    size_t room;
    size_t len;
};

struct emulated_device;

struct emulated_device_methods {
    enum emulated_answer (*control)(struct emulated_device *device, const struct usb_setup *setup,
                                    struct emulated_packet *packet, int64_t now_us);
    /* An IN or OUT token on an endpoint other than 0. */
    enum emulated_answer (*transfer)(struct emulated_device *device, uint8_t endpoint,
                                     struct emulated_packet *packet, int64_t now_us);
    void (*clear_halt)(struct emulated_device *device, uint8_t endpoint);
    void (*reset)(struct emulated_device *device);
    /* When an answer of NAK on this endpoint may turn into another by itself; INT64_MAX for never.
     */
    int64_t (*deadline_us)(const struct emulated_device *device, uint8_t endpoint);
    void (*destroy)(struct emulated_device *device);
};

/* First member of each kind's own struct; its maker fills it in. */
struct emulated_device {
    const struct emulated_device_methods *methods;
    uint16_t vid, pid;
    char name[USB_NAME_SIZE];
    size_t descriptors_len;
    uint8_t descriptors[USB_DESCRIPTORS_MAX]; /* device and configuration */
};

void emulated_device_destroy(struct emulated_device *device);
DEFINE_AUTO(emulated_device);
